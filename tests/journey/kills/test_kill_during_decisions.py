"""Server and worker are killed with -9 at every step of a decision: no half decision, no notice lost, none sent twice."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from tests.browser.city import with_name
from tests.journey.kills.test_kill_during_submissions import kill
from tests.world import apply, track_of
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.journal.models import Promise
from tongban.licences import public as licences
from tongban.notices.models import Message

# A process that decides or works until it is killed; "at" is the step (a function) at whose end it stands still.
STAND_STILL = """
import importlib, sys, time
import django
django.setup()
from django.utils import timezone
module, name, verb, number = sys.argv[1:5]
room = importlib.import_module(module)
step = getattr(room, name)
def still(*given, **named):
    step(*given, **named)
    print("here", flush=True)
    time.sleep(600)
setattr(room, name, still)
from tests.journey.kills import test_kill_during_decisions as story
getattr(story, verb)(number)
"""
AT_THE_DESK = [
    ("tongban.cases.actions", "take_on"),
    ("tongban.cases.actions", "move"),
    ("tongban.cases.papers", "draw_up"),
    ("tongban.cases.letters", "decided"),
    ("tongban.licences.public", "issue"),
]
AT_WORK = [
    ("tongban.documents.public", "render"),
    ("tongban.documents.public", "seal"),
    ("tongban.documents.public", "keep"),
    ("tongban.cases.letters", "delivered"),
    ("tongban.journal.actions", "_keep"),
]


def decide(number: str) -> None:
    """What the server does when the reviewer agrees."""
    case = cases.get_case(number, seen_by=identity.person("zhao"), on=timezone.localdate())
    by, code = identity.person("zhao"), track_of(case)
    points = approvals.get_track(code, seen_by=by).points
    rulings = [approvals.Ruling(point, approvals.Judgement.FITS) for point in points]
    approvals.give_opinion(code, by=by, opinion=approvals.Opinion.AGREE, rulings=rulings, words="", at=timezone.now())


def work(_: str = "") -> None:
    """What the worker does; a lease of what a killed one held has run out."""
    Promise.objects.filter(kept_at=None).update(due_at=timezone.now())
    while journal.work(limit=50, at=timezone.now()):
        pass


@pytest.fixture
def number(transactional_db, city) -> str:
    """A case of one organ that decides in one step."""
    found = next(part for part in apply().parts if part.organ == "market_regulation")
    work()
    return found.number


@contextmanager
def standing_still(settings, step: tuple[str, str], verb: str, number: str) -> Iterator[bool]:
    """Another process that stands still at the end of this step, in the middle of its transaction, until it is killed."""
    told = {"DATABASE_URL": with_name(settings.DATABASE_URL, connection.settings_dict["NAME"]), "TONGBAN_LOG": "ERROR"}
    environment = os.environ | told | {"TONGBAN_SECRET_KEY": settings.SECRET_KEY, "TONGBAN_HOME": str(settings.HOME)}
    environment |= {"DJANGO_SETTINGS_MODULE": "tongban.site.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", STAND_STILL, *step, verb, number]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout
        yield process.stdout.readline() == b"here\n"
    finally:
        kill(process)
        process.stdout.close()
        wait_until(lambda: nobody_holds(number))


def nobody_holds(number: str) -> bool:
    """The database has noticed that the killed process is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' "
            "AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone() == (0,)


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def record(number: str) -> dict[str, int]:
    kinds = ("CaseAccepted", "CaseDecided", "CaseClosed")
    return Counter(entry.kind for entry in journal.history(number, kinds=kinds))


@pytest.mark.parametrize("step", AT_THE_DESK, ids=lambda step: step[1])
def test_the_server_killed_in_a_decision_leaves_none_and_the_next_one_is_whole(number, settings, step):
    sent = Message.objects.count()
    with standing_still(settings, step, "decide", number) as reached:
        assert reached
    assert (record(number), Message.objects.count(), licences.granted_by(number)) == ({}, sent, [])

    decide(number)
    work()

    whole(number)


@pytest.mark.parametrize("step", AT_WORK, ids=lambda step: step[1])
def test_the_worker_killed_while_it_delivers_leaves_it_to_the_next(number, settings, step):
    decide(number)
    with standing_still(settings, step, "work", number) as reached:
        assert reached

    work()

    whole(number)


def whole(number: str) -> None:
    """Accepted, decided, delivered, each once; every paper printed; every message once, every promise kept."""
    assert record(number) == {"CaseAccepted": 1, "CaseDecided": 1, "CaseClosed": 1}
    assert len(licences.granted_by(number)) == 1
    papers = cases.papers_of(number, seen_by=identity.person("lin"), on=timezone.localdate())
    assert sorted((paper.kind, paper.is_ready) for paper in papers) == [("acceptance", True), ("grant", True)]
    told = Counter((message.person_id, message.title_zh) for message in Message.objects.all())
    assert max(told.values()) == 1, "a message was sent twice"
    assert {"批准了", "办好了"} <= {title.rpartition("”")[2] for _, title in told}
    assert not Promise.objects.filter(kept_at=None).exists()
