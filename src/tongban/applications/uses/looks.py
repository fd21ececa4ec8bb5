"""Who looked at somebody's data (谁看过我的材料): register look-ups, dossiers that officials opened, attendances at a window."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from django.utils.timezone import localdate

from tongban.applications.files import seen_item
from tongban.applications.models import Attendance, Objection
from tongban.applications.queries import drafts_called
from tongban.applications.uses.types import Look, LookKind, ObjectionView
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.sources import public as sources

MOST = 200
MOST_CASES = 50
AT_THE_WINDOW = Words("您到综合窗口办事", "You came to the comprehensive counter")
WITHOUT_NAME = Words("为了办一件事", "For one matter")
EVERYBODY = {"person": "全市个人 / every person", "organisation": "全市单位 / every organisation"}
DUTY = Words("履行审查职责 / 《行政许可法》第三十四条", "Duty of review / Administrative Licensing Law, art. 34")


def looks_of(person: identity.Person, *, on: date) -> list[Look]:
    """Everything of these kinds about the person, their wards and the organisations they represent; newest first, what belongs
    together (the same day, reader, matter and party) in one. An agent under a mandate does not see them. At most twelve queries."""
    parties = [one.party for one in identity.actings_of(person, on=on) if one.right is not identity.Right.MANDATE]
    codes, kinds = {party.code for party in parties}, {party.kind for party in parties}
    found = [*_in_registers(person, on), *_in_extracts(kinds), *_in_dossiers(person, codes, on), *_at_windows(codes)]
    found = sorted(found, key=lambda look: look.last_at, reverse=True)[:MOST]
    objections = {one.key: one for one in Objection.objects.filter(person=person.code)}
    return _named(found, person, {key: objection_view(one) for key, one in objections.items()})


def key_of(kind: LookKind, day: date, *, by: str, matter: str, party: str) -> str:
    """The name of a look, which stays the same when further looks of the day join it."""
    return sha256("|".join((kind, day.isoformat(), by, matter, party)).encode()).hexdigest()[:24]


def _in_registers(person: identity.Person, on: date) -> Iterable[Look]:
    read = sources.uses_of(person, on=on, limit=MOST)
    drafts = drafts_called({use.purpose for use in read}, seen_by=person, on=on) if read else {}
    groups: dict[tuple[date, str, str, str], list[sources.Use]] = {}
    for use in read:
        groups.setdefault((localdate(use.at), use.by, use.purpose, use.party_code), []).append(use)
    for (day, by, purpose, party), uses in groups.items():
        draft = drafts.get(purpose)
        yield Look(
            key=key_of(LookKind.REGISTER, day, by=by, matter=purpose, party=party),
            kind=LookKind.REGISTER,
            first_at=uses[-1].at,
            last_at=uses[0].at,
            times=len({use.at for use in uses}),
            by=by,
            party=uses[0].party_name,
            why=draft.title if draft else _said(purpose),
            ground=_halves(uses[0].ground),
            draft=draft.code if draft else "",
            case=(draft.case_number or "") if draft else "",
            read=_by_source(uses),
        )


def _in_extracts(kinds: Collection[identity.PartyKind]) -> Iterable[Look]:
    groups: dict[tuple[datetime, str, str, str], list[sources.Extract]] = {}
    for use in sources.extracts_of(kinds, limit=MOST):
        groups.setdefault((use.at, use.by, use.purpose, use.kind), []).append(use)
    for (at, by, purpose, kind), uses in groups.items():
        yield Look(
            key=key_of(LookKind.EXTRACT, localdate(at), by=by, matter=f"{purpose}|{at.isoformat()}", party=kind),
            kind=LookKind.EXTRACT,
            first_at=at,
            last_at=at,
            times=1,
            by=by,
            party=EVERYBODY[kind],
            among=uses[0].size,
            why=_said(purpose),
            ground=_halves(uses[0].ground),
            read=_by_source(uses),
        )


def _said(purpose: str) -> Words:
    """What a purpose in words says; the code of a draft that may not be seen says nothing."""
    return WITHOUT_NAME if purpose.isascii() and purpose.isalnum() else _halves(purpose)


def _halves(said: str) -> Words:
    zh, slash, en = said.partition(" / ")
    return Words(zh, en if slash else zh)


def _by_source(uses: Sequence[sources.Use | sources.Extract]) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """(source, facts, how it came out) without repeats."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for use in uses:
        found.setdefault((use.source, use.outcome), {}).update(dict.fromkeys(use.facts))
    return tuple((source, tuple(facts), outcome) for (source, outcome), facts in found.items())


def _in_dossiers(person: identity.Person, codes: Collection[str], on: date) -> Iterable[Look]:
    mine = [one for one in cases.cases_of(person, on=on, limit=MOST_CASES) if one.holder.code in codes]
    parts = {part.number: part for case in mine for part in case.parts}
    groups: dict[tuple[date, str, str, str], list[datetime]] = {}
    for entry in reversed(journal.history(*parts, kinds=("DossierRead",)) if parts else []):
        groups.setdefault((localdate(entry.at), entry.by, entry.subject, entry.body["organ"]), []).append(entry.at)
    for (day, by, number, organ), times in groups.items():
        part = parts[number]
        try:
            item = seen_item(part, organ)
        except identity.NotFound:  # a supervisor of the city, who sees what the deciding organ sees
            item = seen_item(part, part.organ or "")
        yield Look(
            key=key_of(LookKind.DOSSIER, day, by=by, matter=number, party=part.holder.code),
            kind=LookKind.DOSSIER,
            first_at=times[-1],
            last_at=times[0],
            times=len(times),
            by=by,
            organ=organ,
            party=part.holder.name,
            why=part.title,
            ground=DUTY,
            case=part.parent or number,
            read=(("", tuple(asked.fact for asked in item.facts), ""),),
            materials=tuple(material.name for material in item.materials),
        )


def _at_windows(codes: Collection[str]) -> Iterable[Look]:
    for one in Attendance.objects.filter(party_code__in=codes).order_by("-began_at", "-id")[:MOST_CASES]:
        yield Look(
            key=key_of(LookKind.WINDOW, localdate(one.began_at), by=one.clerk, matter=one.code, party=one.party_code),
            kind=LookKind.WINDOW,
            first_at=one.began_at,
            last_at=one.began_at,
            times=1,
            by=one.clerk,
            party=one.party_name,
            why=AT_THE_WINDOW,
            ground=AT_THE_WINDOW,
        )


def _named(looks: Sequence[Look], person: identity.Person, objections: Mapping[str, ObjectionView]) -> list[Look]:
    """The looks with who it was: the reader themself, an official with organ and role, or somebody who acts for the party."""
    readers = {look.by for look in looks}
    people, duties = identity.people(readers) if readers else {}, identity.duties_of(readers)
    return [
        look.of(
            is_mine=look.by == person.code,
            name=people[look.by].name if look.by in people else "",
            organ=look.organ or (duties[look.by][0] if look.by in duties else ""),
            role=duties[look.by][1] if look.by in duties else "",
            objection=objections.get(look.key),
        )
        for look in looks
    ]


def objection_view(one: Objection) -> ObjectionView:
    """An objection as a value."""
    return ObjectionView(
        code=one.code,
        person=one.person,
        person_name=one.person_name,
        told=Words(*one.told),
        organ=one.organ,
        by=one.by,
        words=one.words,
        at=one.at,
        due_on=one.due_on,
        answered_at=one.answered_at,
        was_proper=one.was_proper,
        answer=one.answer,
    )
