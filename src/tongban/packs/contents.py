"""What a company's pack says on a day: from its check-up, its licences and its cases, by one definition."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from tongban.cases import public as cases
from tongban.catalogue.public import Edition, Purpose
from tongban.identity.public import Person
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.licences.public import Licence
from tongban.packs.types import Content, Entry, EntryKind, Subject
from tongban.policies import public as policies
from tongban.policies.public import CheckUp, Match, Standing

HOLDS = (licences.Standing.IN_FORCE, licences.Standing.BEING_MADE)
AHEAD_DAYS = 90  # our own rule: a quarter ahead
RENEWAL = Words(
    "“{name}”有效期到 {until}，要延续的，最晚这一天申请",
    "“{name}” ends on {until}; whoever renews it applies by this day",
)
ENDS = Words("有效期到 {until}", "Valid until {until}")
LAST_DAY = Words("这项政策到这一天为止", "The policy ends on this day")
CORRECTION = Words("要补正，最晚这一天交", "To be corrected by this day")


def content_of(party: str, found: CheckUp, *, seen_by: Person, on: date) -> Content:
    """The pack of the organisation `party` whose check-up is `found`; its licences and cases as its representative sees them."""
    entries = (
        *_policies(found),
        *_licences(party, found.edition, seen_by, on),
        *_policy_days(found, on),
        *_cases(party, seen_by, on),
    )
    ordered = sorted(
        entries, key=lambda each: (list(EntryKind).index(each.kind), each.on or date.max, -(each.fen or 0))
    )
    return Content(_profile(found), tuple(ordered), found.silent, digest_of(ordered))


def digest_of(entries: Iterable[Entry]) -> str:
    """SHA-256 of what the entries come to: which, by which day, how much. How a sentence counts the days left is no change.

    Corrections are told by their cases, so that they alone make no new pack.
    """
    said = [
        [each.kind, each.about, each.on and each.on.isoformat(), each.fen]
        for each in entries
        if each.says != CORRECTION
    ]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def _profile(found: CheckUp) -> dict[str, str | int]:
    """The facts by which organisations are counted, as far as they are known."""
    facts = policies.breakdowns(found.edition, found.audience)
    known = {fact.code: found.values.get(fact.code) for fact in facts}
    return {code: value for code, value in known.items() if isinstance(value, str | int)}


def _policies(found: CheckUp) -> Iterator[Entry]:
    for match in found.standing(Standing.ENTITLED):
        yield _of(match, EntryKind.ENTITLED, match.policy.benefit.words, None)
    for match in found.standing(Standing.NEARLY):
        yield _of(match, EntryKind.NEARLY, match.gaps[0].sentence, match.met_on)


def _of(match: Match, kind: EntryKind, says: Words, on: date | None) -> Entry:
    policy = match.policy
    # What nobody checked against the document is no sum to be told as due.
    fen = match.fen if kind is EntryKind.ENTITLED and policy.benefit.verified else None
    return Entry(kind, Subject.POLICY, policy.code, policy.organ, policy.name, says, on, fen)


def _policy_days(found: CheckUp, on: date) -> Iterator[Entry]:
    for match in found.standing(Standing.ENTITLED):
        until = date.fromisoformat(match.policy.valid_until) if match.policy.valid_until else None
        if until and _is_ahead(until, on):
            yield _of(match, EntryKind.DUE, LAST_DAY, until)


def _licences(party: str, edition: Edition, seen_by: Person, on: date) -> Iterator[Entry]:
    renewed = {each.acts_on for each in edition.items.values() if each.purpose is Purpose.RENEW}
    for licence in licences.licences_of(seen_by, on=on):
        until = licence.valid_until
        if licence.holder_code != party or licence.standing(on) not in HOLDS or until is None:
            continue
        if _is_ahead(until, on):
            yield _about(licence, EntryKind.ENDING, ENDS.filled(until=until), until)
        last = until - timedelta(days=cases.RENEW_BEFORE)
        if licence.item in renewed and _is_ahead(last, on):
            yield _about(licence, EntryKind.DUE, RENEWAL.filled(name=licence.name, until=until), last)


def _about(licence: Licence, kind: EntryKind, says: Words, on: date) -> Entry:
    return Entry(kind, Subject.LICENCE, licence.code, licence.organ, licence.name, says, on)


def _cases(party: str, seen_by: Person, on: date) -> Iterator[Entry]:
    for case in cases.cases_of(seen_by, on=on):
        for part in case.children or (case,):
            if case.holder.code == party and part.correction and part.state == cases.State.CORRECTING:
                day = part.correction.due_on
                yield Entry(EntryKind.DUE, Subject.CASE, part.number, part.organ or "", part.title, CORRECTION, day)


def _is_ahead(day: date, on: date) -> bool:
    return on <= day <= on + timedelta(days=AHEAD_DAYS)


def written(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries as they are stored."""
    return [
        {
            "kind": each.kind.value, "subject": each.subject.value, "about": each.about, "organ": each.organ,
            "name": [each.name.zh, each.name.en], "says": [each.says.zh, each.says.en],
            "on": each.on and each.on.isoformat(), "fen": each.fen,
        }
        for each in entries
    ]  # fmt: skip


def read(stored: Iterable[dict[str, Any]]) -> tuple[Entry, ...]:
    """The entries as they were stored."""
    return tuple(
        Entry(
            kind=EntryKind(each["kind"]), subject=Subject(each["subject"]), about=each["about"], organ=each["organ"],
            name=Words(*each["name"]), says=Words(*each["says"]),
            on=date.fromisoformat(each["on"]) if each["on"] else None, fen=each["fen"],
        )
        for each in stored
    )  # fmt: skip
