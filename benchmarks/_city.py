"""A city to measure: the content, the people, a draft that is ready to be signed, a server that runs, clients that ask."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.answers import fill_everything  # noqa: E402

from tongban.applications import public as applications  # noqa: E402
from tongban.applications.models import Draft  # noqa: E402
from tongban.documents.models import Document  # noqa: E402
from tongban.identity import public as identity  # noqa: E402
from tongban.identity.contrib.sessions import SessionStore  # noqa: E402
from tongban.site import processes  # noqa: E402
from tongban.site.city import load_the_city  # noqa: E402
from tongban.site.commands.supervisor import web_server  # noqa: E402
from tongban.site.guards.sessions import USED_AT  # noqa: E402

# Ended from outside, a benchmark ends what it has started, as it does when it is done.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

SITUATION = {  # all five items that a restaurant with a business licence may need
    "has_business_licence": True,
    "seats": 120,
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
    rights = identity.actings_of(lin, on=timezone.localdate(at))
    acting = next(right for right in rights if right.party.kind == identity.PartyKind.ORGANISATION)
    draft = applications.start(bundle=bundle, acting=acting, person=lin, at=at)
    fill_everything(draft.code, situation=SITUATION, by=lin, at=at)
    return draft.code


def copies_of(code: str, count: int, *, prefix: str, first: int = 0) -> list[str]:
    """`count` copies of a draft with its files, each ready to be prepared; their codes are counted from `first`.

    Each has seats of its own in number, so that no two are alike and what the server keeps in mind helps no more than in life.
    """
    draft = Draft.objects.get(code=code)
    files = list(Document.objects.filter(belongs_to=code))
    drafts, documents, codes = [], [], []
    for number in range(first, first + count):
        fresh = f"{prefix}{number}"
        names = {file.code: f"{fresh}-{place}" for place, file in enumerate(files)}
        attachments = {m: [names[one] for one in ones] for m, ones in draft.attachments.items()}
        situation = draft.situation | {"seats": 120 + number % 5000}
        own = {"code": fresh, "numbers": {}, "attachments": attachments, "situation": situation}
        drafts.append(Draft(**(columns(draft) | own)))
        documents += [Document(**(columns(f) | {"code": names[f.code], "belongs_to": fresh})) for f in files]
        codes.append(fresh)
    Draft.objects.bulk_create(drafts, batch_size=1000)
    Document.objects.bulk_create(documents, batch_size=1000)
    return codes


def columns(row: Draft | Document) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}


def signed_in(person: str) -> str:
    """The cookie of a fresh session of this person."""
    someone = identity.person(person)
    store = SessionStore()
    store[SESSION_KEY] = str(someone.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = someone.get_session_auth_hash()
    store[USED_AT] = time.time()
    store.create()
    return f"sessionid={store.session_key}"


@contextmanager
def server() -> Iterator[int]:
    """The application server as `./tongban up` runs it, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    connection.close()
    environment = os.environ | {"TONGBAN_LOG": "ERROR"}
    process = subprocess.Popen(
        web_server(port),
        env=environment,
        start_new_session=True,
        preexec_fn=processes.end_with_parent,  # noqa: PLW1509 (one system call)
    )
    try:
        _wait_for(port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            client = Client(port, "")
            status, _, _ = client.ask("GET", "/accessibility/")
            client.close()
        except OSError:
            time.sleep(0.1)
        else:
            assert status == 200, status
            return
    raise SystemExit("the server did not start")


CSRF = "c" * 32


class Client:
    """One client on one kept connection. It writes and reads the bytes itself: what a client costs, the server lacks."""

    def __init__(self, port: int, cookie: str) -> None:
        self.link = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f"Host: localhost\r\nCookie: {cookie}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, bytes, bytes]:
        """One request; gives status, head and content. OSError when the line breaks."""
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""
        self.link.sendall(f"{method} {path} HTTP/1.1\r\n{self.head}{form}\r\n{body}".encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, content = got.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        while len(content) < int(length or 0):
            content += self._more()
        return int(head[9:12]), head, content

    def _more(self) -> bytes:
        got = self.link.recv(1 << 18)
        if not got:
            raise ConnectionResetError("the server closed the connection")
        return got

    def close(self) -> None:
        self.link.close()
