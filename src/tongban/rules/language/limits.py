"""What clauses leave possible: found when content is loaded, so that no condition can never, or must always, hold."""

from datetime import date
from decimal import Decimal
from typing import Any

from tongban.rules.readings import reading
from tongban.rules.shapes import Shape, facts_in, joined, negated, parameters_in
from tongban.rules.types import FactKind

_WHOLE = ("years", "months", "days_until", "size", "months_between", "days_between")
_OPEN_BELOW, _OPEN_ABOVE = 1, -1

Bound = tuple[Any, int]
"""A value, and whether it is itself left out: 1 where it lies below what is allowed, -1 where above, 0 where it belongs."""


def opposite(shape: Shape) -> Shape:
    """The negation, pushed down to the clauses."""
    if shape.op == "not":
        return shape.parts[0]
    if shape.op in ("and", "or"):
        return joined(shape.op == "or", tuple(opposite(part) for part in shape.parts))
    return negated(shape)


def is_impossible(shape: Shape) -> bool:
    """Whether the clauses of an `and` on one and the same value contradict each other (texts and literals only)."""
    left: dict[Shape, _Left] = {}
    for part in shape.parts if shape.op == "and" else (shape,):
        clause, wanted = (part.parts[0], False) if part.op == "not" else (part, True)
        if clause.op in ("==", "<", "<=", "within", "true") and _is_plain(clause):
            left.setdefault(clause.parts[0], _Left(clause.parts[0])).narrow(clause, wanted)
    return any(each.is_empty() for each in left.values())


def _is_plain(clause: Shape) -> bool:
    """Whether a value that depends on facts is weighed against one that is written in the text."""
    if not facts_in(clause.parts[0]):
        return False
    return all(not facts_in(part) and not parameters_in(part) for part in clause.parts[1:])


class _Left:
    """What is still possible for one value."""

    def __init__(self, subject: Shape) -> None:
        self.low: Bound | None = None
        self.high: Bound | None = None
        self.only: frozenset[Any] | None = None
        self.never: frozenset[Any] = frozenset()
        self.is_whole = subject.op in _WHOLE or subject.kind is FactKind.INTEGER
        if subject.op == "true" or subject.kind is FactKind.BOOLEAN:
            self.only = frozenset((True, False))
        if subject.op == "size":
            self.low = (Decimal(0), 0)

    def narrow(self, clause: Shape, wanted: bool) -> None:
        if clause.op in ("within", "true", "=="):
            listed = self._listed(clause)
            if not wanted:
                self.never |= listed
            else:
                self.only = listed if self.only is None else self.only & listed
            return
        bound = reading(clause.parts[1])({}, date.min)
        if bound is None:
            return
        if wanted:
            self._below((bound, _OPEN_ABOVE if clause.op == "<" else 0))
        else:
            self._above((bound, 0 if clause.op == "<" else _OPEN_BELOW))

    def _listed(self, clause: Shape) -> frozenset[Any]:
        if clause.op == "true":
            return frozenset((True,))
        if clause.op == "within":
            return frozenset(clause.value)
        return frozenset((reading(clause.parts[1])({}, date.min),))

    def _below(self, bound: Bound) -> None:
        self.high = bound if self.high is None else min(self.high, bound)

    def _above(self, bound: Bound) -> None:
        self.low = bound if self.low is None else max(self.low, bound)

    def is_empty(self) -> bool:
        if self.only is not None:
            return not any(self._has(value) for value in self.only - self.never)
        if self.low is None or self.high is None:
            return False
        if self.is_whole:
            first = self.low[0].__floor__() + 1 if self.low[1] else self.low[0].__ceil__()
            last = self.high[0].__ceil__() - 1 if self.high[1] else self.high[0].__floor__()
            return bool(first > last or (first == last and Decimal(first) in self.never))
        return self.low > self.high or (self.low[0] == self.high[0] and self.low[0] in self.never)

    def _has(self, value: Any) -> bool:
        above = self.low is None or self.low <= (value, 0)
        return above and (self.high is None or (value, 0) <= self.high)
