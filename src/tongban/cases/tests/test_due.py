"""The clock is arithmetic: checked against a naive count, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.cases.queries import days_of, due_on
from tongban.catalogue.public import DayUnit, Limit
from tongban.kernel.calendar import add_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2020, 1, 1), date(2026, 6, 1))


@given(DAYS, st.integers(1, 60))
def test_without_a_pause_it_is_the_calendars_own_addition(start, count):
    assert due_on(start, Limit(count, DayUnit.WORKING_DAYS)) == add_working_days(start, count)
    assert due_on(start, Limit(count, DayUnit.NATURAL_DAYS)) == start + timedelta(days=count)


@given(DAYS, st.integers(5, 30), st.integers(1, 20))
def test_a_pause_of_n_working_days_moves_the_due_day_by_exactly_n(start, count, length):
    limit = Limit(count, DayUnit.WORKING_DAYS)
    began = add_working_days(start, 2)
    ended = began + timedelta(days=length)
    without = due_on(start, limit)

    with_pause = due_on(start, limit, [(began, ended)])

    assert working_days_between(without, with_pause) == working_days_between(began, ended)


@given(DAYS, st.integers(1, 30))
def test_the_explanation_names_every_day_once_and_counts_only_working_days(start, count):
    days = days_of(start, Limit(count, DayUnit.WORKING_DAYS))

    assert [one.day for one in days] == [start + timedelta(days=n) for n in range(len(days))]
    assert all(is_working_day(one.day) for one in days if one.counted)
    assert all(one.why for one in days if one.counted is None)


def test_an_open_pause_and_a_limit_without_days_have_no_due_day():
    start = date(2026, 11, 20)

    assert due_on(start, Limit(5, DayUnit.WORKING_DAYS), [(start, None)]) is None
    assert due_on(start, Limit(0, DayUnit.NONE)) is None


@pytest.mark.parametrize("unit", [DayUnit.ON_THE_SPOT])
def test_on_the_spot_is_due_the_same_day(unit):
    assert due_on(date(2026, 11, 20), Limit(0, unit)) == date(2026, 11, 20)
