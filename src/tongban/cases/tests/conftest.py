"""A bundle that Lin has submitted, and the officials who decide it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.answers import fill_everything
from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
WITH_LICENCE = {"has_business_licence": True, "has_signboard": True, "sells_tobacco": True}
WITHOUT_LICENCE = {"has_business_licence": False, "has_signboard": False, "sells_tobacco": False}


@pytest.fixture
def submit(city) -> Callable[..., cases.CaseView]:
    def submitted(who: str, right: identity.Right, situation: dict[str, bool]) -> cases.CaseView:
        person = identity.person(who)
        acting = next(a for a in identity.actings_of(person, on=NOON.date()) if a.right == right)
        draft = applications.start(bundle="restaurant", acting=acting, person=person, at=NOON)
        fill_everything(draft.code, situation=situation, by=person, at=NOON)
        sheet = applications.prepare(draft.code, by=person, at=NOON)
        receipt = applications.submit(draft.code, digest=sheet.digest, by=person, at=NOON)
        return cases.get_case(receipt.number, seen_by=person, on=NOON.date())

    return submitted


@pytest.fixture
def parent(submit) -> cases.CaseView:
    """Lin's company opens a restaurant: four departments at the same time."""
    return submit("lin", identity.Right.LEGAL_REPRESENTATIVE, WITH_LICENCE)


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
