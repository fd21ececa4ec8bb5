from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tongban.kernel.calendar import STATE, Calendar
from tongban.kernel.clock import DayLine, DayUnit, Deadline, Interval, Span, deadline, explain
from tongban.kernel.tests import naive
from tongban.kernel.tests.test_calendar import calendars

HERE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=HERE)
TEN = Span(10, DayUnit.WORKING_DAYS)
IN_DAYS = (DayUnit.WORKING_DAYS, DayUnit.NATURAL_DAYS)


def at(month: int, day: int, hour: int = 12, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=HERE)


def review(began: datetime, ended: datetime | None) -> Interval:
    return Interval("expert_review", began, ended)


def moments() -> st.SearchStrategy[datetime]:
    """Whole minutes around 2026, in local time."""
    whole = st.datetimes(datetime(2025, 11, 1), datetime(2027, 2, 1))  # noqa: DTZ001
    return whole.map(lambda each: each.replace(second=0, microsecond=0, tzinfo=HERE))


@st.composite
def pauses(
    draw: st.DrawFn, start: datetime, *, longest: int = 60 * 24 * 40, may_stay_open: bool = True
) -> list[Interval]:
    """Up to five intervals around a start, that may overlap, touch, be empty, lie before it or stay open."""
    found = []
    for kind in draw(st.lists(st.sampled_from(("correction", "hearing", "testing")), max_size=5)):
        began = start + timedelta(minutes=draw(st.integers(-longest // 4, longest)))
        ended = began + timedelta(minutes=draw(st.integers(0, longest // 2)))
        found.append(Interval(kind, began, None if may_stay_open and draw(st.integers(0, 9)) == 0 else ended))
    return found


@st.composite
def limits(draw: st.DrawFn) -> tuple[datetime, Span, list[Interval], int, Calendar]:
    """Anything that the clock may be asked in days or on the spot."""
    start = draw(moments())
    unit = draw(st.sampled_from((*IN_DAYS, DayUnit.ON_THE_SPOT)))
    span = Span(0 if unit is DayUnit.ON_THE_SPOT else draw(st.integers(1, 40)), unit)
    extension = 0 if unit is DayUnit.ON_THE_SPOT else draw(st.integers(0, 20))
    return start, span, draw(pauses(start)), extension, draw(calendars())


@given(limits())
def test_a_limit_ends_on_the_day_on_which_a_clerk_arrives_who_counts_day_by_day(limit) -> None:
    start, span, intervals, extension, calendar = limit

    found = deadline(start, span, intervals=intervals, extension=extension, calendar=calendar)

    assert found.due_on == naive.due_on(start, Span(span.length + extension, span.unit), intervals, calendar)
    assert found.due_at == (
        None if found.due_on is None else datetime.combine(found.due_on + timedelta(days=1), datetime.min.time(), HERE)
    )


@given(limits())
def test_the_last_line_of_the_explanation_is_the_deadline(limit) -> None:
    start, span, intervals, extension, calendar = limit
    found = deadline(start, span, intervals=intervals, extension=extension, calendar=calendar)

    lines = explain(start, span, intervals=intervals, extension=extension, calendar=calendar)

    counted = [line for line in lines if line.counted]
    days = [start.date() + timedelta(days=n) for n in range(len(lines))]
    assert [line.day for line in lines] == days
    assert [line.counted for line in counted] == list(range(1, len(counted) + 1))
    assert all((line.kind is None) is (line.counted is not None) for line in lines)
    if found.due_on is None:
        assert naive.is_paused_for_ever(lines[-1].day, intervals)
        assert not any(naive.is_paused_for_ever(line.day, intervals) for line in lines[1:-1])
    else:
        assert (lines[-1].day, lines[-1].counted) == (found.due_on, max(1, span.length + extension))
        assert found.is_provisional is any(line.is_provisional for line in lines)


@given(moments(), st.integers(1, 60), st.integers(1, 40), st.data())
def test_suspending_n_working_days_moves_the_due_day_by_exactly_n(start, length, n, source) -> None:
    span = Span(length, DayUnit.WORKING_DAYS)
    before = deadline(start, span, calendar=STATE).due_on
    began = start + timedelta(days=source.draw(st.integers(0, (before - start.date()).days - 1)))
    ended = datetime.combine(STATE.add_working_days(began.date(), n), start.timetz())

    after = deadline(start, span, intervals=[review(began, ended)], calendar=STATE).due_on

    assert after == STATE.add_working_days(before, n)


@given(limits(), st.integers(0, 20))
def test_an_extension_is_a_longer_limit(limit, extension) -> None:
    start, span, intervals, _, calendar = limit
    assume(span.unit is not DayUnit.ON_THE_SPOT)

    extended = deadline(start, span, intervals=intervals, extension=extension, calendar=calendar)

    longer = Span(span.length + extension, span.unit)
    assert extended == deadline(start, longer, intervals=intervals, calendar=calendar)


@given(limits(), st.randoms())
def test_intervals_count_once_in_whatever_order_they_come(limit, random) -> None:
    start, span, intervals, extension, calendar = limit
    once = deadline(start, span, intervals=intervals, extension=extension, calendar=calendar)
    shuffled = intervals * 2
    random.shuffle(shuffled)

    assert deadline(start, span, intervals=iter(shuffled), extension=extension, calendar=calendar) == once


@given(moments(), st.integers(1, 72), st.data())
def test_hours_run_minute_by_minute_outside_the_intervals(start, hours, source) -> None:
    intervals = source.draw(pauses(start, longest=60 * 100))
    span = Span(hours, DayUnit.HOURS)

    found = deadline(start, span, intervals=intervals, calendar=STATE)
    lines = explain(start, span, intervals=intervals, calendar=STATE)

    due = naive.due_at(start, hours, intervals)
    assert found == Deadline(due, due and due.date(), False)
    assert [line.day for line in lines] == [start.date() + timedelta(days=n) for n in range(len(lines))]
    assert due is None or (lines[-1].day, lines[-1].counted) == (due.date(), hours)


def test_the_day_of_the_start_is_not_counted() -> None:
    found = deadline(MONDAY, Span(1, DayUnit.WORKING_DAYS), calendar=STATE)

    assert found == Deadline(at(11, 25, 0), date(2026, 11, 24), False)


def test_every_day_says_whether_it_counted_and_why_not() -> None:
    intervals = [review(at(9, 28), at(9, 29)), Interval("hearing", at(9, 29, 9), at(9, 29, 17))]

    lines = explain(at(9, 25), Span(3, DayUnit.WORKING_DAYS), intervals=intervals, calendar=STATE)

    told = [(line.day.day, line.counted, line.kind) for line in lines]
    assert told == [
        (25, None, "first_day"), (26, None, "day_off"), (27, None, "day_off"), (28, 1, None), (29, None, "expert_review"),
        (30, 2, None), (1, None, "holiday"), (2, None, "holiday"), (3, None, "holiday"), (4, None, "day_off"),
        (5, None, "holiday"), (6, None, "holiday"), (7, None, "holiday"), (8, 3, None),
    ]  # fmt: skip


def test_a_last_natural_day_on_a_weekend_moves_to_the_next_working_day() -> None:
    span = Span(4, DayUnit.NATURAL_DAYS)
    start = at(11, 24)

    lines = explain(start, span, calendar=STATE)

    assert deadline(start, span, calendar=STATE).due_on == date(2026, 11, 30)
    assert [(line.day.day, line.counted, line.kind) for line in lines[-4:]] == [
        (27, 3, None), (28, None, "day_off"), (29, None, "day_off"), (30, 4, None),
    ]  # fmt: skip


def test_a_weekend_before_the_last_natural_day_counts() -> None:
    assert deadline(at(11, 27), Span(4, DayUnit.NATURAL_DAYS), calendar=STATE).due_on == date(2026, 12, 1)


def test_a_pause_that_begins_while_the_last_day_is_moved_moves_it_further() -> None:
    saturday = Interval("testing", at(11, 28), at(12, 1))

    found = deadline(at(11, 24), Span(4, DayUnit.NATURAL_DAYS), intervals=[saturday], calendar=STATE)

    assert found.due_on == date(2026, 12, 2)


def test_on_the_spot_is_the_same_day_or_the_next_on_which_organs_work() -> None:
    span = Span(0, DayUnit.ON_THE_SPOT)

    assert deadline(MONDAY, span, calendar=STATE) == Deadline(at(11, 24, 0), date(2026, 11, 23), False)
    assert explain(MONDAY, span, calendar=STATE) == (DayLine(date(2026, 11, 23), 1, None, False),)
    assert deadline(at(11, 28), span, calendar=STATE).due_on == date(2026, 11, 30)
    assert [line.kind for line in explain(at(11, 28), span, calendar=STATE)] == ["day_off", "day_off", None]


def test_what_is_due_on_the_spot_and_extended_ends_so_many_working_days_later() -> None:
    span = Span(0, DayUnit.ON_THE_SPOT)

    found = deadline(at(11, 27), span, extension=2, calendar=STATE)

    assert found == deadline(at(11, 27), Span(2, DayUnit.WORKING_DAYS), calendar=STATE)
    assert explain(at(11, 27), span, extension=2, calendar=STATE)[-1].day == date(2026, 12, 1)


def test_without_a_limit_there_is_no_deadline_and_nothing_to_explain() -> None:
    assert deadline(MONDAY, Span(0, DayUnit.NONE), extension=3, calendar=STATE) == Deadline(None, None, False)
    assert explain(MONDAY, Span(0, DayUnit.NONE), calendar=STATE) == ()


@pytest.mark.parametrize("unit", [*IN_DAYS, DayUnit.HOURS])
def test_while_an_interval_is_open_there_is_no_deadline(unit: DayUnit) -> None:
    open_one = [Interval("hearing", at(11, 1), at(11, 2)), review(at(11, 24), None)]

    found = deadline(MONDAY, Span(48, unit), intervals=open_one, calendar=STATE)

    assert found == Deadline(None, None, False)


def test_the_explanation_of_an_open_interval_ends_with_the_first_day_that_it_takes() -> None:
    closed, open_one = Interval("hearing", at(11, 24), at(11, 30)), review(at(11, 24), None)

    lines = explain(MONDAY, TEN, intervals=[closed, open_one], calendar=STATE)

    assert [(line.day.day, line.counted, line.kind) for line in lines] == [
        (23, None, "first_day"), (24, 1, None), (25, None, "expert_review"),
    ]  # fmt: skip


@pytest.mark.parametrize("unit", [*IN_DAYS, DayUnit.HOURS])
def test_an_interval_that_begins_when_the_limit_is_over_saves_nobody(unit: DayUnit) -> None:
    span = Span(1 if unit is not DayUnit.HOURS else 24, unit)
    late = [review(MONDAY + timedelta(days=1), None)]

    assert deadline(MONDAY, span, intervals=late, calendar=STATE).due_on == date(2026, 11, 24)
    assert explain(MONDAY, span, intervals=late, calendar=STATE)[-1].counted == span.length


def test_hours_say_how_many_were_reached_by_the_end_of_each_day() -> None:
    whole_day = Interval("testing", at(11, 24, 0), at(11, 25, 0))
    part = Interval("hearing", at(11, 25, 9), at(11, 25, 11))

    lines = explain(MONDAY, Span(24, DayUnit.HOURS), intervals=[whole_day, part], calendar=STATE)

    assert [(line.day.day, line.counted, line.kind) for line in lines] == [
        (23, 14, None), (24, None, "testing"), (25, 24, "hearing"),
    ]  # fmt: skip
    assert deadline(MONDAY, Span(24, DayUnit.HOURS), intervals=[whole_day, part], calendar=STATE).due_at == at(
        11, 25, 12
    )


def test_hours_that_stand_still_say_how_far_they_came() -> None:
    before_the_start = review(at(11, 22), None)
    on_the_next_day = review(at(11, 24, 9), None)

    assert explain(MONDAY, Span(48, DayUnit.HOURS), intervals=[before_the_start], calendar=STATE) == (
        DayLine(date(2026, 11, 23), 0, "expert_review", False),
    )
    assert [
        line.counted for line in explain(MONDAY, Span(48, DayUnit.HOURS), intervals=[on_the_next_day], calendar=STATE)
    ] == [14, 23]


def test_hours_that_end_at_midnight_end_on_the_day_that_begins() -> None:
    span = Span(14, DayUnit.HOURS)

    assert deadline(MONDAY, span, calendar=STATE) == Deadline(at(11, 24, 0), date(2026, 11, 24), False)
    assert [(line.day.day, line.counted) for line in explain(MONDAY, span, calendar=STATE)] == [(23, 14), (24, 14)]


def test_an_interval_that_ends_at_midnight_takes_nothing_of_the_day_that_begins() -> None:
    span, evening = Span(24, DayUnit.HOURS), Interval("hearing", at(11, 23, 20), at(11, 24, 0))
    empty = Interval("testing", at(11, 24, 9), at(11, 24, 9))

    lines = explain(MONDAY, span, intervals=[evening, empty], calendar=STATE)

    assert [(line.counted, line.kind) for line in lines] == [(10, "hearing"), (24, None)]


def test_days_are_those_of_the_starts_time_zone() -> None:
    late = Interval("hearing", at(11, 24, 7).astimezone(UTC), at(11, 25, 7).astimezone(UTC))

    found = deadline(MONDAY, TEN, intervals=[late], calendar=STATE)

    # In UTC both instants would lie a day earlier; the number of days would be the same, but not which.
    assert found.due_on == date(2026, 12, 8)
    assert [
        line.day.day for line in explain(MONDAY, TEN, intervals=[late], calendar=STATE) if line.kind == "hearing"
    ] == [25]


def test_an_hour_is_an_hour_where_the_clocks_are_changed() -> None:
    before_the_change = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))

    found = deadline(before_the_change, Span(24, DayUnit.HOURS), calendar=STATE)

    assert found.due_at == datetime(2026, 3, 29, 13, tzinfo=ZoneInfo("Europe/Berlin"))


TO_2026 = Calendar(version=1, proclaimed=frozenset({2025, 2026}), free=frozenset(), worked=frozenset())


@pytest.mark.parametrize(
    ("start", "length", "unit", "is_provisional"),
    [
        (at(12, 23), 3, DayUnit.WORKING_DAYS, False),  # ends on the 28th
        (at(12, 23), 4, DayUnit.WORKING_DAYS, True),  # the 29th: an arrangement of 2027 may reach back to it
        (at(12, 23), 30, DayUnit.WORKING_DAYS, True),
        (at(12, 28, year=2024), 1, DayUnit.WORKING_DAYS, True),
        (at(12, 31, year=2024), 1, DayUnit.WORKING_DAYS, False),  # no day of 2024 is counted
        (at(12, 31, year=2024), 300, DayUnit.WORKING_DAYS, False),
        (at(12, 31, year=2024), 600, DayUnit.WORKING_DAYS, True),
        (at(12, 18), 10, DayUnit.NATURAL_DAYS, False),
        (at(12, 18), 60, DayUnit.NATURAL_DAYS, True),
        (at(6, 1, year=2024), 300, DayUnit.NATURAL_DAYS, False),  # the calendar is asked for the last day alone
        (at(6, 1, year=2024), 0, DayUnit.ON_THE_SPOT, True),
        (at(12, 31), 2, DayUnit.HOURS, False),
    ],
)  # fmt: skip
def test_a_deadline_says_whether_a_proclamation_may_still_move_it(start, length, unit, is_provisional) -> None:
    span = Span(length, unit)

    assert deadline(start, span, calendar=TO_2026).is_provisional is is_provisional
    assert any(line.is_provisional for line in explain(start, span, calendar=TO_2026)) is is_provisional


BAD = [
    (MONDAY.replace(tzinfo=None), TEN, [], 0, "time zone"),
    (MONDAY, TEN, [], -1, "cannot shorten"),
    (MONDAY, Span(0, DayUnit.WORKING_DAYS), [], 5, "limit of 0"),
    (MONDAY, Span(-3, DayUnit.HOURS), [], 5, "limit of -3"),
    (MONDAY, TEN, [review(at(11, 25), at(11, 24))], 0, "before it begins"),
    (MONDAY, TEN, [review(at(11, 25).replace(tzinfo=None), None)], 0, "time zone"),
    (MONDAY, TEN, [review(at(11, 25), at(11, 26).replace(tzinfo=None))], 0, "time zone"),
]


@pytest.mark.parametrize("verb", [deadline, explain])
@pytest.mark.parametrize("bad", BAD)
def test_what_makes_no_sense_is_refused(verb, bad) -> None:
    start, span, intervals, extension, why = bad

    with pytest.raises(ValueError, match=why):
        verb(start, span, intervals=intervals, extension=extension, calendar=STATE)


def test_a_moved_last_day_inside_a_pause_goes_on_to_the_day_after_it() -> None:
    # The tenth natural day is Sunday 6 December; Monday 7 December, to which it moves, is the pause's last day.
    ten, start = Span(10, DayUnit.NATURAL_DAYS), at(11, 26)

    found = deadline(start, ten, intervals=[review(at(12, 6), at(12, 7))], calendar=STATE)

    assert found.due_on == date(2026, 12, 8)


@pytest.mark.parametrize("length", [60, 300])
def test_a_year_without_a_proclamation_on_the_way_makes_the_deadline_provisional(length: int) -> None:
    # 2000 lies before the first arrangement that is known here; the limit ends in 2001 or 2002, which are proclaimed.
    start = datetime(2000, 12, 1, 9, tzinfo=HERE)

    found = deadline(start, Span(length, DayUnit.WORKING_DAYS), calendar=STATE)

    assert STATE.is_provisional(2000)
    assert not STATE.is_provisional_on(found.due_on)
    assert found.is_provisional


def test_hours_that_wait_from_the_beginning_count_nothing_on_that_day() -> None:
    two_pauses = [review(at(11, 23, 10), at(11, 24, 8)), Interval("hearing", at(11, 24, 20), None)]

    lines = explain(MONDAY, Span(24, DayUnit.HOURS), intervals=two_pauses, calendar=STATE)

    assert [(line.day.day, line.counted) for line in lines] == [(23, None), (24, 12)]
