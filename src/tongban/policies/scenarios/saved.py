"""Scenarios that were kept: by whom, over what, what they came to; who may see them; and a revision made of one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db.models import QuerySet

from tongban.catalogue.public import Edition, Policy
from tongban.identity import public as identity
from tongban.identity.public import NotFound, Official, Person
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.policies.events import ScenarioSaved
from tongban.policies.models import SavedScenario
from tongban.policies.scenarios.costing import simulate
from tongban.policies.scenarios.types import Costing, NotSimulated, Scenario
from tongban.policies.scenarios.writing import frozen, written
from tongban.policies.snapshots import snapshots

EDITORS = (Official.Role.EDITOR, Official.Role.APPROVER)
NO_NAME = Words("请给这个情景起个名字，例如“起点降到 60 岁”", "Give the scenario a name, such as “from 60 on”")
MOST_LISTED = 50


@dataclass(frozen=True)
class Kept:
    """A scenario as it was kept (情景存档)."""

    code: str
    policy: str
    name: str
    audience: str
    edition: int
    edition_digest: str
    snapshot: str
    on: date
    changes: Mapping[str, Any]
    result: Mapping[str, Any]
    is_expectation: bool
    saved_by: str
    saved_at: datetime


def writes_policies(person: Person) -> bool:
    """Whether this person may change the texts of policies: who edits content for the city."""
    duty = identity.official_of(person)
    return duty is not None and duty.role == Official.Role.EDITOR and duty.organ.code == identity.GOVERNMENT_OFFICE


def policies_seen_by(person: Person, edition: Edition) -> tuple[Policy, ...]:
    """The policies that this person works on: those of their organ; all of them for who edits or approves content for the city."""
    duty = identity.official_of(person)
    if duty is None:
        return ()
    sees_all = duty.role in EDITORS and duty.organ.code == identity.GOVERNMENT_OFFICE
    return tuple(each for each in edition.policies.values() if sees_all or each.organ == duty.organ.code)


def policy_seen_by(person: Person, code: str, edition: Edition) -> Policy:
    """One of them. For anybody else it does not exist at the desk: raises `NotFound`."""
    found = next((each for each in policies_seen_by(person, edition) if each.code == code), None)
    if found is None:
        raise NotFound(code)
    return found


def save_scenario(
    costing: Costing, name: str, *, edition: Edition, is_expectation: bool = False, by: Person, at: datetime
) -> Kept:
    """Keep a scenario with what it came to. Raises `NotFound` for who may not see the policy, `NotSimulated` without a name."""
    policy = policy_seen_by(by, costing.scenario.policy, edition)
    if not name.strip():
        raise NotSimulated(NO_NAME, place="name")
    row = SavedScenario.objects.create(
        code=token_hex(6), policy=policy.code, organ=policy.organ, name=name.strip()[:200], audience=costing.audience,
        edition=edition.number, edition_digest=costing.edition, snapshot=costing.population, on=costing.on,
        changes=_text(written(costing.scenario)), result=_text(frozen(costing)), is_expectation=is_expectation,
        saved_by=by.code, saved_at=at,
    )  # fmt: skip
    journal.publish(
        ScenarioSaved(subject=row.code, policy=policy.code, name=row.name, is_expectation=is_expectation),
        by=by.code, at=at,
    )  # fmt: skip
    return _kept(row)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kept(row: SavedScenario) -> Kept:
    return Kept(
        row.code, row.policy, row.name, row.audience, row.edition, row.edition_digest, row.snapshot, row.on,
        json.loads(row.changes), json.loads(row.result), row.is_expectation, row.saved_by, row.saved_at,
    )  # fmt: skip


def _visible_to(person: Person) -> QuerySet[SavedScenario]:
    duty = identity.official_of(person)
    if duty is None:
        return SavedScenario.objects.none()
    if duty.role in EDITORS and duty.organ.code == identity.GOVERNMENT_OFFICE:
        return SavedScenario.objects.all()
    return SavedScenario.objects.filter(organ=duty.organ.code)


def scenarios_of(policy: str, *, seen_by: Person) -> list[Kept]:
    """The scenarios of a policy that this person may see, the newest first."""
    rows = _visible_to(seen_by).filter(policy=policy).order_by("-saved_at", "-id")[:MOST_LISTED]
    return [_kept(row) for row in rows]


def get_scenario(code: str, *, seen_by: Person) -> Kept:
    """One scenario. Raises `NotFound`."""
    row = _visible_to(seen_by).filter(code=code).first()
    if row is None:
        raise NotFound(code)
    return _kept(row)


def get_scenarios(codes: Sequence[str], *, policy: str, seen_by: Person) -> list[Kept]:
    """Several of one policy, in the order in which they are named; one that does not exist is a `NotFound`."""
    rows = {row.code: row for row in _visible_to(seen_by).filter(policy=policy, code__in=codes)}
    missing = [code for code in codes if code not in rows]
    if missing:
        raise NotFound(missing[0])
    return [_kept(rows[code]) for code in dict.fromkeys(codes)]


@dataclass(frozen=True)
class Actual:
    """What really came (实际情况), beside what was expected: who says so, for how many, how many fen of one period, on which day.

    `source` is "paid" where payments were counted, "judged" where a later snapshot was judged by the text in force; then `groups`
    holds how many of each group, by division and label.
    """

    source: str
    people: int
    fen: int
    on: date
    snapshot: str = ""
    groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def expected(kept: Kept) -> Actual:
    """What a kept scenario expects, in the same terms."""
    after = kept.result["whole"]["after"]
    return Actual("expected", after["met"], after["fen"], kept.on, kept.snapshot)


def judged_later(kept: Kept, edition: Edition, *, on: date) -> Actual | None:
    """The text in force over the newest snapshot that was taken after a scenario was kept; None where there is none yet."""
    taken = next(iter(snapshots(kept.audience, limit=1)), None)
    if taken is None or taken.digest == kept.snapshot or taken.made_at <= kept.saved_at:
        return None
    found = simulate(Scenario(kept.policy), edition=edition, taken=taken, on=on)
    groups = {each.code: {part.slice.label: part.slice.after.met for part in each.slices} for each in found.divisions}
    return Actual("judged", found.whole.after.met, found.whole.after.fen, on, taken.digest, groups)
