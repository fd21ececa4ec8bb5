"""One person, many conditions: a Python function written for the program, in which equal parts are weighed once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.rules.calculation import CANNOT, fen_of, full_months, full_years
from tongban.rules.readings import reading, taken
from tongban.rules.shapes import NUMBERS, Shape
from tongban.rules.types import FactKind, Value

Judging = Callable[[Mapping[str, Value]], tuple[list[int], list[int | None], list[int], list[int]]]
"""From a person's values to an outcome (0 not met, 1 unknown, 2 met) and an amount in fen for each condition, an outcome for each
part that was noted, and for each condition one number for how its own parts came out."""

_SIGNS = {"==": "==", "<": "<", "<=": "<="}
_COUNTED = {"years": "full_years", "months": "full_months"}


def judging(
    shapes: list[tuple[str, Shape, Shape | None]], noted: list[Shape], own: list[list[int]], on: date
) -> Judging:
    """The function for the shapes of one day; it also tells how the noted ones came out, of which each condition has its own."""
    text = _Text(on)
    outcomes = [text.condition(condition) for _, condition, _ in shapes]
    parts = [text.condition(each) for each in noted]
    amounts = [
        f"{text.constant(_priced(amount, on))}(values) if {outcome} == 2 else None" if amount is not None else "None"
        for outcome, (_, _, amount) in zip(outcomes, shapes, strict=True)
    ]
    ways = [text.number([parts[each] for each in some]) for some in own]
    lines = ["def judge(values):", " get = values.get", *text.lines]
    lines.append(f" return [{', '.join(outcomes)}], [{', '.join(amounts)}], [{', '.join(parts)}], [{', '.join(ways)}]")
    # Safe: what is written here are names of our own; every literal of a text is passed as a constant.
    exec("\n".join(lines), text.constants)
    judge: Judging = text.constants["judge"]
    return judge


def _priced(amount: Shape, on: date) -> Callable[[Mapping[str, Value]], int | None]:
    read = reading(amount)

    def price(values: Mapping[str, Value]) -> int | None:
        value = read(values, on)
        try:
            return None if value is None else fen_of(value)
        except CANNOT:
            return None

    return price


def _number(value: Any, kind: FactKind, code: str) -> Any:
    """A number as it comes: whole numbers stay whole, for they compare faster."""
    return value if value is None or type(value) is int else taken(value, kind, code)


@dataclass
class _Text:
    """The lines of the function, and what they refer to."""

    on: date
    lines: list[str] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    names: dict[Shape, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.constants.update(
            taken=taken, number=_number, full_years=full_years, full_months=full_months, on=self.on,
        )  # fmt: skip

    def constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def named(self, shape: Shape, written: Callable[[Shape], str]) -> str:
        """The name of a part; it is written down where it is met first."""
        if shape not in self.names:
            line = written(shape)
            self.names[shape] = f"v{len(self.names)}"
            self.lines.append(f" {self.names[shape]} = {line}")
        return self.names[shape]

    def number(self, parts: list[str]) -> str:
        """The name of one number for how the parts came out."""
        line = " + ".join(f"{3**power} * {part}" for power, part in enumerate(parts))
        if line not in self.numbers:
            self.numbers[line] = f"w{len(self.numbers)}"
            self.lines.append(f" {self.numbers[line]} = {line}")
        return self.numbers[line]

    def condition(self, shape: Shape) -> str:
        return self.named(shape, self._condition)

    def _condition(self, shape: Shape) -> str:
        if shape.op == "not":
            return f"2 - {self.condition(shape.parts[0])}"
        if shape.op in ("and", "or"):
            parts = [self.condition(part) for part in shape.parts]
            if shape.op == "or":
                return f"2 if {' or '.join(f'{each} == 2' for each in parts)} else 1 if {' or '.join(parts)} else 0"
            return f"0 if not ({' and '.join(parts)}) else 2 if {' + '.join(parts)} == {2 * len(parts)} else 1"
        subject = shape.parts[0] if shape.parts else shape
        value = self.subject(subject)
        test = self._test(shape, value) if value else ""
        if shape.op == "known" and value:
            return f"0 if {value} is None else 2"
        if not test:
            outcome = self.named(Shape("read", (shape,)), lambda _: f"{self.constant(reading(shape))}(values, on)")
            return f"1 if {outcome} is None else 2 if {outcome} else 0"
        return f"1 if {value} is None else 2 if {test} else 0"

    def _test(self, shape: Shape, value: str) -> str:
        """A test on a known value, in one expression; nothing where there is none so short."""
        if shape.op == "true":
            return value
        if shape.op in ("within", "any_of"):
            listed = self.constant(frozenset(shape.value))
            return f"{value} in {listed}" if shape.op == "within" else f"not {listed}.isdisjoint({value})"
        if shape.op in _SIGNS and shape.parts[1].op == "fixed":
            bound = shape.parts[1].value
            whole = isinstance(bound, Decimal) and bound == bound.to_integral_value()
            return f"{value} {_SIGNS[shape.op]} {self.constant(int(bound) if whole else bound)}"
        return ""

    def subject(self, shape: Shape) -> str:
        """The name of a value that can be had in one step; nothing for any other."""
        if shape.op in ("fact", "known"):
            return self.named(Shape("fact", (), shape.value, shape.kind), self._fact)
        if shape.op in _COUNTED and shape.parts[0].op == "fact":
            day = self.subject(shape.parts[0])
            return self.named(shape, lambda _: f"None if {day} is None else {_COUNTED[shape.op]}({day}, on)")
        return ""

    def _fact(self, shape: Shape) -> str:
        code, kind = self.constant(shape.value), self.constant(shape.kind)
        return f"{'number' if shape.kind in NUMBERS else 'taken'}(get({code}), {kind}, {code})"
