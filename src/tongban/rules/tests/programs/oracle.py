"""Plain SQL (DuckDB) from the intermediate form: an oracle that shares no evaluator, no calendar and no arithmetic with us.

A number is a pair of whole numbers (top, bottom); a day, a code or a truth is its own top over 1. NULL is unknown, which SQL's
own three values join as the language does.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tongban.rules.shapes import NUMBERS, Shape
from tongban.rules.types import FactKind, FactType, Value

Pair = tuple[str, str]
TYPES = {
    FactKind.BOOLEAN: "BOOLEAN", FactKind.INTEGER: "BIGINT", FactKind.MONEY: "DECIMAL(38, 2)", FactKind.DATE: "DATE",
    FactKind.NUMBER: "DECIMAL(38, 4)", FactKind.CHOICE: "VARCHAR", FactKind.TEXT: "VARCHAR", FactKind.CHOICES: "VARCHAR[]",
}  # fmt: skip


def table_of(connection: Any, rows: list[Mapping[str, Value]], facts: Mapping[str, FactType]) -> None:
    """The rows as a table `people`, with their place in `row`."""
    columns = ", ".join(f"{code} {TYPES[fact.kind]}" for code, fact in facts.items())
    connection.execute(f"CREATE OR REPLACE TABLE people (row BIGINT, {columns})")
    marks = ", ".join("?" for _ in range(len(facts) + 1))
    given = [
        [place, *(list(each) if isinstance(each, tuple) else each for each in map(row.get, facts))]
        for place, row in enumerate(rows)
    ]
    connection.executemany(f"INSERT INTO people VALUES ({marks})", given)


class Sql:
    """SQL for the shapes of one day (dated values must be settled)."""

    def __init__(self, on: date) -> None:
        self.today = f"DATE '{on.isoformat()}'"

    def condition(self, shape: Shape) -> str:
        if shape.op == "not":
            return f"(NOT {self.condition(shape.parts[0])})"
        if shape.op in ("and", "or"):
            return "(" + f" {shape.op} ".join(self.condition(part) for part in shape.parts) + ")"
        if shape.op == "known":
            return f"({shape.value} IS NOT NULL)"
        if shape.op == "unknown":
            return "CAST(NULL AS BOOLEAN)"
        return self.clause(shape)

    def clause(self, shape: Shape) -> str:
        one, below = self.value(shape.parts[0])
        if shape.op == "true":
            return f"({one})"
        if shape.op in ("any_of", "within"):
            listed = [self.value(Shape("fixed", (), each, FactKind.TEXT)) for each in shape.value]
            if shape.op == "any_of":
                return f"list_has_any({one}, [{', '.join(each for each, _ in listed)}])"
            same = [f"({one} = {each})" if under == "1" == below else f"({one} * {under} = {each} * {below})"
                    for each, under in listed]  # fmt: skip
            return f"({' OR '.join(same)})"
        two, under = self.value(shape.parts[1])
        sign = "=" if shape.op == "==" else shape.op
        return f"({one} {sign} {two})" if below == under == "1" else f"({one} * {under} {sign} {two} * {below})"

    def value(self, shape: Shape) -> Pair:
        return self._value(shape)

    def _value(self, shape: Shape) -> Pair:
        if shape.op == "fact":
            return self.fact(shape)
        if shape.op == "fixed":
            return self.fixed(shape)
        if shape.op == "unknown":
            return "CAST(NULL AS HUGEINT)", "1"
        if shape.op == "choose":
            test = self.condition(shape.parts[0])
            (one, below), (two, under) = (self.value(part) for part in shape.parts[1:])
            return self.when(test, one, two), self.when(test, below, under)
        if shape.op in ("min", "max"):
            first, *rest = shape.parts
            second = rest[0] if len(rest) == 1 else Shape(shape.op, tuple(rest))
            takes_first = Shape("<=", (first, second) if shape.op == "min" else (second, first))
            return self._value(Shape("choose", (takes_first, first, second)))
        if shape.op in ARITHMETIC:
            return ARITHMETIC[shape.op](*(self.value(part) for part in shape.parts))
        below = 10**shape.value if shape.op == "rounded" else 1
        return self.calendar(shape), "1" if below == 1 else f"CAST({below} AS HUGEINT)"

    @staticmethod
    def when(test: str, one: str, two: str) -> str:
        return f"(CASE WHEN {test} THEN {one} WHEN NOT {test} THEN {two} END)"

    def fact(self, shape: Shape) -> Pair:
        if shape.kind not in NUMBERS:
            return str(shape.value), "1"
        places = {FactKind.MONEY: 2, FactKind.NUMBER: 4}.get(shape.kind or FactKind.INTEGER, 0)
        return f"CAST({shape.value} * {10**places} AS HUGEINT)", f"CAST({10**places} AS HUGEINT)"

    def fixed(self, shape: Shape) -> Pair:
        value = shape.value
        if isinstance(value, bool):
            return str(value), "1"
        if isinstance(value, str):
            return f"'{value}'", "1"
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'", "1"
        top, bottom = value.as_integer_ratio()
        return f"CAST('{top}' AS HUGEINT)", f"CAST('{bottom}' AS HUGEINT)"

    def calendar(self, shape: Shape) -> str:
        if shape.op == "rounded":
            top, bottom = self.value(shape.parts[0])
            # Half away from zero: the sign of the top times the rounded size.
            whole = f"((2 * abs({top}) * {10**shape.value} + {bottom}) // (2 * {bottom}))"
            return f"(sign({top})::HUGEINT * {whole})"
        first = self.value(shape.parts[0])[0]
        if shape.op == "size":
            return f"CAST(len({first}) AS HUGEINT)"
        if shape.op == "days_until":
            return f"CAST({first} - {self.today} AS HUGEINT)"
        if shape.op in ("years", "months"):
            count = months(first, self.today)
            return f"CAST(floor({count} / 12.0) AS HUGEINT)" if shape.op == "years" else f"CAST({count} AS HUGEINT)"
        if shape.op == "years_after":
            return f"CAST({first} + INTERVAL {shape.value} YEAR AS DATE)"
        second = self.value(shape.parts[1])[0]
        return f"CAST({months(first, second) if shape.op == 'months_between' else f'{second} - {first}'} AS HUGEINT)"

    def fen(self, shape: Shape) -> str:
        top, bottom = self.value(shape)
        return f"(sign({top})::HUGEINT * ((200 * abs({top}) + {bottom}) // (2 * {bottom})))"


def months(begin: str, until: str) -> str:
    """Months are added until it is too many; DuckDB, as the law does, takes the last of the month for a missing day."""
    raw = f"((year({until}) - year({begin})) * 12 + month({until}) - month({begin}))"
    return f"({raw} - CASE WHEN {begin} + to_months(CAST({raw} AS INTEGER)) > {until} THEN 1 ELSE 0 END)"


def _sum(one: Pair, two: Pair, sign: str = "+") -> Pair:
    return f"({one[0]} * {two[1]} {sign} {two[0]} * {one[1]})", f"({one[1]} * {two[1]})"


def _quotient(one: Pair, two: Pair) -> Pair:
    divisor = f"nullif({two[0]}, 0)"
    return f"({one[0]} * {two[1]} * sign({divisor})::HUGEINT)", f"({one[1]} * abs({divisor}))"


ARITHMETIC: Mapping[str, Callable[..., Pair]] = {
    "+": _sum,
    "-": lambda one, two: _sum(one, two, "-"),
    "*": lambda one, two: (f"({one[0]} * {two[0]})", f"({one[1]} * {two[1]})"),
    "/": _quotient,
    "negative": lambda one: (f"(-{one[0]})", one[1]),
}
