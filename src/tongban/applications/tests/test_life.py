"""The life of a case: departments at work at the same time, a correction, a refusal, a prerequisite, the end."""

import pytest
from tests.answers import fill_everything
from tests.officials import NOON, again, opine, part, reviewer_of

from tongban.applications import public as applications
from tongban.applications.tests.conftest import WITHOUT_LICENCE
from tongban.approvals.public import Opinion
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.licences import public as licences
from tongban.notices import public as notices


def test_each_grant_gives_a_licence_and_the_last_one_closes_the_parent(parent):
    for child in parent.children:
        assert again(parent).state == cases.State.ACCEPTED
        opine(child, Opinion.AGREE)

    assert {child.state for child in again(parent).children} == {cases.State.CLOSED}
    assert again(parent).state == cases.State.CLOSED
    assert len(licences.licences_of(identity.person("lin"), on=NOON.date())) == len(parent.children)


def test_a_correction_in_one_department_stops_no_other(parent):
    food = part(parent, "food_licence")
    opine(food, Opinion.RETURN, fault="workflow")
    opine(part(parent, "signboard"), Opinion.AGREE)

    now = again(parent)
    assert part(now, "food_licence").state == cases.State.CORRECTING
    assert part(now, "signboard").state == cases.State.CLOSED
    assert part(now, "drain_permit").state == cases.State.RECEIVED
    assert part(now, "food_licence").correction.faults == (("workflow", "请补"),)


def test_a_refusal_says_why_and_what_can_be_done(parent):
    opine(part(parent, "tobacco_retail"), Opinion.DISAGREE, words="距学校太近")

    refused = part(again(parent), "tobacco_retail")
    assert (refused.state, refused.reasons) == (cases.State.REFUSED, "距学校太近")
    said = [message.body.zh for message in notices.messages_of(identity.person("lin"))]
    assert any("距学校太近" in words and "行政复议" in words for words in said)


def test_what_needs_another_result_waits_visibly_and_then_goes_on(submit):
    parent = submit("he", identity.Right.SELF, WITHOUT_LICENCE)
    licence, food = part(parent, "biz_licence"), part(parent, "food_licence")
    assert (food.state, food.waits_for) == (cases.State.WAITING, (licence.number,))

    opine(licence, Opinion.AGREE)

    assert part(again(parent, "he"), "food_licence").state == cases.State.RECEIVED


def test_a_shop_comes_into_being_with_its_business_licence_and_holds_what_follows(city):
    he = identity.person("he")
    acting = next(a for a in identity.actings_of(he, on=NOON.date()) if a.right == identity.Right.SELF)
    draft = applications.start(bundle="restaurant", acting=acting, person=he, at=NOON)
    fill_everything(draft.code, situation=WITHOUT_LICENCE, by=he, at=NOON)
    own = {"legal_representative_number": [he.number], "legal_representative": [he.name]}
    assert not applications.save_answers(draft.code, raw=own, only=list(own), by=he, at=NOON).errors
    sheet = applications.prepare(draft.code, by=he, at=NOON)
    number = applications.submit(draft.code, digest=sheet.digest, by=he, at=NOON).number
    parent = cases.get_case(number, seen_by=he, on=NOON.date())

    opine(part(parent, "biz_licence"), Opinion.AGREE)

    (shop,) = identity.organisations_of(he)
    food = part(again(parent, "he"), "food_licence")
    assert (again(parent, "he").holder.code, food.holder.code, food.state) == (shop.code, shop.code, "received")
    (licence,) = licences.licences_of(he, on=NOON.date())
    assert (licence.item, licence.holder_code, licence.holder_name) == ("biz_licence", shop.code, shop.name)
    opine(part(again(parent, "he"), "drain_permit"), Opinion.AGREE)
    assert {one.holder_code for one in licences.licences_of(he, on=NOON.date())} == {shop.code}


