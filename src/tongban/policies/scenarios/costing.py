"""A scenario run over a population: every policy before and after, one of them by groups, and over the next years."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Fact, Period, Policy
from tongban.kernel.words import Words
from tongban.policies.queries import excluding_rules, terms_of
from tongban.policies.scenarios.groups import UNKNOWN, Texts, divisions_of, groups_of, name_of
from tongban.policies.scenarios.types import (
    Cost,
    Costing,
    Division,
    GroupSlice,
    Missing,
    Moved,
    NotSimulated,
    Scenario,
    Unpriceable,
    Year,
)
from tongban.policies.snapshots import population
from tongban.policies.types import Snapshot
from tongban.rules import public as rules
from tongban.rules.public import BandTable, Groups, Parameter, Population, Program, RuleError, Simulation, Tally

PERIODS: Mapping[Period, int] = {
    Period.ONCE: 1, Period.YEARLY: 1, Period.QUARTERLY: 4, Period.MONTHLY: 12, Period.WEEKLY: 52,
}  # fmt: skip
YEARS = 5
MOST_KEPT = 4
NOBODY = Tally(0, 0)
UNKNOWN_PARAMETER = Words(
    "没有“{code}”这个参数，或者没有政策用到它。", "There is no parameter “{code}” that a policy uses."
)
WRONG_KIND = Words("“{label}”不能是这样的值。", "“{label}” cannot have such a value.")
NOT_JUDGED = Words(
    "这一天不在有效期，或者没有一条能由规则判断的条件，算不了。",
    "It is not in force on that day, or none of its conditions has a rule: nothing can be worked out.",
)


def program_of(edition: Edition, policies: tuple[Policy, ...]) -> Program:
    """The policies as one program for a population, with what excludes: who may be excluded by something unknown is undecided."""
    known, amounts = terms_of(edition, policies)
    excluding = {
        each.code: [catalogue.rule(edition, text) for _, text in excluding_rules(edition, each)]
        for each in policies
        if each.code in known
    }
    return rules.compile(known, amounts=amounts, excluding=excluding)


def parameters_of(edition: Edition, policy: Policy) -> dict[str, Parameter | BandTable]:
    """The dated parameters and tables that a policy rests on, its own and shared ones, in the order of their use."""
    program = program_of(edition, (policy,))
    return {code: each for entry in program.entries for code, each in entry.parameters.items()}


def rewritten(policy: Policy, scenario: Scenario) -> Policy:
    """The policy with the texts of the scenario in the place of its own."""
    conditions = tuple(
        replace(each, rule=scenario.rules[each.code]) if each.code in scenario.rules else each
        for each in policy.conditions
    )
    formula = policy.benefit.formula if scenario.formula is None else scenario.formula or None
    return replace(policy, conditions=conditions, benefit=replace(policy.benefit, formula=formula))


@dataclass
class Ground:
    """One population under one edition's text on one day: what every scenario is compared with. Kept in the process."""

    edition: Edition
    audience: str
    people: Population
    digest: str
    on: date
    divided: dict[str, Groups] = field(default_factory=dict)
    projected: dict[str, list[Tally]] = field(default_factory=dict)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        return tuple(each for each in self.edition.policies.values() if each.audience == self.audience)

    @cached_property
    def program(self) -> Program:
        return program_of(self.edition, tuple(each for each in self.policies if each.is_in_force(self.on)))

    @cached_property
    def todays(self) -> Simulation:
        watch = {code: None for each in self.program.entries for code in each.parameters}
        return rules.simulate(self.program, self.people, on=self.on, watch=tuple(watch))

    @cached_property
    def dimensions(self) -> list[tuple[Fact, Texts]]:
        return divisions_of(self.edition, self.audience, self.people)

    def groups(self, fact: str, texts: Texts) -> Groups:
        if fact not in self.divided:
            self.divided[fact] = groups_of(self.edition, texts, self.people, on=self.on)
        return self.divided[fact]


_grounds: OrderedDict[tuple[str, str, str, date], Ground] = OrderedDict()
_keeping = Lock()


def ground_of(edition: Edition, audience: str, people: Population, *, digest: str, on: date) -> Ground:
    """The ground of these, kept: `digest` names the population."""
    return _ground((edition.digest, audience, digest, on), lambda: people, edition)


def ground_over(edition: Edition, taken: Snapshot, *, on: date) -> Ground:
    """The ground of a snapshot, kept, so that its columns are read once. Raises `NoSnapshot` where its files are gone."""
    key = edition.digest, taken.audience, taken.digest, on
    return _ground(key, lambda: population(taken, edition=edition), edition)


def _ground(key: tuple[str, str, str, date], people: Callable[[], Population], edition: Edition) -> Ground:
    with _keeping:
        if key not in _grounds:
            _, audience, digest, on = key
            _grounds[key] = Ground(edition, audience, people().holding(catalogue.fact_types(edition)), digest, on)
        _grounds.move_to_end(key)
        while len(_grounds) > MOST_KEPT:
            _grounds.popitem(last=False)
        return _grounds[key]


def simulate(scenario: Scenario, *, edition: Edition, taken: Snapshot, on: date) -> Costing:
    """What a scenario comes to over a snapshot on a day; see `costed`. A policy that is not of its audience is a `KeyError`."""
    return costed(scenario, ground_over(edition, taken, on=on))


