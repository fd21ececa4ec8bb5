"""Editions as frozen values, built once in a process."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from threading import Lock
from types import MappingProxyType
from typing import Any

import msgspec
from django.db import connection
from django.utils.timezone import localdate

from tongban.catalogue.models import CalendarVersion, EditionEntry, PublishedEdition
from tongban.catalogue.places import ListedLicence, Locality, Region
from tongban.catalogue.policies import CommonExclusion, Policy, StatedParameter, parameter_of, whole_rule
from tongban.catalogue.statements import Advice, Ambiguity, Law, Phrasings, Synonym, Theme
from tongban.catalogue.types import Bundle, Edition, Fact, Item, Organ, Section, Source
from tongban.kernel import calendar as legal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import AmountExpression, BandTable, Expression, FactType, Parameter

NOUNS: Mapping[str, type[Any]] = {
    "law": Law, "theme": Theme, "section": Section, "fact": Fact, "source": Source, "organ": Organ, "item": Item, "bundle": Bundle,
    "region": Region, "locality": Locality, "listed_licence": ListedLicence,
    "parameter": StatedParameter, "exclusion": CommonExclusion, "policy": Policy,
    "synonym": Synonym, "advice": Advice, "ambiguity": Ambiguity, "phrasings": Phrasings,
}  # fmt: skip

_editions: dict[int, Edition] = {}
_calendars: dict[int, tuple[str, Calendar]] = {}
_types: dict[str, Mapping[str, FactType]] = {}
_parameters: dict[str, Mapping[str, Parameter | BandTable]] = {}
_expressions: dict[tuple[str, str], Expression] = {}
_amounts: dict[tuple[str, str], AmountExpression] = {}
_building = Lock()


class NoEdition(LookupError):
    """Nothing was published yet, or no edition has this number."""


class NoCalendar(LookupError):
    """No published version of the legal calendar has this number."""


def edition(number: int | None = None, *, on: date | None = None) -> Edition:
    """The edition with this number, or the one in force on the day `on` (without one: today). Raises `NoEdition`.

    An edition never changes, so it is kept in the process; only which one is in force is asked each time (one query). One that is
    published for a later day takes force by itself. Before the day of the very first one, that one counts.
    """
    if number is not None and number in _editions:
        return _editions[number]
    return stored_edition(number, on=on)


def stored_edition(number: int | None, *, on: date | None = None) -> Edition:
    """The same, asked of the database even where the process has kept that number."""
    row = in_force(on or localdate()) if number is None else PublishedEdition.objects.filter(number=number).first()
    if row is None:
        raise NoEdition("还没有发布过内容 / No content was published yet" if number is None else f"edition {number}")
    return _kept(row)


def _kept(row: PublishedEdition) -> Edition:
    with _building:
        kept = _editions.get(row.number)
        # A publication that was rolled back may have left its number behind with other content.
        if kept is None or kept.digest != row.digest:
            kept = _editions[row.number] = _build(row)
    return kept


def edition_and_calendar(on: date) -> tuple[Edition, Calendar]:
    """What `edition(on=on)` and `calendar()` give, asked in one query."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST_WITH_DAYS, [on])
        row = cursor.fetchone()
    if row is None:
        return stored_edition(None, on=on), stored_calendar(None)
    *columns, number, digest = row
    days = legal.STATE if number is None else _calendar_of(number, digest)
    return _kept(PublishedEdition.from_db(connection.alias, ROW, columns)), days


# Asked by almost every request (benchmarks submit.py, pages.py): the ORM took longer to write this statement than PostgreSQL to
# answer it.
ROW = [field.attname for field in PublishedEdition._meta.concrete_fields]
STANDING = f"""
SELECT {", ".join(f'e."{name}"' for name in ROW)} {{columns}} FROM catalogue_edition e {{join}}
WHERE NOT EXISTS (SELECT FROM catalogue_editionwithdrawal w WHERE w.edition_id = e.id) {{order}} LIMIT 1
"""
BY_THEN = "AND e.effective_on <= %s ORDER BY e.effective_on DESC, e.number DESC"
LATEST = STANDING.format(columns="", join="", order=BY_THEN)
VERY_FIRST = STANDING.format(columns="", join="", order="ORDER BY e.effective_on, e.number DESC")
NEWEST_DAYS = "LEFT JOIN (SELECT number, digest FROM catalogue_calendar ORDER BY number DESC LIMIT 1) c ON true"
LATEST_WITH_DAYS = STANDING.format(columns=", c.number, c.digest", join=NEWEST_DAYS, order=BY_THEN)


