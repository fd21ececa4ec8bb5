from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.calendar import add_working_days, is_provisional, is_working_day, working_days_between

DAYS = st.dates(date(2006, 1, 1), date(2028, 12, 31))


def test_agrees_with_an_independent_calendar_on_every_day_of_twenty_years() -> None:
    other = holidays.country_holidays("CN", years=range(2007, 2027))
    days = [date(2007, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2007, 1, 1)).days)]

    differing = [day for day in days if is_working_day(day) is not other.is_working_day(day)]

    assert differing == []
    assert len(days) == 7305


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 23), True),
    ],
)
def test_knows_exchanged_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_an_unpublished_year_counts_weekends_only_and_says_so() -> None:
    assert is_provisional(2031)
    assert not is_provisional(2026)
    assert is_working_day(date(2031, 10, 1))
    assert not is_working_day(date(2031, 10, 4))


def test_five_working_days_over_the_national_holiday() -> None:
    begin = date(2026, 9, 30)

    due = add_working_days(begin, 5)

    assert due == date(2026, 10, 13)
    assert working_days_between(begin, due) == 5


@given(DAYS, st.integers(1, 60))
def test_adding_days_and_counting_them_agree(begin: date, n: int) -> None:
    due = add_working_days(begin, n)

    assert is_working_day(due)
    assert working_days_between(begin, due) == n
    assert working_days_between(due, begin) == -n


@given(DAYS, DAYS, DAYS)
def test_counting_is_additive(first: date, second: date, third: date) -> None:
    whole = working_days_between(first, third)

    assert whole == working_days_between(first, second) + working_days_between(second, third)


@given(DAYS, st.integers(0, 60))
def test_going_back_arrives_where_it_began(begin: date, n: int) -> None:
    start = add_working_days(begin, 1)

    assert add_working_days(add_working_days(start, n), -n) == start
