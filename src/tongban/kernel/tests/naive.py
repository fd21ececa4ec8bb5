"""The clock as a clerk would count it, day after day on a wall calendar: slow, and written to be obviously right."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

from tongban.kernel.calendar import Calendar
from tongban.kernel.clock import DayUnit, Interval, Span

DAY = timedelta(days=1)


def works(day: date, calendar: Calendar) -> bool:
    if day in calendar.worked:
        return True
    return day not in calendar.free and day.weekday() not in (5, 6)


def add_working_days(day: date, n: int, calendar: Calendar) -> date:
    step = DAY if n > 0 else -DAY
    left = abs(n)
    while left:
        day += step
        left -= works(day, calendar)
    return day


def is_paused(day: date, intervals: Sequence[Interval]) -> bool:
    return any(
        each.began_at.date() < day and (each.ended_at is None or day <= each.ended_at.date()) for each in intervals
    )


def is_paused_for_ever(day: date, intervals: Sequence[Interval]) -> bool:
    return any(each.ended_at is None and each.began_at.date() < day for each in intervals)


def due_on(start: datetime, span: Span, intervals: Sequence[Interval], calendar: Calendar) -> date | None:
    """For a limit in days, and for one on the spot (a length of 0); all instants being in one time zone."""
    counted = 0
    for day in (start.date() + n * DAY for n in count()):
        if is_paused_for_ever(day, intervals):
            return None
        if span.unit is DayUnit.WORKING_DAYS:
            counted += day > start.date() and works(day, calendar) and not is_paused(day, intervals)
            if counted == span.length:
                return day
        else:
            counted += day > start.date() and not is_paused(day, intervals)
            if counted >= span.length and works(day, calendar) and not is_paused(day, intervals):
                return day
    raise AssertionError("unreachable")


def due_at(start: datetime, hours: int, intervals: Sequence[Interval]) -> datetime | None:
    """For a limit in hours, minute after minute; all instants being whole minutes."""
    left, now = hours * 60, start
    while left:
        paused = [each for each in intervals if each.began_at <= now and (each.ended_at is None or now < each.ended_at)]
        if any(each.ended_at is None for each in paused):
            return None
        left -= not paused
        now += timedelta(minutes=1)
    return now
