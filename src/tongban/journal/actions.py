"""Write entries, chain them, promise effects and carry them out."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from threading import local
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from tongban.journal.models import Head, Promise, StoredEntry
from tongban.kernel.events import ERRANDS, REACTIONS, Event

logger = logging.getLogger(__name__)

NOTHING = bytes(32)
ANCHORS = "journal-anchors.jsonl"

# The submission's hot path (benchmarks/submit.py): one statement for all entries and promises of a transaction.
INSERT = """
WITH entries AS (INSERT INTO journal_entry (subject, kind, body, "by", at, digest)
  SELECT subject, kind, body, "by", at, decode(digest, 'hex')
  FROM jsonb_to_recordset(%s::jsonb) AS told(subject text, kind text, body jsonb, "by" text, at timestamptz, digest text))
INSERT INTO journal_promise (kind, key, body, at, due_at, attempts, trouble)
SELECT kind, key, body, at, at, 0, ''
FROM jsonb_to_recordset(%s::jsonb) AS promised(kind text, key text, body jsonb, at timestamptz)
ON CONFLICT (key) DO NOTHING
"""
Rows = list[dict[str, Any]]


class _Gathered(local):
    """What this thread has gathered and not yet written: (entries, promises), or nothing outside `together`."""

    rows: tuple[Rows, Rows] | None = None


_gathered = _Gathered()


@contextmanager
def together() -> Iterator[None]:
    """Write what is published and promised inside by one statement, when the block ends; nothing where it fails.

    For verbs that change much at once, inside their transaction. Reactions still run at once, so nothing in the block may read
    the entries of the block. One block in another belongs to it.
    """
    if _gathered.rows is not None:
        yield
        return
    rows = _gathered.rows = ([], [])
    try:
        yield
    finally:
        _gathered.rows = None
    _write(*rows)


def _write(entries: Rows, promises: Rows) -> None:
    """Write them now, or gather them where a block is open."""
    if _gathered.rows is not None:
        _gathered.rows[0].extend(entries)
        _gathered.rows[1].extend(promises)
    elif entries or promises:
        with connection.cursor() as cursor:
            rows: list[Any] = [Jsonb(each, dumps=msgspec.json.encode) for each in (entries, promises)]
            cursor.execute(INSERT, rows)


def publish(*events: Event, by: str, at: datetime) -> None:
    """Write the events to the journal, in order, then run what reacts to them, all in the caller's transaction."""
    with transaction.atomic(savepoint=False):
        _write([_row(event, by=by, at=at) for event in events], [])
        for event in events:
            for reaction in REACTIONS[type(event)]:
                reaction(event)


def _row(event: Event, *, by: str, at: datetime) -> dict[str, Any]:
    kind, body = type(event).__name__, body_of(event)
    digest = digest_of(event.subject, kind, body, by=by, at=at)
    return {"subject": event.subject, "kind": kind, "body": body, "by": by, "at": at, "digest": digest.hex()}


def body_of(event: Event) -> dict[str, Any]:
    """The event's plain values, without the subject."""
    body: dict[str, Any] = msgspec.to_builtins(event)
    body.pop("subject")
    return body


def digest_of(subject: str, kind: str, body: Mapping[str, Any], *, by: str, at: datetime) -> bytes:
    """SHA-256 over the canonical JSON (RFC 8785 order, UTF-8, UTC) of everything that an entry says."""
    said = [subject, kind, body, by, at.astimezone(UTC).isoformat(timespec="microseconds")]
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).digest()


def link_of(previous: bytes, digest: bytes) -> bytes:
    """The next link of the chain: SHA-256 over the link before and the entry's digest."""
    return sha256(previous + digest).digest()


@transaction.atomic
def seal_entries(limit: int) -> int:
    """Chain up to `limit` entries that are not chained yet; gives how many. Only one process seals at a time."""
    Head.objects.get_or_create(pk=1, defaults={"link": NOTHING})
    head = Head.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if head is None:
        return 0
    open_entries = StoredEntry.objects.filter(position=None).order_by("id").values_list("id", "digest")[:limit]
    sealed: list[tuple[int, int, bytes]] = []
    for entry, digest in open_entries:
        head.position += 1
        head.link = link_of(bytes(head.link), bytes(digest))
        sealed.append((entry, head.position, head.link))
    if sealed:
        _write_links(sealed)
        head.save()
        transaction.on_commit(lambda: _anchor(head.position, bytes(head.link)))
    return len(sealed)


def _write_links(sealed: Sequence[tuple[int, int, bytes]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_entry e SET position = s.position, link = s.link "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS s(id, position, link) WHERE e.id = s.id",
            [list(column) for column in zip(*sealed, strict=True)],
        )


def _anchor(position: int, link: bytes) -> None:
    """Note the head outside the database too, so that cutting off the end of the chain is noticed."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / ANCHORS).open("a", encoding="utf8") as file:
        file.write(json.dumps({"position": position, "link": link.hex()}) + "\n")


def promise(*, kind: str, key: str, body: Mapping[str, Any], at: datetime) -> None:
    """Promise an effect on the outside, in the caller's transaction. The same key is promised once."""
    promise_all([(kind, key, body)], at=at)


def promise_all(wanted: Sequence[tuple[str, str, Mapping[str, Any]]], *, at: datetime) -> None:
    """Promise several effects, each (kind, key, body), in one statement."""
    _write([], [{"kind": kind, "key": key, "body": body, "at": at} for kind, key, body in wanted])


CLAIM = """
UPDATE journal_promise SET attempts = attempts + 1, due_at = %s + make_interval(secs => 30 * power(2, least(attempts, 8)))
WHERE id IN (SELECT id FROM journal_promise WHERE kept_at IS NULL AND given_up_at IS NULL AND due_at <= %s
             ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id, kind, body, attempts
"""
MOST_ATTEMPTS = 12


def work(*, limit: int, at: datetime) -> int:
    """Claim and carry out up to `limit` promised effects that are due; gives how many were kept.

    A claim is a lease of 30 s, doubling with each attempt: what a killed worker held is claimed again. After twelve attempts
    it is given up, stays visible with its trouble, and `try_again` takes it up.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [at, at, limit])
        claimed = cursor.fetchall()
    return sum(_keep((number, kind, json.loads(body)), attempts, at=at) for number, kind, body, attempts in claimed)


def _keep(claimed: tuple[int, str, Mapping[str, Any]], attempts: int, *, at: datetime) -> bool:
    number, kind, body = claimed
    try:
        with transaction.atomic():
            mine = Promise.objects.select_for_update(skip_locked=True).filter(pk=number, kept_at=None)
            if not mine.exists():  # the lease ran out, and another worker has it
                return False
            ERRANDS[kind](body)
            Promise.objects.filter(pk=number).update(kept_at=at, trouble="")
    except Exception as trouble:
        logger.exception("promise %s of kind %s failed, attempt %s", number, kind, attempts)
        given_up = at if attempts >= MOST_ATTEMPTS else None
        Promise.objects.filter(pk=number).update(
            trouble=f"{type(trouble).__name__}: {trouble}"[:2000], given_up_at=given_up
        )
        return False
    return True


def try_again(key: str, *, at: datetime) -> None:
    """Take a promise up again now, also one that was given up."""
    Promise.objects.filter(key=key, kept_at=None).update(due_at=at, given_up_at=None)
