"""The intermediate form (中间形式): what a text means, apart from how it is said. Equal meanings written alike are equal shapes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tongban.rules.types import BandTable, FactKind, Parameter

NUMBERS = (FactKind.NUMBER, FactKind.INTEGER, FactKind.MONEY)
CONDITIONS = frozenset({"==", "<", "<=", "within", "among", "any_of", "known", "true", "and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Shape:
    """A node: an operation on parts, with what belongs to the operation itself (a code, a literal, a set of codes).

    Values: fact, fixed, parameter, unknown, + - * /, negative, min, max, choose, years, months, days_until, months_between,
    years_after, size, rounded, band. Conditions: == < <=, within (a set), among (a dated set), any_of, known, true, and, or,
    not. The kind keeps True, 1 and Decimal(1) apart, which Python holds to be equal.
    """

    op: str
    parts: tuple["Shape", ...] = ()
    value: Any = None
    kind: FactKind | None = None
    number: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Once: a deep shape is looked up often, and each look would walk all of it.
        object.__setattr__(self, "number", hash((self.op, self.parts, self.value, self.kind)))

    def __hash__(self) -> int:
        return self.number

    def __reduce__(self) -> tuple[Any, ...]:
        # The hash of a text differs from process to process.
        return Shape, (self.op, self.parts, self.value, self.kind)

    def walk(self) -> Iterator["Shape"]:
        yield self
        for part in self.parts:
            yield from part.walk()


def fixed(value: Any, kind: FactKind) -> Shape:
    return Shape("fixed", (), value, kind)


def number(value: int | Decimal) -> Shape:
    return fixed(Decimal(value), FactKind.NUMBER)


def negated(shape: Shape) -> Shape:
    return shape.parts[0] if shape.op == "not" else Shape("not", (shape,))


def compared(left: Shape, sign: str, right: Shape) -> Shape:
    """A comparison by one of three signs; the other three are their negations, so that `a < b` and `b > a` are one."""
    if sign in (">", ">="):
        left, right, sign = right, left, {">": "<", ">=": "<="}[sign]
    if sign in ("==", "!="):
        left, right = sorted((left, right), key=lambda each: (each.op == "fixed", repr(each)))
        equal = Shape("==", (left, right))
        return equal if sign == "==" else negated(equal)
    if left.op == "fixed" and right.op != "fixed":
        # One form for a bound on either side: the literal stands right.
        return negated(Shape("<=" if sign == "<" else "<", (right, left)))
    return Shape(sign, (left, right))


def joined(is_all: bool, parts: tuple[Shape, ...]) -> Shape:
    """All or any of the parts, each once; what is joined the same way inside is drawn out."""
    op = "and" if is_all else "or"
    flat = [inner for part in parts for inner in (part.parts if part.op == op else (part,))]
    once = tuple(dict.fromkeys(flat))
    return once[0] if len(once) == 1 else Shape(op, once)


def either(test: Shape, then: Shape, other: Shape) -> Shape:
    """`then if test else other` in and, or, not; where the test is unknown, it is what both sides agree on."""
    return joined(
        False,
        (joined(True, (test, then)), joined(True, (negated(test), other)), joined(True, (then, other))),
    )


@lru_cache(maxsize=65536)
def facts_in(shape: Shape) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.value for each in shape.walk() if each.op in ("fact", "known")))


@lru_cache(maxsize=16384)
def parameters_in(shape: Shape) -> Mapping[str, Parameter | BandTable]:
    """The dated values that a shape uses, by code."""
    return {each.value.code: each.value for each in shape.walk() if isinstance(each.value, Parameter | BandTable)}


@lru_cache(maxsize=16384)
def is_dated(shape: Shape) -> bool:
    """Whether the day of judging matters, dated values apart."""
    return any(each.op in ("years", "months", "days_until") for each in shape.walk())


def rebuilt(shape: Shape, change: Callable[[Shape], Shape]) -> Shape:
    """The shape with `change` applied to each node, the inner ones first."""
    parts = tuple(rebuilt(part, change) for part in shape.parts)
    same = all(one is two for one, two in zip(parts, shape.parts, strict=True))
    return change(shape if same else replace(shape, parts=parts))


def on_day(shape: Shape, on: date, instead: dict[str, Parameter | BandTable]) -> Shape:
    """The shape of one day: each dated value is the one in force, or unknown; `instead` takes the place of those so called."""

    def settle(node: Shape) -> Shape:
        dated = node.value
        if not isinstance(dated, Parameter | BandTable):
            return node
        dated = instead.get(dated.code, dated)
        value = dated.on(on)
        if isinstance(dated, BandTable):
            return _banded(node.parts[0], value)
        if node.op == "among":
            codes = tuple(sorted(str(each) for each in value)) if isinstance(value, tuple) else None
            return Shape("unknown") if codes is None else Shape("within", node.parts, codes, node.kind)
        return Shape("unknown", kind=dated.kind) if value is None else _settled(value, dated.kind)

    return rebuilt(shape, settle)


def _settled(value: Any, kind: FactKind) -> Shape:
    return number(value) if kind in NUMBERS else fixed(value, kind)


def _banded(inner: Shape, bands: Any) -> Shape:
    """A table as choices, the highest band outermost: below the lowest and above the highest nothing is due."""
    if bands is None:
        return Shape("unknown", kind=FactKind.NUMBER)
    found = number(0)
    for band in bands:
        found = _from(inner, band.low, number(band.gives), found)
    below = bands[-1].below
    return found if below is None else _from(inner, below, number(0), found)


def _from(inner: Shape, low: Decimal, then: Shape, other: Shape) -> Shape:
    return Shape("choose", (negated(compared(inner, "<", number(low))), then, other))