def in_force(on: date) -> PublishedEdition | None:
    """The row of the edition that is in force on the day: the latest that took force, of one day the last published."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [on])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(VERY_FIRST)
            row = cursor.fetchone()
    return None if row is None else PublishedEdition.from_db(connection.alias, ROW, row)


def _build(row: PublishedEdition) -> Edition:
    entries = EditionEntry.objects.filter(edition=row).order_by("position")
    stored = entries.values_list("definition__kind", "definition__code", "definition__version", "definition__body")
    definitions = ((kind, code, version, json.loads(text)) for kind, code, version, text in stored)
    return assembled(definitions, number=row.number, digest=row.digest, on=row.effective_on)


def assembled(definitions: Iterable[tuple[str, str, int, Any]], *, number: int, digest: str, on: date) -> Edition:
    """The edition of these definitions: kind, code, version and body of each, in the order of the content."""
    found: dict[str, dict[str, Any]] = {kind: {} for kind in (*NOUNS, "place")}
    for kind, code, version, body in definitions:
        found[kind][code] = noun(kind, body, version)
    place = found["place"]["place"]
    of = partial(_frozen, found)
    return Edition(
        number=number, digest=digest, effective_on=on,
        place=Words(**place["place"]), region=place["region"],
        laws=of("law"), themes=of("theme"), sections=of("section"), facts=of("fact"), sources=of("source"),
        organs=of("organ"), items=of("item"), bundles=of("bundle"),
        regions=of("region"), localities=of("locality"), licence_list=of("listed_licence"),
        parameters=of("parameter"), exclusions=of("exclusion"), policies=of("policy"),
        lexicon=of("synonym"), advice=of("advice"), ambiguities=of("ambiguity"), phrasings=of("phrasings"),
    )  # fmt: skip


def _frozen(found: Mapping[str, dict[str, Any]], kind: str) -> Mapping[str, Any]:
    return MappingProxyType(found[kind])


def noun(kind: str, body: dict[str, Any], version: int) -> Any:
    """A definition as its dataclass; the place, which has none, as it is."""
    if kind in ("item", "bundle", "policy"):
        body["version"] = version
    return msgspec.convert(body, NOUNS[kind]) if kind in NOUNS else body


def fact_types(edition: Edition) -> Mapping[str, FactType]:
    """What the rule language knows of the edition's facts."""
    if edition.digest not in _types:
        _types[edition.digest] = MappingProxyType(
            {
                fact.code: FactType(fact.code, fact.kind, fact.label, fact.unit, fact.options)
                for fact in edition.facts.values()
            }
        )
    return _types[edition.digest]


def rule(edition: Edition, text: str) -> Expression:
    """An expression of this edition, read and checked once. Raises `RuleError`."""
    key = (edition.digest, text)
    if key not in _expressions:
        _expressions[key] = rules.parse(text, facts=fact_types(edition), parameters=parameters(edition))
    return _expressions[key]


def amount(edition: Edition, text: str) -> AmountExpression:
    """A formula in yuan of this edition, read and checked once. Raises `RuleError`."""
    key = (edition.digest, text)
    if key not in _amounts:
        _amounts[key] = rules.parse_amount(text, facts=fact_types(edition), parameters=parameters(edition))
    return _amounts[key]


def parameters(edition: Edition) -> Mapping[str, Parameter | BandTable]:
    """Every dated parameter of the edition, the shared ones and those of its policies, as the rule language knows them."""
    if edition.digest not in _parameters:
        stated = dict(edition.parameters)
        for policy in edition.policies.values():
            stated |= policy.parameters
        _parameters[edition.digest] = MappingProxyType({code: parameter_of(each) for code, each in stated.items()})
    return _parameters[edition.digest]


def entitlement(edition: Edition, policy: Policy) -> Expression | None:
    """All conditions of a policy that have a rule, as one; None where none has. What a person must judge comes on top of it."""
    text = whole_rule(policy)
    return None if text is None else rule(edition, text)


def facts_of(edition: Edition, policy: Policy) -> tuple[str, ...]:
    """The facts that its conditions and its amount name, in their order: what the check-up may ask."""
    texts = [condition.rule for condition in policy.conditions if condition.rule]
    named = [code for text in texts for code in rules.facts_of(rule(edition, text))]
    for text in (policy.benefit.formula, policy.benefit.total):
        named += rules.facts_of(amount(edition, text)) if text else ()
    return tuple(dict.fromkeys(named))


def calendar(version: int | None = None) -> Calendar:
    """The legal calendar of this version, or the newest one in force. Raises `NoCalendar`.

    Version 0 is the State's own, which is also in force where a city has published none. A version never changes, so it is kept
    in the process; only which one is the newest is asked each time (one query).
    """
    if version == 0:
        return legal.STATE
    if version is not None and version in _calendars:
        return _calendars[version][1]
    return stored_calendar(version)


# The submission's hot path (benchmarks/submit.py); `{}` stands where one version is wanted.
CALENDAR = f"SELECT number, digest FROM {CalendarVersion._meta.db_table} {{}} ORDER BY number DESC LIMIT 1"
NEWEST, OF_NUMBER = CALENDAR.format(""), CALENDAR.format("WHERE number = %s")


def stored_calendar(version: int | None) -> Calendar:
    """The same, asked of the database even where the process has kept that version."""
    with connection.cursor() as cursor:
        cursor.execute(*((NEWEST,) if version is None else (OF_NUMBER, [version])))
        row = cursor.fetchone()
    if row is None and version is not None:
        raise NoCalendar(f"calendar {version}")
    if row is None:
        return legal.STATE
    return _calendar_of(*row)


def _calendar_of(number: int, digest: str) -> Calendar:
    # A publication that was rolled back may have left its number behind with other days.
    if number not in _calendars or _calendars[number][0] != digest:
        body = CalendarVersion.objects.values_list("body", flat=True).get(number=number)
        _calendars[number] = digest, read_calendar(number, body)
    return _calendars[number][1]


def calendar_body(days: Calendar, documents: Sequence[Mapping[str, Any]]) -> str:
    """The text that a version keeps: every day that is free or worked, and the city's documents as they were written."""
    free, worked = ([day.isoformat() for day in sorted(each)] for each in (days.free, days.worked))
    body = {"proclaimed": sorted(days.proclaimed), "free": free, "worked": worked, "documents": documents}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def read_calendar(number: int, body: str) -> Calendar:
    """The calendar that such a text keeps."""
    kept = json.loads(body)
    free, worked = (frozenset(map(date.fromisoformat, kept[name])) for name in ("free", "worked"))
    return Calendar(version=number, proclaimed=frozenset(kept["proclaimed"]), free=free, worked=worked)
