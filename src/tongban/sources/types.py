"""What a register answered, and what of a source and a fact this room needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

Value = str | int | bool | Decimal | date | tuple[str, ...] | None
"""The same values as the rule language's facts have; that room stands above this one."""


class Source(Protocol):
    """A data source of the catalogue: its code, and the register that answers."""

    @property
    def code(self) -> str: ...
    @property
    def register(self) -> str: ...


class Fact(Protocol):
    """A fact of the catalogue: its code, its kind ("text", "money"...), and its column in the source's register."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def register_field(self) -> str | None: ...
    @property
    def options(self) -> Mapping[str, Any]: ...


class Outcome(StrEnum):
    """How a look-up came out."""

    SUPPLIED = "supplied"
    EMPTY = "empty"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Supplied:
    """One value as a register gave it: the value, the source's code, and when it was read."""

    value: Value
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """What several sources gave: values by fact code, and the codes of the sources that did not answer."""

    supplied: Mapping[str, Supplied]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Some parties of an extract: their codes, and for each fact one Arrow array, a row for each code (null: not known).

    `unreadable` counts for each fact the values that could not be read as its kind; they are null too.
    """

    codes: tuple[str, ...]
    columns: Mapping[str, Any]
    silent: tuple[str, ...]
    unreadable: Mapping[str, int]
