"""Shapes over many rows at once in numpy, exactly: whole numbers over whole numbers, never a float.

Where a result might not fit into 63 bits, that step is made with Python's own whole numbers: slow, and never wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.rules.programs.columns import EPOCH, FIRST_DAY, LAST_DAY, unpacked
from tongban.rules.programs.population import Population
from tongban.rules.shapes import CONDITIONS, Shape
from tongban.rules.types import FactKind

Flags = NDArray[np.bool_]
_FITS = 1 << 62
_CODED = (FactKind.TEXT, FactKind.CHOICE)


@dataclass(frozen=True, slots=True)
class Vector:
    """A value for each row: `top / bottom`, where known. Days, codes and truths have a bottom of 1; bottoms are positive.

    `most` and `most_below` are bounds of the sizes of the two, by which it is known beforehand whether a result fits.
    """

    top: Any
    known: Flags
    most: int
    bottom: Any = 1
    most_below: int = 1


@dataclass(slots=True)
class Rows:
    """Some rows of a population on a day: evaluates shapes over them, each once."""

    people: Population
    on: date
    chosen: slice | NDArray[np.int64]
    size: int
    interned: dict[str, int]
    met: dict[Shape, Any]

    @classmethod
    def of(cls, people: Population, on: date, chosen: slice | NDArray[np.int64]) -> "Rows":
        size = len(range(*chosen.indices(people.size))) if isinstance(chosen, slice) else len(chosen)
        return cls(people, on, chosen, size, {}, {})

    def rails(self, shape: Shape) -> tuple[Flags, Flags]:
        """Where a condition certainly holds, and where it possibly does."""
        if shape not in self.met:
            self.met[shape] = self._rails(shape)
        found: tuple[Flags, Flags] = self.met[shape]
        return found

    def vector(self, shape: Shape) -> Vector:
        if shape not in self.met:
            self.met[shape] = self._vector(shape)
        found: Vector = self.met[shape]
        return found

    def _rails(self, shape: Shape) -> tuple[Flags, Flags]:
        if shape.op == "not":
            certain, possible = self.rails(shape.parts[0])
            return ~possible, ~certain
        if shape.op in ("and", "or"):
            join = np.logical_and if shape.op == "and" else np.logical_or
            parts = [self.rails(part) for part in shape.parts]
            return self._full(join.reduce([one for one, _ in parts])), self._full(
                join.reduce([two for _, two in parts])
            )
        if shape.op == "known":
            known = self._known(shape.value)
            return known, known
        if shape.op == "unknown":
            return np.zeros(self.size, np.bool_), np.ones(self.size, np.bool_)
        outcome, known = self._clause(shape)
        return outcome & known, outcome | ~known

    def _clause(self, shape: Shape) -> tuple[Flags, Flags]:
        one = self.vector(shape.parts[0])
        if shape.op == "true":
            return self._full(one.top == 1), one.known
        if shape.op == "any_of":
            return self._full((one.top & self._mask(shape)) != 0), one.known
        if shape.op == "within":
            listed = [Shape("fixed", (), each, shape.parts[0].kind) for each in shape.value]
            outcomes = [_compared("==", one, self._fixed(each)) for each in listed]
            return self._full(np.logical_or.reduce(outcomes)), one.known
        two = self.vector(shape.parts[1])
        return self._full(_compared(shape.op, one, two)), one.known & two.known

    def _full(self, flags: Any) -> Flags:
        return np.broadcast_to(np.asarray(flags, dtype=np.bool_), (self.size,))

    def _mask(self, shape: Shape) -> int:
        codes = self.people.columns[shape.parts[0].value].codes
        return sum(1 << codes.index(code) for code in shape.value if code in codes)

    def _vector(self, shape: Shape) -> Vector:
        if shape.op == "fact":
            return self._fact(shape)
        if shape.op == "fixed":
            return self._fixed(shape)
        if shape.op == "unknown":
            return Vector(0, np.zeros(self.size, np.bool_), 0)
        if shape.op in CONDITIONS:
            certain, possible = self.rails(shape)
            return Vector(certain.astype(np.int64), certain | ~possible, 1)
        if shape.op == "choose":
            return self._chosen(*shape.parts)
        parts = [self.vector(part) for part in shape.parts]
        if shape.op in ("min", "max"):
            found = parts[0]
            for each in parts[1:]:
                found = _extreme(shape.op, found, each)
            return found
        if shape.op in _CALENDAR:
            return _CALENDAR[shape.op](self, shape, parts)
        return _ARITHMETIC[shape.op](shape, *parts)

    def _known(self, code: str) -> Flags:
        known = self.people.columns[code].known
        if known is None:
            return np.ones(self.size, np.bool_)
        if isinstance(self.chosen, slice):
            first, last, _ = self.chosen.indices(self.people.size)
            return unpacked(known[first // 64 : -(-last // 64)], last - first)
        words, places = known[self.chosen >> 6], (self.chosen & 63).astype(np.uint64)
        return self._full((words >> places) & np.uint64(1))

    def _fact(self, shape: Shape) -> Vector:
        column = self.people.columns[shape.value]
        known, values = self._known(shape.value), column.values[self.chosen].astype(np.int64)
        values = values if column.known is None else np.where(known, values, 0)
        if shape.kind in _CODED:
            places = np.array([self._code(code) for code in column.codes] or [0], dtype=np.int64)
            return Vector(places[values], known, _FITS - 1)
        most = max(abs(column.least), abs(column.most))
        # From here on whole numbers of 64 bits are always smaller than 2^62, so that a sign can be turned.
        values = _wide(values, most)
        return Vector(values, known, most, 10**column.scale, 10**column.scale)

    def _code(self, code: str) -> int:
        """A number for a text, the same in every column."""
        return self.interned.setdefault(code, len(self.interned))

    def _fixed(self, shape: Shape) -> Vector:
        known, value = np.ones(self.size, np.bool_), shape.value
        if isinstance(value, str):
            return Vector(self._code(value), known, _FITS - 1)
        if isinstance(value, date):
            return Vector(value.toordinal() - EPOCH, known, LAST_DAY - FIRST_DAY)
        top, bottom = (int(value), 1) if isinstance(value, bool) else value.as_integer_ratio()
        return Vector(top, known, abs(top), bottom, bottom)

    def _chosen(self, test: Shape, then: Shape, other: Shape) -> Vector:
        certain, possible = self.rails(test)
        one, two = _alike(self.vector(then), self.vector(other))
        known = (certain & one.known) | (~possible & two.known)
        return replace(_picked(certain, one, two), known=known)


def _picked(takes_first: Any, one: Vector, two: Vector) -> Vector:
    """The first vector where so said, else the second. Knowledge is that of both."""
    most, most_below = max(one.most, two.most), max(one.most_below, two.most_below)
    bottom = one.bottom if one.bottom is two.bottom else _where(takes_first, one.bottom, two.bottom, most_below)
    top = _where(takes_first, one.top, two.top, most)
    return Vector(top, one.known & two.known, most, bottom, most_below)


def _where(takes_first: Any, one: Any, two: Any, bound: int) -> Any:
    # A Python number of 64 bits would become unsigned, and the two together floats.
    kind = object if bound >= _FITS else np.int64
    return np.where(takes_first, np.asarray(one, dtype=kind), np.asarray(two, dtype=kind))


def _wide(value: Any, bound: int) -> Any:
    """The same numbers in a form that holds results up to `bound`."""
    if isinstance(value, int) or value.dtype == object:
        return value
    return value.astype(object) if bound >= _FITS else value


def _times(left: Any, right: Any, bound: int) -> Any:
    if bound >= _FITS and isinstance(left, int) and not isinstance(right, int):
        left, right = right, left
    return _wide(left, bound) * _wide(right, bound)


def _alike(one: Vector, two: Vector) -> tuple[Vector, Vector]:
    """Two vectors whose bottoms are the same number, where they are numbers at all."""
    if not (isinstance(one.bottom, int) and isinstance(two.bottom, int)):
        return one, two
    bottom = lcm(one.bottom, two.bottom)
    return tuple(_over(each, bottom) for each in (one, two))  # type: ignore[return-value]


def _over(vector: Vector, bottom: int) -> Vector:
    factor = bottom // vector.bottom
    most = vector.most * factor
    top = vector.top if factor == 1 else _times(vector.top, factor, most)
    return Vector(top, vector.known, most, bottom, bottom)


def _crossed(one: Vector, two: Vector) -> tuple[Any, Any, int]:
    """The tops over a common bottom: two vectors compare, and add, as these do. With the bound of both."""
    one, two = _alike(one, two)
    if one.bottom is two.bottom:
        return one.top, two.top, max(one.most, two.most)
    bound = max(one.most * two.most_below, two.most * one.most_below)
    return _times(one.top, two.bottom, bound), _times(two.top, one.bottom, bound), bound


def _compared(sign: str, one: Vector, two: Vector) -> Any:
    left, right, _ = _crossed(one, two)
    return left == right if sign == "==" else left < right if sign == "<" else left <= right


def _bottom(one: Vector, two: Vector) -> tuple[Any, int]:
    if isinstance(one.bottom, int) and isinstance(two.bottom, int):
        both = lcm(one.bottom, two.bottom)
        return both, both
    bound = one.most_below * two.most_below
    return _times(one.bottom, two.bottom, bound), bound


def _sum(_: Shape, one: Vector, two: Vector) -> Vector:
    left, right, bound = _crossed(one, two)
    bottom, most_below = _bottom(one, two)
    total = _wide(left, 2 * bound) + _wide(right, 2 * bound)
    return Vector(total, one.known & two.known, 2 * bound, bottom, most_below)


def _difference(shape: Shape, one: Vector, two: Vector) -> Vector:
    return _sum(shape, one, replace(two, top=-two.top))


def _product(_: Shape, one: Vector, two: Vector) -> Vector:
    most, most_below = one.most * two.most, one.most_below * two.most_below
    top, bottom = _times(one.top, two.top, most), _times(one.bottom, two.bottom, most_below)
    return Vector(top, one.known & two.known, most, bottom, most_below)


def _quotient(_: Shape, one: Vector, two: Vector) -> Vector:
    """Through zero nothing is known; a negative divisor gives its sign to the top."""
    most, most_below = one.most * two.most_below, one.most_below * max(two.most, 1)
    divisor: Any = np.asarray(two.top)
    known = one.known & two.known & (divisor != 0)
    divisor = np.where(divisor == 0, 1, divisor) if divisor.ndim else two.top or 1
    top, bottom = _times(one.top, two.bottom, most), _times(one.bottom, abs(divisor), most_below)
    top = _where(divisor < 0, -top, top, most)
    return Vector(top, known, most, bottom, most_below)


def _extreme(op: str, one: Vector, two: Vector) -> Vector:
    one, two = _alike(one, two)
    takes_first = _compared("<=", one, two) if op == "min" else _compared("<=", two, one)
    return _picked(takes_first, one, two)


def _rounded(shape: Shape, one: Vector) -> Vector:
    most = 2 * one.most * 10**shape.value + one.most_below
    return Vector(half_up_all(one, 10**shape.value), one.known, most // 2 + 1, 10**shape.value, 10**shape.value)


def half_up_all(vector: Vector, factor: int) -> Any:
    """Each value times `factor`, as a whole number: a half goes away from zero."""
    bound = 2 * (2 * vector.most * factor + vector.most_below)
    size = _times(abs(vector.top), 2 * factor, bound) + _wide(vector.bottom, bound)
    whole = size // _times(vector.bottom, 2, bound)
    return _where(vector.top < 0, -whole, whole, bound)


_ARITHMETIC: Mapping[str, Callable[..., Vector]] = {
    "+": _sum, "-": _difference, "*": _product, "/": _quotient, "rounded": _rounded,
    "negative": lambda _, one: replace(one, top=-one.top),
    "size": lambda _, one: Vector(np.bitwise_count(one.top).astype(np.int64), one.known, 64),
}  # fmt: skip


def _months(begin: Any, until: Any) -> Any:
    """Full months between days, as `full_months` counts them."""
    (first, day), (last, until_day) = _split(begin), _split(until)
    is_last = _split(np.asarray(until) + 1)[1] == 1
    return last - first - ((until_day < day) & ~is_last)


def _split(days: Any) -> tuple[Any, Any]:
    """The month, counted from January 1970, and the day in it."""
    moments = np.asarray(days, dtype=np.int64).astype("M8[D]")
    months = moments.astype("M8[M]")
    return months.astype(np.int64), (moments - months.astype("M8[D]")).astype(np.int64) + 1


def _years_after(_rows: Rows, shape: Shape, parts: list[Vector]) -> Vector:
    (month, day), most = _split(parts[0].top), 12 * (9999 - 1970) + 11
    target = month + 12 * shape.value
    is_there = target <= most
    target = np.where(is_there, target, 0).astype("M8[M]")
    length = ((target + 1).astype("M8[D]") - target.astype("M8[D]")).astype(np.int64)
    top = target.astype("M8[D]").astype(np.int64) + np.minimum(day, length) - 1
    return Vector(top, parts[0].known & is_there, LAST_DAY - FIRST_DAY)


def _counted(work: Callable[[Any, int], Any]) -> Callable[[Rows, Shape, list[Vector]], Vector]:
    def count(rows: Rows, _: Shape, parts: list[Vector]) -> Vector:
        today = rows.on.toordinal() - EPOCH
        return Vector(np.asarray(work(parts[0].top, today), dtype=np.int64), parts[0].known, 2 * (LAST_DAY - FIRST_DAY))

    return count


_CALENDAR: Mapping[str, Callable[[Rows, Shape, list[Vector]], Vector]] = {
    "years": _counted(lambda days, today: _months(days, today) // 12),
    "months": _counted(_months),
    "days_until": _counted(lambda days, today: days - today),
    "years_after": _years_after,
    "months_between": lambda _, __, parts: Vector(
        _months(parts[0].top, parts[1].top), parts[0].known & parts[1].known, LAST_DAY - FIRST_DAY
    ),
    "days_between": lambda _, __, parts: Vector(
        np.asarray(parts[1].top - parts[0].top), parts[0].known & parts[1].known, LAST_DAY - FIRST_DAY
    ),
}
