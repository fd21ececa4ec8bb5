"""Read the journal and prove that nobody edited it."""

import json
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction

from tongban.journal.actions import ANCHORS, NOTHING, digest_of, link_of
from tongban.journal.models import Head, Promise, StoredEntry
from tongban.journal.types import Entry, Proof, Waiting
from tongban.kernel.words import Words

CHANGED = Words("第 {position} 条记录被改动过：{subject} {kind}", "Entry {position} was changed: {subject} {kind}")
GAP = Words("第 {position} 条记录不见了", "Entry {position} is missing")
CUT = Words(
    "链条末尾缺了记录：应有 {expected} 条，只有 {found} 条",
    "The end was cut off: {expected} entries expected, {found} found",
)
ANCHOR = Words(
    "第 {position} 条与库外留存的锚点不符", "Entry {position} differs from the anchor kept outside the database"
)


def history(*subjects: str, kinds: Collection[str] | None = None) -> list[Entry]:
    """The entries about these subjects, oldest first; with `kinds`, only those of these kinds."""
    found = StoredEntry.objects.filter(subject__in=subjects).order_by("id")
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    return [Entry(e.subject, e.kind, e.body, e.by, e.at, e.position) for e in found]


def waiting(*, kept_too: bool = False) -> list[Waiting]:
    """The promised effects that are not carried out, oldest first."""
    rows = Promise.objects.order_by("at", "id")
    rows = rows if kept_too else rows.filter(kept_at=None)
    return [Waiting(p.key, p.kind, p.at, p.due_at, p.attempts, p.trouble, p.given_up_at is not None) for p in rows]


@transaction.atomic
def prove() -> Proof:
    """Recompute every digest and every link, in one snapshot, and compare them with the head and the anchors outside."""
    anchors = dict(_anchors())  # before the rows: an anchor written meanwhile would look like a cut
    head = Head.objects.filter(pk=1).first()
    sealed = StoredEntry.objects.exclude(position=None).order_by("position")
    count, link, fault = _walk(sealed.iterator(chunk_size=2000), anchors)
    expected = max([head.position if head else 0, *anchors])
    if fault is None and (count != expected or (head and bytes(head.link) != link)):
        fault = CUT.filled(expected=expected, found=count)
    return Proof(count, StoredEntry.objects.filter(position=None).count(), len(anchors), link.hex(), fault)


def _walk(entries: Iterable[StoredEntry], anchors: dict[int, str]) -> tuple[int, bytes, Words | None]:
    count, link = 0, NOTHING
    for entry in entries:
        count += 1
        if entry.position != count:
            return count - 1, link, GAP.filled(position=count)
        digest = digest_of(entry.subject, entry.kind, entry.body, by=entry.by, at=entry.at)
        link = link_of(link, digest)
        if digest != bytes(entry.digest) or link != bytes(entry.link or b""):
            return count, link, CHANGED.filled(position=count, subject=entry.subject, kind=entry.kind)
        if anchors.get(count, link.hex()) != link.hex():
            return count, link, ANCHOR.filled(position=count)
    return count, link, None


def _anchors() -> Iterable[tuple[int, str]]:
    kept = settings.HOME / ANCHORS
    lines = kept.read_text(encoding="utf8").splitlines() if kept.exists() else []
    return [(row["position"], row["link"]) for row in map(json.loads, lines)]
