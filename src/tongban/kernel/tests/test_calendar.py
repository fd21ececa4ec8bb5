from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_python.util import HolidayUtil

from tongban.kernel import calendar
from tongban.kernel.calendar import STATE, Arrangement, Calendar, amended
from tongban.kernel.tests import naive

TWENTY_YEARS = [date(2007, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2007, 1, 1)).days)]
NOT_KNOWN_TO_LUNAR_PYTHON = {
    # General Office of the State Council, arrangement of part of the holidays of 2013 (its gazette: content_2292057).
    date(2013, 4, 7),  # a Sunday, worked for Tomb-Sweeping Day
    date(2013, 10, 12),  # a Saturday, worked for National Day
}
DAYS = st.dates(date(2000, 1, 1), date(2055, 12, 31))


def _lunar_python_works(day: date) -> bool:
    known = HolidayUtil.getHoliday(day.isoformat())
    return known.isWork() if known else day.weekday() < 5


def test_agrees_with_one_independent_calendar_on_every_day_of_twenty_years() -> None:
    differing = [day for day in TWENTY_YEARS if STATE.is_working_day(day) is not chinese_calendar.is_workday(day)]

    assert differing == []
    assert len(TWENTY_YEARS) == 7305


def test_agrees_with_another_one_but_for_two_days_that_it_does_not_know() -> None:
    differing = {day for day in TWENTY_YEARS if STATE.is_working_day(day) is not _lunar_python_works(day)}

    assert differing == NOT_KNOWN_TO_LUNAR_PYTHON
    assert all(chinese_calendar.is_workday(day) for day in NOT_KNOWN_TO_LUNAR_PYTHON)


def test_the_years_from_2001_to_2026_are_proclaimed() -> None:
    assert set(range(2001, 2027)) <= STATE.proclaimed
    assert STATE.is_provisional(2000)
    assert STATE.is_provisional(2049)
    assert STATE.version == 0
    assert (min(STATE.free), max(STATE.free).year, min(STATE.worked).year) == (date(2001, 1, 1), 2050, 2001)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 23), True),
        (date(2049, 10, 1), False),  # free by the regulation, although nobody has proclaimed anything
        (date(2049, 10, 8), True),
        (date(1999, 10, 1), True),  # before the first year, only weekends are known
        (date(2051, 10, 2), True),  # and after the last
    ],
)
def test_knows_what_is_free_and_what_is_worked(day: date, works: bool) -> None:
    assert STATE.is_working_day(day) is works


def test_a_holiday_is_told_from_a_weekend() -> None:
    assert STATE.is_holiday(date(2026, 10, 1))
    assert STATE.is_holiday(date(2026, 10, 3))
    assert not STATE.is_holiday(date(2026, 11, 21))


def test_the_end_of_december_depends_on_the_next_years_arrangement() -> None:
    known = Calendar(version=7, proclaimed=frozenset({2025, 2026}), free=frozenset(), worked=frozenset())

    assert not known.is_provisional_on(date(2026, 12, 28))
    assert known.is_provisional_on(date(2026, 12, 29))
    assert known.is_provisional_on(date(2027, 1, 1))
    assert not known.is_provisional_on(date(2025, 12, 31))
    assert not known.is_provisional_on(date(2026, 1, 30))


