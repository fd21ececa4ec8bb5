"""Follow a case to the licence: a correction is asked for and given, everything is granted, anybody checks the licence."""

import re

import pytest
from tests.officials import countersign, hear_the_others

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.portal.tests.people import browser, text_of
from tongban.portal.tests.test_draft import fill_in, plan, sheet_digest
from tongban.portal.views import who


@pytest.fixture
def case(lin, draft):
    """The address of Lin's case, just submitted."""
    fill_in(lin, draft)
    answer = lin.post(f"{draft}check/", {"digest": sheet_digest(lin, draft), "agree": "yes"})
    return answer.headers["Location"].removesuffix("receipt/")


def parts_of(case):
    return cases.own_case(case.split("/")[2], seen_by=identity.person("lin"), on=who.today()).parts


def say_of(part, opinion, judgement, words=""):
    reviewer = identity.reviewers_of(part.organ)[0]
    if opinion is not approvals.Opinion.RETURN:
        hear_the_others(part, at=who.now())
    track = approvals.get_track(approvals.track_of(part.number, organ=part.organ), seen_by=reviewer)
    rulings = [approvals.Ruling(point, judgement, words) for point in track.points]
    approvals.give_opinion(track.code, by=reviewer, opinion=opinion, rulings=rulings, words=words, at=who.now())
    countersign(track.code, organ=part.organ, at=who.now())


def ask_for_correction(case):
    part = next(one for one in parts_of(case) if one.item == "food_licence")
    say_of(part, approvals.Opinion.RETURN, approvals.Judgement.TO_CORRECT, "请补画凉菜间")
    return f"/cases/{part.number}/mend/"


def test_what_is_asked_for_is_said_once_and_mended_alone(lin, case):
    address = ask_for_correction(case)

    asked, page = text_of(lin.get(case)), text_of(lin.get(address))
    nothing = lin.post(address, {})
    given = lin.post(address, {"file-floor_plan": plan(), "note": "已补画"})

    assert "要您补正：办食品经营许可证" in asked
    assert "请补画凉菜间" in page
    assert nothing.status_code == 422
    assert given.status_code == 302
    assert "补正交回了" in text_of(lin.get(case))


def test_a_stranger_mends_and_withdraws_nothing(wang, lin, case):
    address = ask_for_correction(case)

    assert wang.post(address, {"note": "x"}).status_code == 404
    assert wang.post(f"{case}withdraw/", {}).status_code == 404


def test_what_is_granted_can_be_shown_and_checked_by_anybody(lin, wang, case):
    for part in parts_of(case):
        say_of(part, approvals.Opinion.AGREE, approvals.Judgement.FITS)
    while journal.work(limit=20, at=who.now()):
        pass

    address = re.search(r'href="(/licences/\w+/)"', text_of(lin.get(case)))[1]
    public = text_of(browser().get(address.replace("licences", "verify")))

    assert lin.get(f"{address}pdf/").content.startswith(b"%PDF")
    assert "<svg" in text_of(lin.get(address))
    assert "这份证照有效" in public
    assert wang.get(address).status_code == wang.get(f"{address}pdf/").status_code == 404


def test_an_application_is_withdrawn_by_a_button(lin, case):
    lin.post(f"{case}withdraw/", {"reasons": "不开了"})

    assert "撤回了" in text_of(lin.get(case))
    assert lin.post(f"{parts_of(case)[0].number.join(['/cases/', '/withdraw/'])}", {}).status_code == 422
