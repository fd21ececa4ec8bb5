"""The legal calendar (法定工作日): which days organs work, by version, with the arithmetic of working days.

Weekends are free, and so are the days that the State Council proclaims each year (节假日安排); a weekend that is worked in
exchange is a working day. In a year that is not proclaimed yet only the days that the regulation on public holidays itself
frees are known, and what is computed with such a year is provisional.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import accumulate

FIRST_YEAR, LAST_YEAR = 2001, 2050
"""The years that the library is asked for: the regulation is known to it for all of them, the proclamations for some. Before
and after them only weekends are free."""

NEW_YEAR_REACHES_BACK_TO = (12, 29)
"""An arrangement may free or work the last days of December before its year, as those of 2007, 2008 and 2019 did."""

STATE: "Calendar"
"""What the library `holidays` knows of the State Council's proclamations: version 0."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """One version of the legal calendar. `free` are the holidays, `worked` the days worked in exchange; the week says the rest.

    Calendars are the same when version and days are. All arithmetic takes the time of one search among the exceptions.
    """

    version: int
    proclaimed: frozenset[int]
    free: frozenset[date]
    worked: frozenset[date]
    _exceptions: tuple[int, ...] = field(init=False, repr=False)
    _gained: tuple[int, ...] = field(init=False, repr=False)
    _counts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if both := self.free & self.worked:
            raise ValueError(f"free and worked at once: {min(both)}")
        gains = {day.toordinal(): -1 for day in self.free if day.weekday() < 5}
        gains |= {day.toordinal(): 1 for day in self.worked if day.weekday() >= 5}
        ordinals = tuple(sorted(gains))
        gained = (0, *accumulate(gains[ordinal] for ordinal in ordinals))
        counts = tuple(_weekdays(ordinal) + more for ordinal, more in zip(ordinals, gained[1:], strict=True))
        # A frozen class with slots can keep what it has derived in no other way.
        object.__setattr__(self, "_exceptions", ordinals)
        object.__setattr__(self, "_gained", gained)
        object.__setattr__(self, "_counts", counts)

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._days() == other._days()

    def _days(self) -> tuple[int, frozenset[int], frozenset[date], frozenset[date]]:
        return self.version, self.proclaimed, self.free, self.worked

    def is_working_day(self, day: date) -> bool:
        """Whether organs work on `day`."""
        return (day.weekday() < 5 and day not in self.free) or day in self.worked

    def is_holiday(self, day: date) -> bool:
        """Whether `day` is free by an arrangement or by the regulation, be it on a weekend or not."""
        return day in self.free

    def is_provisional(self, year: int) -> bool:
        """Whether the arrangement of `year` is not proclaimed yet, as far as this version knows."""
        return year not in self.proclaimed

    def is_provisional_on(self, day: date) -> bool:
        """Whether a proclamation may still change `day`: its own year's, or in the last days of December the next year's."""
        reaches_it = (day.month, day.day) >= NEW_YEAR_REACHES_BACK_TO
        return self.is_provisional(day.year) or (reaches_it and self.is_provisional(day.year + 1))

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day` (the day itself is not counted: Administrative Licensing Law, art. 82, with Civil
        Code, art. 201). With n = 0 it is `day` itself; a negative n gives the n-th working day before it."""
        if n > 0:
            return date.fromordinal(self._nth(self._until(day.toordinal()) + n))
        if n < 0:
            return date.fromordinal(self._nth(self._until(day.toordinal() - 1) + n + 1))
        return day  # also where it is free: nothing is counted

    def working_days_between(self, begin: date, end: date) -> int:
        """Working days after `begin` up to and including `end`; negative when `end` is the earlier."""
        return self._until(end.toordinal()) - self._until(begin.toordinal())

    def next_working_day(self, day: date) -> date:
        """`day` itself where it is a working day, otherwise the first one after it (Civil Code, art. 203)."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def _until(self, ordinal: int) -> int:
        """Working days from the first day of the year 1 up to and including the day with this ordinal."""
        return _weekdays(ordinal) + self._gained[bisect_right(self._exceptions, ordinal)]

    def _nth(self, count: int) -> int:
        """The ordinal of the working day that is the `count`-th one since the year 1."""
        place = bisect_left(self._counts, count)
        ordinal = _nth_weekday(count - self._gained[place])
        # A weekend worked in exchange is itself the day sought; the week alone would give the Monday after it.
        return min(ordinal, self._exceptions[place]) if place < len(self._exceptions) else ordinal


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """What a document says of a year (放假安排): days that are free, days that are worked.

    One that is `whole` settles its year: of the days from 29 December before it to 28 December nothing else holds.
    """

    year: int
    free: frozenset[date]
    worked: frozenset[date]
    is_whole: bool

    def covers(self, day: date) -> bool:
        """Whether `day` belongs to this year's arrangement."""
        reaches_back = (day.month, day.day) >= NEW_YEAR_REACHES_BACK_TO
        return day.year + reaches_back == self.year


def amended(calendar: Calendar, arrangements: Iterable[Arrangement], *, version: int) -> Calendar:
    """The calendar with what the documents say on top, in their order: a later one goes before an earlier one."""
    proclaimed, free, worked = calendar.proclaimed, calendar.free, calendar.worked
    for each in arrangements:
        if each.is_whole:
            proclaimed |= {each.year}
            free = frozenset(day for day in free if not each.covers(day))
            worked = frozenset(day for day in worked if not each.covers(day))
        free, worked = (free - each.worked) | each.free, (worked - each.free) | each.worked
    return Calendar(version=version, proclaimed=proclaimed, free=free, worked=worked)


def _weekdays(ordinal: int) -> int:
    """Mondays to Fridays up to and including a day; the day with the ordinal 1 is a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def _nth_weekday(count: int) -> int:
    weeks, rest = divmod(count - 1, 5)
    return weeks * 7 + rest + 1


@cache
def _of_the_state() -> Calendar:
    import holidays

    known = holidays.country_holidays("CN", years=range(FIRST_YEAR, LAST_YEAR + 1), expand=False)
    worked = frozenset(known.weekend_workdays)
    # No arrangement has ever come without a weekend worked in exchange, and the library computes none by itself.
    proclaimed = frozenset(day.year for day in worked)
    return Calendar(version=0, proclaimed=proclaimed, free=frozenset(known) - worked, worked=worked)


def __getattr__(name: str) -> Calendar:
    # The library takes half a second to load, which a process that reads published calendars need not spend.
    if name == "STATE":
        return _of_the_state()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
