"""The clock of the law: when a limit ends, and why on that day.

Nothing is counted up. A deadline is computed from the instant at which the limit starts, its length and unit, the intervals
that do not count, and one version of the legal calendar; the same inputs always give the same day.

- The day of the start is not counted (Civil Code, art. 201); hours run from the instant itself.
- Limits of the Administrative Licensing Law are working days (art. 82). What hearing, inspection, testing, quarantine,
  appraisal and expert review take is not counted (art. 45). An approved extension lengthens the limit (art. 42).
- Where the last day of a limit in natural days is none on which organs work, the next working day is the last one, and the
  last day ends at 24:00 (Civil Code, art. 203).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from tongban.kernel.calendar import Calendar

FIRST_DAY, DAY_OFF, HOLIDAY = "first_day", "day_off", "holiday"
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


class DayUnit(StrEnum):
    """What a time limit is counted in."""

    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    HOURS = "hours"
    ON_THE_SPOT = "on_the_spot"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """How long a limit is (时限): `length` in its unit; 0 on the spot and where no limit is set."""

    length: int
    unit: DayUnit


@dataclass(frozen=True, slots=True)
class Interval:
    """A time that does not count (不计时限), and what it was for. Both instants know their time zone; an open one has no end.

    Of a limit in days, the days after the one on which it began do not count, up to and including the one on which it ended;
    of a limit in hours, the time between the two instants.
    """

    kind: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a limit ends (到期): `due_on` is its last day, `due_at` the instant after which it is over (24:00 of that day).

    Both are None where no limit is set, and while an interval is open. Provisional: a proclamation may still move it.
    """

    due_at: datetime | None
    due_on: date | None
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a limit: which one it was, or why it did not count.

    `counted` is the number reached by the end of the day, in the limit's unit; None for a day that did not count. `kind` is
    "first_day", "day_off", "holiday" or the kind of an interval; an hour's day may have both.
    """

    day: date
    counted: int | None
    kind: str | None
    is_provisional: bool


_NOT_SET = Deadline(None, None, False)
_Point = TypeVar("_Point", date, datetime)


def deadline(
    start: datetime, span: Span, *, intervals: Iterable[Interval] = (), extension: int = 0, calendar: Calendar
) -> Deadline:
    """When the limit that starts at `start` ends. `start` knows its time zone, and days are days of that zone.

    `extension` is in the limit's unit; what is due on the spot ends, extended, so many working days later. An interval that
    began when the limit was over changes nothing. Raises ValueError for a limit in days or hours without length, a negative
    extension, an instant without a time zone and an interval that ends before it begins.
    """
    limit = _extended(start, span, extension)
    if limit.unit is DayUnit.NONE:
        return _NOT_SET
    if limit.unit is DayUnit.HOURS:
        due_at = _due_at(start, limit.length, _merged(_instants(intervals)))
        return Deadline(due_at, due_at.date(), False) if due_at else _NOT_SET
    pauses = _merged(_days(intervals, start))
    first = start.date()
    if limit.unit is DayUnit.WORKING_DAYS:
        asked_from: date | None = first + _DAY
        due_on = _nth_working_day(first, limit.length, pauses, calendar)
    else:
        asked_from = _nth_day(first, limit.length, pauses)
        due_on = asked_from and _working_day_from(asked_from, pauses, calendar)
    if asked_from is None or due_on is None:
        return _NOT_SET
    due_at = datetime.combine(due_on + _DAY, time(), start.tzinfo)
    return Deadline(due_at, due_on, _is_provisional(asked_from, due_on, calendar))


def explain(
    start: datetime, span: Span, *, intervals: Iterable[Interval] = (), extension: int = 0, calendar: Calendar
) -> tuple[DayLine, ...]:
    """The same limit day by day, from the start to its last day, which is the last line and is counted.

    While an interval is open the last line is the first day that it takes (in hours: the day on which it began). Empty where
    no limit is set. Raises ValueError as `deadline` does.
    """
    limit = _extended(start, span, extension)
    told = tuple(sorted(intervals, key=lambda each: each.ended_at is not None))
    if limit.unit is DayUnit.NONE:
        return ()
    if limit.unit is DayUnit.HOURS:
        return tuple(_lines_of_hours(start, limit.length, told))
    return tuple(_lines_of_days(start, limit, told, calendar))


def _extended(start: datetime, span: Span, extension: int) -> Span:
    """The limit with its extension; what ends on the spot has no length."""
    if start.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {start}")
    if extension < 0:
        raise ValueError(f"an extension cannot shorten a limit: {extension}")
    if span.unit is DayUnit.NONE:
        return span
    if span.unit is DayUnit.ON_THE_SPOT:
        return Span(extension, DayUnit.WORKING_DAYS) if extension else Span(0, span.unit)
    if span.length < 1:
        raise ValueError(f"a limit of {span.length} {span.unit}")
    return Span(span.length + extension, span.unit)


def _checked(intervals: Iterable[Interval]) -> Iterator[Interval]:
    for each in intervals:
        if each.began_at.tzinfo is None or (each.ended_at and each.ended_at.tzinfo is None):
            raise ValueError(f"an instant without a time zone: {each}")
        if each.ended_at and each.ended_at < each.began_at:
            raise ValueError(f"an interval that ends before it begins: {each}")
        yield each


def _instants(intervals: Iterable[Interval]) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of each interval in UTC, where an hour is always an hour; an open one never ends."""
    for each in _checked(intervals):
        yield each.began_at.astimezone(UTC), each.ended_at.astimezone(UTC) if each.ended_at else _NEVER


