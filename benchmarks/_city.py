"""A city to measure: the content, the people, a draft that is ready to be signed, and a server that runs."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.answers import fill_everything  # noqa: E402

from tongban.applications import public as applications  # noqa: E402
from tongban.applications.models import Draft  # noqa: E402
from tongban.documents.models import Document  # noqa: E402
from tongban.identity import public as identity  # noqa: E402
from tongban.site.city import load_the_city  # noqa: E402

SITUATION = {
    "has_business_licence": True,
    "has_signboard": True,
    "sells_tobacco": True,
}


def prepare_city() -> None:
    """Migrate, publish the content, and make the people: nothing is done twice."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_the_city(size=200, at=timezone.now())


def ready_draft(*, bundle: str = "restaurant", person: str = "lin") -> str:
    """A draft with every question answered, every field filled and every file attached. Gives its code."""
    lin, at = identity.person(person), timezone.now()
    acting = next(
        one for one in identity.actings_of(lin, on=timezone.localdate(at)) if one.party.kind == "organisation"
    )
    draft = applications.start(bundle=bundle, acting=acting, person=lin, at=at)
    fill_everything(draft.code, situation=SITUATION, by=lin, at=at)
    return draft.code


def copies_of(code: str, count: int, *, prefix: str) -> list[str]:
    """`count` copies of a draft with its files, each ready to be prepared."""
    draft = Draft.objects.get(code=code)
    files = list(Document.objects.filter(belongs_to=code))
    drafts, documents, codes = [], [], []
    for number in range(count):
        fresh = f"{prefix}{number}"
        names = {file.code: f"{fresh}-{place}" for place, file in enumerate(files)}
        attachments = {m: [names[one] for one in ones] for m, ones in draft.attachments.items()}
        values = {f.attname: getattr(draft, f.attname) for f in Draft._meta.concrete_fields if not f.primary_key}
        drafts.append(Draft(**(values | {"code": fresh, "numbers": {}, "attachments": attachments})))
        for file in files:
            kept = {f.attname: getattr(file, f.attname) for f in Document._meta.concrete_fields if not f.primary_key}
            documents.append(Document(**(kept | {"code": names[file.code], "belongs_to": fresh})))
        codes.append(fresh)
    Draft.objects.bulk_create(drafts)
    Document.objects.bulk_create(documents)
    return codes


def signed_in(person: str) -> str:
    """The cookie of a fresh session of this person."""
    someone = identity.person(person)
    store = SessionStore()
    store[SESSION_KEY] = str(someone.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = someone.get_session_auth_hash()
    store.create()
    return f"sessionid={store.session_key}"


@contextmanager
def server(*, workers: int = 2) -> Iterator[int]:
    """The application server as `./tongban up` runs it, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    connection.close()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += [
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "tongban.site.wsgi:application",
    ]
    environment = os.environ | {"TONGBAN_LOG": "ERROR"}
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/accessibility/", timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def visit(port: int, path: str, cookie: str, *, body: str | None = None) -> tuple[int, bytes, str]:
    """One request on a connection of its own. Gives status, body and Location."""
    link = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie}
    if body is not None:
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": cookie.rpartition("csrftoken=")[2],
        }
    link.request("POST" if body is not None else "GET", path, body, headers)
    answer = link.getresponse()
    content = answer.read()
    link.close()
    return answer.status, content, answer.headers.get("Location", "")
