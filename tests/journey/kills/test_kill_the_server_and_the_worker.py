"""The HTTP server and the worker are killed with -9 at one step of a decision after the other: it is whole in the end, and once."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from django.db import connection
from django.utils import timezone

from tests.browser.city import free_port, with_name
from tests.journey.kills.test_kill_during_decisions import nobody_holds, number, record, whole
from tests.journey.kills.test_kill_during_submissions import kill, post, signed_in
from tests.world import track_of
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal.models import Promise

__all__ = ["number"]  # the fixture: a case of one organ that decides in one step

AT_THE_SERVER = ("write_opinion", "issue")
WORKER = ["tests.journey.kills.halting"]
AT_WORK = ("keep", "delivered")


@contextmanager
def running(settings, halt: Path, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours on this test's database, in a group of its own; killed in the end, if it was not before."""
    told = {"DATABASE_URL": with_name(settings.DATABASE_URL, connection.settings_dict["NAME"]), "TONGBAN_LOG": "ERROR"}
    told |= {"TONGBAN_SECRET_KEY": settings.SECRET_KEY, "TONGBAN_HOME": str(settings.HOME), "TONGBAN_HALT": str(halt)}
    told |= {"DJANGO_SETTINGS_MODULE": "tongban.site.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-m", *command], env=os.environ | told, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def server(settings, halt: Path, port: int):
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    return running(
        settings, halt, [*command, "--blocking-threads", "4", "--no-log", "tests.journey.kills.halting:application"]
    )


def eventually(holds: Callable[[], bool]) -> None:
    """A process of Python takes its time to start where others work beside it."""
    for _ in range(1800):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def answers(port: int) -> bool:
    return post(port, "/healthz", "", {})[0] != 0


def here(halt: Path) -> bool:
    return halt.with_suffix(".here").exists()


def stop_at(halt: Path, step: str) -> None:
    halt.with_suffix(".here").unlink(missing_ok=True)
    halt.write_text(step, encoding="utf8")


def it_is_killed_there(process: subprocess.Popen[bytes], halt: Path, number: str) -> None:
    eventually(lambda: here(halt))
    kill(process)
    eventually(lambda: nobody_holds(number))


def agreement(number: str) -> tuple[str, dict[str, str]]:
    """Where the reviewer's browser posts, and what: every point fits."""
    zhao = identity.person("zhao")
    code = track_of(cases.get_case(number, seen_by=zhao, on=timezone.localdate()))
    points = approvals.get_track(code, seen_by=zhao).points
    return f"/desk/{code}/opinion/", {f"judge-{point}": "fits" for point in points} | {"opinion": "agree"}


def test_whatever_is_killed_there_is_one_whole_decision(number, settings, tmp_path):
    halt, port, cookie = tmp_path / "halt", free_port(), signed_in(identity.person("zhao"))
    path, given = agreement(number)

    for step in AT_THE_SERVER:
        stop_at(halt, step)
        with server(settings, halt, port) as process:
            eventually(lambda: answers(port))
            reviewer = Thread(target=post, args=(port, path, cookie, given))
            reviewer.start()
            it_is_killed_there(process, halt, number)
            reviewer.join(30)
        assert record(number) == {}, f"half a decision after {step}"
    stop_at(halt, "nowhere")
    with server(settings, halt, port):
        eventually(lambda: answers(port))
        assert post(port, path, cookie, given)[0] == 302
        assert post(port, path, cookie, given)[0] == 409  # the reviewer clicks again

    for step in AT_WORK:
        stop_at(halt, step)
        with running(settings, halt, WORKER) as process:
            it_is_killed_there(process, halt, number)
        Promise.objects.filter(kept_at=None).update(due_at="2026-01-01T00:00Z")  # the lease of the killed one is over
    stop_at(halt, "nowhere")
    with running(settings, halt, WORKER):
        eventually(lambda: not Promise.objects.filter(kept_at=None).exists())

    whole(number)
