"""A scenario made a revision (修订): moved values become dated steps, changed texts take the place of the old ones."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.identity.public import Person
from tongban.kernel.words import Words
from tongban.policies.scenarios.costing import parameters_of, rewritten
from tongban.policies.scenarios.saved import Kept
from tongban.policies.scenarios.types import Moved, NotSimulated, Scenario
from tongban.policies.scenarios.writing import read
from tongban.rules.public import Band

studio = catalogue.studio
SHARED = "parameters.yaml"
TITLE = Words("{policy}：{name}", "{policy}: {name}")
REASON = Words(
    "由演算器的情景“{name}”（{code}）生成：{gaining} 个对象多得，{losing} 个对象少得，每年由 {before} 元变为 {after} 元。"
    "测算用的人群快照 {snapshot}，文本第 {edition} 版。新的标准还没有文件依据，按样例标注。",
    "Made of the scenario “{name}” ({code}): {gaining} gain, {losing} lose, from {before} to {after} yuan a year. "
    "Over the snapshot {snapshot}, text {edition}. The new values rest on no document yet and are marked as samples.",
)
IN_THE_PAST = Words("新标准从哪天起？请写今天以后的日期。", "From which day? Write a day after today.")
NOTHING = Words(
    "这个情景就是现行文本，没有可修订的。", "This scenario is the text in force: there is nothing to revise."
)


@transaction.atomic
def propose(kept: Kept, *, from_on: date, edition: Edition, by: Person, at: datetime) -> Any:
    """Begin a revision of the policy's text with what the scenario changes, in force for cases from a day; gives the revision.

    Raises `NotFound` for who is neither editor nor approver, `NotAllowed` for an approver or an editor of another organ, and
    `NotSimulated` for a day that is not to come or a scenario that changes nothing.
    """
    policy, today = edition.policies[kept.policy], localdate(at)
    scenario = read(kept.changes, parameters_of(edition, rewritten_of(kept, edition)))
    if scenario.is_todays_text:
        raise NotSimulated(NOTHING)
    if from_on <= today:
        raise NotSimulated(IN_THE_PAST, place="from_on")
    title = TITLE.filled(policy=policy.name, name=kept.name)
    revision = studio.start(title.zh, reason=_reason(kept).zh, by=by, at=at)
    for file, parts in _parts_by_file(scenario, policy.code, from_on).items():
        held = studio.values_of(studio.open_file(revision.code, file, seen_by=by, on=today).text or "", file=file)
        written = {key: change(held[key]) for key, change in parts.items() if key in held}
        changed = {key: value for key, value in written.items() if value != held[key]}
        if changed:
            studio.save_parts(revision.code, file, changed, seen=0, by=by, at=at)
    return studio.get_revision(revision.code, seen_by=by)


def rewritten_of(kept: Kept, edition: Edition) -> Any:
    """The policy as the scenario's texts make it, so that parameters of a new text are known too."""
    changes = kept.changes
    return rewritten(edition.policies[kept.policy], Scenario(kept.policy, {}, changes["rules"], changes["formula"]))


def _reason(kept: Kept) -> Words:
    whole, periods = kept.result["whole"], kept.result["periods"]
    before, after = (Decimal(whole[side]["fen"] * periods).scaleb(-2) for side in ("before", "after"))
    return REASON.filled(
        name=kept.name, code=kept.code, gaining=whole["gaining"], losing=whole["losing"], before=f"{before:,}", after=f"{after:,}",
        snapshot=kept.snapshot[:12], edition=kept.edition,
    )  # fmt: skip


def _parts_by_file(scenario: Scenario, policy: str, from_on: date) -> Mapping[str, Mapping[str, Any]]:
    """For each file the changes of its parts. A parameter stands either in the policy's own file or in the shared one."""

    def conditions(held: Any) -> Any:
        return [
            {**each, "rule": scenario.rules[each["code"]]} if each.get("code") in scenario.rules else each
            for each in held
        ]

    def benefit(held: Any) -> Any:
        return held if scenario.formula is None else {**held, "formula": scenario.formula, "verified": False}

    def own(held: Any) -> Any:
        return {code: _stepped(each, scenario.moved.get(code), from_on) for code, each in held.items()}

    parts: dict[str, Any] = {"parameters": own} if scenario.moved else {}
    parts |= {"conditions": conditions} if scenario.rules else {}
    parts |= {"benefit": benefit} if scenario.formula is not None else {}
    shared = {code: _shared(value, from_on) for code, value in scenario.moved.items()}
    return {f"policies/{policy}.yaml": parts} | ({SHARED: shared} if shared else {})


def _shared(value: Moved, from_on: date) -> Any:
    return lambda held: _stepped(held, value, from_on)


def _stepped(stated: Any, value: Moved, from_on: date) -> Any:
    """A parameter with one more step; what was laid down for that very day gives way."""
    if value is None:
        return stated
    day = from_on.isoformat()
    others = [each for each in stated["steps"] if str(each["from_on"]) != day]
    step = {"from_on": day, **_plain_step(value), "certainty": "sample"}
    return {**stated, "steps": sorted([*others, step], key=lambda each: str(each["from_on"]))}


def _plain_step(value: Moved) -> dict[str, Any]:
    if isinstance(value, tuple) and value and isinstance(value[0], Band):
        bands = [band for band in value if isinstance(band, Band)]
        return {
            "bands": [
                {"low": _number(band.low)}
                | ({} if band.below is None else {"below": _number(band.below)})
                | {"gives": _number(band.gives)}
                for band in bands
            ]
        }
    if isinstance(value, Decimal):
        return {"value": _number(value)}
    return {"value": list(value) if isinstance(value, tuple) else str(value)}


def _number(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
