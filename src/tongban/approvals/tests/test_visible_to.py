"""What one may not see does not exist: a stranger, a clerk and the official of another organ, at every verb of the door."""

from datetime import timedelta

import pytest

from tongban.approvals import public as approvals
from tongban.approvals.public import InquiryKind, InquiryResult, Opinion, SeatOrder
from tongban.approvals.tests.scenes import ALL_STEPS, AT, DUE, MARKET, WATER, start, track
from tongban.identity import public as identity

pytestmark = pytest.mark.usefixtures("town")
LATE = AT + timedelta(days=30)


@pytest.fixture
def scene(town):
    subject, zhao = start(SeatOrder(MARKET, ALL_STEPS)), identity.person("zhao")
    code = track(subject).code
    inquiry = approvals.open_inquiry(code, kind=InquiryKind.HEARING, reason="申请", due_on=DUE, by=zhao, at=AT)
    request = approvals.ask_assistance(code, organ=WATER, question="？", due_on=DUE, by=zhao, at=AT)
    return subject, code, inquiry, request


def verbs(subject, code, inquiry, request):
    words = {"words": "理由", "at": AT}
    asked = {"reason": "申请", "due_on": DUE, "at": AT}
    return {
        "get_track": lambda by: approvals.get_track(code, seen_by=by),
        "give_opinion": lambda by: approvals.give_opinion(code, by=by, opinion=Opinion.AGREE, rulings=[], **words),
        "countersign": lambda by: approvals.countersign(code, by=by, agree=True, digest="", **words),
        "claim": lambda by: approvals.claim(code, by=by, at=AT),
        "release": lambda by: approvals.release(code, by=by, at=AT),
        "reassign": lambda by: approvals.reassign(code, to="zhu", by=by, **words),
        "recall": lambda by: approvals.recall(code, by=by, **words),
        "go_on_without": lambda by: approvals.go_on_without(subject, organ=MARKET, by=by, words="晚", at=LATE),
        "open_inquiry": lambda by: approvals.open_inquiry(code, kind=InquiryKind.TESTING, by=by, **asked),
        "close_inquiry": lambda by: approvals.close_inquiry(inquiry, result=InquiryResult.DONE, by=by, **words),
        "confirm_inquiry": lambda by: approvals.confirm_inquiry(inquiry, digest="", by=by, at=AT),
        "call_off_inquiry": lambda by: approvals.call_off_inquiry(inquiry, by=by, **words),
        "get_inquiry": lambda by: approvals.get_inquiry(inquiry, seen_by=by),
        "ask_assistance": lambda by: approvals.ask_assistance(
            code, organ=WATER, question="？", due_on=DUE, by=by, at=AT
        ),
        "get_assistance": lambda by: approvals.get_assistance(request, seen_by=by),
        "answer_assistance": lambda by: approvals.answer_assistance(request, by=by, **words),
        "waits_of": lambda by: approvals.waits_of(subject, seen_by=by, on=DUE),
        "remind": lambda by: approvals.remind(code, by=by, at=AT),
        "send_defects": lambda by: approvals.send_defects(code, by=by, at=AT),
    }


LISTS = {
    "queue": lambda by: approvals.queue(by, on=DUE).rows,
    "requests_for": approvals.requests_for,
    "inquiries_for": approvals.inquiries_for,
    "decided_automatically": approvals.decided_automatically,
    "waits": lambda by: approvals.waits(by, on=DUE),
    "load": lambda by: approvals.load(by, on=DUE),
}
NOT_OF_A_TRACK = {
    "drop_defects",
    "is_pooling",
    "name_holder",
    "reopen_review",
    "hold",
    "move_due",
    "pass_time",
    "standings",
    "start_reviews",
    "take_up_again",
    "track_of",
    "tracks_of",
    "withdraw_review",
}


def test_every_verb_of_the_door_is_tried(scene):
    door = {name for name in approvals.__all__ if name[0].islower()}

    assert door == set(verbs(*scene)) | set(LISTS) | NOT_OF_A_TRACK


@pytest.mark.parametrize("who", ["lin", "wang", "tao", "qian", "jiang"])
def test_for_a_stranger_a_clerk_and_another_organ_nothing_exists(scene, who):
    by = identity.person(who)

    for name, act in verbs(*scene).items():
        with pytest.raises(identity.NotFound):
            act(by)
            pytest.fail(f"{who} may {name}")
    assert not any(read(by) for read in LISTS.values())


def test_the_organ_that_is_asked_sees_its_request_and_nothing_else(scene):
    li, acts = identity.person("li"), verbs(*scene)
    for name in set(acts) - {"get_assistance", "answer_assistance"}:
        with pytest.raises(identity.NotFound):
            acts[name](li)

    assert acts["get_assistance"](li).question == "？"
    assert [len(read(li)) for name, read in LISTS.items() if name in ("queue", "inquiries_for", "load")] == [0, 0, 0]


def test_a_supervisor_of_the_city_sees_every_organ_and_decides_nothing(scene):
    fang, acts = identity.person("fang"), verbs(*scene)

    assert acts["get_track"](fang).my_step is False
    assert len(approvals.queue(fang).rows) == 1
    for name in ("give_opinion", "claim", "open_inquiry", "ask_assistance", "recall"):
        with pytest.raises(identity.NotAllowed):
            acts[name](fang)
