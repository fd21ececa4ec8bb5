"""The check-up: one party, all policies, with what is lacking and what to ask next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from msgspec import structs

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import CommonExclusion, Edition, Exclusion, Fact, Policy
from tongban.policies.types import CheckUp, Looked, Match, Standing
from tongban.rules import public as rules
from tongban.rules.public import (
    Amount,
    AmountExpression,
    Expression,
    FactKind,
    Gap,
    Judgement,
    Nearness,
    Outcome,
    Program,
    Value,
)

NEAR_DAYS = 2 * 366
MEASURED = {FactKind.DATE, FactKind.INTEGER, FactKind.NUMBER, FactKind.MONEY}
MOST_DAYS = 64
NEAR_SHARE = 5  # a number is nearly enough when a fifth of its bound is lacking, or less

_days: dict[tuple[str, str, date], tuple["Compiled", tuple[Policy, ...]]] = {}
_programs: dict[tuple[str, frozenset[str]], "Compiled"] = {}


@dataclass(frozen=True)
class Looking:
    """What is the same of a policy for everybody: what excludes from it, and which of its facts have no more and less.

    `texts` are the rules of what excludes; when a fact of `final` fails, nothing is nearly so.
    """

    policy: Policy
    excluding: tuple[tuple[CommonExclusion | Exclusion, str], ...]
    texts: frozenset[str]
    unmeasured: frozenset[str]
    final: frozenset[str]


@dataclass(frozen=True)
class Compiled:
    """The policies of one audience in one edition, as one program; what excludes from them, as another.

    `others` are by policy those that may not come on top of it.
    """

    policies: tuple[Looking, ...]
    entitling: Program
    excluding: Program
    facts: frozenset[str]
    others: Mapping[str, frozenset[str]]


def program(edition: Edition, audience: str) -> Program:
    """All policies of an audience as one program, by their codes, each with the amount that is due. Compiled once an edition."""
    return _compiled(edition, _of(edition, audience)).entitling


def _of(edition: Edition, audience: str) -> tuple[Policy, ...]:
    return tuple(each for each in edition.policies.values() if each.audience == audience)


def _in_force(edition: Edition, audience: str, on: date) -> tuple[Compiled, tuple[Policy, ...]]:
    """What is in force on a day, compiled, and what is not. The days last asked are kept."""
    key = edition.digest, audience, on
    if key not in _days:
        if len(_days) >= MOST_DAYS:
            _days.clear()
        of_audience = _of(edition, audience)
        in_force = tuple(each for each in of_audience if each.is_in_force(on))
        _days[key] = _compiled(edition, in_force), tuple(each for each in of_audience if not each.is_in_force(on))
    return _days[key]


def _compiled(edition: Edition, policies: tuple[Policy, ...]) -> Compiled:
    key = edition.digest, frozenset(each.code for each in policies)
    if key not in _programs:
        _programs[key] = _compile(edition, policies)
    return _programs[key]


def terms_of(edition: Edition, policies: Iterable[Policy]) -> tuple[dict[str, Expression], dict[str, AmountExpression]]:
    """What a program is made of: by policy its conditions as one, where a rule judges any, and what is due."""
    read = {each.code: (each.benefit.formula, catalogue.entitlement(edition, each)) for each in policies}
    known = {code: entitlement for code, (_, entitlement) in read.items() if entitlement is not None}
    return known, {code: catalogue.amount(edition, read[code][0] or "") for code in known if read[code][0]}


def _compile(edition: Edition, policies: Sequence[Policy]) -> Compiled:
    known, formulas = terms_of(edition, policies)
    texts = {text for each in policies for _, text in excluding_rules(edition, each)}
    return Compiled(
        tuple(_looking(edition, each) for each in policies),
        rules.compile(known, amounts=formulas),
        rules.compile({text: catalogue.rule(edition, text) for text in sorted(texts)}),
        frozenset(code for each in policies for code in catalogue.facts_of(edition, each)),
        {each.code: frozenset(code for one in each.exclusions for code in one.policies) for each in policies},
    )


def excluding_rules(edition: Edition, policy: Policy) -> list[tuple[CommonExclusion | Exclusion, str]]:
    """What excludes from a policy by a rule, the common exclusions first, each with its rule."""
    found: list[tuple[CommonExclusion | Exclusion, str]] = []
    for code in policy.common_exclusions:
        found.append((edition.exclusions[code], edition.exclusions[code].rule))
    return found + [(each, each.rule) for each in policy.exclusions if each.rule]


def facts_of(edition: Edition, policy: Policy) -> tuple[str, ...]:
    """Every fact on which a policy rests, and then those on which its exclusions do."""
    excluding = (rules.facts_of(catalogue.rule(edition, text)) for _, text in excluding_rules(edition, policy))
    return tuple(
        dict.fromkeys((*catalogue.facts_of(edition, policy), *(code for codes in excluding for code in codes)))
    )


def facts_asked(edition: Edition, audience: str) -> tuple[Fact, ...]:
    """Every fact on which a policy of this audience rests, in the order of the content."""
    wanted = _compiled(edition, _of(edition, audience)).facts
    return tuple(fact for fact in edition.facts.values() if fact.code in wanted)


def facts_fetched(edition: Edition, audience: str) -> tuple[Fact, ...]:
    """Those and the facts on which exclusions rest, as far as a register answers for them: what is fetched with consent."""
    compiled = _compiled(edition, _of(edition, audience))
    wanted = compiled.facts | set(compiled.excluding.facts)
    return tuple(fact for fact in edition.facts.values() if fact.code in wanted and fact.source in edition.sources)


def check_up(
    audience: str, *, edition: Edition, values: Mapping[str, Value], on: date, silent: Sequence[str] = ()
) -> CheckUp:
    """How every policy of an audience (person or organisation) stands for these values on a day.

    Nothing is stored and nothing is asked of anybody: who has values fetched them with consent, or was told them.
    A value of a wrong kind is a `TypeError`.
    """
    compiled, ended = _in_force(edition, audience, on)
    excluded = {each.name for each in compiled.excluding.judge(values, on=on) if each.outcome is Outcome.MET}
    judgements = {each.name: each for each in compiled.entitling.judge(values, on=on)}
    entitled, nearly, unknown, others = _Sight(edition, values, on, excluded).groups(compiled, judgements)
    asked = rules.questions_of(judgements.values()) if unknown else ()
    return CheckUp(
        edition=edition, audience=audience, on=on, values=values,
        matches=_in_order([_beside(entitled, compiled.others), nearly, unknown, others]),
        open=tuple(edition.facts[code] for code in asked),
        ended=ended, silent=tuple(silent),
    )  # fmt: skip


def _in_order(groups: Sequence[list[Match]]) -> tuple[Match, ...]:
    """Entitled first, then what is nearest; within it, what pays most first."""
    for some in groups:
        if any(match.fen or match.met_on for match in some):  # most are alike, and stay as they are
            some.sort(key=_order)
    return tuple(chain.from_iterable(groups))


def _order(match: Match) -> tuple[date, int]:
    return match.met_on or date.max, -(match.fen or 0)


def _beside(entitled: list[Match], others: Mapping[str, frozenset[str]]) -> list[Match]:
    """To what one is entitled, each with those of it which may not come on top of it."""
    codes = {match.policy.code for match in entitled}
    beside = [(match, others.get(match.policy.code, NO_CODES) & codes) for match in entitled]
    return [structs.replace(match, not_together=tuple(sorted(some))) if some else match for match, some in beside]


@dataclass(frozen=True)
class _Sight:
    """One party, seen on one day."""

    edition: Edition
    values: Mapping[str, Value]
    on: date
    excluded: set[str]

    def groups(self, compiled: Compiled, judgements: Mapping[str, Judgement]) -> list[list[Match]]:
        """The matches by standing: entitled, nearly, unknown, not entitled."""
        excluded, met, not_met = self.excluded, Outcome.MET, Outcome.NOT_MET
        groups = entitled, nearly, unknown, others = list[Match](), list[Match](), list[Match](), list[Match]()
        for looking in compiled.policies:
            judgement = judgements.get(looking.policy.code)
            outcome, fen = (judgement.outcome, judgement.fen) if judgement else (None, None)
            group, standing, shut, gaps, met_on = unknown, UNKNOWN, NOTHING, NO_GAPS, None
            if not excluded.isdisjoint(looking.texts):
                group, standing = others, NOT_ENTITLED
                shut = tuple(each for each, text in looking.excluding if text in excluded)
            elif outcome is met:
                group, standing = entitled, ENTITLED
            elif judgement and outcome is not_met:
                group, standing, facts = others, NOT_ENTITLED, judgement.seen.facts
                if looking.final.isdisjoint(facts) and not looking.unmeasured.issuperset(facts):
                    near = self._near(judgement)
                    if near:
                        group, standing, gaps, met_on = nearly, NEARLY, near.gaps, near.met_on
            group.append(Match(looking.policy, standing, shut, gaps, met_on, (), fen, judgement, self))
        return list(groups)

    def _near(self, judgement: Judgement) -> Nearness | None:
        """What is lacking, where it is little: waiting for two years at most, or one number by a fifth at most."""
        near = judgement.nearly(NEAR_DAYS)
        return near if near and (near.met_on is not None or self._is_small(near.gaps[0])) else None

    def _is_small(self, gap: Gap) -> bool:
        if gap.lacks is None or len(gap.clause.facts) != 1:
            return False
        value = self.values.get(gap.clause.facts[0])
        if value is None or isinstance(value, str | bool | date | tuple):
            return False
        return 0 < abs(gap.lacks) * NEAR_SHARE <= abs(value + gap.lacks)

    def conditions(self, policy: Policy) -> tuple[Looked, ...]:
        passages = {each.code: each.text for each in policy.document.passages}
        found = []
        for condition in policy.conditions:
            verdict = None
            if condition.rule:
                verdict = rules.judge(catalogue.rule(self.edition, condition.rule), self.values, on=self.on)
            outcome, clauses = (verdict.outcome, verdict.decided_by) if verdict else (None, ())
            found.append(Looked(condition, outcome, clauses, passages[condition.passage]))
        return tuple(found)

    def amounts(self, policy: Policy) -> tuple[Amount | None, Amount | None]:
        """What is due for one period, and in the whole time; None where no formula is written."""
        return self._amount(policy.benefit.formula), self._amount(policy.benefit.total)

    def _amount(self, formula: str | None) -> Amount | None:
        return rules.amount(catalogue.amount(self.edition, formula), self.values, on=self.on) if formula else None


ENTITLED, NEARLY, UNKNOWN, NOT_ENTITLED = Standing.ENTITLED, Standing.NEARLY, Standing.UNKNOWN, Standing.NOT_ENTITLED
NO_GAPS: tuple[Gap, ...] = ()
NO_CODES: frozenset[str] = frozenset()
NOTHING: tuple[CommonExclusion | Exclusion, ...] = ()


def _looking(edition: Edition, policy: Policy) -> Looking:
    """A fact has no more and less that is neither a number nor a day; it is final where a whole condition rests on such facts."""
    named = [set(rules.facts_of(catalogue.rule(edition, each.rule))) for each in policy.conditions if each.rule]
    plain = {code for codes in named for code in codes if edition.facts[code].kind not in MEASURED}
    mixed = {code for codes in named if codes - plain for code in codes}
    excluding = tuple(excluding_rules(edition, policy))
    texts = frozenset(text for _, text in excluding)
    return Looking(policy, excluding, texts, frozenset(plain), frozenset(plain - mixed))
