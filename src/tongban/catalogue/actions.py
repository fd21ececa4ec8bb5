"""Publishing: freeze what changed, name the whole as a new edition, announce it."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongban.catalogue.contrib.folder.content import definitions_of, problems_of
from tongban.catalogue.events import EditionPublished
from tongban.catalogue.models import Definition, EditionEntry, PublishedEdition
from tongban.catalogue.queries import stored_edition
from tongban.catalogue.types import ContentBroken, Edition, Problem
from tongban.journal import public as journal

ATTEMPTS = 5

Frozen = tuple[str, str, str, str]
"""Kind, code, digest and body of a definition."""


def check(folder: Path | str) -> list[Problem]:
    """Everything that is wrong in a content folder, in the order of file and line; an empty list when it may be published."""
    return problems_of(Path(folder))[1]


def publish(folder: Path | str, *, by: str, at: datetime) -> Edition:
    """Publish a content folder. The same content again gives the newest edition and writes nothing.

    Raises `ContentBroken` with all problems. Two who publish at once get one edition, or two with successive numbers.
    """
    documents, problems = problems_of(Path(folder))
    if problems:
        raise ContentBroken(tuple(problems))
    frozen = [_frozen(kind, code, body) for kind, code, body in definitions_of(documents)]
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return stored_edition(_write(frozen, by=by, at=at))
        except IntegrityError:
            # Somebody else took the number or froze the same definition; what they wrote can now be read.
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _frozen(kind: str, code: str, body: Any) -> Frozen:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return kind, code, sha256(text.encode()).hexdigest(), text


def _write(frozen: Sequence[Frozen], *, by: str, at: datetime) -> int:
    digest = sha256("\n".join(" ".join(each[:3]) for each in frozen).encode()).hexdigest()
    newest = PublishedEdition.objects.order_by("-number").values_list("number", "digest").first()
    if newest and newest[1] == digest:
        return int(newest[0])
    new = PublishedEdition.objects.create(
        number=newest[0] + 1 if newest else 1,
        digest=digest,
        published_at=at,
        by=by,
        effective_on=timezone.localdate(at),
    )
    definitions, changed = _definitions(frozen)
    EditionEntry.objects.bulk_create(
        EditionEntry(edition=new, definition=definition, position=position)
        for position, definition in enumerate(definitions)
    )
    said = EditionPublished(subject=f"edition-{new.number}", number=new.number, digest=digest, changed=changed)
    journal.publish(said, by=by, at=at)
    return new.number


def _definitions(frozen: Sequence[Frozen]) -> tuple[list[Definition], tuple[str, ...]]:
    """The stored definition of each, new versions of those that changed, and what changed."""
    stored: dict[tuple[str, str, str], Definition] = {}
    versions: dict[tuple[str, str], int] = {}
    for each in Definition.objects.defer("body"):
        stored[each.kind, each.code, each.digest] = each
        versions[each.kind, each.code] = max(each.version, versions.get((each.kind, each.code), 0))
    new = [
        Definition(kind=kind, code=code, version=versions.get((kind, code), 0) + 1, digest=digest, body=body)
        for kind, code, digest, body in frozen
        if (kind, code, digest) not in stored
    ]
    Definition.objects.bulk_create(new)
    stored |= {(each.kind, each.code, each.digest): each for each in new}
    return [stored[each[:3]] for each in frozen], tuple(f"{each.kind}:{each.code}" for each in new)
