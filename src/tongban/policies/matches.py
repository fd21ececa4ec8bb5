"""The match (精准匹配): of everybody in a snapshot, whom a policy entitles, whom something excludes, who is undecided."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Policy
from tongban.kernel.words import Words
from tongban.policies.queries import excluding_rules
from tongban.policies.snapshots import population
from tongban.policies.types import Matched, NotMatchable, Snapshot
from tongban.rules import public as rules
from tongban.rules.public import Population, Simulation

ENTITLED = "entitled"
Flags = NDArray[np.bool_]


def match(edition: Edition, policy: Policy, taken: Snapshot, *, on: date) -> Matched:
    """Who is entitled to one policy on a day, by the frozen values of a snapshot. The same inputs give the same rows.

    Somebody is matched who certainly meets all conditions and whom certainly nothing excludes; who certainly meets them and is
    certainly excluded is listed under the first exclusion; where either is unknown, the row is undecided, with what is lacking.
    Raises `NotMatchable` where no condition has a rule, or a person must judge one.
    """
    entitlement = catalogue.entitlement(edition, policy)
    judged = [each for each in policy.conditions if each.rule is None]
    if entitlement is None or judged:
        raise NotMatchable(BY_PEOPLE.filled(policy=policy.name))
    formula = policy.benefit.formula
    program = rules.compile(
        {ENTITLED: entitlement}, amounts={ENTITLED: catalogue.amount(edition, formula)} if formula else None
    )
    exclusions = dict.fromkeys(text for _, text in excluding_rules(edition, policy))
    excluding = rules.compile({text: catalogue.rule(edition, text) for text in exclusions})
    facts = tuple(dict.fromkeys((*program.facts, *excluding.facts)))
    people = population(taken, edition=edition, facts=facts)
    run, out = rules.simulate(program, people, on=on), rules.simulate(excluding, people, on=on)
    certain, possible = run.flags(ENTITLED)
    excluded, free, maybe_free = _shut_out(certain, out)
    rows = np.flatnonzero(certain & free)
    undecided = possible & maybe_free & ~(certain & free)
    fen, priced = run.due(ENTITLED, rows)
    return Matched(
        policy=policy, snapshot=taken, on=on, rows=rows, fen=fen, unpriced=rows[~priced],
        excluded=excluded, undecided=np.flatnonzero(undecided), lacking=_lacking(people, undecided),
    )  # fmt: skip


def _shut_out(entitled: Flags, out: Simulation) -> tuple[dict[str, NDArray[np.int64]], Flags, Flags]:
    """The rows of the entitled whom each exclusion certainly meets, each row once; who is certainly, who possibly free."""
    excluded: dict[str, NDArray[np.int64]] = {}
    free, maybe_free = np.ones_like(entitled), np.ones_like(entitled)
    for text in out.tallies:
        is_out, may_be_out = out.flags(text)
        excluded[text] = np.flatnonzero(entitled & is_out & maybe_free)
        free, maybe_free = free & ~may_be_out, maybe_free & ~is_out
    return excluded, free, maybe_free


def _lacking(people: Population, undecided: Flags) -> Mapping[str, int]:
    """For how many of the undecided each fact is not known, the most frequent first."""
    counts = {code: int((undecided & ~people.known(code)).sum()) for code in people.columns}
    return {code: count for code, count in sorted(counts.items(), key=lambda each: -each[1]) if count}


BY_PEOPLE = Words(
    "“{policy}”有条件要由人判断，不能直接算出名单：先为它写规则，或走申请。",
    "A person must judge a condition of “{policy}”, so no list can be made: write a rule for it, or let people apply.",
)
