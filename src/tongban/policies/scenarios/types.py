"""Scenarios and what they come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from tongban.catalogue.public import Policy
from tongban.kernel.words import Words
from tongban.rules.public import Band, Slice, Tally, Value

Moved = Value | tuple[Band, ...]


@dataclass(frozen=True)
class Scenario:
    """What would be otherwise (情景): parameters and tables with other values, and for one policy other texts.

    `rules` holds the whole text of a condition by its code, `formula` the whole text of the amount.
    """

    policy: str
    moved: Mapping[str, Moved] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    formula: str | None = None

    @property
    def is_todays_text(self) -> bool:
        return not self.moved and not self.rules and self.formula is None


class Unpriceable(StrEnum):
    """Why a policy is not in the sums."""

    JUDGED = "judged"  # no condition has a rule: a person must judge everybody
    ENDED = "ended"  # not in force on the day
    NO_AMOUNT = "no_amount"  # people are counted, but no formula is written


@dataclass(frozen=True)
class Cost:
    """One policy before and after (单项测算): tallies with fen of one period, and how many periods a year has.

    A policy that pays once has one period.
    """

    policy: Policy
    before: Tally
    after: Tally
    periods: int
    reason: Unpriceable | None = None

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Missing:
    """A fact that is not known of so many of the undecided (未知数据项)."""

    fact: str
    people: int


@dataclass(frozen=True)
class Year:
    """One of the next years: everybody as old as they are on that day, under today's text and under the scenario."""

    on: date
    before: Tally
    after: Tally
    in_force: bool


@dataclass(frozen=True)
class GroupSlice:
    """A slice of one policy with what its group is called."""

    name: Words
    slice: Slice


@dataclass(frozen=True)
class Division:
    """One way of dividing the people (分组口径), with the slices; who cannot be told apart stands last."""

    code: str
    name: Words
    slices: tuple[GroupSlice, ...]


@dataclass(frozen=True)
class Costing:
    """What a scenario comes to (测算结果): all policies of the audience, and one of them taken apart.

    `periods` turns its fen of one period into a year's. `missing` says why some are undecided,
    `unpriced` why of some who meet it the amount is unknown.
    """

    scenario: Scenario
    audience: str
    on: date
    edition: str
    population: str
    people: int
    costs: tuple[Cost, ...]
    left_out: Mapping[str, Unpriceable]
    whole: Slice
    periods: int
    divisions: tuple[Division, ...]
    missing: tuple[Missing, ...]
    unpriced: tuple[Missing, ...]
    years_of: Callable[[], tuple[Year, ...]] = field(repr=False, compare=False)

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The next years, worked out when they are asked for: the same people are looked at once a year."""
        return self.years_of()

    @property
    def fen_before(self) -> int:
        """What today's text costs in a year."""
        return self.whole.before.fen * self.periods

    @property
    def fen_after(self) -> int:
        return self.whole.after.fen * self.periods


class NotSimulated(ValueError):
    """A scenario that cannot be run: what is wrong in it, and how to mend it. `place` names the box."""

    def __init__(self, says: Words, *, place: str = "") -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says, self.place = says, place
