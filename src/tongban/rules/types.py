"""The nouns of the rule language: what a fact may be, what an expression is, what a verdict says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from tongban.kernel.words import Words

Value = str | int | bool | Decimal | date | tuple[str, ...] | None
"""A fact's value. None means that it is not known. A set of choices is a sorted tuple of codes; money is a Decimal of yuan."""


class FactKind(StrEnum):
    """What values a fact may have (数据类型)."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class FactType:
    """What the rule language knows of one fact: its code (the name in expressions), kind, words and options."""

    code: str
    kind: FactKind
    label: Words
    unit: Words | None = None
    options: Mapping[str, Words] = field(default_factory=dict)


class Outcome(StrEnum):
    """Three values (三值逻辑), never two: what is not known is said as unknown."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Clause(Struct, frozen=True):
    """One comparison of an expression, as it came out for these values."""

    text: str
    sentence: Words
    outcome: Outcome
    facts: tuple[str, ...]
    missing: tuple[str, ...] = ()


class Verdict(Struct, frozen=True):
    """The outcome, the clauses that decided it, and the same in one sentence."""

    outcome: Outcome
    decided_by: tuple[Clause, ...]
    sentence: Words

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that would have to be known, in the order in which the expression names them."""
        return tuple(dict.fromkeys(code for clause in self.decided_by for code in clause.missing))


@dataclass(frozen=True, slots=True)
class Step:
    """What a parameter is from a day on, until the next step. A set of codes is a sorted tuple."""

    from_on: date
    value: Value


@dataclass(frozen=True, slots=True)
class Parameter:
    """A threshold, a rate, a day or a list of codes that has its value from a day (参数). Before the first day it is unknown."""

    code: str
    kind: FactKind
    label: Words
    steps: tuple[Step, ...]
    unit: Words | None = None

    def __post_init__(self) -> None:
        _refuse_disorder([step.from_on for step in self.steps])
        for row, step in enumerate(self.steps, start=1):
            _refuse_another_kind(step.value, self.kind, row)

    def on(self, day: date) -> Value:
        """The value in force on that day, or None."""
        return next((step.value for step in reversed(self.steps) if step.from_on <= day), None)


@dataclass(frozen=True, slots=True)
class Band:
    """What a table gives from `low` (included) to `below` (not included; None: without end)."""

    low: Decimal
    below: Decimal | None
    gives: Decimal


@dataclass(frozen=True, slots=True)
class BandStep:
    """The bands that hold from a day on: rising, without a gap and without overlap."""

    from_on: date
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class BandTable:
    """A table of bands (分档表), dated as a whole. Outside its bands it gives 0: nothing is due there."""

    code: str
    label: Words
    steps: tuple[BandStep, ...]
    unit: Words | None = None

    def __post_init__(self) -> None:
        _refuse_disorder([step.from_on for step in self.steps])
        for step in self.steps:
            _refuse_bad_bands(step.bands)

    def on(self, day: date) -> tuple[Band, ...] | None:
        """The bands in force on that day, or None."""
        return next((step.bands for step in reversed(self.steps) if step.from_on <= day), None)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money to the fen (金额), or None where it is unknown; how it came about, and what would have to be known."""

    fen: int | None
    sentence: Words
    missing: tuple[str, ...] = ()

    @property
    def yuan(self) -> Decimal | None:
        return None if self.fen is None else Decimal(self.fen).scaleb(-2)


class Gap(Struct, frozen=True):
    """What one clause still lacks (差距): how much, in the clause's unit, or the day on which it will be met of itself."""

    clause: Clause
    sentence: Words
    lacks: Decimal | None = None
    met_on: date | None = None


class Nearness(Struct, frozen=True):
    """The fewest changes by which a verdict would be met (临近); `met_on` is the day where waiting alone is enough."""

    outcome: Outcome
    gaps: tuple[Gap, ...]
    met_on: date | None = None


class RuleError(ValueError):
    """The expression is not one of this language, or does not fit its facts. Says where, what is wrong and how to mend it."""

    def __init__(self, says: Words, *, line: int, column: int, mend: Words) -> None:
        super().__init__(f"{line}:{column} {says.zh} {mend.zh} / {says.en} {mend.en}")
        self.says, self.line, self.column, self.mend = says, line, column, mend


def _refuse_disorder(days: list[date]) -> None:
    if not days:
        raise RuleError(
            Words("没有任何一天的值。", "There is no value from any day."),
            line=1,
            column=1,
            mend=Words("请写出从哪一天起是多少。", "Say what it is, and from which day."),
        )
    for row, (one, two) in enumerate(pairwise(days), start=2):
        if one >= two:
            raise RuleError(
                Words(f"{two} 没有晚于前一行的 {one}。", f"{two} is not after {one} in the row before."),
                line=row,
                column=1,
                mend=Words("请按日期先后排列，每一天只写一次。", "Put the days in their order, each once."),
            )


def _refuse_another_kind(value: Value, kind: FactKind, row: int) -> None:
    is_number = isinstance(value, Decimal | int) and not isinstance(value, bool) and Decimal(value).is_finite()
    fits = {
        FactKind.NUMBER: is_number,
        FactKind.MONEY: is_number and Decimal(value).scaleb(2) % 1 == 0,  # type: ignore[arg-type]
        FactKind.INTEGER: is_number and Decimal(value) % 1 == 0,  # type: ignore[arg-type]
        FactKind.DATE: isinstance(value, date),
        FactKind.CHOICES: isinstance(value, tuple) and bool(value) and all(isinstance(each, str) for each in value),
    }
    if not fits.get(kind, False):
        raise RuleError(
            Words(f"{value} 不是 {kind} 类型的参数值。", f"{value} is not a parameter's value of the kind {kind}."),
            line=row,
            column=1,
            mend=Words(
                "参数可以是数字、整数、金额（到分）、日期或不为空的代码集。",
                "A parameter is a number, an integer, money to the fen, a date, or a set of codes that is not empty.",
            ),
        )


def _refuse_bad_bands(bands: tuple[Band, ...]) -> None:
    says = None if bands else Words("分档表没有档。", "The table has no band.")
    row = 1
    for row, band in enumerate(bands, start=1):
        upper = bands[row].low if row < len(bands) else None
        if band.below is not None and band.below <= band.low:
            says = Words(
                f"这一档从 {band.low} 到 {band.below}，是空的。", f"This band is empty: {band.low} to {band.below}."
            )
        elif upper is not None and (band.below is None or band.below > upper):
            says = Words(
                f"这一档与从 {upper} 开始的下一档重叠。", f"This band overlaps the next, which begins at {upper}."
            )
        elif upper is not None and band.below != upper:
            says = Words(f"从 {band.below} 到 {upper} 没有档。", f"Between {band.below} and {upper} there is no band.")
        if says:
            break
    if says:
        raise RuleError(
            says,
            line=row,
            column=1,
            mend=Words(
                "每档含下限、不含上限；上一档的上限就是下一档的下限。",
                "A band holds its lower bound and not its upper; the upper bound of one is the lower of the next.",
            ),
        )
