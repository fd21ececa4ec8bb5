"""The server is killed with -9 while people submit: every acknowledged case is there, none twice, and the rest can go on."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Thread
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from tests.answers import fill_everything
from tests.browser.city import free_port, with_name
from tongban.applications import public as applications
from tongban.applications.models import Dossier, Draft
from tongban.cases import public as cases
from tongban.documents.models import Document
from tongban.identity import public as identity
from tongban.journal import public as journal

CLIENTS, DRAFTS, KILLS = 4, 120, 3
SITUATION = {"has_business_licence": True, "has_signboard": True, "sells_tobacco": True}
TOKEN = "c" * 32


@pytest.fixture
def waiting(transactional_db, city) -> dict[str, str]:
    """Drafts that are ready to be submitted, each with the digest that was seen."""
    lin, at = identity.person("lin"), timezone.now()
    acting = next(a for a in identity.actings_of(lin, on=at.date()) if a.right == identity.Right.LEGAL_REPRESENTATIVE)
    model = applications.start(bundle="restaurant", acting=acting, person=lin, at=at).code
    fill_everything(model, situation=SITUATION, by=lin, at=at)
    return {code: applications.prepare(code, by=lin, at=at).digest for code in copies(model)}


def copies(model: str) -> list[str]:
    """The model's drafts and files again and again, under codes of their own."""
    files = list(Document.objects.filter(belongs_to=model))
    names = [f"kill{number}" for number in range(DRAFTS)]
    for name in names:
        codes = {file.code: f"{name}-{place}" for place, file in enumerate(files)}
        draft = Draft.objects.get(code=model)
        draft.pk, draft.code, draft.numbers = None, name, {}
        draft.attachments = {material: [codes[one] for one in ones] for material, ones in draft.attachments.items()}
        draft.save(force_insert=True)
        copied = [Document(**(fields(file) | {"code": codes[file.code], "belongs_to": name})) for file in files]
        Document.objects.bulk_create(copied)
    return names


def fields(row: Document) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


@contextmanager
def server(settings) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The application server as people run it, on the database of this test, in a process group of its own."""
    port = free_port()
    told = {"DATABASE_URL": with_name(settings.DATABASE_URL, connection.settings_dict["NAME"]), "TONGBAN_LOG": "ERROR"}
    environment = os.environ | told | {"TONGBAN_SECRET_KEY": settings.SECRET_KEY, "TONGBAN_HOME": str(settings.HOME)}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-log", "tongban.site.wsgi:application"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_for(port)
        yield port, process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0 and post(port, "/healthz", "", {})[0]:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def post(port: int, path: str, cookie: str, given: dict[str, str]) -> tuple[int, str]:
    """(status, Location) of a posted form; (0, "") when nobody answered."""
    link = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Cookie": f"{cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        link.request("POST", path, urlencode(given), headers)
        answer = link.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return 0, ""
    finally:
        link.close()
    return answer.status, answer.headers.get("Location", "")


def signed_in(who: identity.Person) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(who.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = who.get_session_auth_hash()
    store.create()
    return f"sessionid={store.session_key}"


def submit_until_killed(port: int, cookie: str, queue: list[tuple[str, str]], receipts: dict[str, str]) -> None:
    while queue:
        code, digest = queue.pop()
        status, location = post(port, f"/drafts/{code}/check/", cookie, {"digest": digest, "agree": "yes"})
        if status == 0:
            return
        assert (status, "/receipt/" in location) == (302, True), (status, location)
        receipts[code] = location.split("/")[2]


def test_a_kill_loses_no_acknowledged_case_and_makes_none_twice(waiting, settings):
    cookie, receipts = signed_in(identity.person("lin")), dict[str, str]()
    for _ in range(KILLS):
        with server(settings) as (port, process):
            queue = [(code, digest) for code, digest in waiting.items() if code not in receipts]
            goal = len(receipts) + DRAFTS // (KILLS + 2)
            clients = [Thread(target=submit_until_killed, args=(port, cookie, queue, receipts)) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            while len(receipts) < goal and any(client.is_alive() for client in clients):
                time.sleep(0.01)
            kill(process)
            for client in clients:
                client.join()
    in_flight = set(waiting) - set(receipts)

    assert in_flight
    every_acknowledged_case_is_whole(receipts)
    what_was_not_acknowledged_is_whole_or_not_there(in_flight)
    submitted_again_each_draft_is_one_case(waiting, receipts)


def every_acknowledged_case_is_whole(receipts: dict[str, str]) -> None:
    drafts = dict(Draft.objects.filter(code__in=receipts).values_list("code", "case_number"))
    assert drafts == receipts
    assert len(set(receipts.values())) == len(receipts)
    for number in receipts.values():
        assert is_whole(number)


def is_whole(number: str) -> bool:
    """Parent, parts, dossier and journal, each once."""
    case = cases.get_case(number, seen_by=identity.person("lin"), on=timezone.localdate())
    kinds = [entry.kind for entry in journal.history(number)]
    dossiers = Dossier.objects.filter(case_number=number).count()
    return (len(case.children), dossiers, kinds) == (4, 1, ["ApplicationSubmitted", "CaseOpened"])


def what_was_not_acknowledged_is_whole_or_not_there(in_flight: set[str]) -> None:
    for draft in Draft.objects.filter(code__in=in_flight):
        drawn = draft.numbers["restaurant"]
        assert is_whole(drawn) if draft.case_number else not Dossier.objects.filter(case_number=drawn).exists()


def submitted_again_each_draft_is_one_case(waiting: dict[str, str], receipts: dict[str, str]) -> None:
    lin, at = identity.person("lin"), timezone.now()
    again = {code: applications.submit(code, digest=seen, by=lin, at=at).number for code, seen in waiting.items()}

    assert again | receipts == again
    assert len(set(again.values())) == DRAFTS
    assert len(cases.cases_of(lin, on=timezone.localdate(), limit=1000)) == DRAFTS
    while journal.seal_entries(1000):
        pass
    assert journal.prove().holds
