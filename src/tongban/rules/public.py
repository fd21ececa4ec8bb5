"""The rule language (规则): conditions over facts, judged with three values and with reasons. Pure: no framework, no clock.

An expression is a small part of Python's expression syntax: `and or not`, comparisons (chains too), `in` and `not in`,
`+ - * /`, `a if c else b`, numbers, texts, True and False, and the functions of docs/rules.md. Every other name is a fact or
a dated parameter. What is not known is never taken for true or for false. `compile` makes many expressions one program that
judges a person at once, or a whole population by columns: one meaning, the same to the fen.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tongban.kernel.words import Words
from tongban.rules.advice import LONGEST_WAIT, asked, nearness, reasons
from tongban.rules.calculation import full_months, full_years
from tongban.rules.clauses import Node, Person, told, way_of
from tongban.rules.expressions import AmountExpression, Expression, amount_of, parse, parse_amount
from tongban.rules.programs.program import Judgement, Program, compile, questions_of
from tongban.rules.sentences import capital, said_value, unit_of
from tongban.rules.types import (
    Amount,
    Band,
    BandStep,
    BandTable,
    Clause,
    FactKind,
    FactType,
    Gap,
    Nearness,
    Outcome,
    Parameter,
    RuleError,
    Step,
    Value,
    Verdict,
)  # fmt: skip

__all__ = [
    "Amount", "AmountExpression", "Band", "BandStep", "BandTable", "Breakdown", "CitySimulation", "Clause", "ColumnFile",
    "Expression", "FactKind", "FactType", "Gap", "Groups", "Judgement", "Nearness", "OtherRun", "Outcome", "Parameter",
    "Population", "Program", "RuleError", "Simulation", "Slice", "Step", "Stopped", "Tally", "Value", "Verdict",
    "amount", "breakdown", "compile", "divide", "explain", "facts_of", "full_months", "full_years", "judge", "near", "parse",
    "parse_amount", "questions", "questions_of", "show", "simulate",
]  # fmt: skip

_LATER = {
    "Population": "population", "Simulation": "simulation", "Tally": "simulation", "simulate": "simulate",
    "CitySimulation": "city", "ColumnFile": "city", "OtherRun": "city", "Stopped": "city",
    **dict.fromkeys(("Breakdown", "Groups", "Slice", "breakdown", "divide"), "breakdown"),
}  # fmt: skip

if TYPE_CHECKING:
    from tongban.rules.programs.breakdown import Breakdown, Groups, Slice, breakdown, divide
    from tongban.rules.programs.city import CitySimulation, ColumnFile, OtherRun, Stopped
    from tongban.rules.programs.population import Population
    from tongban.rules.programs.simulate import simulate
    from tongban.rules.programs.simulation import Simulation, Tally


def __getattr__(name: str) -> Any:
    # Who judges one person should not wait until numpy is loaded, nor carry it in memory.
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"tongban.rules.programs.{_LATER[name]}"), name)


def judge(expression: Expression, values: Mapping[str, Value], *, on: date) -> Verdict:
    """Met, not met or unknown on the day `on`, with the clauses that decided it. A value of a wrong kind is a `TypeError`."""
    known = tuple((type(value), value) for value in map(values.get, expression.facts))
    return _judged(expression.node, expression.facts, known, on)


# Benchmarks submit.py and pages.py: one request judges the same few conditions again and again. Only the facts that an
# expression names can change its verdict; their types are in the key because True, 1 and Decimal(1) are equal.
@lru_cache(maxsize=16384)
def _judged(node: Node, facts: tuple[str, ...], known: tuple[tuple[type, Value], ...], on: date) -> Verdict:
    values = {code: value for code, (_, value) in zip(facts, known, strict=True)}
    person = Person(values, on)
    return told(way_of(node, person), person)


def explain(
    expression: Expression,
    *,
    values: Mapping[str, Value] | None = None,
    on: date | None = None,
    sources: Mapping[str, Words] | None = None,
) -> Words:
    """The condition in words; with `values` and a day, clause by clause with the person's own values and their sources."""
    if values is not None and on is not None:
        return reasons(expression.node, values, on, sources or {})
    said = expression.node.says
    return Words(said.zh, capital(said.en))


def facts_of(expression: Expression | AmountExpression) -> tuple[str, ...]:
    """Every fact that the expression names, in its order."""
    return expression.facts


def questions(expression: Expression, values: Mapping[str, Value], *, on: date) -> tuple[str, ...]:
    """The unknown facts that can still change the outcome, those first that end the asking soonest."""
    return asked(expression.node, Person(values, on))


def near(expression: Expression, values: Mapping[str, Value], *, on: date, within: int = LONGEST_WAIT) -> Nearness:
    """What would have to change, and the day on which waiting alone is enough; `within` so many days (if not said, 120 years)."""
    return nearness(expression.node, Person(values, on), within)


def amount(expression: AmountExpression, values: Mapping[str, Value], *, on: date) -> Amount:
    """A sum of money in whole fen, rounded half up once at the end; unknown where anything that it needs is unknown."""
    return amount_of(expression, values, on)


def show(fact: FactType, value: Value) -> Words:
    """A fact's value as people read it; an unknown one is said as unknown."""
    return Words("未知", "not known") if value is None else said_value(value, fact=fact, unit=unit_of(fact))
