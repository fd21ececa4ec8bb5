"""The rule language (规则): conditions over facts, judged with three values and with reasons. Pure: no framework, no clock.

An expression is a small part of Python's expression syntax: `and or not`, comparisons (chains too), `in` and `not in`,
`+ - * /`, `a if c else b`, numbers, texts, True and False, and the functions known, age, years_since, days_until, date,
len, any_of, min and max. Every other name is a fact. What is not known is never taken for true or for false.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from tongban.kernel.words import Words
from tongban.rules.calculation import full_years
from tongban.rules.clauses import Node, verdict_of
from tongban.rules.conditions import ConditionReader
from tongban.rules.reading import fold, read
from tongban.rules.sentences import capital, said_value, unit_of
from tongban.rules.types import Clause, FactKind, FactType, Outcome, RuleError, Value, Verdict

__all__ = [
    "Clause", "Expression", "FactKind", "FactType", "Outcome", "RuleError", "Value", "Verdict",
    "explain", "facts_of", "full_years", "judge", "parse", "questions", "show",
]  # fmt: skip

_View = tuple[tuple[str, FactKind, Words, Words | None, tuple[tuple[str, Words], ...]], ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition that has been read and checked (规则表达式): immutable, and quick to judge again."""

    text: str
    facts: tuple[str, ...]
    view: _View = field(repr=False)
    node: Node = field(repr=False, compare=False)


def parse(text: str, *, facts: Mapping[str, FactType]) -> Expression:
    """Read and check a text. Raises `RuleError` with line, column, what is wrong and how to mend it.

    Full-width letters and signs are folded (NFKC). Every name must be a fact, and every comparison must be able to hold.
    """
    named = set(re.findall(r"\w+", fold(text[:2000]))) & facts.keys()
    view: _View = tuple(
        (code, fact.kind, fact.label, fact.unit, tuple(fact.options.items()))
        for code, fact in ((code, facts[code]) for code in sorted(named))
    )
    try:
        return _parsed(text, view)
    except RuleError:
        # Once more with all facts, so that the mend can name the nearest one.
        return _read(text, facts, view)


@lru_cache(maxsize=8192)
def _parsed(text: str, view: _View) -> Expression:
    facts = {code: FactType(code, kind, label, unit, dict(options)) for code, kind, label, unit, options in view}
    return _read(text, facts, view)


def _read(text: str, facts: Mapping[str, FactType], view: _View) -> Expression:
    written, tree = read(text)
    reader = ConditionReader(written, facts)
    node = reader.read(tree)
    met = reader.terms.met
    return Expression(written.original, tuple(sorted(met, key=lambda code: met[code])), view, node)


def judge(expression: Expression, values: Mapping[str, Value], *, on: date) -> Verdict:
    """Met, not met or unknown on the day `on`, with the clauses that decided it. A value of a wrong kind is a `TypeError`."""
    known = tuple((type(value), value) for value in map(values.get, expression.facts))
    return _judged(expression.node, expression.facts, known, on)


# Benchmarks submit.py and pages.py: one request judges the same few conditions again and again. Only the facts that an
# expression names can change its verdict; their types are in the key because True, 1 and Decimal(1) are equal.
@lru_cache(maxsize=16384)
def _judged(node: Node, facts: tuple[str, ...], known: tuple[tuple[type, Value], ...], on: date) -> Verdict:
    values = {code: value for code, (_, value) in zip(facts, known, strict=True)}
    return verdict_of(node.weigh(values, on), values, on)


def explain(expression: Expression) -> Words:
    """The condition in words, without anybody's values."""
    said = expression.node.says
    return Words(said.zh, capital(said.en))


def facts_of(expression: Expression) -> tuple[str, ...]:
    """Every fact that the expression names, in its order."""
    return expression.facts


def questions(expression: Expression, values: Mapping[str, Value], *, on: date) -> tuple[str, ...]:
    """The unknown facts that can still change the outcome, in the expression's order; none when the outcome is known."""
    verdict = judge(expression, values, on=on)
    missing = set(verdict.missing) if verdict.outcome is Outcome.UNKNOWN else set()
    return tuple(code for code in expression.facts if code in missing)


def show(fact: FactType, value: Value) -> Words:
    """A fact's value as people read it; an unknown one is said as unknown."""
    return Words("未知", "not known") if value is None else said_value(value, fact=fact, unit=unit_of(fact))
