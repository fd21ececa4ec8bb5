"""Arithmetic and the calendar of terms. What cannot be calculated is None (unknown), never zero and never an error."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from operator import eq, ge, gt, le, lt, ne
from typing import Any
from unicodedata import normalize

from tongban.rules.types import FactKind, FactType, Value

Values = Mapping[str, Value]
Reading = Callable[[Values, date], Any]
"""Gives a term's value, or None where it is not known."""

# An own context: a caller's precision or traps must not change what a rule says.
EXACT = Context(prec=50, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])

ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
}
COMPARISON: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
}  # fmt: skip

_NUMBERS = (FactKind.NUMBER, FactKind.INTEGER, FactKind.MONEY)
_PYTHON = {
    FactKind.TEXT: str,
    FactKind.CHOICE: str,
    FactKind.BOOLEAN: bool,
    FactKind.DATE: date,
    FactKind.CHOICES: tuple,
}


def full_years(begin: date, on: date) -> int:
    """Full years from `begin` to the day `on`; negative before `begin`.

    Who begins on 29 February completes a year, in a common year, on 1 March: the last day of the year is then 28 February,
    and the year is full when that day is over. This is our reading; the organ's lawyers may rule otherwise.
    """
    return on.year - begin.year - ((on.month, on.day) < (begin.month, begin.day))


def fact_reading(fact: FactType) -> Reading:
    """How a fact's value is read. A value of another kind is the caller's fault: `TypeError`, not a verdict."""
    code = fact.code
    if fact.kind in _NUMBERS:
        return _number_reading(code)
    if fact.kind is FactKind.TEXT:
        return _text_reading(code)
    wanted = _PYTHON[fact.kind]

    def read(values: Values, _: date) -> Any:
        value = values.get(code)
        if value is None or type(value) is wanted:
            return value
        raise TypeError(f"{code}: {value!r} is not a {wanted.__name__}")

    return read


def _text_reading(code: str) -> Reading:
    """Full-width letters and spaces at the ends, as registers have them, do not make two texts different."""

    def read(values: Values, _: date) -> str | None:
        value = values.get(code)
        if value is None:
            return None
        if type(value) is not str:
            raise TypeError(f"{code}: {value!r} is not a text")
        return normalize("NFKC", value).strip()

    return read


def _number_reading(code: str) -> Reading:
    def read(values: Values, _: date) -> Decimal | None:
        value = values.get(code)
        if value is None:
            return None
        if type(value) is int:
            return Decimal(value)
        if type(value) is Decimal and value.is_finite():
            return value
        raise TypeError(f"{code}: {value!r} is not a whole or decimal number")

    return read


def arithmetic_reading(sign: str, left: Reading, right: Reading) -> Reading:
    """Arithmetic on decimals; on anything unknown, or through zero, it is unknown."""
    work = ARITHMETIC[sign]

    def read(values: Values, on: date) -> Decimal | None:
        one, two = left(values, on), right(values, on)
        if one is None or two is None:
            return None
        try:
            return work(one, two)
        except DecimalException:
            return None

    return read


def mapped_reading(work: Callable[[Any, date], Any], inner: Reading) -> Reading:
    """`work` on a known value and the day; unknown stays unknown."""

    def read(values: Values, on: date) -> Any:
        value = inner(values, on)
        return None if value is None else work(value, on)

    return read


def extreme_reading(choose: Callable[[list[Any]], Any], inner: tuple[Reading, ...]) -> Reading:
    """The smallest or greatest of several: unknown as soon as one is unknown."""

    def read(values: Values, on: date) -> Any:
        found = [each(values, on) for each in inner]
        return None if None in found else choose(found)

    return read
