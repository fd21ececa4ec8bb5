"""The library of policies: all of an audience, narrowed down by filters, each with how it stands for somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from tongban.catalogue.public import BenefitKind, Edition, Mode, Policy, Validity
from tongban.knowledge import public as knowledge
from tongban.policies.types import CheckUp, Match, Standing

FILTERS = ("validity", "theme", "organ", "kind", "mode", "standing")
VALUES: Mapping[str, type[StrEnum]] = {"validity": Validity, "kind": BenefitKind, "mode": Mode, "standing": Standing}
MOST_FOUND = 100


class Listed(NamedTuple):
    """One policy: whether it holds on the day, and how it stands for the one who asks (None: nobody in particular)."""

    policy: Policy
    validity: Validity
    match: Match | None


@dataclass(frozen=True)
class Library:
    """The policies of one audience that stand under what was chosen (政策库), those in force first.

    `counts` says for each value of each filter how many would be listed if it were chosen beside the others; `unknown` are the
    filters whose value the edition does not know: they narrow nothing down.
    """

    listed: tuple[Listed, ...]
    counts: Mapping[str, Mapping[str, int]]
    chosen: Mapping[str, str]
    unknown: tuple[str, ...]


def library(
    audience: str,
    *,
    edition: Edition,
    on: date,
    chosen: Mapping[str, str],
    words: str = "",
    found: CheckUp | None = None,
) -> Library:
    """The library for an audience on a day: what was `chosen` by filter, what somebody's `words` find, and their check-up, if any.

    Words order by what they find best; without them the order is that of the check-up, else that of the content.
    """
    everything = _everything(audience, edition, on, found)
    if words:
        hits = knowledge.search(
            words, edition=edition, chosen={"kind": knowledge.NodeKind.POLICY}, limit=MOST_FOUND
        ).hits
        order = {hit.code: at for at, hit in enumerate(hits)}
        everything = sorted(
            (each for each in everything if each.policy.code in order), key=lambda each: order[each.policy.code]
        )
    asked = {name: chosen[name] for name in FILTERS if chosen.get(name)}
    used = {name: value for name, value in asked.items() if _is_known(name, value, edition, is_told=found is not None)}
    counts = {name: _values(_under(everything, used, without=name))[name] for name in FILTERS}
    listed = sorted(_under(everything, used), key=lambda each: list(Validity).index(each.validity))
    return Library(tuple(listed), counts, used, tuple(name for name in asked if name not in used))


def _everything(audience: str, edition: Edition, on: date, found: CheckUp | None) -> list[Listed]:
    of_audience = [each for each in edition.policies.values() if each.audience == audience]
    matches = {each.policy.code: each for each in found.matches} if found and found.audience == audience else {}
    order = {code: at for at, code in enumerate(matches)}
    of_audience.sort(key=lambda each: order.get(each.code, len(order)))
    return [Listed(each, each.validity(on), matches.get(each.code)) for each in of_audience]


def _headings(one: Listed) -> Mapping[str, tuple[str, ...]]:
    """By filter, the values under which a policy stands."""
    policy, match = one.policy, one.match
    return {
        "validity": (one.validity,), "theme": policy.themes, "organ": (policy.organ,), "kind": (policy.benefit.kind,),
        "mode": (policy.mode,), "standing": (match.standing,) if match else (),
    }  # fmt: skip


def _is_known(name: str, value: str, edition: Edition, *, is_told: bool) -> bool:
    """Whether a filter has this value; how policies stand is a filter only for whom it is told."""
    if name == "standing" and not is_told:
        return False
    named = {"theme": edition.themes, "organ": edition.organs}.get(name)
    return value in (named if named is not None else set(VALUES[name]))


def _under(everything: Iterable[Listed], chosen: Mapping[str, str], *, without: str = "") -> list[Listed]:
    wanted = {name: value for name, value in chosen.items() if name != without}
    return [each for each in everything if all(value in _headings(each)[name] for name, value in wanted.items())]


def _values(listed: Iterable[Listed]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FILTERS}
    for each in listed:
        for name, values in _headings(each).items():
            counts[name].update(values)
    return counts
