"""An organ that joins a review has a limit of its own: what happens to the case's time never shortens or loses it."""

from datetime import date, timedelta

import pytest
from django.db import transaction

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


def returns(number, organ, who, at):
    code = approvals.track_of(number, organ=organ)
    points = approvals.get_track(code, seen_by=who).points
    wrong = approvals.Ruling(points[0], approvals.Judgement.TO_CORRECT, f"{organ} 请改")
    rulings = [wrong, *(approvals.Ruling(point, approvals.Judgement.FITS) for point in points[1:])]
    approvals.give_opinion(code, by=who, opinion=approvals.Opinion.RETURN, rulings=rulings, words="", at=at)


def test_the_defects_of_two_organs_are_one_notice_and_both_get_it_back(open_case, cast, see):
    number = open_case("joined")
    returns(number, FIRE, identity.person("qian"), NOON)
    assert see(number).state == cases.State.RECEIVED
    with pytest.raises(cases.Refused):
        cases.accept(number, by=cast.zhao, at=NOON)

    returns(number, ORGAN, cast.zhao, on_day(1))

    assert [words for _, words in see(number).correction.faults] == [f"{ORGAN} 请改", f"{FIRE} 请改"]
    assert len([p for p in cases.papers_of(number, seen_by=cast.lin, on=NOON.date()) if p.kind == "correction"]) == 1
    cases.take_correction(number, dossier="again", shows=(), by=cast.lin, at=on_day(2))
    assert (fire(number).state, fire(number).round) == ("open", 2)


def test_defects_that_could_not_be_told_any_more_are_refused_at_once(open_case, cast, see):
    number = open_case("joined")
    cases.accept(number, by=cast.zhao, at=NOON)

    with pytest.raises(cases.NotPossible), transaction.atomic():
        returns(number, FIRE, identity.person("qian"), NOON)


def test_if_nobody_told_the_applicant_in_time_it_is_accepted_and_the_organ_speaks_again(open_case, cast, see):
    number = open_case("joined")
    returns(number, FIRE, identity.person("qian"), on_day(6))

    cases.pass_time(on_day(8))  # the round of the notices did not run

    assert (see(number).state, see(number).deemed) == (cases.State.ACCEPTED, True)
    assert (fire(number).state, fire(number).round) == ("open", 2)


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
    approvals.send_defects(code, by=cast.zhao, at=NOON)

    cases.take_correction(number, dossier="d2", shows=(), by=cast.lin, at=on_day(14))
    approvals.pass_time(on_day(15))

    assert fire(number).state == "open"
    assert approvals.get_track(code, seen_by=cast.zhao).waiting_since == on_day(14)
