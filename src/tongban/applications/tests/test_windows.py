"""The other ways at the counter: a promise, a material that follows, a licence, sealed papers, all results at once."""

import pytest
from tests.answers import fill_everything, floor_plan
from tests.officials import NOON, again, opine, part

from tongban.applications import public as applications
from tongban.applications.models import Dossier
from tongban.applications.tests.test_ways import LARGE, PHOTO, outlook, submitted, without_photo
from tongban.approvals.public import Opinion
from tongban.cases import public as cases
from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.licences import public as licences

counter = applications.counter
SHEET = [("签字页.png", floor_plan())]


@pytest.fixture
def clerk(city, company):
    """Tao, at whose window Lin stands for her company."""
    tao = identity.person("tao")
    counter.begin(read="lin", party=company.party.code, is_alike=True, by=tao, at=NOON)
    return tao


@pytest.fixture
def taken(lin, clerk, draft):
    fill_everything(draft.code, situation=LARGE, by=lin, at=NOON)
    spoken = counter.offer_takeover(draft.code, by=lin, at=NOON).code
    return counter.take_over(spoken, by=clerk, at=NOON).code


def received(code, clerk, lin):
    digest = applications.prepare(code, by=clerk, at=NOON).digest
    number = counter.submit(code, digest=digest, scans=SHEET, by=clerk, at=NOON).number
    return cases.get_case(number, seen_by=lin, on=NOON.date())


def test_a_promise_and_a_material_that_follows_are_taken_at_the_window_and_the_rest_later(lin, clerk, taken):
    without_photo(taken, lin)
    applications.choose_way(taken, item="fire_check", by_commitment=True, by=clerk, at=NOON)
    applications.hand_in_later(taken, material=PHOTO, later=True, by=clerk, at=NOON)

    case = received(taken, clerk, lin)

    assert part(case, "fire_check").on_commitment
    body = Dossier.objects.get(case_number=case.number).body
    assert "fire_check" in body["commitments"]
    drains = part(case, "drain_permit")
    assert [gap.material for gap in drains.gaps] == [PHOTO]
    with pytest.raises(applications.NotReceived):
        counter.collect_gap(drains.number, material=PHOTO, files=[], by=clerk, at=NOON)
    with pytest.raises(documents.Rejected):
        counter.collect_gap(drains.number, material=PHOTO, files=[("x.pdf", b"MZ")], by=clerk, at=NOON)
    counter.collect_gap(drains.number, material=PHOTO, files=[("照片.png", floor_plan())], by=clerk, at=NOON)
    told = journal.history(drains.number, kinds=("GapSupplied", "MaterialCollected"))
    assert [(entry.kind, entry.by) for entry in told] == [("GapSupplied", "lin"), ("MaterialCollected", "tao")]
    with pytest.raises(applications.NotReceived):
        counter.collect_gap(drains.number, material=PHOTO, files=[("照片.png", floor_plan())], by=clerk, at=NOON)


def test_the_sealed_papers_of_who_stands_there_can_be_printed_and_nobody_elses(lin, clerk, taken, worker):
    case = received(taken, clerk, lin)
    worker()

    papers = counter.papers_here(case.number, by=clerk, at=NOON)

    assert {paper.kind for paper in papers} == {cases.PaperKind.RECEIPT}
    assert counter.paper_here(case.number, papers[0].code, by=clerk, at=NOON)[1].startswith(b"%PDF")
    assert [one.number for one in counter.cases_here(by=clerk, at=NOON)] == [case.number]
    counter.begin(read="wang", is_alike=True, by=clerk, at=NOON)
    for read in (counter.papers_here, counter.case_here):
        with pytest.raises(identity.NotFound):
            read(case.number, by=clerk, at=NOON)
    with pytest.raises(identity.NotFound):
        counter.paper_here(case.number, papers[0].code, by=clerk, at=NOON)
    assert counter.cases_here(by=clerk, at=NOON) == []


def test_a_licence_is_renewed_at_the_window_and_all_results_are_handed_out_at_once(lin, clerk, draft):
    fill_everything(draft.code, situation=LARGE, by=lin, at=NOON)
    case = submitted(draft.code, lin)
    for code in ("food_licence", "drain_permit"):
        opine(again(part(case, code)), Opinion.AGREE)
    ready = [one for one in counter.results(by=clerk, at=NOON) if one.licence]

    assert counter.hand_over_all(by=clerk, at=NOON) == len(ready) > 0
    with pytest.raises(applications.NotReceived):
        counter.hand_over_all(by=clerk, at=NOON)
    held = {licence.item: (licence, items) for licence, items in counter.licences_here(by=clerk, at=NOON)}
    food, items = held["food_licence"]
    assert {item.purpose for item in items} == {"renew", "change", "cancel"}
    begun = counter.receive_about(food.number, item="food_licence_renew", by=clerk, at=NOON)
    assert (begun.holder.code, begun.started_by) == (food.holder_code, "lin")
    assert begun.code in [one.code for one in counter.drafts(by=clerk, at=NOON)]
    assert outlook(begun.code, clerk).held["licence_number"].value == food.number
    counter.begin(read="wang", is_alike=True, by=clerk, at=NOON)
    with pytest.raises(identity.NotFound):
        counter.receive_about(food.number, item="food_licence_renew", by=clerk, at=NOON)
    assert counter.licences_here(by=clerk, at=NOON) == []


def test_nobody_but_a_clerk_with_somebody_at_the_window_finds_any_of_it(lin, clerk, draft):
    counter.end(by=clerk, at=NOON)
    for person, refusal in (
        (clerk, identity.NotAllowed),
        (lin, identity.NotFound),
        (identity.person("zhao"), identity.NotFound),
    ):
        for read in (counter.cases_here, counter.licences_here, counter.hand_over_all):
            with pytest.raises(refusal):
                read(by=person, at=NOON)
    assert licences.licences_of(lin, on=NOON.date()) == []
