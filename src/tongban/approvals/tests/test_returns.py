"""Defects of several organs go out in one notice: once, in time, and whatever the others do meanwhile."""

from datetime import timedelta

import pytest

from tongban.approvals import public as approvals
from tongban.approvals.public import InquiryKind, Opinion, OpinionRefused, SeatOrder
from tongban.approvals.tests.scenes import AT, DUE, FIRE, MARKET, OFFICERS, WATER, concluded, say, start, told, track
from tongban.identity import public as identity
from tongban.notices import public as notices

pytestmark = pytest.mark.django_db
RETURN = Opinion.RETURN


@pytest.fixture
def joint(town):
    return start(SeatOrder(MARKET), SeatOrder(FIRE), SeatOrder(WATER))


def states(subject):
    return [track(subject, organ).state for organ in (MARKET, FIRE, WATER)]


def test_one_organ_alone_tells_at_once(town):
    subject = start(SeatOrder(MARKET))

    say(subject, RETURN)

    assert [body["organs"] for body in told(subject, "SubjectReturned")] == [[MARKET]]


def test_the_first_return_opens_a_window_of_which_the_others_are_told(joint):
    say(joint, RETURN, organ=FIRE)

    assert told(joint, "SubjectReturned") == []
    assert track(joint).send_on.isoformat() == "2026-11-24"  # Friday, and two working days
    (message,) = notices.messages_of(identity.person(OFFICERS[WATER]))
    assert "2026-11-24" in message.body_zh


def test_what_all_find_goes_out_in_one_notice_the_leads_first(joint):
    say(joint, RETURN, organ=FIRE)
    say(joint, RETURN, organ=MARKET)
    assert states(joint) == ["returning", "returning", "open"]

    say(joint, organ=WATER)

    (notice,) = told(joint, "SubjectReturned")
    assert notice["organs"] == [MARKET, FIRE]
    assert notice["faults"] == [["clean", "请改"]]  # the same defect is told once
    assert states(joint) == ["returned", "returned", "agreed"]


def test_it_goes_out_on_its_day_even_if_nobody_else_speaks(joint):
    say(joint, RETURN, organ=FIRE)

    approvals.pass_time(AT + timedelta(days=3))
    assert told(joint, "SubjectReturned") == []
    approvals.pass_time(AT + timedelta(days=4))
    approvals.pass_time(AT + timedelta(days=5))

    assert len(told(joint, "SubjectReturned")) == 1
    assert states(joint) == ["open", "returned", "open"]
    with pytest.raises(OpinionRefused):
        say(joint, RETURN, organ=WATER, at=AT + timedelta(days=5))


def test_it_is_never_later_than_the_leads_last_day_and_lapses_after_it(joint):
    late = AT + timedelta(days=6)
    say(joint, RETURN, organ=FIRE, at=late)
    assert track(joint).send_on == DUE

    approvals.pass_time(AT + timedelta(days=10))

    assert told(joint, "SubjectReturned") == []
    assert [body["organ"] for body in told(joint, "DefectsLapsed")] == [FIRE]
    assert states(joint) == ["open"] * 3


def test_the_lead_alone_may_send_it_now(joint):
    say(joint, RETURN, organ=FIRE)
    with pytest.raises(identity.NotAllowed):
        approvals.send_defects(track(joint, FIRE).code, by=identity.person(OFFICERS[FIRE]), at=AT)
    with pytest.raises(identity.NotFound):
        approvals.send_defects(track(joint, MARKET).code, by=identity.person(OFFICERS[FIRE]), at=AT)

    approvals.send_defects(track(joint).code, by=identity.person(OFFICERS[MARKET]), at=AT)

    assert len(told(joint, "SubjectReturned")) == 1
    with pytest.raises(OpinionRefused):
        approvals.send_defects(track(joint).code, by=identity.person(OFFICERS[MARKET]), at=AT)


def test_an_organ_may_take_its_defects_back_before_they_are_told(joint):
    say(joint, RETURN, organ=FIRE)

    say(joint, organ=FIRE)

    assert track(joint).send_on is None
    for organ in (WATER, MARKET):
        say(joint, organ=organ)
    assert concluded(joint) == [True]


def test_no_special_procedure_begins_while_defects_are_collected(joint):
    say(joint, RETURN, organ=FIRE)

    with pytest.raises(OpinionRefused):
        approvals.open_inquiry(
            track(joint).code,
            kind=InquiryKind.HEARING,
            reason="听证",
            due_on=DUE,
            by=identity.person(OFFICERS[MARKET]),
            at=AT,
        )


def test_the_wait_for_the_others_is_visible_with_its_day(joint):
    say(joint, RETURN, organ=FIRE)

    waits = approvals.waits_of(joint, seen_by=identity.person(OFFICERS[MARKET]), on=AT.date())

    (defects,) = [wait for wait in waits if wait.kind == approvals.WaitKind.DEFECTS]
    assert (defects.organ, defects.due_on.isoformat()) == (FIRE, "2026-11-24")
    assert "send_defects" in defects.exits
