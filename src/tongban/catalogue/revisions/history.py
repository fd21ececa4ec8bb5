"""How a definition came to be as it is: its versions in the order of their force, and since when each part is as it is."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Min

from tongban.catalogue.models import EditionEntry, PublishedEdition, Revision
from tongban.catalogue.queries import edition, noun
from tongban.catalogue.revisions.differences import differences
from tongban.catalogue.revisions.types import Difference, Newcomer, Version
from tongban.catalogue.types import Edition
from tongban.identity.public import NotFound

MOST_SHOWN = 50


class _Row(NamedTuple):
    number: int
    effective_on: date
    published_at: datetime
    revision: str
    version: int | None
    body: str | None


def _rows(kind: str, code: str, on: date) -> list[_Row]:
    """The definition in each edition that was in force until the day, in the order of their force; None where it was not in it."""
    standing = PublishedEdition.objects.filter(withdrawal=None, effective_on__lte=on).order_by("effective_on", "number")
    entries = EditionEntry.objects.filter(definition__kind=kind, definition__code=code, edition__withdrawal=None)
    bodies = {
        number: (version, body)
        for number, version, body in entries.values_list("edition__number", "definition__version", "definition__body")
    }
    named = standing.values_list("number", "effective_on", "published_at", "revision")
    return [_Row(*each, *bodies.get(each[0], (None, None))) for each in named]


def _turns(kind: str, code: str, on: date) -> list[_Row]:
    """Only the editions with which it became another."""
    found: list[_Row] = []
    for row in _rows(kind, code, on):
        last = found[-1].version if found else None
        if row.version != last:
            found.append(row)
    return found


def versions(kind: str, code: str, *, on: date) -> list[Version]:
    """Every version that was in force until the day, newest first, each with what it changed. Raises NotFound."""
    turns = _turns(kind, code, on)
    if not turns:
        raise NotFound(code)
    titles = dict(Revision.objects.filter(code__in={row.revision for row in turns}).values_list("code", "title"))
    found = []
    for position, row in enumerate(turns):
        if len(turns) - position > MOST_SHOWN:
            continue
        before = turns[position - 1] if position else None
        found.append(_version(kind, row, before, titles.get(row.revision, "")))
    return found[::-1]


def _version(kind: str, row: _Row, before: _Row | None, title: str) -> Version:
    told = () if before is None else between(kind, before, row)
    return Version(
        edition=row.number, version=row.version or 0, effective_on=row.effective_on, published_at=row.published_at,
        title=title, differences=told, is_first=before is None, is_gone=row.version is None,
    )  # fmt: skip


def between(kind: str, before: _Row, after: _Row) -> tuple[Difference, ...]:
    nouns = [noun(kind, json.loads(row.body), row.version or 0) if row.body else None for row in (before, after)]
    return differences(*nouns, kind=kind, was=edition(before.number), now=edition(after.number))


def compared(kind: str, code: str, *, first: int, second: int, on: date) -> tuple[Difference, ...]:
    """What differs in a definition between two editions that were in force until the day, in words. Raises NotFound."""
    rows = {row.number: row for row in _rows(kind, code, on)}
    if first not in rows or second not in rows:
        raise NotFound(code)
    return between(kind, rows[first], rows[second])


_stands: dict[tuple[str, int, str], Mapping[str, date]] = {}
# The last edition with which each definition became another, or came back after it was gone (benchmark guides.py).
LAST_TURNS = """
WITH standing AS (
    SELECT e.id, e.effective_on, row_number() OVER (ORDER BY e.effective_on, e.number) AS place FROM catalogue_edition e
    WHERE e.effective_on <= %s AND NOT EXISTS (SELECT FROM catalogue_editionwithdrawal w WHERE w.edition_id = e.id)
), turns AS (
    SELECT d.code, s.effective_on, s.place, d.version,
        lag(d.version) OVER each AS version_before, lag(s.place) OVER each AS place_before
    FROM catalogue_editionentry n JOIN catalogue_definition d ON d.id = n.definition_id JOIN standing s ON s.id = n.edition_id
    WHERE d.kind = %s WINDOW each AS (PARTITION BY d.code ORDER BY s.place)
)
SELECT code, max(effective_on) FILTER (WHERE version IS DISTINCT FROM version_before OR place IS DISTINCT FROM place_before + 1)
FROM turns GROUP BY code HAVING max(place) = (SELECT max(place) FROM standing)
"""


def stands_since(published: Edition, kind: str) -> Mapping[str, date]:
    """For each definition of this kind the day since which it is as it stood when this edition took force.

    Asked of the database once in a process, for all definitions together: a city has thousands, and each has readers.
    """
    key = (published.digest, published.number, kind)
    if key not in _stands:
        if len(_stands) > 8:
            _stands.clear()
        with connection.cursor() as cursor:
            cursor.execute(LAST_TURNS, [published.effective_on, kind])
            _stands[key] = dict(cursor.fetchall())
    return _stands[key]


def since(kind: str, code: str, *, on: date) -> Mapping[str, date]:
    """For each part of a definition, the day since which it has been as it is. Empty for what is not there."""
    found: dict[str, date] = {}
    last: dict[str, Any] = {}
    for row in _turns(kind, code, on):
        body = json.loads(row.body) if row.body else {}
        for part in body:
            if part not in last or last[part] != body[part]:
                found[part] = row.effective_on
        last = body
    return {part: found[part] for part in last if part not in ("code", "version")}


_newcomers: dict[tuple[str, int, date], tuple[Newcomer, ...]] = {}
SERVED: Mapping[str, str] = {"bundle": "bundles", "item": "items", "policy": "policies"}


def newcomers(published: Edition, *, on: date) -> tuple[Newcomer, ...]:
    """What of this edition, in force on the day, is new or another than in the city's first edition, the latest first.

    Asked of the database once in a process for an edition and a day.
    """
    key = (published.digest, published.number, on)
    if key not in _newcomers:
        if len(_newcomers) > 8:
            _newcomers.clear()
        _newcomers[key] = tuple(_newcomers_of(published, on))
    return _newcomers[key]


def _newcomers_of(published: Edition, on: date) -> list[Newcomer]:
    standing = EditionEntry.objects.filter(definition__kind__in=SERVED, edition__withdrawal=None)
    named = standing.filter(edition__effective_on__lte=on).values_list(
        "definition__kind", "definition__code", "definition__version"
    )
    rows = list(named.annotate(since=Min("edition__effective_on"), first=Min("edition__number")))
    if not rows:
        return []
    beginning = min(first for *_, first in rows)
    at_first = {(kind, code) for kind, code, _, _, first in rows if first == beginning}
    found = []
    for kind, code, version, since, first in rows:
        nouns: Mapping[str, Any] = getattr(published, SERVED[kind])
        there = nouns.get(code)
        if there is not None and there.version == version and first != beginning:
            found.append(Newcomer(kind, code, since, (kind, code) not in at_first and version == 1))
    return sorted(found, key=lambda one: (-one.since.toordinal(), not one.is_new, one.kind, one.code))
