"""The single evaluator: from a shape to a function that gives its value for one person on one day, or None for unknown."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import eq, le, lt
from typing import Any
from unicodedata import normalize

from tongban.rules.calculation import ARITHMETIC, CANNOT, full_months, full_years, minus, rounded, years_after
from tongban.rules.shapes import NUMBERS, Shape
from tongban.rules.types import BandTable, FactKind, Parameter, Value

Values = Mapping[str, Value]
Reading = Callable[[Values, date], Any]
"""Gives a shape's value, or None where it is not known."""

_PYTHON = {FactKind.CHOICE: str, FactKind.BOOLEAN: bool, FactKind.DATE: date, FactKind.CHOICES: tuple}
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {"==": eq, "<": lt, "<=": le}


@lru_cache(maxsize=16384)
def reading(shape: Shape) -> Reading:
    """How a shape's value is read. A fact's value of another kind is the caller's fault: `TypeError`, not a verdict."""
    if shape.op in ("fact", "known"):
        return _fact(shape)
    if shape.op in _LEAVES:
        return _LEAVES[shape.op](shape)
    parts = tuple(reading(part) for part in shape.parts)
    if shape.op in ("and", "or"):
        return _joined(parts, spoiling=shape.op == "or")
    if shape.op == "choose":
        return _chosen(*parts)
    if len(parts) == 1:
        return _mapped(_ONE[shape.op](shape.value), parts[0])
    if shape.op in ("min", "max"):
        return _extreme(min if shape.op == "min" else max, parts)
    return _calculated(ARITHMETIC.get(shape.op) or _SIGNS.get(shape.op) or _TWO[shape.op], *parts)


def taken(value: Value, kind: FactKind, code: str) -> Any:
    """A fact's value as the language reckons with it: numbers as decimals, texts folded and without spaces at the ends.

    Full-width letters and spaces, as registers have them, do not make two texts different.
    """
    if value is None:
        return None
    if kind in NUMBERS:
        if type(value) is int:
            return Decimal(value)
        if type(value) is Decimal and value.is_finite():
            return value
        raise TypeError(f"{code}: {value!r} is not a whole or decimal number")
    if kind is FactKind.TEXT and type(value) is str:
        return value.strip() if value.isascii() else normalize("NFKC", value).strip()
    if kind is not FactKind.TEXT and type(value) is _PYTHON[kind]:
        return value
    raise TypeError(f"{code}: {value!r} is not a value of the kind {kind}")


def _fact(shape: Shape) -> Reading:
    code, kind = shape.value, shape.kind
    assert kind is not None
    if shape.op == "known":
        return lambda values, _: taken(values.get(code), kind, code) is not None
    return lambda values, _: taken(values.get(code), kind, code)


def _fixed(shape: Shape) -> Reading:
    value = shape.value
    return lambda _values, _on: value


def _dated(shape: Shape) -> Reading:
    parameter: Parameter = shape.value
    if parameter.kind in NUMBERS:
        return lambda _, on: None if (value := parameter.on(on)) is None else Decimal(value)  # type: ignore[arg-type]
    return lambda _, on: parameter.on(on)


def _band(shape: Shape) -> Reading:
    table: BandTable = shape.value
    inner = reading(shape.parts[0])

    def read(values: Values, on: date) -> Decimal | None:
        value, bands = inner(values, on), table.on(on)
        if value is None or bands is None:
            return None
        fits = (each.gives for each in bands if each.low <= value and (each.below is None or value < each.below))
        return next(fits, Decimal(0))

    return read


def _among(shape: Shape) -> Reading:
    codes: Parameter = shape.value
    inner = reading(shape.parts[0])

    def read(values: Values, on: date) -> bool | None:
        value, listed = inner(values, on), codes.on(on)
        return bool(value in listed) if value is not None and isinstance(listed, tuple) else None

    return read


_LEAVES: Mapping[str, Callable[[Shape], Reading]] = {
    "fixed": _fixed, "parameter": _dated, "band": _band, "among": _among,
    "unknown": lambda _: lambda _values, _on: None,
}  # fmt: skip

_ONE: Mapping[str, Callable[[Any], Callable[[Any, date], Any]]] = {
    "not": lambda _: lambda value, _on: not value,
    "true": lambda _: lambda value, _on: value,
    "within": lambda listed: lambda value, _on: value in listed,
    "any_of": lambda listed: lambda value, _on: not set(listed).isdisjoint(value),
    "years": lambda _: lambda value, on: Decimal(full_years(value, on)),
    "months": lambda _: lambda value, on: Decimal(full_months(value, on)),
    "days_until": lambda _: lambda value, on: Decimal((value - on).days),
    "years_after": lambda years: lambda value, _on: years_after(value, years),
    "size": lambda _: lambda value, _on: Decimal(len(set(value))),
    "negative": lambda _: lambda value, _on: minus(value),
    "rounded": lambda places: lambda value, _on: rounded(value, places),
}

_TWO: Mapping[str, Callable[[Any, Any], Any]] = {
    "months_between": lambda one, two: Decimal(full_months(one, two)),
    "days_between": lambda one, two: Decimal((two - one).days),
}


def _mapped(work: Callable[[Any, date], Any], inner: Reading) -> Reading:
    """`work` on a known value and the day; unknown stays unknown."""

    def read(values: Values, on: date) -> Any:
        value = inner(values, on)
        try:
            return None if value is None else work(value, on)
        except CANNOT:
            return None

    return read


def _calculated(work: Callable[[Any, Any], Any], left: Reading, right: Reading) -> Reading:
    """`work` on two known values; on anything unknown, or through zero, it is unknown."""

    def read(values: Values, on: date) -> Any:
        one, two = left(values, on), right(values, on)
        if one is None or two is None:
            return None
        try:
            return work(one, two)
        except CANNOT:
            return None

    return read


def _extreme(choose: Callable[[list[Any]], Any], inner: tuple[Reading, ...]) -> Reading:
    """The smallest or greatest of several: unknown as soon as one is unknown."""

    def read(values: Values, on: date) -> Any:
        found = [each(values, on) for each in inner]
        return None if None in found else choose(found)

    return read


def _joined(parts: tuple[Reading, ...], *, spoiling: bool) -> Reading:
    """Kleene's `and` (spoilt by False) and `or` (spoilt by True)."""

    def read(values: Values, on: date) -> bool | None:
        outcome: bool | None = not spoiling
        for part in parts:
            each: bool | None = part(values, on)
            if each is spoiling:
                return spoiling
            if each is None:
                outcome = None
        return outcome

    return read


def _chosen(test: Reading, then: Reading, other: Reading) -> Reading:
    """One of two values; unknown where the test is unknown."""

    def read(values: Values, on: date) -> Any:
        outcome = test(values, on)
        return None if outcome is None else (then if outcome else other)(values, on)

    return read


def missing(shape: Shape, values: Values, on: date) -> tuple[str, ...]:
    """The unknown facts that a value or a condition waits for, in the order of the text; none where it is known."""
    return tuple(dict.fromkeys(_missing(shape, values, on)))


def _missing(shape: Shape, values: Values, on: date) -> list[str]:
    if not shape.parts:
        return [shape.value] if shape.op == "fact" and values.get(shape.value) is None else []
    if shape.op == "known" or reading(shape)(values, on) is not None:
        return []
    parts = shape.parts
    if shape.op == "choose":
        test, then, other = parts
        outcome = reading(test)(values, on)
        parts = (test,) if outcome is None else (then,) if outcome else (other,)
    return [code for part in parts for code in _missing(part, values, on)]
