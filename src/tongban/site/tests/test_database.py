"""The embedded PostgreSQL, with real servers in temporary homes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tongban.site.database import LONGEST_SOCKET_FOLDER, Cluster, DatabaseTrouble, running

CHILD = """
import sys, time
from pathlib import Path
from tongban.site.database import Cluster
print(Cluster(Path(sys.argv[1]), bound=sys.argv[2] == "bound").start(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def place():
    """A folder that the unprivileged user of the server can enter: pytest's own are for their owner only."""
    with tempfile.TemporaryDirectory(prefix="tongban-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def cluster(place):
    cluster = Cluster(place)
    yield cluster
    cluster.stop()


def an_application_that_starts(cluster, bound="free"):
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(cluster.home), bound], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "True\n"
    return child


def postmaster_of(cluster):
    return int((cluster.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])


def kill(process):
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_start_attaches_and_a_stop_stops(cluster):
    assert cluster.start() is True
    first = postmaster_of(cluster)

    assert Cluster(cluster.home).start() is False
    assert postmaster_of(cluster) == first

    assert cluster.stop() is True
    assert not cluster.is_running()
    assert cluster.stop() is False


def test_it_keeps_what_was_committed_and_listens_on_no_port(cluster):
    cluster.start()
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('通办')")
        shown = [connection.execute(f"SHOW {name}").fetchone()[0] for name in ("listen_addresses", "fsync", "jit")]
    assert shown == ["", "on", "off"]
    os.kill(postmaster_of(cluster), signal.SIGKILL)

    assert cluster.start() is True

    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("通办",)]
    assert cluster.sockets.stat().st_mode & 0o777 == 0o700


def test_a_killed_application_leaves_a_server_to_attach_to(cluster):
    kill(an_application_that_starts(cluster))

    assert cluster.is_running()
    assert cluster.start() is False


def test_a_bound_server_ends_with_the_application(cluster):
    kill(an_application_that_starts(cluster, bound="bound"))

    end = time.monotonic() + 20
    while cluster.is_running() and time.monotonic() < end:
        time.sleep(0.1)
    assert not cluster.is_running()


def test_a_stale_pid_of_somebody_else_is_neither_obeyed_nor_killed(cluster):
    cluster.start()
    cluster.stop()
    (cluster.folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.folder / 'data'}\n")

    assert cluster.stop() is False
    assert cluster.start() is True
    assert postmaster_of(cluster) != os.getpid()


def test_a_long_path_gets_a_short_socket(place):
    home = place / ("a-very-long-name-of-a-folder-" * 3) / "home"
    cluster = Cluster(home)

    with running(cluster) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert len(str(cluster.sockets)) <= LONGEST_SOCKET_FOLDER
    assert not cluster.is_running()
    cluster.sockets.rmdir()


def test_a_server_that_cannot_start_says_why(cluster):
    cluster.start()
    cluster.stop()
    with (cluster.folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting_at_all = 1\n")

    with pytest.raises(DatabaseTrouble, match="no_such_setting_at_all"):
        cluster.start()
