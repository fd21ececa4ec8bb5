"""`up` and `down` as a whole: the real programs, in a temporary home."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest


class Home:
    """A home in which commands run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"TONGBAN_HOME": str(self.folder)}
        command = [sys.executable, "-m", "tongban.site", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def up(self) -> subprocess.CompletedProcess[str]:
        return self.run("up", "--detach", "--port", str(self.port), "--size", "5")

    def health(self) -> dict[str, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
            return json.loads(answer.read())

    def supervisor(self) -> int:
        return json.loads((self.folder / "up.json").read_text())["pid"]


@pytest.fixture
def home():
    with tempfile.TemporaryDirectory(prefix="tongban-") as folder:
        Path(folder).chmod(0o755)
        home = Home(Path(folder))
        yield home
        home.run("down")


def test_the_city_opens_survives_a_kill_and_closes(home):
    first = home.up()
    assert first.returncode == 0, first.stderr
    assert "林晓雯" in first.stdout
    assert home.health() == {"status": "ok", "database": "ok", "worker": "ok"}
    assert "already" in home.up().stderr
    sealed = home.run("verify").stdout

    os.kill(home.supervisor(), signal.SIGKILL)
    begun = time.monotonic()
    again = home.up()
    assert again.returncode == 0, again.stderr
    assert time.monotonic() - begun < 30, "10 s on an idle machine"
    assert home.health()["status"] == "ok"
    assert home.run("verify").stdout.splitlines()[0] == sealed.splitlines()[0]

    anchors = home.folder / "journal-anchors.jsonl"
    anchors.rename(anchors.with_suffix(".away"))
    assert "No anchor" in home.run("verify").stdout
    assert home.run("verify").returncode == 1

    assert home.run("down").returncode == 0
    assert "nothing was running" in home.run("down").stderr
    assert not (home.folder / "postgres" / "data" / "postmaster.pid").exists()


def test_a_taken_port_is_said_before_anything_starts(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", home.port))
        taken.listen()

        told = home.up()

    assert told.returncode == 1
    assert f"--port {home.port + 1}" in told.stderr
    assert not (home.folder / "postgres").exists()