def costed(scenario: Scenario, ground: Ground) -> Costing:
    """What a scenario comes to.

    Raises `NotSimulated` for a text that cannot be read, an unknown parameter, and a policy that cannot be judged.
    """
    policy = ground.edition.policies[scenario.policy]
    if policy.code not in ground.todays.tallies:
        raise NotSimulated(NOT_JUDGED)
    after = _after(scenario, ground)
    found = rules.breakdown(ground.todays, after, policy.code)
    missing, unpriced = _lacking(after, rewritten(policy, scenario), ground.edition)
    return Costing(
        scenario=scenario, audience=ground.audience, on=ground.on, edition=ground.edition.digest, population=ground.digest,
        people=ground.people.size, costs=tuple(_costs(ground, after)), left_out=_left_out(ground),
        whole=found.whole, periods=PERIODS[policy.benefit.period],
        divisions=tuple(
            Division(fact.code, name_of(fact), tuple(
                GroupSlice(texts[part.label][1] if part.label else UNKNOWN, part)
                for part in found.by(ground.groups(fact.code, texts)) if part.people
            ))
            for fact, texts in ground.dimensions
        ),
        missing=missing, unpriced=unpriced, years_of=lambda: tuple(_years(policy, ground, after)),
    )  # fmt: skip


def _after(scenario: Scenario, ground: Ground) -> Simulation:
    run = ground.todays
    for code, value in scenario.moved.items():
        run = _moved(run, code, value)
    if not scenario.rules and scenario.formula is None:
        return run
    policy = rewritten(ground.edition.policies[scenario.policy], scenario)
    try:
        program = program_of(ground.edition, (policy,))
    except RuleError as wrong:
        raise NotSimulated(
            Words(f"{wrong.says.zh}{wrong.mend.zh}", f"{wrong.says.en} {wrong.mend.en}"), place="text"
        ) from wrong
    entries = tuple(each for each in run.program.entries if each.name != policy.code)
    whole = replace(run.program, entries=(*entries, *program.entries))
    alone = rules.simulate(whole.only((policy.code,)), ground.people, on=ground.on)
    tallies = {code: tally for code, tally in run.tallies.items() if code != policy.code} | alone.tallies
    return Simulation(whole, ground.people, run.on, run.engine, tallies, run.kept)


def _moved(run: Simulation, code: str, value: Moved) -> Simulation:
    try:
        return run.moved(code, value)
    except KeyError:
        raise NotSimulated(UNKNOWN_PARAMETER.filled(code=code), place=code) from None
    except (TypeError, RuleError) as wrong:
        raise NotSimulated(Words(str(wrong), str(wrong)), place=code) from wrong


def costs_today(ground: Ground) -> tuple[Cost, ...]:
    """Every policy of the audience by today's text, those that cannot be judged left out."""
    return tuple(_costs(ground, ground.todays))


def _costs(ground: Ground, after: Simulation) -> list[Cost]:
    found = []
    for policy in ground.policies:
        if policy.code in after.tallies:
            reason = None if policy.benefit.formula else Unpriceable.NO_AMOUNT
            before = ground.todays.tallies[policy.code]
            found.append(Cost(policy, before, after.tallies[policy.code], PERIODS[policy.benefit.period], reason))
    return found


def _left_out(ground: Ground) -> dict[str, Unpriceable]:
    return {
        each.code: Unpriceable.JUDGED if each.is_in_force(ground.on) else Unpriceable.ENDED
        for each in ground.policies
        if each.code not in ground.todays.tallies
    }


def _lacking(run: Simulation, policy: Policy, edition: Edition) -> tuple[tuple[Missing, ...], tuple[Missing, ...]]:
    """Of how many of the undecided each fact is unknown, and of how many who meet it a fact of the amount."""
    certain, possible = run.rails(policy.code)
    entitlement = catalogue.entitlement(edition, policy)
    asked = list(rules.facts_of(entitlement)) if entitlement is not None else []
    for _, text in excluding_rules(edition, policy):
        asked += rules.facts_of(catalogue.rule(edition, text))
    formula = policy.benefit.formula
    priced = rules.facts_of(catalogue.amount(edition, formula)) if formula else ()
    return _without(run.people, asked, possible & ~certain), _without(run.people, priced, certain)


def _without(people: Population, facts: Iterable[str], among: NDArray[np.uint64]) -> tuple[Missing, ...]:
    """How many of some people each fact is unknown of."""
    columns = {fact: people.columns[fact].known for fact in dict.fromkeys(facts)}
    counts = {fact: int(np.bitwise_count(among & ~known).sum()) for fact, known in columns.items() if known is not None}
    found = [Missing(fact, count) for fact, count in counts.items() if count]
    return tuple(sorted(found, key=lambda each: (-each.people, each.fact)))


def _years(policy: Policy, ground: Ground, after: Simulation) -> list[Year]:
    """The day of judging and the same day of the next years, with the same people, older."""
    days = [_later(ground.on, more) for more in range(YEARS + 1)]
    coming = [day for day in days[1:] if policy.is_in_force(day)]
    if policy.code not in ground.projected:
        ground.projected[policy.code] = ground.todays.on_days(policy.code, coming, keep=True)
    before = after_all = ground.projected[policy.code]
    if after is not ground.todays:
        after_all = after.on_days(policy.code, coming)
    today = Year(ground.on, ground.todays.tallies[policy.code], after.tallies[policy.code], True)
    found = {day: Year(day, was, now, True) for day, was, now in zip(coming, before, after_all, strict=True)}
    return [today, *(found.get(day, Year(day, NOBODY, NOBODY, False)) for day in days[1:])]


def _later(on: date, years: int) -> date:
    """The corresponding day; of 29 February the last of the month where there is none."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)
