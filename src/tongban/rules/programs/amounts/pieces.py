"""Amounts taken apart for a plan: leaves without choices, each with the condition under which it is due, and leaves as lines."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from tongban.rules.shapes import Shape, compared, facts_in, joined, negated

MOST_PIECES = 64


@dataclass(frozen=True, slots=True)
class Line:
    """(top * x + add) / bottom in fen; a bottom of 0 stands for what is unknown on this day."""

    code: str | None
    top: Any
    add: Any
    bottom: int


@dataclass(frozen=True, slots=True)
class Slope:
    """top * x + add in yuan."""

    code: str | None
    top: Any
    add: Any


def sloped(op: str, one: Slope, two: Slope | None = None) -> Slope | None:
    if two is None or op == "negative":
        return Slope(one.code, -Fraction(one.top), -Fraction(one.add))
    if op in ("+", "-"):
        if one.code and two.code and one.code != two.code:
            return None
        sign = 1 if op == "+" else -1
        top, add = Fraction(one.top) + sign * Fraction(two.top), Fraction(one.add) + sign * Fraction(two.add)
        return Slope(one.code or two.code, top, add)
    if op == "*" and one.code is None:
        one, two = two, one
    if two.code is not None or (op == "/" and two.add == 0):
        return None
    factor = Fraction(two.add) if op == "*" else 1 / Fraction(two.add)
    return Slope(one.code, Fraction(one.top) * factor, Fraction(one.add) * factor)


def pieces_of(amount: Shape) -> list[tuple[Shape | None, Shape]]:
    """An amount as leaves without choices, each with the condition under which it is due; one whole leaf if too many."""
    pieces = _pieces(amount)
    return pieces if len(pieces) <= MOST_PIECES else [(None, amount)]


def _pieces(shape: Shape) -> list[tuple[Shape | None, Shape]]:
    if shape.op == "choose":
        test, then, other = shape.parts
        sides = [(test, each) for each in _pieces(then)] + [(negated(test), each) for each in _pieces(other)]
        return [(_both(side, where), leaf) for side, (where, leaf) in sides]
    if shape.op in ("min", "max") and facts_in(shape):
        first, *rest = shape.parts
        second = rest[0] if len(rest) == 1 else Shape(shape.op, tuple(rest))
        takes_first = compared(first, "<=" if shape.op == "min" else ">=", second)
        return _pieces(Shape("choose", (takes_first, first, second)))
    if shape.op not in ("+", "-", "*", "/", "negative", "rounded") or not facts_in(shape):
        return [(None, shape)]
    found: list[tuple[Shape | None, Shape]] = []
    for combination in product(*(_pieces(part) for part in shape.parts)):
        where: Shape | None = None
        for each, _ in combination:
            where = where if each is None else _both(each, where)
        found.append((where, Shape(shape.op, tuple(leaf for _, leaf in combination), shape.value, shape.kind)))
        if len(found) > MOST_PIECES:
            return [(None, shape)]
    return found


def _both(one: Shape, two: Shape | None) -> Shape:
    return one if two is None else joined(True, (one, two))
