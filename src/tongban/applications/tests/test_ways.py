"""Other ways than the usual one: a promise instead of papers, a paper that follows, a licence to begin from."""

from decimal import Decimal

import pytest
from tests.answers import fill_everything, floor_plan
from tests.officials import NOON, again, opine, part, reviewer_of

from tongban.applications import public as applications
from tongban.applications.models import Dossier
from tongban.approvals.public import Opinion
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.licences import public as licences

LARGE = {
    **{"has_business_licence": True, "has_signboard": False, "sells_tobacco": False},
    **{"floor_area": Decimal(320), "seats": 120, "open_kitchen": True},
}
PHOTO = "grease_trap_photo"


@pytest.fixture
def large(lin, draft):
    """A draft for a restaurant that needs the fire check, complete: its code."""
    fill_everything(draft.code, situation=LARGE, by=lin, at=NOON)
    return draft.code


def outlook(code, lin):
    return applications.outlook(code, seen_by=lin, at=NOON)


def promise(code, lin, *, yes=True):
    return applications.choose_way(code, item="fire_check", by_commitment=yes, by=lin, at=NOON)


def submitted(code, lin):
    sheet = applications.prepare(code, by=lin, at=NOON)
    number = applications.submit(code, digest=sheet.digest, by=lin, at=NOON).number
    return cases.get_case(number, seen_by=lin, on=NOON.date())


def without_photo(code, lin):
    view = next(one for one in outlook(code, lin).supplies if one.code == PHOTO)
    for document in view.documents:
        applications.detach(code, material=PHOTO, document=document.code, by=lin, at=NOON)


def test_a_promise_stands_for_points_and_papers_and_can_be_taken_back(lin, large):
    usual = {(one.kind, one.point) for one in outlook(large, lin).findings if one.item == "fire_check"}

    promise(large, lin)
    promised = outlook(large, lin)
    promise(large, lin, yes=False)

    gone = usual - {(one.kind, one.point) for one in promised.findings if one.item == "fire_check"}
    assert {point for _, point in gone} == {
        *("building_accepted", "enough_exits", "basic_facilities", "gas_is_safe"), "floor_plan"
    }  # fmt: skip
    assert [way.item.code for way in promised.commitments] == ["fire_check"]
    plan = next(view for view in promised.supplies if view.code == "floor_plan")
    assert plan.supply.asked_by == ("food_licence",)
    assert outlook(large, lin).commitments == ()


def test_what_was_promised_is_frozen_word_for_word(lin, large):
    promise(large, lin)
    way = outlook(large, lin).commitments[0]

    case = submitted(large, lin)
    fire = part(case, "fire_check")

    kept = Dossier.objects.get(case_number=case.number).body
    assert kept["commitments"]["fire_check"]["text"] == [way.commitment.text.zh, way.commitment.text.en]
    assert kept["commitments"]["fire_check"]["version"] == way.item.version
    assert "告知承诺书" in kept["declaration"][0]
    assert fire.on_commitment
    assert not part(case, "food_licence").on_commitment
    assert applications.promise_of(fire).consequence == way.commitment.consequence


def test_choosing_another_way_after_looking_must_be_looked_at_again(lin, large):
    sheet = applications.prepare(large, by=lin, at=NOON)
    promise(large, lin)

    with pytest.raises(applications.NotSubmitted, match="再核对一遍"):
        applications.submit(large, digest=sheet.digest, by=lin, at=NOON)


def test_a_commitment_is_closed_to_whom_its_condition_leaves_out(lin, large):
    applications.save_answers(large, raw={"fire_acceptance": ["none"]}, only=["fire_acceptance"], by=lin, at=NOON)

    with pytest.raises(applications.NotSubmitted, match="不能用告知承诺"):
        promise(large, lin)


