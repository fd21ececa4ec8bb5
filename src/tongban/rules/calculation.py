"""Exact arithmetic and the calendar. What cannot be calculated is None (unknown), never zero and never an error."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction

Number = Decimal | Fraction
"""Decimals stay decimals; what was divided is a fraction. Python compares the two exactly."""

# An own context: a caller's precision or traps must not change what a rule says. Nothing is ever rounded unasked.
EXACT = Context(prec=20_000, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
_WIDEST = 5_000


def full_months(begin: date, on: date) -> int:
    """Full months from `begin` to the day `on`; negative before `begin`.

    A month is full on the day of the same number, and where the month has none, on its last day (Civil Code art. 202).
    """
    months = (on.year - begin.year) * 12 + on.month - begin.month
    return months - (on.day < begin.day and on.day < monthrange(on.year, on.month)[1])


def full_years(begin: date, on: date) -> int:
    """Full years from `begin` to the day `on`; negative before `begin`.

    Who begins on 29 February completes a year, in a common year, on 28 February: that is the last day of the month that has
    no corresponding day (Civil Code art. 202). This is our reading; an organ's lawyers may rule otherwise.
    """
    years = on.year - begin.year
    if (on.month, on.day) >= (begin.month, begin.day):
        return years
    return full_months(begin, on) // 12


def years_after(begin: date, years: int) -> date | None:
    """The day on which that many years are full; None beyond the calendar."""
    year = begin.year + years
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, begin.month, min(begin.day, monthrange(year, begin.month)[1]))


def add(left: Number, right: Number) -> Number:
    if type(left) is type(right) is Decimal:
        return EXACT.add(left, right)
    return _fraction(left) + _fraction(right)


def subtract(left: Number, right: Number) -> Number:
    if type(left) is type(right) is Decimal:
        return EXACT.subtract(left, right)
    return _fraction(left) - _fraction(right)


def multiply(left: Number, right: Number) -> Number:
    if type(left) is type(right) is Decimal:
        return EXACT.multiply(left, right)
    return _fraction(left) * _fraction(right)


def divide(left: Number, right: Number) -> Number:
    return _fraction(left) / _fraction(right)


def minus(value: Number) -> Number:
    return EXACT.minus(value) if type(value) is Decimal else -_fraction(value)


ARITHMETIC: Mapping[str, Callable[[Number, Number], Number]] = {"+": add, "-": subtract, "*": multiply, "/": divide}
CANNOT = (DecimalException, ArithmeticError, OverflowError)
"""What arithmetic raises where there is no result: division by zero, or a number too wide to be one."""


def half_up(numerator: int, denominator: int) -> int:
    """A fraction rounded to the nearest whole number; a half goes away from zero (四舍五入). The denominator is positive."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def rounded(value: Number, places: int = 0) -> Decimal:
    """A number rounded half up to that many decimal places."""
    numerator, denominator = _fraction(value).as_integer_ratio()
    return Decimal(half_up(numerator * 10**places, denominator)).scaleb(-places, EXACT)


def fen_of(value: Number) -> int:
    """Yuan in whole fen, rounded half up."""
    numerator, denominator = _fraction(value).as_integer_ratio()
    return half_up(numerator * 100, denominator)


def _fraction(value: Number) -> Fraction:
    if isinstance(value, Decimal) and abs(value.adjusted()) > _WIDEST:
        raise OverflowError(f"{value.adjusted()} digits")
    return Fraction(value)
