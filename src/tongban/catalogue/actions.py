"""Publishing: freeze what changed, name the whole as a new edition, announce it. The legal calendar likewise."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongban.catalogue import quality
from tongban.catalogue.contrib.folder.content import definitions_of, problems_in, problems_of
from tongban.catalogue.contrib.folder.days import arrangements_of
from tongban.catalogue.contrib.folder.reading import Document, Folder, contents_of
from tongban.catalogue.events import CalendarPublished, EditionPublished
from tongban.catalogue.models import (
    CalendarVersion,
    Definition,
    EditionEntry,
    FolderReading,
    Manuscript,
    PublishedEdition,
    StoredText,
)
from tongban.catalogue.quality import Inspection, Placed
from tongban.catalogue.queries import (
    assembled,
    calendar_body,
    in_force,
    read_calendar,
    stored_calendar,
    stored_edition,
)
from tongban.catalogue.types import ContentBroken, Edition, Problem
from tongban.journal import public as journal
from tongban.kernel import calendar as legal
from tongban.kernel.calendar import Calendar

ATTEMPTS = 5
Published = TypeVar("Published")

Frozen = tuple[str, str, str, str]
"""Kind, code, digest and body of a definition."""


def check(folder: Folder) -> list[Problem]:
    """Everything that is wrong in a content folder, in the order of file and line; an empty list when it may be published."""
    return problems_of(folder)[1]


def inspect(folder: Folder, *, on: date) -> Inspection:
    """Everything that an editor should know of a folder: problems, or else warnings and hints with file and line, and scores."""
    documents, problems = problems_of(folder)
    if problems:
        return Inspection(tuple(problems))
    edition, cases = draft(folder, on=on), _cases_in(documents)
    of = {(document.kind, document.code): document for document in documents}
    found = [(of["item", each.item], each) for each in quality.lint(edition, cases=cases)]
    found += [(of["policy", each.item], each) for each in quality.lint_policies(edition, cases=cases)]
    return Inspection(
        problems=(),
        findings=tuple(Placed(document.file, document.line(each.place), each) for document, each in found),
        completeness=tuple(quality.completeness(item, edition, cases=cases) for item in edition.items.values()),
    )


def _cases_in(documents: Sequence[Document]) -> dict[str, int]:
    """How many test cases each item or bundle has."""
    counts: dict[str, int] = {}
    for document in documents:
        if document.kind == "cases":
            about = str(document.value["about"])
            counts[about] = counts.get(about, 0) + len(document.value["cases"])
    return counts


def draft(folder: Folder, *, on: date) -> Edition:
    """The edition that a folder would become if it were published on this day, with the number 0. Nothing is stored.

    Raises `ContentBroken` with all problems.
    """
    documents, problems = problems_of(folder)
    if problems:
        raise ContentBroken(tuple(problems))
    definitions = definitions_of(documents)
    digest = _digest([_frozen(*each) for each in definitions])
    return assembled(((kind, code, 0, body) for kind, code, body in definitions), number=0, digest=digest, on=on)


def publish(folder: Folder, *, by: str, at: datetime) -> Edition:
    """Publish a content folder, or several on each other, in force at once. The same again gives the edition in force.

    The folder is taken for the whole: what came from revisions and is not in it is no longer published (`studio.adopt` keeps it).
    Raises `ContentBroken` with all problems. Two who publish at once get one edition, or two with successive numbers.
    """
    contents = contents_of(folder)
    published = publish_contents(contents, by=by, at=at, effective_on=timezone.localdate(at))
    remember_folder(contents, by=by, at=at)
    return published


def publish_contents(
    contents: Mapping[str, bytes], *, by: str, at: datetime, effective_on: date, revision: str = ""
) -> Edition:
    """The same of files that need not lie in a folder, in force from a day on; `revision` is where they come from."""
    documents = refuse_problems(contents)
    frozen = [_frozen(kind, code, body) for kind, code, body in definitions_of(documents)]

    def write() -> Edition:
        row = _write(frozen, by=by, at=at, effective_on=effective_on, revision=revision)
        files = _keep(contents)
        newest = Manuscript.objects.filter(edition=row).order_by("-id").first()
        if newest is None or newest.files != files:
            Manuscript.objects.create(edition=row, files=files, by=by, at=at)
        return stored_edition(row.number)

    return _unless_raced(write)


def refuse_problems(contents: Mapping[str, bytes]) -> list[Document]:
    """The documents of these files. Raises `ContentBroken` with all problems."""
    documents, problems = problems_in(contents)
    if problems:
        raise ContentBroken(tuple(problems))
    return documents


def remember_folder(contents: Mapping[str, bytes], *, by: str, at: datetime) -> None:
    """Keep what a folder held when it was published."""
    files = _keep(contents)
    last = FolderReading.objects.order_by("-id").first()
    if last is None or last.files != files:
        FolderReading.objects.create(files=files, by=by, at=at)


def digests_of(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {file: sha256(content).hexdigest() for file, content in contents.items()}


def _keep(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Store the texts, with their comments and test cases, byte for byte; gives their digests."""
    digests = digests_of(contents)
    known = set(StoredText.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
    new = {digest: contents[file].decode() for file, digest in digests.items() if digest not in known}
    rows = [StoredText(digest=digest, text=text) for digest, text in new.items()]
    StoredText.objects.bulk_create(rows, ignore_conflicts=True)
    return digests


CALENDAR = "calendar.yaml"


def publish_calendar(folder: Folder, *, by: str, at: datetime) -> Calendar:
    """Publish the legal calendar: what the State's calendar knows today with the folder's calendar.yaml on top, if there is one.

    All days are frozen, so that a newer State's calendar changes no version. The same days and documents again give the
    newest version and write nothing. Raises `ContentBroken` with the problems of calendar.yaml.
    """
    # The days refer to nothing else, so the rest of the content, which takes seconds to read, is not read for them.
    documents, problems = problems_in({file: text for file, text in contents_of(folder).items() if file == CALENDAR})
    broken = tuple(problem for problem in problems if problem.file == CALENDAR)
    if broken:
        raise ContentBroken(broken)
    written, arrangements = next((arrangements_of(each) for each in documents if each.kind == "calendar"), ([], []))
    body = calendar_body(legal.amended(legal.STATE, arrangements, version=0), written)
    return _unless_raced(lambda: stored_calendar(_write_calendar(body, by=by, at=at)))


def _write_calendar(body: str, *, by: str, at: datetime) -> int:
    digest = sha256(body.encode()).hexdigest()
    newest = CalendarVersion.objects.order_by("-number").first()
    if newest and newest.digest == digest:
        return newest.number
    before = read_calendar(newest.number, newest.body) if newest else legal.STATE
    number = newest.number + 1 if newest else 1
    CalendarVersion.objects.create(number=number, digest=digest, body=body, published_at=at, by=by)
    years = _years_that_differ(before, read_calendar(number, body))
    said = CalendarPublished(subject=f"calendar-{number}", number=number, digest=digest, years=years)
    journal.publish(said, by=by, at=at)
    return number


def _years_that_differ(before: Calendar, after: Calendar) -> tuple[int, ...]:
    named = (before.free ^ after.free) | (before.worked ^ after.worked)
    moved = {day.year for day in named if before.is_working_day(day) is not after.is_working_day(day)}
    return tuple(sorted(moved | (before.proclaimed ^ after.proclaimed)))


def _unless_raced(write: Callable[[], Published]) -> Published:
    """What was written, in a transaction; again when somebody else took the number, whose writing can now be read."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return write()
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _frozen(kind: str, code: str, body: Any) -> Frozen:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return kind, code, sha256(text.encode()).hexdigest(), text


def _digest(frozen: Sequence[Frozen]) -> str:
    return sha256("\n".join(" ".join(each[:3]) for each in frozen).encode()).hexdigest()


def _write(frozen: Sequence[Frozen], *, by: str, at: datetime, effective_on: date, revision: str) -> PublishedEdition:
    digest = _digest(frozen)
    standing = in_force(effective_on)
    if standing and standing.digest == digest:
        return standing
    newest = PublishedEdition.objects.order_by("-number").values_list("number", flat=True).first()
    new = PublishedEdition.objects.create(
        number=(newest or 0) + 1, digest=digest, published_at=at, by=by, effective_on=effective_on, revision=revision
    )
    definitions, changed = _definitions(frozen)
    EditionEntry.objects.bulk_create(
        EditionEntry(edition=new, definition=definition, position=position)
        for position, definition in enumerate(definitions)
    )
    said = EditionPublished(
        subject=f"edition-{new.number}", number=new.number, digest=digest, changed=changed,
        effective_on=effective_on.isoformat(),
    )  # fmt: skip
    journal.publish(said, by=by, at=at)
    return new


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
