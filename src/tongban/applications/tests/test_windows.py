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


@pytest.fixture
def returned(lin, clerk, taken):
    """Received at the window; the market organ wants the food licence corrected: its entry on rooms, and the plan."""
    case = received(taken, clerk, lin)
    opine(part(case, "food_licence"), Opinion.RETURN, fault="kitchen_fits")
    return part(again(case), "food_licence").number


def test_a_clerk_types_a_correction_which_the_person_sees_before_it_is_given(lin, clerk, returned):
    sheet = counter.sheet_here(returned, by=clerk, at=NOON)
    assert {one.field.fact.code for one in sheet.fields} == {"kitchen_area", "floor_area", "seats"}
    raw, plan = {"kitchen_area": ["61"]}, [("floor_plan", "新图.png", floor_plan())]
    given = {"raw": raw, "note": "", "by": clerk, "at": NOON}

    told = counter.difference_here(returned, **given)

    assert [(label.zh, after.zh) for label, _, after in told.fields] == [("厨房面积", "61 平方米")]
    for seen in ("", "0" * 64, counter.difference_here(returned, **given | {"note": "别的话"}).digest):
        with pytest.raises(applications.NotReceived):
            counter.mend_here(returned, **given, uploads=plan, seen=seen)
    counter.mend_here(returned, **given, uploads=plan, seen=told.digest)
    (supplement,) = counter.corrected_here(returned, by=clerk, at=NOON)
    assert (supplement.fields, supplement.clerk) == (told.fields, "陶然")
    assert [files[0]["name"] for _, files in supplement.materials] == ["新图.png"]
    record = journal.history(returned, kinds=("SupplementGiven", "CorrectionReceived", "CorrectionAnswered"))
    assert {(entry.kind, entry.by) for entry in record} >= {("SupplementGiven", "lin"), ("CorrectionReceived", "tao")}
    file = applications.file_of(returned, seen_by=identity.person("zhao"), at=NOON)
    assert file.given_at_counter["clerk"] == ["tao", "陶然"]
    with pytest.raises(applications.NotSubmitted):  # once
        counter.mend_here(returned, **given, uploads=plan, seen=told.digest)


def test_a_correction_with_a_wrong_entry_or_nothing_in_it_is_not_given(lin, clerk, returned):
    wrong = {"raw": {"kitchen_area": ["很大"]}, "note": "", "by": clerk, "at": NOON}
    assert set(counter.difference_here(returned, **wrong).checked.errors) == {"kitchen_area"}

    with pytest.raises(applications.NotReceived):
        counter.mend_here(returned, **wrong, uploads=[], seen=counter.difference_here(returned, **wrong).digest)
    with pytest.raises(applications.NotSubmitted):
        counter.mend_here(returned, **wrong | {"raw": {}}, uploads=[], seen="")
    with pytest.raises(documents.Rejected):
        counter.mend_here(returned, **wrong | {"raw": {}}, uploads=[("floor_plan", "x.png", b"MZ")], seen="")
    unasked = wrong | {"raw": {"organisation_name": ["别家"]}}
    assert counter.difference_here(returned, **unasked).fields == ()

    assert counter.sheet_here(returned, by=clerk, at=NOON).due_on  # it is still asked for
    counter.mend_here(returned, **wrong | {"raw": {}}, uploads=[("floor_plan", "图.png", floor_plan())], seen="")
    online = applications.supplements_of(returned, seen_by=lin, at=NOON)
    assert [(one.fields, one.clerk) for one in online] == [((), "陶然")]


def test_a_correction_is_not_typed_for_anybody_who_does_not_stand_there(lin, clerk, returned):
    given = {"raw": {"kitchen_area": ["61"]}, "note": "", "at": NOON}
    told = counter.difference_here(returned, by=clerk, **given)
    acts = (
        lambda by: counter.sheet_here(returned, by=by, at=NOON),
        lambda by: counter.difference_here(returned, by=by, **given),
        lambda by: counter.mend_here(returned, by=by, **given, uploads=[], seen=told.digest),
        lambda by: counter.corrected_here(returned, by=by, at=NOON),
    )

    counter.begin(read="wang", is_alike=True, by=clerk, at=NOON)

    for act in acts:
        for by in (clerk, lin, identity.person("zhao")):
            with pytest.raises(identity.NotFound):
                act(by)
    counter.end(by=clerk, at=NOON)
    for act in acts:
        with pytest.raises(identity.NotAllowed):
            act(clerk)


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