def test_a_representative_whom_nobody_knows_is_said_before_signing_and_holds_nothing_up(city):
    he = identity.person("he")
    acting = next(a for a in identity.actings_of(he, on=NOON.date()) if a.right == identity.Right.SELF)
    draft = applications.start(bundle="restaurant", acting=acting, person=he, at=NOON)
    fill_everything(draft.code, situation=WITHOUT_LICENCE, by=he, at=NOON)
    foreign = {"legal_representative_number": ["310109196003150024"], "legal_representative": ["外籍样例"]}
    applications.save_answers(draft.code, raw=foreign, only=list(foreign), by=he, at=NOON)
    sheet = applications.prepare(draft.code, by=he, at=NOON)
    (told,) = [one for one in sheet.outlook.findings if one.point == "legal_representative_number"]
    assert (told.item, told.outcome.value) == ("biz_licence", "not_met")
    assert "外籍人士" in told.mend.zh
    number = applications.submit(draft.code, digest=sheet.digest, by=he, at=NOON).number

    opine(part(cases.get_case(number, seen_by=he, on=NOON.date()), "biz_licence"), Opinion.AGREE)

    now = cases.get_case(number, seen_by=he, on=NOON.date())
    assert (part(now, "biz_licence").state, part(now, "food_licence").state) == ("closed", "received")
    assert [one.holder_code for one in licences.licences_of(he, on=NOON.date())] == [he.number]
    assert any("还没有建立新主体" in message.title.zh for message in notices.messages_of(he, limit=50))


def test_what_waits_for_a_refused_result_ends_and_says_so(submit):
    parent = submit("he", identity.Right.SELF, WITHOUT_LICENCE)

    opine(part(parent, "biz_licence"), Opinion.DISAGREE, words="住所不能核实")

    now = again(parent, "he")
    assert {child.state for child in now.children} == {cases.State.REFUSED, cases.State.TERMINATED}
    assert now.state == cases.State.CLOSED


def test_withdrawing_the_bundle_takes_back_what_is_not_decided(parent):
    opine(part(parent, "signboard"), Opinion.AGREE)

    cases.withdraw(parent.number, by=identity.person("lin"), reasons="不开了", at=NOON)

    now = again(parent)
    assert part(now, "signboard").state == cases.State.CLOSED
    assert part(now, "food_licence").state == cases.State.WITHDRAWN
    assert now.state == cases.State.CLOSED


def test_accepting_starts_the_limits_and_explains_every_day(parent):
    food = part(parent, "food_licence")
    cases.accept(food.number, by=reviewer_of(food), at=NOON)

    now = part(again(parent), "food_licence")
    days = cases.explain_due(now)
    assert now.promised_due_on == days[-1].day
    assert [day.counted for day in days if day.counted] == list(range(1, days[-1].counted + 1))
    assert now.statutory_due_on > now.promised_due_on


def test_a_stranger_and_another_organ_find_nothing(parent):
    food = part(parent, "food_licence")
    wang, qian, lin = identity.person("wang"), identity.person("qian"), identity.person("lin")
    for verb in (
        lambda: cases.get_case(parent.number, seen_by=wang, on=NOON.date()),
        lambda: cases.own_case(food.number, seen_by=qian, on=NOON.date()),
        lambda: cases.get_case(food.number, seen_by=qian, on=NOON.date()),
        lambda: cases.withdraw(parent.number, by=wang, reasons="", at=NOON),
        lambda: cases.withdraw(food.number, by=reviewer_of(food), reasons="", at=NOON),
        lambda: cases.accept(food.number, by=qian, at=NOON),
        lambda: cases.accept(food.number, by=lin, at=NOON),
        lambda: cases.take_correction(food.number, dossier="", shows=[], by=wang, at=NOON),
    ):
        with pytest.raises(identity.NotFound):
            verb()
    assert cases.cases_of(wang, on=NOON.date()) == []


def test_every_step_is_in_the_journal_and_the_chain_holds(parent):
    for child in parent.children:
        opine(child, Opinion.AGREE)
    journal.seal_entries(1000)

    kinds = [entry.kind for entry in journal.history(part(parent, "food_licence").number)]
    kinds = [kind for kind in kinds if kind != "PaperPrinted"]
    assert kinds == ["CaseOpened", "OpinionGiven", "ReviewConcluded", "CaseAccepted", "CaseDecided", "CaseClosed"]
    assert journal.prove().holds


def test_an_organ_that_joins_reads_what_its_points_are_about_and_no_more(parent):
    sign, qian, fen = part(parent, "signboard"), identity.person("qian"), identity.reviewers_of("city_appearance")[0]
    seen = applications.file_of(sign.number, seen_by=qian, at=NOON)
    rendering = next(one for one in seen.materials if one.code == "sign_rendering").documents[0]["code"]

    assert applications.read_material(sign.number, document=rendering, seen_by=qian, at=NOON)
    assert applications.paper_of(sign.number, material="signboard_form", seen_by=fen, at=NOON)
    assert {one.code for one in seen.materials} == {"sign_rendering"}
    for made in ("signboard_form", "sign_safety_pledge"):
        with pytest.raises(identity.NotFound):
            applications.paper_of(sign.number, material=made, seen_by=qian, at=NOON)
