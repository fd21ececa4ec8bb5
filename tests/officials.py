"""What officials do with a case, in short: for tests that are not about the desk's pages."""

from datetime import UTC, datetime

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def again(case: cases.CaseView, who: str = "lin") -> cases.CaseView:
    """The case as it stands now."""
    return cases.get_case(case.number, seen_by=identity.person(who), on=NOON.date())


def part(case: cases.CaseView, item: str) -> cases.CaseView:
    return next(child for child in case.children if child.item == item)


def reviewer_of(case: cases.CaseView) -> identity.Person:
    return identity.reviewers_of(case.organ or "")[0]


def countersign(code: str, *, organ: str, at: datetime) -> None:
    """Everybody whose step follows signs the officer's opinion, until it is the organ's word."""
    seer = identity.reviewers_of(organ)[0]
    track = approvals.get_track(code, seen_by=seer)
    while track.state == "open" and track.step != approvals.Step.OFFICER:
        signer = identity.officials_of(organ, role=track.step)[0]
        digest = track.opinions[-1].digest
        approvals.countersign(code, by=signer, agree=True, words="", digest=digest, at=at)
        track = approvals.get_track(code, seen_by=seer)


def hear_the_others(case: cases.CaseView, *, at: datetime) -> None:
    """The organs that join agree, where the content lets the deciding one speak only after them."""
    for seat in catalogue.edition(case.edition).items[case.item or ""].procedure.joins:
        by, code = identity.reviewers_of(seat.organ)[0], approvals.track_of(case.number, organ=seat.organ)
        track = approvals.get_track(code, seen_by=by)
        if track.state == "open":
            rulings = [approvals.Ruling(point, approvals.Judgement.FITS) for point in track.points]
            approvals.give_opinion(code, by=by, opinion=approvals.Opinion.AGREE, rulings=rulings, words="", at=at)


def opine(case: cases.CaseView, opinion: approvals.Opinion, *, words: str = "", fault: str = "") -> None:
    """The reviewer of the case's organ judges every point, and the worker then carries out what was promised."""
    by = reviewer_of(case)
    if opinion is not approvals.Opinion.RETURN:
        hear_the_others(case, at=NOON)
    code = approvals.track_of(case.number, organ=case.organ or "")
    track = approvals.get_track(code, seen_by=by)
    rulings = [approvals.Ruling(point, approvals.Judgement.FITS) for point in track.points]
    if fault:
        rulings = [r for r in rulings if r.point != fault]
        rulings.append(approvals.Ruling(fault, approvals.Judgement.TO_CORRECT, "请补"))
    approvals.give_opinion(code, by=by, opinion=opinion, rulings=rulings, words=words, at=NOON)
    countersign(code, organ=case.organ or "", at=NOON)
    while journal.work(limit=50, at=NOON):
        pass