def test_an_answer_that_closes_a_chosen_commitment_leads_back_to_the_usual_way(lin, large):
    promise(large, lin)

    applications.save_answers(large, raw={"fire_acceptance": ["none"]}, only=["fire_acceptance"], by=lin, at=NOON)

    assert outlook(large, lin).commitments == ()
    assert not part(submitted(large, lin), "fire_check").on_commitment


def test_a_stranger_chooses_nothing_for_others(wang, lin, large):
    with pytest.raises(identity.NotFound):
        promise(large, wang)
    with pytest.raises(identity.NotFound):
        applications.hand_in_later(large, material=PHOTO, later=True, by=wang, at=NOON)


def test_what_may_follow_is_neither_missing_nor_given_and_its_day_is_frozen(lin, large):
    without_photo(large, lin)
    assert [view.code for view in outlook(large, lin).not_uploaded] == [PHOTO]

    applications.hand_in_later(large, material=PHOTO, later=True, by=lin, at=NOON)

    view = next(one for one in outlook(large, lin).supplies if one.code == PHOTO)
    case = submitted(large, lin)
    drains = part(case, "drain_permit")
    assert (view.state, outlook(large, lin).not_uploaded) == (applications.SupplyState.LATER, ())
    assert Dossier.objects.get(case_number=case.number).body["later"] == {PHOTO: view.follows_by.isoformat()}
    assert [(gap.material, gap.due_on) for gap in drains.gaps] == [(PHOTO, view.follows_by)]


def test_what_may_not_follow_must_be_there(lin, large):
    with pytest.raises(applications.NotSubmitted, match="先上传"):
        applications.hand_in_later(large, material="floor_plan", later=True, by=lin, at=NOON)


@pytest.fixture
def drains(lin, large):
    """The drainage part of a case in which the photo is to follow."""
    without_photo(large, lin)
    applications.hand_in_later(large, material=PHOTO, later=True, by=lin, at=NOON)
    return part(submitted(large, lin), "drain_permit")


def supply(case, by, material=PHOTO, files=None):
    files = [("照片.png", floor_plan())] if files is None else files
    applications.supply_gap(case.number, material=material, files=files, by=by, at=NOON)


def test_what_follows_is_added_to_the_same_case_once(lin, drains):
    supply(drains, lin)

    given = applications.supplements_of(drains.number, seen_by=lin, at=NOON)
    assert again(drains).gaps[0].supplied_at == NOON
    assert [[file["name"] for file in files] for _, files in given[0].materials] == [["照片.png"]]
    with pytest.raises(applications.NotSubmitted):
        supply(drains, lin)


@pytest.mark.parametrize("more", [{"files": []}, {"material": "drain_drawing"}])
def test_nothing_is_added_that_was_not_awaited(lin, drains, more):
    with pytest.raises(applications.NotSubmitted):
        supply(drains, lin, **more)


def test_a_stranger_adds_nothing_and_sees_nothing_of_it(wang, drains):
    with pytest.raises(identity.NotFound):
        supply(drains, wang)
    with pytest.raises(identity.NotFound):
        applications.supplements_of(drains.number, seen_by=wang, at=NOON)
    with pytest.raises(identity.NotFound):
        supply(drains, reviewer_of(drains))


@pytest.fixture
def food_licence(lin, parent):
    """Lin's food licence, just granted."""
    opine(part(parent, "food_licence"), Opinion.AGREE)
    return next(one for one in licences.licences_of(lin, on=NOON.date()) if one.item == "food_licence")


def test_a_renewal_begins_with_what_the_licence_and_its_application_say(lin, food_licence):
    items = [item.code for item in applications.continuations_of(food_licence, on=NOON.date())]
    begun = applications.start_from(food_licence.number, item="food_licence_renew", person=lin, at=NOON)

    held = outlook(begun.code, lin).held
    assert items == ["food_licence_cancel", "food_licence_change", "food_licence_renew"]
    assert held["licence_number"].value == food_licence.number
    assert held["licence_valid_until"].value == food_licence.valid_until
    assert held["catering_form"].origin is applications.Origin.CARRIED
    assert held["premises_address"].origin is applications.Origin.REGISTER
    assert begun.holder.code == food_licence.holder_code


