"""Special procedures do not count, an extension lengthens once, a machine's grant can be recalled."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.cases.steps import recalls, special
from tongban.cases.tests.conftest import NOON, ORGAN, kinds, on_day, work
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.licences import public as licences


@pytest.fixture
def accepted(open_case, cast):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)
    return number


def suspend(number, *, at, inquiry="i1"):
    due = (at + timedelta(days=10)).date()
    special.suspend(number, kind="expert_review", inquiry=inquiry, reason="要专家看", due_on=due, by="zhao", at=at)


def resume(number, *, at, inquiry="i1"):
    special.resume(number, kind="expert_review", inquiry=inquiry, result="done", by="zhao", at=at)


def test_an_expert_review_of_three_working_days_moves_both_days_by_three(accepted, see):
    assert see(accepted).promised_due_on == date(2026, 3, 9)

    suspend(accepted, at=on_day(1))
    paused = see(accepted)
    resume(accepted, at=on_day(4))

    case = see(accepted)
    assert (paused.state, paused.promised_due_on) == (cases.State.SUSPENDED, None)
    assert (case.state, case.promised_due_on) == (cases.State.ACCEPTED, date(2026, 3, 12))
    assert case.statutory_due_on == date(2026, 4, 2)
    clock = next(one for one in cases.clocks_of(case, on=on_day(4).date()) if one.kind == "promised")
    assert [line.day.day for line in clock.lines if line.why and "专家评审" in line.why.zh] == [4, 5, 6]
    assert all(line.article for line in clock.lines if line.why)


def test_two_at_once_and_told_twice_are_one_stretch(accepted, see):
    suspend(accepted, at=on_day(1))
    suspend(accepted, at=on_day(1))
    suspend(accepted, at=on_day(2), inquiry="i2")

    resume(accepted, at=on_day(3))
    assert see(accepted).state == cases.State.SUSPENDED
    resume(accepted, at=on_day(4), inquiry="i2")

    assert see(accepted).promised_due_on == date(2026, 3, 12)
    assert kinds(accepted).count("CaseSuspended") == 2


def test_nothing_is_decided_while_a_procedure_is_open(accepted, conclude, see):
    suspend(accepted, at=on_day(1))

    with pytest.raises((cases.NotPossible, approvals.OpinionRefused)):
        conclude(accepted, at=on_day(2))

    assert see(accepted).state == cases.State.SUSPENDED


def test_an_extension_is_asked_with_reasons_and_approved_by_the_head_once(accepted, see, cast):
    cases.ask_extension(accepted, by=cast.zhao, days=5, reasons="要再核对", at=on_day(1))
    for someone in (cast.zhao, cast.shen):
        with pytest.raises((identity.NotAllowed, identity.NotFound)):
            cases.decide_extension(accepted, by=someone, agree=True, words="", at=on_day(1))

    assert [number for number, _, _ in cases.extensions_asked(cast.zheng, on=NOON.date())] == [accepted]
    cases.decide_extension(accepted, by=cast.zheng, agree=True, words="", at=on_day(2))

    assert see(accepted).promised_due_on == date(2026, 3, 16)
    with pytest.raises(cases.Refused):
        cases.ask_extension(accepted, by=cast.zhao, days=5, reasons="再来", at=on_day(3))
    kinds_of = {paper.kind for paper in cases.papers_of(accepted, seen_by=cast.lin, on=NOON.date())}
    assert cases.PaperKind.EXTENSION in kinds_of


@pytest.mark.parametrize(("days", "reasons"), [(0, "要"), (11, "要"), (5, " ")])
def test_an_extension_without_reasons_or_beyond_the_law_is_refused(accepted, cast, days, reasons):
    with pytest.raises(cases.Refused):
        cases.ask_extension(accepted, by=cast.zhao, days=days, reasons=reasons, at=on_day(1))


@pytest.mark.parametrize(("kind", "days"), [("expert_review", 30), ("hearing", 20), ("testing", 4)])
def test_a_special_procedure_takes_no_longer_than_its_kind_may(accepted, cast, kind, days):
    calendar, on = catalogue.calendar(), on_day(1).date()
    order = {"kind": approvals.InquiryKind(kind), "reason": "要看", "by": cast.zhao, "at": on_day(1)}
    code = approvals.track_of(accepted, organ=ORGAN)
    with pytest.raises(cases.Refused), transaction.atomic():
        approvals.open_inquiry(code, due_on=calendar.add_working_days(on, days + 1), **order)

    assert approvals.open_inquiry(code, due_on=calendar.add_working_days(on, days), **order)


def test_the_same_kind_again_has_only_what_is_left(accepted, cast):
    code, calendar = approvals.track_of(accepted, organ=ORGAN), catalogue.calendar()
    order = {"kind": approvals.InquiryKind.TESTING, "reason": "要看", "by": cast.zhao}
    first = approvals.open_inquiry(code, due_on=on_day(3).date(), at=on_day(1), **order)
    approvals.call_off_inquiry(first, words="样品坏了", by=cast.zhao, at=on_day(3))

    with pytest.raises(cases.Refused), transaction.atomic():
        approvals.open_inquiry(code, due_on=calendar.add_working_days(on_day(3).date(), 3), at=on_day(3), **order)
    assert approvals.open_inquiry(code, due_on=calendar.add_working_days(on_day(3).date(), 2), at=on_day(3), **order)


def test_a_recall_revokes_the_licence_and_the_case_can_be_granted_again(licence_of, see):
    number = licence_of()
    licence = licences.granted_by(number)[0]

    recalls.recall(number, words="机器看错了", by="zhao", at=NOON)

    assert see(number).state == cases.State.ACCEPTED
    assert licences.verify(licence, on=NOON.date()).standing == licences.Standing.REVOKED
    from tongban.cases import actions

    actions.decide(number, granted=True, reasons="", by="zhao", at=NOON)
    work()
    assert see(number).state == cases.State.CLOSED
    assert licences.granted_by(number) != [licence]


def test_an_extension_cannot_hide_that_the_limit_has_passed(accepted, cast):
    with pytest.raises(cases.Refused):
        cases.ask_extension(accepted, by=cast.zhao, days=5, reasons="要再核对", at=on_day(29))
    cases.ask_extension(accepted, by=cast.zhao, days=5, reasons="要再核对", at=on_day(28))

    with pytest.raises(cases.Refused):
        cases.decide_extension(accepted, by=cast.zheng, agree=True, words="", at=on_day(29))
    cases.decide_extension(accepted, by=cast.zheng, agree=False, words="已经过了", at=on_day(29))


def test_a_head_with_an_interest_does_not_decide_an_extension(accepted, cast, company):
    cases.ask_extension(accepted, by=cast.zhao, days=5, reasons="要再核对", at=on_day(1))
    identity.grant_mandate(
        cast.lin,
        party=company.code,
        agent_number=cast.zheng.number,
        scope=["plain"],
        begins_on=NOON.date(),
        ends_on=on_day(30).date(),
        at=NOON,
    )

    with pytest.raises(identity.NotAllowed):
        cases.decide_extension(accepted, by=cast.zheng, agree=True, words="", at=on_day(2))
