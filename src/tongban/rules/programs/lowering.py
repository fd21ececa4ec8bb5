"""From shapes to a plan (执行计划): each test on a column once, then and/or over bits, then what each policy pays."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from tongban.rules.calculation import EXACT
from tongban.rules.programs.amounts.pieces import Line, Slope, pieces_of, sloped
from tongban.rules.programs.columns import EPOCH, Column
from tongban.rules.programs.population import Population
from tongban.rules.readings import reading
from tongban.rules.shapes import NUMBERS, Shape, compared, facts_in, fixed, joined, negated
from tongban.rules.types import FactKind

MOST_RUNS = 8
"""So many intervals are asked sooner than a table is looked into for each person."""
MOST_CHOICES = 6
"""A comparison of more choices than these is calculated row by row: each doubles what is asked."""
_LARGEST = 1 << 62
_UNARY = ("negative", "rounded", "years", "months", "days_until")


@dataclass(frozen=True, slots=True)
class Test:
    """One question to a column: within low and high, any bit of `low`, one of the places, known; or a whole shape on a day."""

    op: str
    code: str = ""
    low: int = 0
    high: int = 0
    places: frozenset[int] = frozenset()
    shape: Shape | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Where `literal` certainly holds, half_up((top * x + add) / bottom) fen are due, x being the column's whole number."""

    literal: int
    code: str | None
    top: int
    add: int
    bottom: int


@dataclass(frozen=True, slots=True)
class LoosePiece:
    """Where `literal` certainly holds, a shape's value on a day is due, which must be calculated row by row."""

    literal: int
    shape: Shape
    on: date