def _days(intervals: Iterable[Interval], start: datetime) -> Iterator[tuple[date, date]]:
    """The day on which each interval began and its last day, in the time zone of the start."""
    zone = start.tzinfo
    for each in _checked(intervals):
        last = each.ended_at.astimezone(zone).date() if each.ended_at else date.max
        yield each.began_at.astimezone(zone).date(), last


def _merged(pauses: Iterable[tuple[_Point, _Point]]) -> list[tuple[_Point, _Point]]:
    """The pauses in their order, those that overlap or touch as one."""
    found: list[tuple[_Point, _Point]] = []
    for began, ended in sorted(pauses):
        if found and began <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ended)
        else:
            found.append((began, ended))
    return found


def _nth_working_day(first: date, n: int, pauses: Sequence[tuple[date, date]], calendar: Calendar) -> date | None:
    due = calendar.add_working_days(first, n)
    for began, ended in pauses:
        if max(began, first) >= due:
            break
        if ended == date.max:
            return None
        due = calendar.add_working_days(due, max(0, calendar.working_days_between(max(began, first), ended)))
    return due


def _nth_day(first: date, n: int, pauses: Sequence[tuple[date, date]]) -> date | None:
    due = first + n * _DAY
    for began, ended in pauses:
        if max(began, first) >= due:
            break
        if ended == date.max:
            return None
        due += max(timedelta(0), ended - max(began, first))
    return due


def _working_day_from(day: date, pauses: Sequence[tuple[date, date]], calendar: Calendar) -> date | None:
    """The first day from `day` on that is a working day outside all pauses."""
    found = calendar.next_working_day(day)
    for began, ended in pauses:
        if began < found <= ended:
            if ended == date.max:
                return None
            found = calendar.next_working_day(ended + _DAY)
    return found


def _due_at(start: datetime, hours: int, pauses: Sequence[tuple[datetime, datetime]]) -> datetime | None:
    first = start.astimezone(UTC)
    due = first + hours * _HOUR
    for began, ended in pauses:
        if max(began, first) >= due:
            break
        if ended == _NEVER:
            return None
        due += max(timedelta(0), ended - max(began, first))
    return due.astimezone(start.tzinfo)


def _is_provisional(asked_from: date, due_on: date, calendar: Calendar) -> bool:
    """Whether a proclamation may still change one of the days between; only the last one can be of the end of December."""
    years = range(asked_from.year, due_on.year + 1)
    return any(calendar.is_provisional(year) for year in years) or calendar.is_provisional_on(due_on)


def _lines_of_days(
    start: datetime, limit: Span, intervals: Sequence[Interval], calendar: Calendar
) -> Iterator[DayLine]:
    pauses = [(each.kind, *days) for each, days in zip(intervals, _days(intervals, start), strict=True)]
    on_the_spot = limit.unit is DayUnit.ON_THE_SPOT
    day, counted, wanted = start.date(), 0, limit.length or 1
    asks = on_the_spot or limit.unit is DayUnit.WORKING_DAYS
    if not on_the_spot:
        yield DayLine(day, None, FIRST_DAY, False)
        day += _DAY
    while True:
        kind, ended = next(((kind, ended) for kind, began, ended in pauses if began < day <= ended), (None, day))
        # In natural days the calendar is asked for the first time on what would be the last one.
        asks = asks or (kind is None and counted == wanted - 1)
        if kind is None and asks and not calendar.is_working_day(day):
            kind = HOLIDAY if calendar.is_holiday(day) else DAY_OFF
        counted += kind is None
        yield DayLine(day, None if kind else counted, kind, asks and calendar.is_provisional_on(day))
        if counted == wanted or ended == date.max:
            return
        day += _DAY


def _lines_of_hours(start: datetime, hours: int, intervals: Sequence[Interval]) -> Iterator[DayLine]:
    pauses = _merged(_instants(intervals))
    due = _due_at(start, hours, pauses)
    last = due or max(pauses[-1][0].astimezone(start.tzinfo), start)
    day, before = start.date(), timedelta(0)
    while day <= last.date():
        midnight = datetime.combine(day + _DAY, time(), start.tzinfo)
        spent = _spent(start, min(midnight, last), pauses)
        kind = next((each.kind for each in intervals if _reaches_into(day, each, start)), None)
        yield DayLine(day, int(spent / _HOUR) if spent > before or day == last.date() else None, kind, False)
        day, before = day + _DAY, spent


def _spent(start: datetime, until: datetime, pauses: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """How much of the time between two instants counts."""
    first, last = start.astimezone(UTC), until.astimezone(UTC)
    lost = (min(ended, last) - max(began, first) for began, ended in pauses)
    return last - first - sum((max(timedelta(0), each) for each in lost), timedelta(0))


def _reaches_into(day: date, interval: Interval, start: datetime) -> bool:
    """Whether the interval takes any time of the day, in the time zone of the start."""
    begins = datetime.combine(day, time(), start.tzinfo)
    began, ended = next(_instants((interval,)))
    return began < ended and began < begins + _DAY and begins < ended
