"""The nouns of the rule language: what a fact may be, what an expression is, what a verdict says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of an expression, as it came out for these values."""

    text: str
    sentence: Words
    outcome: Outcome
    facts: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the clauses that decided it, and the same in one sentence."""

    outcome: Outcome
    decided_by: tuple[Clause, ...]
    sentence: Words

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that would have to be known, in the order in which the expression names them."""
        return tuple(dict.fromkeys(code for clause in self.decided_by for code in clause.missing))


class RuleError(ValueError):
    """The expression is not one of this language, or does not fit its facts. Says where, what is wrong and how to mend it."""

    def __init__(self, says: Words, *, line: int, column: int, mend: Words) -> None:
        super().__init__(f"{line}:{column} {says.zh} {mend.zh} / {says.en} {mend.en}")
        self.says, self.line, self.column, self.mend = says, line, column, mend
