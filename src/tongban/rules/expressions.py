"""Expressions that have been read and checked: conditions and amounts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from tongban.kernel.words import Words
from tongban.rules.calculation import CANNOT, fen_of
from tongban.rules.clauses import Node, Sort, Term
from tongban.rules.language.conditions import ConditionReader
from tongban.rules.language.reading import fold, read
from tongban.rules.readings import missing
from tongban.rules.sentences import YUAN, capital, said_number
from tongban.rules.shapes import facts_in, parameters_in
from tongban.rules.sharing import Sharing
from tongban.rules.types import Amount, BandTable, FactKind, FactType, Parameter, RuleError, Value

_View = tuple[tuple[str, FactKind, Words, Words | None, tuple[tuple[str, Words], ...]], ...]
Parameters = Mapping[str, Parameter | BandTable]


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition that has been read and checked (规则表达式): immutable, and quick to judge again."""

    text: str
    facts: tuple[str, ...]
    view: _View = field(repr=False)
    dated: tuple[Parameter | BandTable, ...] = field(repr=False)
    node: Node = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class AmountExpression:
    """A sum of money in yuan that has been read and checked (金额公式): immutable."""

    text: str
    facts: tuple[str, ...]
    view: _View = field(repr=False)
    dated: tuple[Parameter | BandTable, ...] = field(repr=False)
    term: Term = field(repr=False, compare=False)


def parse(text: str, *, facts: Mapping[str, FactType], parameters: Parameters | None = None) -> Expression:
    """Read and check a condition. Raises `RuleError` with line, column, what is wrong and how to mend it.

    Full-width letters and signs are folded (NFKC). Every name must be a fact or a dated parameter, and every comparison must
    be able to hold and to fail.
    """
    view, dated = _named(text, facts, parameters or {})
    try:
        return _parsed(text, view, dated)
    except RuleError:
        # Once more with all facts, so that the mend can name the nearest one.
        return _condition(text, facts, view, parameters or {})


def with_parameters(expression: Expression, instead: tuple[Parameter | BandTable, ...]) -> Expression:
    """The same text with other parameters in the place of those of the same code."""
    parameters = {each.code: each for each in (*expression.dated, *instead)}
    moved = tuple(parameters[each.code] for each in expression.dated)
    return expression if moved == expression.dated else _parsed(expression.text, expression.view, moved)


def parse_amount(text: str, *, facts: Mapping[str, FactType], parameters: Parameters | None = None) -> AmountExpression:
    """Read and check an amount of yuan, as `parse` does a condition."""
    parameters = parameters or {}
    view, dated = _named(text, facts, parameters)
    written, tree = read(text)
    reader = ConditionReader(written, facts, parameters)
    term = reader.terms.wanted(tree, Sort.NUMBER)
    return AmountExpression(written.original, facts_in(term.shape), view, dated, term)


def amount_of(expression: AmountExpression, values: Mapping[str, Value], on: date) -> Amount:
    term = expression.term
    try:
        value = term.read(values, on)
        fen = None if value is None else fen_of(value)
    except CANNOT:
        fen = None
    said = Words("未知", "not known") if fen is None else said_number(Amount(fen, YUAN).yuan or 0, YUAN)
    sentence = Words(f"{term.says.zh}：{said.zh}", f"{capital(term.says.en)}: {said.en}")
    return Amount(fen, sentence, missing(term.shape, values, on))


def _named(
    text: str, facts: Mapping[str, FactType], parameters: Parameters
) -> tuple[_View, tuple[Parameter | BandTable, ...]]:
    """What of the facts and parameters a text can name, as a key."""
    named = set(re.findall(r"\w+", fold(text[:2000])))
    view: _View = tuple(
        (code, fact.kind, fact.label, fact.unit, tuple(fact.options.items()))
        for code, fact in ((code, facts[code]) for code in sorted(named & facts.keys()))
    )
    return view, tuple(parameters[code] for code in sorted(named & parameters.keys() - facts.keys()))


@lru_cache(maxsize=8192)
def _parsed(text: str, view: _View, dated: tuple[Parameter | BandTable, ...]) -> Expression:
    facts = {code: FactType(code, kind, label, unit, dict(options)) for code, kind, label, unit, options in view}
    return _condition(text, facts, view, {each.code: each for each in dated})


def _condition(text: str, facts: Mapping[str, FactType], view: _View, parameters: Parameters) -> Expression:
    written, tree = read(text)
    reader = ConditionReader(written, facts, parameters)
    node = Sharing().shared(reader.read(tree))
    met = reader.terms.met
    dated = tuple(each for _, each in sorted(parameters_in(node.shape).items()))
    return Expression(written.original, tuple(sorted(met, key=lambda code: met[code])), view, dated, node)
