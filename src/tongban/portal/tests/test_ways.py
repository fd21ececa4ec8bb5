"""The pages of the other ways: a promise with its full text, a paper that follows, a licence to begin from, and its case."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.answers import floor_plan

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.licences import public as licences
from tongban.portal.tests.people import ANSWERS, text_of
from tongban.portal.tests.test_draft import fill_in, sheet_digest
from tongban.portal.tests.test_follow import parts_of, say_of
from tongban.portal.views import who

LARGE = ANSWERS | {"floor_area": "320", "seats": "120"}
FIRE = {"item": "fire_check", "way-fire_check": "commitment"}
PHOTO = {"material": "grease_trap_photo", "later": "yes"}


@pytest.fixture
def large(lin):
    """The address of a draft that needs the fire check, filled in without any upload."""
    address = lin.post("/start/", {"bundle": "restaurant", **LARGE}).headers["Location"]
    fill_in(lin, address, upload=False)
    return address


def submit(lin, address):
    answer = lin.post(f"{address}check/", {"digest": sheet_digest(lin, address), "agree": "yes"})
    return answer.headers["Location"].removesuffix("receipt/")


def test_the_promise_is_read_in_full_before_it_is_chosen_and_before_it_is_signed(lin, large):
    offered = text_of(lin.get(f"{large}ways/"))
    answer = lin.post(f"{large}ways/", FIRE)

    check = text_of(lin.get(f"{large}check/"))
    for page in (offered, check):
        assert "疏散通道和安全出口数量够" in page
        assert "依法撤销许可" in page
    assert answer.headers["Location"] == f"{large}materials/"
    assert "告知承诺书的全文我已逐条看过" in check


def test_what_is_missing_is_told_before_signing(lin, large):
    assert "份材料没有上传" in text_of(lin.get(f"{large}check/"))


def test_a_paper_follows_later_and_is_handed_in_on_the_cases_page(lin, wang, large):
    lin.post(f"{large}materials/later/", PHOTO)
    assert "以后再交" in text_of(lin.get(f"{large}check/"))
    case = submit(lin, large)
    drains = next(part for part in parts_of(case) if part.item == "drain_permit")
    address = f"/cases/{drains.number}/gaps/"

    asked, nothing = text_of(lin.get(case)), lin.post(address, PHOTO)
    given = lin.post(address, {**PHOTO, "file": plan_file()})

    assert "要您补交：办排水许可证" in asked
    assert nothing.status_code == 422
    assert given.status_code == 302
    assert "要您补交" not in text_of(lin.get(case))
    assert wang.get(address).status_code == 404


def plan_file():
    return SimpleUploadedFile("照片.png", floor_plan(), "image/png")


def test_what_may_not_follow_is_refused_with_the_reason(lin, large):
    answer = lin.post(f"{large}materials/later/", {"material": "floor_plan", "later": "yes"})

    assert answer.status_code == 422
    assert "不能以后再交" in text_of(answer)


def work():
    while journal.work(limit=20, at=who.now()):
        pass


@pytest.fixture
def licence(lin, draft):
    """The address of Lin's food licence."""
    fill_in(lin, draft)
    case = submit(lin, draft)
    food = next(part for part in parts_of(case) if part.item == "food_licence")
    say_of(food, approvals.Opinion.AGREE, approvals.Judgement.FITS)
    work()
    held = licences.licences_of(identity.person("lin"), on=who.today())
    return f"/licences/{next(one.code for one in held if one.item == 'food_licence')}/"


def test_a_licence_is_renewed_from_its_own_page(lin, wang, licence):
    page = text_of(lin.get(licence))
    begun = lin.post(f"{licence}begin/", {"item": "food_licence_renew"}).headers["Location"]

    part = text_of(lin.get(f"{begun}parts/licence/"))
    assert "申请延续" in page
    assert "申请变更" in page
    assert "申请注销" in page
    assert "来自您的原证" in part
    assert 'name="licence_number"' not in part
    assert wang.post(f"{licence}begin/", {"item": "food_licence_renew"}).status_code == 404


def test_an_item_about_a_licence_begins_at_the_licence(lin):
    assert "从我的证照开始" in text_of(lin.get("/items/food_licence_renew/"))
    assert lin.post("/start/", {"item": "food_licence_renew"}).status_code == 422


def test_the_case_page_explains_its_days_and_gives_its_papers(lin, wang, draft):
    fill_in(lin, draft)
    case = submit(lin, draft)
    food = next(part for part in parts_of(case) if part.item == "food_licence")
    cases.accept(food.number, by=identity.reviewers_of(food.organ)[0], at=who.now())
    work()

    page = text_of(lin.get(case))
    notices = re.findall(r'href="(/cases/\w+/notices/\w+/)"', page)

    assert "为什么是这一天" in page
    assert "当天不算，从第二天起算" in page
    assert "受理通知书" in page
    assert notices
    assert all(lin.get(one).content.startswith(b"%PDF") for one in notices)
    assert {wang.get(one).status_code for one in notices} == {404}


def test_who_asked_for_my_data_why_and_for_which_case_is_one_line(lin, draft):
    fill_in(lin, draft)
    case = submit(lin, draft)

    page = text_of(lin.get("/space/uses/"))

    assert "为了办“开办餐饮店”" in page
    assert "您自己办事时由系统查的" in page
    assert page.count("<h2>为了办") == 1
    assert case in page
