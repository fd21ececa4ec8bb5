"""An organ that joins a review has a limit of its own: what happens to the case's time never shortens or loses it."""

from datetime import date, timedelta

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.cases.tests.conftest import NOON, ORGAN, on_day
from tongban.identity import public as identity

FIRE = "fire_rescue"


def fire(number):
    code = approvals.track_of(number, organ=FIRE)
    return approvals.get_track(code, seen_by=identity.person("qian"))


def visit(number, cast, *, days, at):
    due = (at + timedelta(days=days)).date()
    code = approvals.track_of(number, organ=ORGAN)
    kind = approvals.InquiryKind.EXPERT_REVIEW
    return approvals.open_inquiry(code, kind=kind, reason="要专家看", due_on=due, by=cast.zhao, at=at)


def test_accepting_leaves_a_joined_organ_its_own_limit(open_case, cast):
    number = open_case("joined")

    cases.accept(number, by=cast.zhao, at=NOON)

    assert fire(number).due_on == date(2026, 3, 12)


def test_a_short_special_procedure_does_not_make_a_joined_organ_silent(open_case, cast):
    number = open_case("joined")

    visit(number, cast, days=1, at=NOON)
    approvals.pass_time(on_day(2))

    assert fire(number).state == "open"
    assert fire(number).due_on >= date(2026, 3, 12)


def test_what_was_paused_is_not_counted_for_a_joined_organ_either(open_case, cast):
    number = open_case("joined")
    inquiry = visit(number, cast, days=3, at=NOON)

    done = approvals.InquiryResult.DONE
    approvals.close_inquiry(inquiry, result=done, words="看过了", by=cast.zhao, at=on_day(2))

    assert fire(number).due_on == date(2026, 3, 16)


def test_a_joined_organ_has_its_time_again_after_a_correction(open_case, cast):
    number = open_case("joined")
    code = approvals.track_of(number, organ=ORGAN)
    rulings = [
        approvals.Ruling("fits", approvals.Judgement.TO_CORRECT, "请补"),
        approvals.Ruling("safe", approvals.Judgement.FITS),
    ]
    returned = approvals.Opinion.RETURN
    approvals.give_opinion(code, by=cast.zhao, opinion=returned, rulings=rulings, words="", at=NOON)

    cases.take_correction(number, dossier="d2", shows=(), by=cast.lin, at=on_day(14))
    approvals.pass_time(on_day(15))

    assert fire(number).state == "open"
    assert approvals.get_track(code, seen_by=cast.zhao).waiting_since == on_day(14)
