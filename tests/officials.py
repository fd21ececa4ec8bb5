"""What officials do with a case, in short: for tests that are not about the desk's pages."""

from datetime import UTC, datetime

from tongban.approvals import public as approvals
from tongban.cases import public as cases
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


def opine(case: cases.CaseView, opinion: approvals.Opinion, *, words: str = "", fault: str = "") -> None:
    """The reviewer of the case's organ judges every point, and the worker then carries out what was promised."""
    by = reviewer_of(case)
    code = approvals.track_of(case.number, organ=case.organ or "")
    track = approvals.get_track(code, seen_by=by)
    rulings = [approvals.Ruling(point, approvals.Judgement.FITS) for point in track.points]
    if fault:
        rulings = [r for r in rulings if r.point != fault]
        rulings.append(approvals.Ruling(fault, approvals.Judgement.TO_CORRECT, "请补"))
    approvals.give_opinion(code, by=by, opinion=opinion, rulings=rulings, words=words, at=NOON)
    while journal.work(limit=50, at=NOON):
        pass