@dataclass(frozen=True, slots=True)
class Output:
    """A policy in the plan: the literal of its condition, and what is due where that holds (nothing: no amount asked)."""

    name: str
    literal: int
    pieces: tuple[Piece, ...] = ()
    loose: tuple[LoosePiece, ...] = ()
    has_amount: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Tests, then gates ("and" or "or" over literals), then outputs. A literal is twice a slot, plus 1 where negated."""

    tests: tuple[Test, ...]
    gates: tuple[tuple[str, tuple[int, ...]], ...]
    outputs: tuple[Output, ...]

    def tests_of(self, names: Sequence[str]) -> list[int]:
        """The places of the tests on which some outputs and their pieces rest."""
        owners = [each for each in self.outputs if each.name in names]
        asked = [literal for each in owners for literal in (each.literal, *(piece.literal for piece in each.pieces))]
        asked += [piece.literal for each in owners for piece in each.loose]
        slots, waiting = set[int](), [literal >> 1 for literal in asked]
        while waiting:
            slot = waiting.pop()
            if slot not in slots:
                slots.add(slot)
                if slot >= len(self.tests):
                    waiting += [part >> 1 for part in self.gates[slot - len(self.tests)][1]]
        return sorted(slot for slot in slots if slot < len(self.tests))


@dataclass
class Lowering:
    """Lowers shapes of one day over the columns of one population; equal tests and equal gates are one, also of several days."""

    people: Population
    on: date
    tests: dict[Test, int] = field(default_factory=dict)
    gates: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    literals: dict[Shape, Any] = field(default_factory=dict)

    def plan(self, policies: Iterable[tuple[str, Shape, Shape | None]]) -> Plan:
        """The plan of some policies: name, condition and amount."""
        return self.planned([self.output(name, condition, amount) for name, condition, amount in policies])

    def later(self, on: date) -> "Lowering":
        """For the shapes of another day, into the same plan: what both days ask is asked once."""
        return Lowering(self.people, on, self.tests, self.gates)

    def planned(self, outputs: Sequence[Output]) -> Plan:
        """The plan of what has been lowered."""
        slots = _renumbered(len(self.tests))
        moved = tuple(
            Output(
                each.name, slots(each.literal),
                tuple(Piece(slots(p.literal), p.code, p.top, p.add, p.bottom) for p in each.pieces),
                tuple(replace(p, literal=slots(p.literal)) for p in each.loose), each.has_amount,
            )
            for each in outputs
        )  # fmt: skip
        gates = tuple((op, tuple(slots(part) for part in parts)) for op, parts in self.gates)
        return Plan(tuple(self.tests), gates, moved)

    def output(self, name: str, condition: Shape, amount: Shape | None) -> Output:
        literal = self.literal(condition)
        if amount is None:
            return Output(name, literal)
        pieces: list[Piece] = []
        loose: list[LoosePiece] = []
        for test, leaf in pieces_of(amount):
            where = self.literal(condition if test is None else joined(True, (condition, test)))
            line = self.line(leaf)
            if line is None:
                loose.append(LoosePiece(where, leaf, self.on))
            elif line.bottom:
                pieces.append(Piece(where, line.code, line.top, line.add, line.bottom))
        return Output(name, literal, tuple(pieces), tuple(loose), has_amount=True)

    def literal(self, shape: Shape) -> int:
        """Tests are numbered upwards from 0, gates downwards from -1, until the plan is made."""
        if shape not in self.literals:
            self.literals[shape] = self._literal(shape)
        return int(self.literals[shape])

    def _literal(self, shape: Shape) -> int:
        if shape.op == "not":
            return self.literal(shape.parts[0]) ^ 1
        if shape.op in ("and", "or"):
            return self._gate(shape.op, {self.literal(part) for part in shape.parts})
        if (by_side := self._by_side(shape)) is not None:
            return self.literal(by_side)
        subject = shape.parts[0] if shape.parts else shape
        if shape.op == "within" and subject.kind not in (FactKind.TEXT, FactKind.CHOICE):
            kind = FactKind.DATE if isinstance(shape.value[0], date) else FactKind.NUMBER
            each = tuple(compared(subject, "==", fixed(value, kind)) for value in shape.value)
            return self.literal(joined(False, each))
        test, is_negated = self.test(shape)
        runs = _runs(test.places)
        if 0 < len(runs) <= MOST_RUNS:
            each_run = (Test("interval", test.code, low, high) for low, high in runs)
            return self._gate("or", {2 * self.tests.setdefault(each, len(self.tests)) for each in each_run})
        return self.tests.setdefault(test, len(self.tests)) * 2 + is_negated

    def _by_side(self, shape: Shape) -> Shape | None:
        """A comparison of a choice as comparisons of its sides, unknown where it is unknown which; None for what is none."""
        at = next((place for place, part in enumerate(shape.parts) if part.op == "choose"), None)
        if shape.op not in ("==", "<", "<=") or at is None or _choices_in(shape) > MOST_CHOICES:
            return None
        test, *sides = shape.parts[at].parts
        found = [joined(True, (test, negated(test)))]
        for where, side in zip((test, negated(test)), sides, strict=True):
            each = Shape(shape.op, (*shape.parts[:at], side, *shape.parts[at + 1 :]), shape.value, shape.kind)
            outcome = None if facts_in(each) else reading(each)({}, self.on)
            if outcome is None:
                found.append(joined(True, (where, each)))
            elif outcome:
                found.append(where)
        return joined(False, tuple(found))

    def _gate(self, op: str, parts: set[int]) -> int:
        if len(parts) == 1:
            return parts.pop()
        key = (op, tuple(sorted(parts)))
        return -2 * self.gates.setdefault(key, len(self.gates) + 1)

    def test(self, shape: Shape) -> tuple[Test, bool]:
        """The test of a clause, and whether it is its negation that the clause asks."""
        subject = shape.parts[0] if shape.parts else shape
        if shape.op == "known":
            return Test("known", self.column(shape.value)[0]), False
        if shape.op in ("true", "any_of", "within") and subject.op == "fact":
            return self._membership(shape, *self.column(subject.value)), False
        if shape.op in ("==", "<", "<="):
            return self._comparison(shape)
        return Test("shape", shape=shape, on=self.on), False

    def column(self, code: str) -> tuple[str, Column]:
        if code not in self.people.columns:
            raise ValueError(f"the population has no column for the fact {code}")
        return code, self.people.columns[code]

    def _membership(self, shape: Shape, code: str, column: Column) -> Test:
        if shape.op == "true":
            return Test("interval", code, 1, 1)
        places = [column.codes.index(each) for each in shape.value if each in column.codes]
        if shape.op == "any_of":
            return Test("mask", code, sum(1 << place for place in places))
        low, high = min(places, default=1), max(places, default=0)
        if high - low + 1 == len(places) or not places:
            return Test("interval", code, low, high)
        return Test("places", code, places=frozenset(places))

    def _comparison(self, shape: Shape) -> tuple[Test, bool]:
        left, right = (self._folded(part) for part in shape.parts)
        if left.op == "fixed" and right.op != "fixed":
            turned = compared(right, {"==": "==", "<": ">", "<=": ">="}[shape.op], left)
            test, is_negated = self._comparison(turned.parts[0] if turned.op == "not" else turned)
            return test, is_negated is not (turned.op == "not")
        code = self._rising_or_falling(left) if right.op == "fixed" else None
        if code is None:
            return Test("shape", shape=shape, on=self.on), False
        return Test("interval", code, *self._limits(shape.op, left, right.value, self.column(code)[1])), False

    def _rising_or_falling(self, shape: Shape) -> str | None:
        """The one fact on which a value depends, if it only rises or only falls with it, and is known where the fact is."""
        if shape.op == "fact":
            return str(shape.value) if shape.kind is not FactKind.CHOICES else None
        if shape.op in _UNARY:
            return self._rising_or_falling(shape.parts[0])
        if shape.op == "years_after":
            code = self._rising_or_falling(shape.parts[0])
            return code if code and self._is_known_throughout(shape, code) else None
        if shape.op not in ("+", "-", "*", "/"):
            return None
        one, two = shape.parts
        if facts_in(two):
            one, two = two, one
            if shape.op == "/":
                return None
        other = None if facts_in(two) else reading(two)({}, self.on)
        if other is None or (shape.op == "/" and other == 0):
            return None
        return self._rising_or_falling(one)

    def _is_known_throughout(self, shape: Shape, code: str) -> bool:
        """Whether no value of the column leads out of the calendar: what rises or falls does so at its ends."""
        column, read = self.people.columns[code], reading(shape)
        return all(read({code: _value(end, column)}, self.on) is not None for end in (column.least, column.most))

    def _folded(self, shape: Shape) -> Shape:
        """What depends on no fact, as one number; what is unknown on this day stays as it is."""
        value = None if facts_in(shape) else reading(shape)({}, self.on)
        return shape if value is None else fixed(value, shape.kind or FactKind.NUMBER)

    def _limits(self, op: str, left: Shape, bound: Any, column: Column) -> tuple[int, int]:
        """The whole numbers of the column between which a comparison holds; (1, 0) where it never does."""
        if isinstance(bound, str):
            place = column.codes.index(bound) if bound in column.codes else -1
            return (place, place) if place >= 0 else (1, 0)
        if op == "==":
            return _without(self._limits("<=", left, bound, column), self._limits("<", left, bound, column), column)
        if left.op == "fact":
            return _up_to(op, bound, column)
        judge = reading(Shape(op, (left, fixed(bound, FactKind.DATE if isinstance(bound, date) else FactKind.NUMBER))))
        code = facts_in(left)[0]
        return _where_true(lambda whole: judge({code: _value(whole, column)}, self.on) is True, column)

    def line(self, leaf: Shape) -> Line | None:
        """A leaf as a line over one column in fen, or None where it is none, or where its numbers might not fit."""
        while leaf.op == "rounded" and leaf.value == 2:
            leaf = leaf.parts[0]  # An amount is rounded to the fen in any case.
        if not facts_in(leaf):
            value = reading(leaf)({}, self.on)
            return Line(None, Fraction(0), Fraction(0), 0) if value is None else self._fitting(Slope(None, 0, value))
        slope = self._slope(leaf)
        return None if slope is None else self._fitting(slope)

    def _fitting(self, slope: Slope) -> Line | None:
        top, add = Fraction(slope.top) * 100, Fraction(slope.add) * 100
        bottom = top.denominator * add.denominator
        tops, adds = int(top * bottom), int(add * bottom)
        column = self.people.columns[slope.code] if slope.code else None
        largest = max(abs(column.least), abs(column.most)) if column else 0
        size = 2 * (abs(tops) * largest + abs(adds)) + 2 * bottom
        is_small = size < _LARGEST and (size // (2 * bottom) + 1) * max(self.people.size, 1) < _LARGEST
        return Line(slope.code, tops, adds, bottom) if is_small else None

    def _slope(self, leaf: Shape) -> Slope | None:
        if leaf.op == "fact":
            column = self.column(leaf.value)[1]
            return Slope(leaf.value, Fraction(1, 10**column.scale), 0)
        if not facts_in(leaf):
            value = reading(leaf)({}, self.on)
            return None if value is None else Slope(None, 0, value)
        if leaf.op not in ("+", "-", "*", "/", "negative"):
            return None
        parts = [self._slope(part) for part in leaf.parts]
        if None in parts:
            return None
        return sloped(leaf.op, *parts)  # type: ignore[arg-type]


def _choices_in(shape: Shape) -> int:
    return sum(each.op == "choose" for each in shape.walk())


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Places as intervals of neighbours."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and found[-1][1] == place - 1:
            found[-1] = found[-1][0], place
        else:
            found.append((place, place))
    return found


def _value(whole: int, column: Column) -> Any:
    if column.kind in NUMBERS:
        return Decimal(whole).scaleb(-column.scale, EXACT)
    return date.fromordinal(whole + EPOCH) if column.kind is FactKind.DATE else bool(whole)


def _up_to(op: str, bound: Any, column: Column) -> tuple[int, int]:
    """The column's own numbers that are below a bound, or at most as great."""
    exact = Fraction(bound.toordinal() - EPOCH) if isinstance(bound, date) else Fraction(bound) * 10**column.scale
    highest = min(floor(exact) if op == "<=" else ceil(exact) - 1, column.most)
    return (column.least, highest) if column.least <= highest else (1, 0)


def _where_true(judge: Callable[[int], bool], column: Column) -> tuple[int, int]:
    """Where, from the least to the most, a test that turns at most once is true."""
    first, last = column.least, column.most
    at_first, at_last = judge(first), judge(last)
    if at_first is at_last:
        return (first, last) if at_first else (1, 0)
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        if judge(middle) is at_first:
            low = middle
        else:
            high = middle
    return (first, low) if at_first else (high, last)


def _without(whole: tuple[int, int], part: tuple[int, int], column: Column) -> tuple[int, int]:
    """An interval without another that begins, or ends, where it does."""
    if part == (1, 0) or whole == (1, 0):
        return whole
    if part == whole:
        return (1, 0)
    return (part[1] + 1, whole[1]) if part[0] == whole[0] else (whole[0], part[0] - 1)


def _renumbered(tests: int) -> Callable[[int], int]:
    """Gates follow the tests: -2 becomes twice the number of tests, and so on; the lowest bit stays."""

    def move(literal: int) -> int:
        return literal if literal >= 0 else 2 * (tests - 1 - (literal >> 1)) | (literal & 1)

    return move