def test_nobody_types_another_licence_number(lin, food_licence):
    begun = applications.start_from(food_licence.number, item="food_licence_renew", person=lin, at=NOON)

    applications.save_answers(begun.code, raw={"licence_number": ["x"]}, only=["licence_number"], by=lin, at=NOON)

    assert outlook(begun.code, lin).held["licence_number"].value == food_licence.number


def test_a_renewal_becomes_a_case_about_that_licence(lin, food_licence):
    begun = applications.start_from(food_licence.number, item="food_licence_renew", person=lin, at=NOON)
    raw = {"conditions_unchanged": ["yes"]}
    applications.save_answers(begun.code, raw=raw, only=list(raw), by=lin, at=NOON)

    case = submitted(begun.code, lin)

    assert (case.licence, case.purpose) == (food_licence.number, "renew")


def test_a_stranger_begins_nothing_from_others_licences(wang, food_licence):
    with pytest.raises(identity.NotFound):
        applications.start_from(food_licence.number, item="food_licence_renew", person=wang, at=NOON)


def test_an_item_about_a_licence_does_not_begin_without_one(lin, company, food_licence):
    with pytest.raises(applications.NotSubmitted):
        applications.start(item="food_licence_renew", acting=company, person=lin, at=NOON)
    with pytest.raises(identity.NotFound):
        applications.start_from(food_licence.number, item="signboard", person=lin, at=NOON)


def test_a_licence_that_ended_is_not_renewed(lin, food_licence):
    by = identity.reviewers_of("market_regulation")[0]
    licences.revoke(food_licence.number, by=by.code, reason=Words("样例", "sample"), at=NOON)

    with pytest.raises(applications.NotSubmitted, match="没有效力"):
        applications.start_from(food_licence.number, item="food_licence_renew", person=lin, at=NOON)


def renewal(lin, food_licence):
    begun = applications.start_from(food_licence.number, item="food_licence_renew", person=lin, at=NOON)
    raw = {"conditions_unchanged": ["yes"]}
    applications.save_answers(begun.code, raw=raw, only=list(raw), by=lin, at=NOON)
    return begun.code


def test_the_same_application_for_one_licence_twice_is_said_and_nothing_is_lost(lin, food_licence):
    first, second = renewal(lin, food_licence), renewal(lin, food_licence)
    submitted(first, lin)

    with pytest.raises(applications.NotSubmitted, match="一次只办一件"):
        submitted(second, lin)

    assert applications.get_draft(second, seen_by=lin, on=NOON.date()).case_number is None


def test_a_file_that_was_taken_out_is_read_by_nobody(lin, large):
    view = next(one for one in outlook(large, lin).supplies if one.code == PHOTO)
    code = view.documents[0].code
    assert applications.read_attachment(large, document=code, seen_by=lin, at=NOON)[1]

    without_photo(large, lin)

    with pytest.raises(identity.NotFound):
        applications.read_attachment(large, document=code, seen_by=lin, at=NOON)


def test_the_difference_is_shown_after_a_correction(lin, parent):
    food = part(parent, "food_licence")
    opine(food, Opinion.RETURN, fault="kitchen_fits")
    applications.mend(
        food.number, raw={"kitchen_area": ["31"]}, uploads=[("floor_plan", "新图.png", floor_plan())], note="重量过",
        by=lin, at=NOON,
    )  # fmt: skip

    shown = applications.supplements_of(food.number, seen_by=lin, at=NOON)[0]

    assert [(label.zh, before.zh, after.zh) for label, before, after in shown.fields] == [
        ("厨房面积", "12 平方米", "31 平方米")
    ]
    assert [[file["name"] for file in files] for _, files in shown.materials] == [["新图.png"]]
    assert shown.note == "重量过"
