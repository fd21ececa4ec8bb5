"""The counter's pages: nothing without an attendance, the same form as the citizen's, a sheet that is signed, a receipt."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.answers import fill_everything, floor_plan

from tongban.applications import public as applications
from tongban.desks.tests.acts import SITUATION, browser_of, text_of
from tongban.desks.views import who
from tongban.identity import public as identity

COMPANY = "91310104MA1TB0013N"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """These people come today: their mandates begin today."""
    monkeypatch.setattr(who, "now", timezone.now)
    monkeypatch.setattr(who, "today", timezone.localdate)


@pytest.fixture
def clerk(city):
    return identity.person("tao")


@pytest.fixture
def window(clerk):
    """The clerk's browser; Lin's card was read, she acts for her company."""
    browser = browser_of("tao")
    answer = browser.post("/counter/begin/", {"read": "lin", "party": COMPANY, "alike": "yes"})
    assert answer["Location"] == "/counter/"
    return browser


@pytest.fixture
def draft(window):
    """A draft begun at the window: its address."""
    return window.post("/counter/receive/", {"bundle": "restaurant"})["Location"].partition("#")[0]


def code_of(draft):
    return draft.split("/")[3]


def fill(draft, clerk):
    fill_everything(code_of(draft), situation=SITUATION, by=clerk, at=timezone.now())


def test_nobody_at_the_window_nothing_to_see(clerk, draft):
    browser = browser_of("tao")
    browser.post("/counter/end/")

    for page in (draft, f"{draft}sheet/", f"{draft}slip/"):
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "重新读证件" in text_of(answer)
        assert "云上小馆" not in text_of(answer)


def test_a_card_that_names_nobody_is_refused_and_what_was_typed_stays(clerk):
    answer = browser_of("tao").post(
        "/counter/begin/", {"number": "310107195105180010", "name": "查无此人", "alike": "yes"}
    )

    assert answer.status_code == 422
    assert "对不上" in text_of(answer)
    assert "查无此人" in text_of(answer)


def test_who_may_not_act_for_the_organisation_is_told_why(clerk):
    answer = browser_of("tao").post("/counter/begin/", {"read": "wang", "party": COMPANY, "alike": "yes"})

    assert answer.status_code == 422
    assert "没有代表该办事主体的权限" in text_of(answer)


def test_the_clerk_finds_it_in_the_persons_own_words(window):
    page = text_of(window.get("/counter/?q=开小饭店"))

    assert "开办餐饮店" in page
    assert "开始收件" in page
    assert "没有找到“天上的月亮”" in text_of(window.get("/counter/?q=天上的月亮"))


def test_the_form_asks_what_the_citizens_form_asks_and_shows_what_is_known(window, draft):
    window.post(draft, {"question": list(SITUATION), **dict.fromkeys(SITUATION, "yes")})

    page = text_of(window.get(draft))
    assert "市场主体登记库" in page
    assert "店面平面图" in page
    view = applications.outlook(code_of(draft), seen_by=identity.person("lin"), at=timezone.now())
    for step in view.steps:
        assert all(f'name="{one.field.fact.code}"' in page for one in step.to_fill)


def test_what_is_right_is_kept_and_what_is_wrong_is_said(window, draft):
    window.post(draft, {"question": list(SITUATION), **dict.fromkeys(SITUATION, "yes")})

    answer = window.post(
        draft, {"question": ["floor_area"], "floor_area": "很大", "field": ["sign_text"], "sign_text": "云上"}
    )

    assert answer.status_code == 422
    assert "很大" in text_of(answer)
    view = applications.outlook(code_of(draft), seen_by=identity.person("lin"), at=timezone.now())
    assert view.values["sign_text"] == "云上"


def test_the_other_pane_follows_while_the_clerk_types(window, draft, clerk):
    fill(draft, clerk)
    view = applications.outlook(code_of(draft), seen_by=clerk, at=timezone.now())
    shown = [one.field.fact.code for step in view.steps for one in step.to_fill]

    same = window.post(draft, {"field": shown}, headers={"hx-request": "true"})
    other = window.post(draft, {"field": shown[1:]}, headers={"hx-request": "true"})

    assert "系统预审" in text_of(same)
    assert "<form" not in text_of(same)
    assert other["HX-Refresh"] == "true"


def picture(name="plan.png", content=None):
    return SimpleUploadedFile(name, floor_plan() if content is None else content)


def test_several_pages_are_scanned_and_a_bad_one_is_told(window, draft, clerk):
    fill(draft, clerk)
    view = applications.outlook(code_of(draft), seen_by=clerk, at=timezone.now())
    material = view.to_upload[0]

    window.post(f"{draft}scan/", {"material": material.code, "file": [picture("一.png"), picture("二.png")]})
    bad = window.post(f"{draft}scan/", {"material": material.code, "file": [picture("x.png", b"MZ")]})

    assert bad.status_code == 422
    page = text_of(window.get(draft))
    assert "一.png" in page
    assert "二.png" in page
    assert window.get(f"{draft}files/{material.documents[0].code}/")["Content-Security-Policy"].startswith("sandbox")
    window.post(f"{draft}remove/", {"material": material.code, "document": material.documents[0].code})
    after = applications.outlook(code_of(draft), seen_by=clerk, at=timezone.now())
    assert len(after.to_upload[0].documents) == len(material.documents) + 1


def test_the_sheet_is_signed_on_paper_and_the_receipt_printed(window, draft, clerk):
    fill(draft, clerk)
    digest = applications.prepare(code_of(draft), by=clerk, at=timezone.now()).digest
    page = text_of(window.get(f"{draft}sheet/"))
    assert "申请人（签字）" in page
    assert digest[:8] in page

    unsigned = window.post(f"{draft}sheet/", {"digest": digest})
    signed = window.post(f"{draft}sheet/", {"digest": digest, "scan": [picture()]})

    assert unsigned.status_code == 422
    assert "还没有签署" in text_of(unsigned)
    receipt = text_of(window.get(signed["Location"]))
    assert "收件回执" in receipt
    assert "综合窗口" in receipt
    assert window.get(draft)["Location"] == signed["Location"]


def test_a_wrong_code_from_the_telephone_is_refused(window, draft, clerk):
    fill(draft, clerk)
    assert window.post(f"{draft}send-code/")["Location"].endswith("?sent=1#confirmation")
    digest = applications.prepare(code_of(draft), by=clerk, at=timezone.now()).digest

    answer = window.post(f"{draft}sheet/", {"digest": digest, "confirmation": "abcdef"})

    assert answer.status_code == 422
    assert "确认码不对" in text_of(answer)


def test_everything_that_is_missing_stands_on_one_slip(window, draft):
    window.post(draft, {"question": list(SITUATION), **dict.fromkeys(SITUATION, "yes")})

    printed = text_of(window.get(window.post(f"{draft}slip/")["Location"]))

    for words in ("一次性告知单", "还要回答", "还要带来的材料", "店面平面图", "还要填的内容", "去窗口继续"):
        assert words in printed


@pytest.mark.parametrize("somebody", ["zhao", "shen", "lin"])
def test_the_counter_exists_for_clerks_only(window, draft, somebody):
    browser = browser_of(somebody)

    for page in ("/counter/", draft, f"{draft}sheet/"):
        assert browser.get(page).status_code == 404
    assert browser.post("/counter/begin/", {"read": "wang", "alike": "yes"}).status_code == 404
