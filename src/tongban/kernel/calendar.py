"""The legal calendar: working days of the State as published each year by the State Council (节假日安排).

Weekends that are worked in exchange for a holiday are working days. For years that are not published yet only weekends are
free: what is calculated with such a year is provisional, and `is_provisional` says so.
"""

from datetime import date, timedelta

from chinese_calendar.constants import holidays as _HOLIDAYS
from chinese_calendar.constants import workdays as _EXCHANGED

_YEARS = range(min(_HOLIDAYS).year, max(_HOLIDAYS).year + 1)
_DAY = timedelta(days=1)


def is_provisional(year: int) -> bool:
    """Whether the holidays of `year` are not known here, so that only weekends are counted as free."""
    return year not in _YEARS


def is_working_day(day: date) -> bool:
    """Whether organs work on `day`."""
    return day in _EXCHANGED or (day.weekday() < 5 and day not in _HOLIDAYS)


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day` (the day itself is not counted: Administrative Licensing Law, art. 82 with Civil Code,
    art. 201). With n = 0 it is `day` itself; a negative n counts back."""
    step = _DAY if n > 0 else -_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(begin: date, end: date) -> int:
    """Working days after `begin` up to and including `end`; negative when `end` is the earlier."""
    if end < begin:
        return -working_days_between(end, begin)
    return sum(is_working_day(begin + timedelta(days=n)) for n in range(1, (end - begin).days + 1))
