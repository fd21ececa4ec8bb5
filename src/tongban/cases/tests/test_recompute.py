"""A newly published calendar: the open days are computed anew, in batches, and whoever is affected is told."""

from dataclasses import replace
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.steps import recomputation
from tongban.cases.tests.conftest import NOON, kinds, on_day
from tongban.kernel.calendar import STATE
from tongban.notices import public as notices


def with_free(*days, version=1):
    return replace(STATE, version=version, free=STATE.free | set(days))


def test_a_holiday_in_between_moves_the_days_and_tells_the_applicant(open_case, see, cast):
    number, other = open_case("plain"), open_case("plain", at=on_day(14))
    cases.accept(number, by=cast.zhao, at=NOON)

    cases.recompute_deadlines(with_free(date(2026, 3, 5)), at=on_day(1))

    assert (see(number).promised_due_on, see(number).calendar) == (date(2026, 3, 10), 1)
    assert kinds(number).count("DeadlineMoved") == 3
    assert "DeadlineMoved" not in kinds(other)
    told = [message.title.zh for message in notices.messages_of(cast.lin)]
    assert told.count("“plain”的办结日改了") == 1


def test_in_batches_and_again_it_touches_each_open_case_once(open_case, cast):
    numbers = [open_case("plain") for _ in range(5)]
    cases.withdraw(numbers[0], by=cast.lin, reasons="", at=NOON)
    calendar, last, batches = with_free(date(2026, 3, 5)), 0, 0

    while last := recomputation.recompute_deadlines(calendar, at=NOON, after=last, limit=2):
        batches += 1

    assert batches == 2
    assert recomputation.recompute_deadlines(calendar, at=NOON) == 0
    assert list(Case.objects.order_by("id").values_list("calendar", flat=True)) == [0, 1, 1, 1, 1]
    assert [kinds(number).count("DeadlineMoved") for number in numbers] == [0, 1, 1, 1, 1]


def test_it_gives_what_computing_each_case_alone_gives(open_case, see, cast, monkeypatch):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)
    calendar = with_free(date(2026, 3, 5), date(2026, 3, 6))
    recomputation.recompute_deadlines(calendar, at=NOON)
    together = see(number)

    monkeypatch.setattr(recomputation.clocks, "newest", lambda version=None: calendar)
    case = Case.objects.get(number=number)
    recomputation.clocks.write(case, at=NOON)

    assert see(number) == together
    assert case.look_on == Case.objects.get(number=number).look_on


def test_the_organs_see_the_new_day_too(open_case, cast):
    received, accepted, joined = open_case("plain"), open_case("plain"), open_case("joined")
    for number in (accepted, joined):
        cases.accept(number, by=cast.zhao, at=NOON)

    cases.recompute_deadlines(with_free(date(2026, 3, 5)), at=on_day(1))

    rows = {row.subject: row.due_on for row in approvals.queue(cast.zhao).rows}
    assert rows == {received: date(2026, 3, 10), accepted: date(2026, 3, 10), joined: date(2026, 3, 10)}


def test_reviews_and_parents_are_held_before_parts_as_in_every_decision(open_case):
    for _ in range(5):
        open_case("plain")

    with CaptureQueriesContext(connection) as asked:
        recomputation.recompute_deadlines(with_free(date(2026, 3, 5)), at=on_day(1))

    held = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert ["approvals_review" in sql for sql in held] == [True, False]
