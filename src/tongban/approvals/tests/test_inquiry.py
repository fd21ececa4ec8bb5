from datetime import date

import pytest

from tongban.approvals import public as approvals
from tongban.approvals.public import Finding, InquiryKind, InquiryResult, Opinion, OpinionRefused, SeatOrder
from tongban.approvals.tests.scenes import AT, DUE, FIRE, MARKET, concluded, say, start, told, track
from tongban.identity import public as identity
from tongban.kernel.words import Words

pytestmark = pytest.mark.usefixtures("town")
LINES = (Words("灶间", "Kitchen"), Words("出口", "Exit"))
ON_SITE = {"kind": InquiryKind.SITE_VISIT, "officers": ("zhao", "zhu"), "checklist": LINES}


def begin(subject, **other):
    asked = {
        "kind": InquiryKind.HEARING,
        "reason": "利害关系人申请",
        "due_on": DUE,
        "by": identity.person("zhao"),
        "at": AT,
    }
    return approvals.open_inquiry(track(subject).code, **(asked | other))


def report(inquiry, who="zhao", lines=LINES, result=InquiryResult.MET):
    found = [Finding(line, True, "符合") for line in lines]
    by = identity.person(who)
    approvals.close_inquiry(inquiry, result=result, words="现场符合", by=by, at=AT, findings=found, photos=["d1"])
    return approvals.get_inquiry(inquiry, seen_by=by)


def test_a_visit_needs_two_officers_of_the_organ_and_ends_when_the_second_confirms():
    inquiry = begin(subject := start(), **ON_SITE)
    seen = report(inquiry)
    with pytest.raises(OpinionRefused, match="second officer"):
        approvals.confirm_inquiry(inquiry, digest=seen.digest, by=identity.person("zhao"), at=AT)
    with pytest.raises(OpinionRefused, match="changed"):
        approvals.confirm_inquiry(inquiry, digest="", by=identity.person("zhu"), at=AT)
    assert told(subject, "InquiryClosed") == []

    approvals.confirm_inquiry(inquiry, digest=seen.digest, by=identity.person("zhu"), at=AT)

    assert [body["result"] for body in told(subject, "InquiryClosed")] == ["met"]
    closed = approvals.get_inquiry(inquiry, seen_by=identity.person("wu"))
    assert (closed.state, closed.photos, closed.findings[0].line) == ("closed", ("d1",), LINES[0])


@pytest.mark.parametrize(
    "wrong", [{"officers": ("zhao",)}, {"officers": ("zhao", "zhao")}, {"officers": ("zhao", "qian")},
              {"reason": " "}, {"due_on": date(2026, 11, 19)}],
)  # fmt: skip
def test_a_visit_that_the_law_does_not_allow_is_refused(wrong):
    with pytest.raises(OpinionRefused):
        begin(start(), **(ON_SITE | wrong))


def test_every_line_of_the_checklist_is_filled_in_and_by_who_was_there():
    inquiry = begin(start(), **ON_SITE)

    with pytest.raises(OpinionRefused, match="1 lines"):
        report(inquiry, lines=LINES[:1])
    with pytest.raises(OpinionRefused, match="on site"):
        report(inquiry, who="wu")


def test_it_cannot_agree_before_the_required_visit_is_met():
    subject = start(SeatOrder(MARKET, required_inquiries=(InquiryKind.SITE_VISIT,)))
    with pytest.raises(OpinionRefused, match="site_visit"):
        say(subject)
    first = begin(subject, **ON_SITE)
    approvals.call_off_inquiry(first, words="下雨", by=identity.person("zhao"), at=AT)
    with pytest.raises(OpinionRefused, match="site_visit"):
        say(subject)

    failed = begin(subject, **ON_SITE)
    found = report(failed, result=InquiryResult.NOT_MET)
    approvals.confirm_inquiry(failed, digest=found.digest, by=identity.person("zhu"), at=AT)
    with pytest.raises(OpinionRefused, match="not met"):
        say(subject)

    second = begin(subject, **ON_SITE)
    approvals.confirm_inquiry(second, digest=report(second).digest, by=identity.person("zhu"), at=AT)
    say(subject)

    assert concluded(subject) == [True]


def test_an_open_inquiry_does_not_keep_back_an_opinion_and_ends_with_the_review():
    subject = start()
    inquiry = begin(subject)

    say(subject, Opinion.DISAGREE)

    assert [body["result"] for body in told(subject, "InquiryClosed")] == ["called_off"]
    assert approvals.get_inquiry(inquiry, seen_by=identity.person("zhao")).state == "called_off"
    with pytest.raises(OpinionRefused):
        report(inquiry)


def test_the_same_kind_is_not_begun_twice_at_once():
    subject = start()
    begin(subject)

    with pytest.raises(OpinionRefused, match="under way"):
        begin(subject)


def test_another_organ_sees_the_question_and_never_the_dossier():
    subject = start()
    zhao, qian, li = (identity.person(code) for code in ("zhao", "qian", "li"))
    asked = {"question": "此处可否明火？", "due_on": DUE, "by": zhao, "at": AT}
    code = approvals.ask_assistance(track(subject).code, organ=FIRE, **asked)

    (seen,) = approvals.requests_for(qian)
    assert (seen.question, seen.title.zh, hasattr(seen, "subject")) == ("此处可否明火？", "食品经营许可", False)
    for hidden in (lambda: approvals.get_track(track(subject).code, seen_by=qian),
                   lambda: approvals.waits_of(subject, seen_by=qian, on=DUE)):  # fmt: skip
        with pytest.raises(identity.NotFound):
            hidden()
    with pytest.raises(identity.NotAllowed):
        approvals.answer_assistance(code, words="可以", by=zhao, at=AT)
    with pytest.raises(identity.NotFound):
        approvals.answer_assistance(code, words="可以", by=li, at=AT)
    approvals.answer_assistance(code, words="可以", by=qian, at=AT, documents=["d2"])

    assert track(subject).assistance[0].answer == "可以"
    with pytest.raises(OpinionRefused):
        approvals.answer_assistance(code, words="不可以", by=qian, at=AT)


def test_a_visit_to_the_site_was_met_or_not():
    inquiry = begin(start(), **ON_SITE)

    with pytest.raises(OpinionRefused):
        report(inquiry, result=InquiryResult.DONE)


def test_who_has_an_interest_in_the_applicant_does_not_answer_for_their_organ():
    holder = identity.person("qian").number
    request = approvals.ask_assistance(
        track(start(holder=holder)).code,
        organ=FIRE,
        question="有没有处罚记录",
        due_on=DUE,
        by=identity.person("zhao"),
        at=AT,
    )

    with pytest.raises(identity.NotAllowed):
        approvals.answer_assistance(request, words="没有", by=identity.person("qian"), at=AT)
