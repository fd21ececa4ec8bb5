"""Steps that come too early, too late, twice or from somebody who must step aside: each is answered, and nothing is lost."""

from io import BytesIO

import pytest
from django.utils import timezone
from lxml import html

from tests.answers import floor_plan
from tests.world import apply, begin, browser, build, company_of, complete, opine, work
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity

LONG = "长" * 350_000  # a megabyte


@pytest.fixture
def lin(city):
    return browser("lin", company_of().party.code)


@pytest.fixture
def draft(lin):
    return begin()


def text_of(answer):
    return html.document_fromstring(answer.content.decode()).text_content()


def test_nothing_is_submitted_before_it_is_complete_or_other_than_it_was_seen(lin, draft):
    early = lin.post(f"/drafts/{draft}/check/", {"agree": "yes", "digest": "0" * 64})
    digest = complete(draft)
    forged = lin.post(f"/drafts/{draft}/check/", {"agree": "yes", "digest": "f" * 64})

    assert (early.status_code, forged.status_code) == (422, 422)
    assert "还有" in text_of(early)
    assert "再核对一遍" in text_of(forged)
    assert lin.post(f"/drafts/{draft}/check/", {"agree": "yes", "digest": digest}).status_code == 302


def test_a_page_that_stayed_open_says_that_it_is_submitted(lin, draft):
    digest = complete(draft)
    lin.post(f"/drafts/{draft}/check/", {"agree": "yes", "digest": digest})

    for step in ("parts/trade/", "questions/", "materials/", ""):
        assert lin.get(f"/drafts/{draft}/{step}").headers["Location"].startswith("/cases/")
    file = BytesIO(floor_plan())
    for step, posted in [
        ("parts/trade/", {"field": "staff_count", "staff_count": "9"}),
        ("questions/", {"seats": "9"}),
        ("materials/", {"material": "floor_plan", "file": file}),
        ("materials/remove/", {"material": "floor_plan", "document": "x"}),
        ("again/", {}),
        ("undo/", {"fact": "floor_area"}),
    ]:
        answer = lin.post(f"/drafts/{draft}/{step}", posted)
        assert answer.status_code == 422, step
        assert "已经提交" in text_of(answer)


def test_a_correction_is_given_once_and_only_when_it_is_asked_for(lin):
    world = build()
    there = f"/cases/{world.correcting}/mend/"
    signboard = cases.get_case(world.case, seen_by=identity.person("lin"), on=timezone.localdate()).children[1]

    assert lin.post(f"/cases/{signboard.number}/mend/", {"note": "补"}).status_code == 302
    assert lin.post(there, {}).status_code == 422
    assert lin.post(there, {"note": LONG}).status_code == 422
    assert lin.post(there, {"note": "补好了", "field": "child_name", "child_name": "某"}).status_code == 302
    assert lin.post(there, {"note": "再补"}).status_code == 302
    again = cases.get_case(world.correcting, seen_by=identity.person("lin"), on=timezone.localdate())
    assert (again.state, again.correction.answered_at is not None) == (cases.State.RECEIVED, True)


def test_what_was_taken_back_cannot_be_mended_and_what_was_decided_cannot_be_taken_back(lin):
    world = build()
    granted = licence_case(world)

    refused = lin.post(f"/cases/{granted}/withdraw/", {"reasons": "x" * 9000})
    lin.post(f"/cases/{world.correcting}/withdraw/", {"reasons": "不办了"})
    late = lin.post(f"/cases/{world.correcting}/mend/", {"note": "补"})
    twice = lin.post(f"/cases/{world.correcting}/withdraw/")

    assert (refused.status_code, late.status_code, twice.status_code) == (422, 302, 422)
    assert lin.post(f"/cases/{world.case}/withdraw/").status_code == 302
    assert lin.post(f"/cases/{world.case}/withdraw/").status_code == 422


def licence_case(world):
    parts = cases.get_case(world.case, seen_by=identity.person("lin"), on=timezone.localdate()).children
    return next(part.number for part in parts if part.state == cases.State.CLOSED)


def test_an_opinion_is_given_once_and_a_forged_one_not_at_all(lin):
    case = apply()
    food = next(part for part in case.children if part.item == "food_licence")
    code, zhao = approvals.track_of(food.number, organ=food.organ), browser("zhao")
    points = approvals.get_track(code, seen_by=identity.person("zhao")).points
    fits, there = {f"judge-{point}": "fits" for point in points}, f"/desk/{code}/opinion/"

    for forged in (
        {},
        {"opinion": "agree"},
        {"opinion": "granted", **fits},
        {"opinion": "agree", **{f"judge-{point}": "perfect" for point in points}},
        {"opinion": "disagree", **fits},
        {"opinion": "disagree", "words": LONG, **fits},
        {"opinion": "return", **fits},
    ):
        assert zhao.post(there, forged).status_code == 422, forged.keys()
    assert zhao.post(f"/desk/{code}/accept/").status_code == 302
    assert zhao.post(f"/desk/{code}/accept/").status_code == 409
    assert zhao.post(there, {"opinion": "agree", **fits}).status_code == 302
    late = zhao.post(there, {"opinion": "disagree", "words": "改主意了", **fits})
    assert late.status_code == 409
    assert "改主意了" in late.content.decode()
    work()
    assert zhao.post(f"/desk/{code}/accept/").status_code == 409


def test_whoever_has_an_interest_neither_accepts_nor_decides(lin):
    food = next(part for part in apply().children if part.item == "food_licence")
    code = approvals.track_of(food.number, organ=food.organ)
    identity.grant_mandate(
        identity.person("lin"),
        party=company_of().party.code,
        agent_number=identity.person("zhao").number,
        scope=["signboard"],
        begins_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        at=timezone.now(),
    )

    points = approvals.get_track(code, seen_by=identity.person("zhao")).points
    fits = {f"judge-{point}": "fits" for point in points}
    accepted = browser("zhao").post(f"/desk/{code}/accept/")
    decided = browser("zhao").post(f"/desk/{code}/opinion/", {"opinion": "agree", **fits})

    assert (accepted.status_code, decided.status_code) == (403, 403)
    assert "回避" in text_of(accepted)


def test_only_buttons_change_anything(city, lin):
    world = build()
    for address in ("/start/", "/sign-out/", "/preferences/", f"/drafts/{world.draft}/undo/", f"/drafts/{world.draft}/again/",
                    f"/cases/{world.correcting}/withdraw/", f"/mandates/{world.mandate}/end/"):  # fmt: skip
        assert lin.get(address).status_code == 405
    for step in ("opinion", "accept"):
        assert browser("zhao").get(f"/desk/{world.track}/{step}/").status_code == 405


def test_the_parent_of_refused_and_granted_parts_closes(lin):
    case = apply()
    for part, opinion in zip(case.children, ["agree", "disagree", "agree", "disagree"], strict=True):
        opine(part, approvals.Opinion(opinion))
    work()

    again = cases.get_case(case.number, seen_by=identity.person("lin"), on=timezone.localdate())
    assert again.state == cases.State.CLOSED
