from datetime import timedelta

import pytest

from tongban.approvals import public as approvals
from tongban.approvals.public import InquiryKind, JoinKind, Opinion, OpinionRefused, SeatOrder, Silence
from tongban.approvals.tests.scenes import AT, DUE, FIRE, MARKET, WATER, concluded, say, start, told, track
from tongban.identity import public as identity
from tongban.notices import public as notices

pytestmark = pytest.mark.usefixtures("town")
LATER = AT + timedelta(days=20)


def day(on):
    return AT + (on - AT.date())


def pair(silence, join=JoinKind.ALL):
    return start(SeatOrder(MARKET), SeatOrder(FIRE, silence=silence), join=join)


def test_near_and_over_are_announced_once_each_and_the_organ_is_told():
    subject = start()
    for on in (DUE - timedelta(3), DUE - timedelta(1), DUE - timedelta(1), DUE, DUE + timedelta(1), DUE + timedelta(9)):
        approvals.pass_time(day(on))

    assert len(told(subject, "WaitNeared")) == len(told(subject, "WaitExceeded")) == 1
    assert [len(notices.messages_of(identity.person(who))) for who in ("zhao", "shen", "qian")] == [1, 1, 0]
    assert approvals.pass_time(LATER) == 0


def test_a_limit_that_was_moved_is_watched_anew():
    subject = start()
    approvals.pass_time(LATER)

    approvals.move_due(subject, due_on=LATER.date() + timedelta(10))
    approvals.pass_time(LATER + timedelta(12))

    assert len(told(subject, "WaitExceeded")) == 2


@pytest.mark.parametrize(
    ("silence", "state", "conclusions"),
    [(Silence.WAITS, "open", []), (Silence.AGREES, "timed_out", [True]), (Silence.LAPSES, "timed_out", [True])],
)
def test_silence_counts_as_the_order_says(silence, state, conclusions):
    subject = pair(silence)
    say(subject)

    approvals.pass_time(LATER)
    approvals.pass_time(LATER)

    assert (track(subject, FIRE).state, concluded(subject)) == (state, conclusions)


def test_time_alone_never_grants():
    subject = pair(Silence.AGREES)

    approvals.pass_time(LATER)

    assert concluded(subject) == []
    assert track(subject).state == "open"


def test_the_lead_decides_when_the_others_have_spoken_or_their_time_is_over():
    subject = pair(Silence.LAPSES, JoinKind.LEAD)
    with pytest.raises(OpinionRefused, match="lead"):
        say(subject)

    approvals.pass_time(LATER)
    say(subject, at=LATER)

    assert concluded(subject) == [True]


def test_nobodys_silence_counts_while_the_applicant_corrects():
    subject = pair(Silence.LAPSES)
    say(subject, Opinion.RETURN)
    approvals.send_defects(track(subject).code, by=identity.person("zhao"), at=AT)
    approvals.pass_time(LATER)
    assert track(subject, FIRE).state == "open"

    approvals.take_up_again(subject, due_on=LATER.date() + timedelta(5), at=LATER)
    approvals.pass_time(LATER + timedelta(1))

    assert track(subject, FIRE).state == "timed_out"


def test_a_veto_that_falls_during_a_correction_counts_when_it_is_over():
    subject = pair(Silence.WAITS, JoinKind.VETO)
    say(subject, Opinion.RETURN)
    say(subject, Opinion.DISAGREE, organ=FIRE)
    assert concluded(subject) == []

    approvals.take_up_again(subject, due_on=DUE, at=AT)

    assert concluded(subject) == [False]
    assert (track(subject).state, bool(track(subject).closed_because)) == ("not_needed", True)


def test_one_can_go_on_without_an_organ_that_is_late_and_not_before():
    subject = pair(Silence.WAITS)
    say(subject)
    by = {"organ": FIRE, "by": identity.person("zheng"), "words": "三次催办未复"}
    with pytest.raises(OpinionRefused, match="limit"):
        approvals.go_on_without(subject, **by, at=AT)
    with pytest.raises(identity.NotAllowed):
        approvals.go_on_without(subject, **(by | {"by": identity.person("zhao")}), at=LATER)
    with pytest.raises(identity.NotFound):
        approvals.go_on_without(subject, **(by | {"by": identity.person("jiang")}), at=LATER)

    approvals.go_on_without(subject, **by, at=LATER)

    assert concluded(subject) == [True]
    assert track(subject, FIRE).closed_because.zh == "三次催办未复"


def test_requests_lapse_and_inquiries_grow_red():
    subject, zhao = start(), identity.person("zhao")
    code = track(subject).code
    asked = approvals.ask_assistance(code, organ=WATER, question="接管了吗？", due_on=DUE, by=zhao, at=AT)
    approvals.open_inquiry(code, kind=InquiryKind.TESTING, reason="抽样", due_on=DUE, by=zhao, at=AT)

    approvals.pass_time(LATER)
    approvals.pass_time(LATER)

    assert len(told(subject, "AssistanceLapsed")) == 1
    assert [body["kind"] for body in told(subject, "WaitExceeded")] == ["opinion", "inquiry"]
    approvals.answer_assistance(asked, words="已接管", by=identity.person("li"), at=LATER)
    assert track(subject).assistance[0].state == "answered"


def test_every_wait_says_on_whom_since_when_what_then_and_has_an_exit():
    subject, zhao = pair(Silence.AGREES), identity.person("zhao")
    code = track(subject).code
    approvals.ask_assistance(code, organ=WATER, question="？", due_on=DUE, by=zhao, at=AT)
    approvals.open_inquiry(code, kind=InquiryKind.HEARING, reason="申请", due_on=DUE, by=zhao, at=AT)
    approvals.claim(code, by=zhao, at=AT)

    found = approvals.waits_of(subject, seen_by=zhao, on=LATER.date())

    assert [(one.kind, one.organ, one.person) for one in found] == [
        ("opinion", MARKET, "zhao"), ("opinion", FIRE, ""), ("inquiry", MARKET, ""), ("assistance", WATER, ""),
    ]  # fmt: skip
    assert all(one.since == AT and one.exits and one.then.zh and one.light == "overdue" for one in found)
    assert "go_on_without" in found[1].exits
    assert "go_on_without" not in found[0].exits


def test_a_reminder_reaches_whom_it_waits_on_once_a_day():
    subject, zheng = start(), identity.person("zheng")
    code = track(subject).code
    approvals.claim(code, by=identity.person("zhu"), at=AT)

    sent = [approvals.remind(code, by=zheng, at=at) for at in (AT, AT + timedelta(hours=2), AT + timedelta(days=1))]

    assert sent == [True, False, True]
    assert [len(notices.messages_of(identity.person(who))) for who in ("zhu", "zhao")] == [2, 0]


def test_the_load_counts_what_waits_by_step_and_person():
    first, _ = start(), start()
    approvals.claim(track(first).code, by=identity.person("zhao"), at=AT)

    found = approvals.load(identity.person("shen"), on=LATER.date())

    assert [(one.person, one.open, one.overdue) for one in found] == [("", 1, 1), ("zhao", 1, 1)]