def test_five_working_days_over_the_national_holiday() -> None:
    begin = date(2026, 9, 30)

    due = STATE.add_working_days(begin, 5)

    assert due == date(2026, 10, 13)
    assert STATE.working_days_between(begin, due) == 5


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar with any days free and worked, around 2026."""
    near = st.dates(date(2025, 11, 1), date(2027, 3, 1))
    free = draw(st.frozensets(near, max_size=30))
    worked = draw(st.frozensets(near, max_size=15)) - free
    years = draw(st.frozensets(st.integers(2024, 2028)))
    return Calendar(version=1, proclaimed=years, free=free, worked=worked)


NEAR = st.dates(date(2025, 9, 1), date(2027, 6, 1))


@given(calendars(), NEAR, st.integers(-90, 90))
def test_adding_is_counting_day_by_day(any_calendar: Calendar, day: date, n: int) -> None:
    assert any_calendar.add_working_days(day, n) == naive.add_working_days(day, n, any_calendar)


@given(calendars(), NEAR, NEAR)
def test_counting_between_is_counting_day_by_day(any_calendar: Calendar, one: date, other: date) -> None:
    begin, end = sorted((one, other))
    days = (begin + timedelta(days=n) for n in range(1, (end - begin).days + 1))

    assert any_calendar.working_days_between(begin, end) == sum(naive.works(day, any_calendar) for day in days)
    assert any_calendar.working_days_between(end, begin) == -any_calendar.working_days_between(begin, end)


@given(calendars(), NEAR)
def test_the_next_working_day_is_the_first_one(any_calendar: Calendar, day: date) -> None:
    found = any_calendar.next_working_day(day)

    assert found >= day
    assert naive.works(found, any_calendar)
    assert not any(naive.works(day + timedelta(days=n), any_calendar) for n in range((found - day).days))


@given(DAYS, st.integers(1, 400))
def test_adding_days_and_counting_them_agree(begin: date, n: int) -> None:
    due = STATE.add_working_days(begin, n)

    assert STATE.is_working_day(due)
    assert STATE.working_days_between(begin, due) == n
    assert STATE.add_working_days(STATE.add_working_days(due, n), -n) == due


def test_a_day_cannot_be_free_and_worked() -> None:
    both = frozenset({date(2026, 10, 1), date(2026, 10, 2)})

    with pytest.raises(ValueError, match="free and worked at once: 2026-10-01"):
        Calendar(version=1, proclaimed=frozenset(), free=both, worked=both)


def test_nothing_counted_is_the_day_itself_be_it_worked_or_free() -> None:
    saturday, holiday, friday = date(2026, 11, 21), date(2026, 10, 1), date(2026, 11, 20)

    assert [STATE.add_working_days(day, 0) for day in (saturday, holiday, friday)] == [saturday, holiday, friday]


def test_a_calendar_and_an_arrangement_are_named_by_their_parts_and_cannot_be_changed() -> None:
    arrangement = Arrangement(year=2026, free=frozenset(), worked=frozenset(), is_whole=True)
    for value in (STATE, arrangement):
        with pytest.raises(FrozenInstanceError):
            value.free = frozenset()  # type: ignore[misc]
        assert not hasattr(value, "__dict__")
    with pytest.raises(TypeError):
        Calendar(1, frozenset(), frozenset(), frozenset())  # type: ignore[misc,call-arg]
    with pytest.raises(TypeError):
        Arrangement(2026, frozenset(), frozenset(), True)  # type: ignore[misc,call-arg]
    with pytest.raises(TypeError):
        Calendar(version=1, proclaimed=frozenset(), free=frozenset(), worked=frozenset(), _gained=(0,))  # type: ignore[call-arg]
    assert "_gained" not in repr(STATE)


def test_calendars_are_the_same_by_version_and_days() -> None:
    def made(version: int = 1, year: int = 2026, free: int = 1, worked: int = 10) -> Calendar:
        return Calendar(
            version=version, proclaimed=frozenset({year}), free=frozenset({date(2026, 10, free)}),
            worked=frozenset({date(2026, 10, worked)}),
        )  # fmt: skip

    assert made() == made()
    assert len({made(), made(), made(version=2)}) == 2
    assert all(made() != other for other in (made(2), made(year=2027), made(free=2), made(worked=11), 1))


# Invented for these tests: no arrangement of 2031 exists.
SAMPLE_2031 = Arrangement(
    year=2031, is_whole=True,
    free=frozenset({date(2030, 12, 31), date(2031, 1, 1), date(2031, 10, 1)}), worked=frozenset({date(2031, 1, 4)}),
)  # fmt: skip


def test_a_document_that_settles_its_year_is_all_that_holds_of_it() -> None:
    city = amended(STATE, [SAMPLE_2031], version=3)

    assert (city.version, city.is_provisional(2031), STATE.is_provisional(2031)) == (3, False, True)
    assert {day for day in city.free if SAMPLE_2031.covers(day)} == SAMPLE_2031.free
    assert city.is_working_day(date(2031, 1, 4))
    assert not city.is_working_day(date(2030, 12, 31))
    assert city.free - SAMPLE_2031.free == {day for day in STATE.free if not SAMPLE_2031.covers(day)}
    assert city.worked - SAMPLE_2031.worked == STATE.worked


def test_a_document_about_some_days_leaves_the_others_and_goes_before_what_stood_there() -> None:
    fair = Arrangement(
        year=2026, is_whole=False, free=frozenset({date(2026, 10, 10)}), worked=frozenset({date(2026, 10, 7)})
    )

    city = amended(STATE, [fair], version=1)

    assert (city.is_working_day(date(2026, 10, 10)), city.is_working_day(date(2026, 10, 7))) == (False, True)
    assert city.free ^ STATE.free == {date(2026, 10, 10), date(2026, 10, 7)}
    assert city.worked ^ STATE.worked == {date(2026, 10, 10), date(2026, 10, 7)}
    assert city.proclaimed == STATE.proclaimed


def test_of_two_documents_the_later_one_holds() -> None:
    day = frozenset({date(2031, 1, 4)})
    later = Arrangement(year=2031, is_whole=False, free=day, worked=frozenset())

    assert not amended(STATE, [SAMPLE_2031, later], version=1).is_working_day(date(2031, 1, 4))
    assert amended(STATE, [later, SAMPLE_2031], version=1).is_working_day(date(2031, 1, 4))


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2030, 12, 28), False), (date(2030, 12, 29), True), (date(2031, 1, 1), True), (date(2031, 12, 28), True),
        (date(2031, 12, 29), False), (date(2031, 1, 30), True),
    ],
)  # fmt: skip
def test_an_arrangement_covers_its_year_and_the_days_before_new_year(day: date, covered: bool) -> None:
    assert SAMPLE_2031.covers(day) is covered


def test_the_state_calendar_is_made_once_and_nothing_else_is_made_up() -> None:
    assert calendar.STATE is STATE
    with pytest.raises(AttributeError, match="no attribute 'CITY'"):
        calendar.CITY  # noqa: B018
