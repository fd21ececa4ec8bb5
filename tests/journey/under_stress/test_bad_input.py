"""Forged posts, hostile texts, steps out of order: a clear answer each time, never an error page, and nothing lost."""

from io import BytesIO
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.answers import floor_plan
from tests.world import begin, browser, company_of
from tongban.applications import public as applications
from tongban.identity import public as identity

LONG = "长" * 350_000  # a megabyte
WRONG = {
    "floor_area": ["-1", "NaN", "Infinity", "1e999", "1" * 400, "1,2,3", "0x10", LONG, "12 or 1=1", "½"],
    "seats": ["3.5", "-3", "١٢x", "9" * 30, "<b>4</b>"],
    "kitchen_area": ["inf", "--1", "1.2.3"],
    "catering_form": ["no_such_option", "__class__", LONG],
    "dishes": ["no_such_dish"],
    "operation_ends_on": ["2026-02-30", "2026-13-01", "0000-00-00", "yesterday", "2026-02-01T00:00:00Z", "99999-01-01"],
    "sign_text": ["\x1b[31m", "a\x07b", "\u202egnp.exe", "\ufffe", LONG],
    "open_kitchen": ["maybe", "2"],
}
HOSTILE = ["'", "' OR 1=1 --", "%", "_%", "\\", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "😀" * 50, "١٢٣", "\u202e",
           "a/b", "../../etc/passwd", "%s%n", "(" * 100, "\x01\x02", "\r\nSet-Cookie: a=b", "开" * 5000, " ", "/", "."]  # fmt: skip


@pytest.fixture
def lin(city):
    return browser("lin", company_of().party.code)


@pytest.fixture
def draft(lin):
    code = begin()
    applications.answer_situation(
        code,
        values={"has_business_licence": True, "has_signboard": True, "sells_tobacco": True},
        chosen=None,
        by=identity.person("lin"),
        at=timezone.now(),
    )
    return code


def kept(draft):
    return applications.outlook(draft, seen_by=identity.person("lin"), at=timezone.now())


def text_of(answer):
    return html.document_fromstring(answer.content.decode()).text_content()


@pytest.mark.parametrize("fact", WRONG)
def test_a_value_that_is_none_is_answered_in_words_and_what_was_right_is_kept(lin, draft, fact):
    before = kept(draft).values

    for written in WRONG[fact]:
        posted = {"field": [fact, "staff_count"], fact: written, "staff_count": "7"}
        answer = lin.post(f"/drafts/{draft}/parts/{section_of(draft, fact)}/", posted)
        assert answer.status_code == 422, written[:40]
        assert "errsum" in answer.content.decode()

    after = kept(draft).values
    assert after.get(fact) == before.get(fact)
    assert after["staff_count"] == 7


def section_of(draft, fact):
    return kept(draft).edition.facts[fact].section


def test_full_width_digits_and_units_are_understood(lin, draft):
    lin.post(f"/drafts/{draft}/parts/facilities/", {"field": "kitchen_area", "kitchen_area": "２４．５ 平方米"})

    assert str(kept(draft).values["kitchen_area"]) == "24.5"


def test_several_values_where_one_is_expected_are_refused(lin, draft):
    answer = lin.post(f"/drafts/{draft}/parts/facilities/", {"field": "kitchen_area", "kitchen_area": ["24", "25"]})

    assert answer.status_code == 422
    assert "kitchen_area" not in kept(draft).values


def test_facts_that_the_form_does_not_ask_for_are_not_kept(lin, draft):
    forged = {"child_name": "某", "no_such_fact": "1", "__proto__": "1", "case_number": "1", "holder_code": "1"}

    lin.post(f"/drafts/{draft}/parts/trade/", {"field": list(forged), **forged})

    assert not set(forged) & set(kept(draft).values)
    assert kept(draft).draft.case_number is None


def test_thousands_of_fields_are_too_many_and_a_nul_is_no_text(lin, draft):
    there = f"/drafts/{draft}/parts/trade/"

    assert lin.post(there, {f"f{n}": "1" for n in range(3000)}).status_code == 400
    assert lin.post(there, {"field": "sign_text", "sign_text": "云\0上"}).status_code == 400
    assert lin.post(there, {"field": "a\0b"}).status_code == 400
    for address in ("/drafts/a%00b/", "/search/?q=%00", "/verify/%00/", "/cases/%00/", "/licences/a%00/pdf/"):
        assert lin.get(address).status_code == 400
    assert lin.get("/").status_code == 200


def test_an_encoding_that_does_not_exist_and_a_spoilt_session_are_answered(city):
    guest = browser()
    body = b'--x\r\nContent-Disposition: form-data; name="person"\r\n\r\nlin\r\n--x--\r\n'

    for charset in ("rot13", "unicode_escape", "nonsense", "utf-7"):
        answer = guest.generic("POST", "/sign-in/", body, f"multipart/form-data; boundary=x; charset={charset}")
        assert answer.status_code < 500, charset
    assert guest.post("/sign-in/", b"garbage", content_type="multipart/form-data").status_code < 500
    assert guest.post("/sign-in/", b"{}", content_type="application/json").status_code < 500
    for cookie in ('"abcdefgh\\000"', "x" * 5000, "'; DROP TABLE", ""):
        spoilt = Client(headers={"cookie": f"sessionid={cookie}"}, raise_request_exception=False)
        assert spoilt.get("/space/").status_code < 500


def test_cookies_of_language_and_display_may_hold_anything(city):
    for garbage in ("../../x", "zh-hant-xx-" + "a" * 600, "elder;x", "<b>", "dark"):
        guest = browser()
        for name in ("django_language", "pref_size", "pref_theme"):
            guest.cookies[name] = garbage
        page = guest.get("/")
        assert page.status_code == 200
        assert "<b>" not in page.content.decode().split("<body")[0]


@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_can_be_looked_for(city, words):
    zhao = browser("zhao")

    for client, page, name in [
        (zhao, "/search/", "q"),
        (zhao, "/suggest/", "q"),
        (zhao, "/sign-in/", "q"),
        (zhao, "/verify/", "code"),
        (zhao, "/desk/", "q"),
        (zhao, "/desk/", "after"),
        (zhao, "/desk/?done=agree", "was"),
        (zhao, "/desk/pane/", "beside"),
        (zhao, "/guides/restaurant/", "ask"),
        (zhao, "/guides/restaurant/", "floor_area"),
        (zhao, "/guides/restaurant/result/", "with"),
    ]:
        answer = client.get(page.split("?")[0], {name: words, **({"done": "agree"} if "?" in page else {})})
        assert answer.status_code in {200, 302, 404, 422}, page
        assert "<script>alert" not in answer.content.decode()


AWAY = ["//evil.example", "https:evil.example", "https://evil.example/", "\\\\evil.example", "/\\evil.example",
        "javascript:alert(1)", "evil", "portal:case", "///evil.example", "\t//evil.example", "/%0d%0aSet-Cookie:a=b"]  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_led_away(lin, away):
    company = company_of().party.code
    for answer in (
        lin.post(f"/sign-in/?next={away}", {"person": "lin"}),
        lin.post("/sign-in/", {"person": "lin", "next": away}),
        lin.post("/switch/", {"party": company, "next": away}),
        lin.post("/preferences/", {"size": "elder", "next": away}),
        lin.post("/language/", {"language": "en", "next": away}, headers={"referer": "https://evil.example/"}),
        lin.post("/messages/", {"message": "x", "link": away}),
    ):
        assert answer.status_code in {302, 404}
        led_to = urljoin("http://testserver/here/", answer.headers.get("Location", "/"))
        assert led_to.startswith("http://testserver/")
        assert "\\" not in led_to
        assert "Set-Cookie" not in answer.headers


def test_another_host_is_refused_and_without_the_token_nothing_is_done(city, draft):
    lin = Client(enforce_csrf_checks=True, raise_request_exception=False)
    lin.force_login(identity.person("lin"))

    assert lin.get("/", headers={"host": "evil.example"}).status_code == 400
    for forged in ({}, {"csrfmiddlewaretoken": "x"}, {"csrfmiddlewaretoken": "a" * 64}):
        answer = lin.post(f"/drafts/{draft}/parts/trade/", {"field": "staff_count", "staff_count": "7", **forged})
        assert answer.status_code == 403
        assert "<h1" in answer.content.decode()
    assert kept(draft).values.get("staff_count") != 7


def test_nobody_acts_for_somebody_else_by_a_forged_post(lin, draft):
    wang = browser("wang")

    for party in (company_of().party.code, identity.person("lin").number, "x", ""):
        assert wang.post("/switch/", {"party": party}).status_code == 403
        refused = wang.post("/start/", {"bundle": "restaurant", "party": party})
        assert refused.status_code == (403 if party else 302)
    assert [one.holder.code for one in applications.drafts_of(identity.person("wang"), on=timezone.localdate())] == [
        identity.person("wang").number
    ]


def test_another_tab_does_not_change_for_whom_a_page_begins(lin):
    page = html.document_fromstring(lin.get("/items/food_licence/").content.decode())
    (form,) = [one for one in page.forms if one.get("action") == "/start/"]
    lin.post("/switch/", {"party": identity.person("lin").number})

    begun = lin.post("/start/", dict(form.form_values()))

    assert kept(begun.headers["Location"].split("/")[2]).draft.holder.code == company_of().party.code


NAMES = [
    "../../../etc/passwd.png",
    "a\r\nSet-Cookie: x=y.png",
    "\x00.png",
    "图\u202egnp.exe",
    "a" * 4000,
    '"; x="y.png',
    ".",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_only_a_name(lin, draft, name):
    there, material = f"/drafts/{draft}/materials/", kept(draft).to_upload[0].code
    boundary = b"--x\r\n"
    body = (
        boundary + b'Content-Disposition: form-data; name="material"\r\n\r\n' + material.encode() + b"\r\n" + boundary
    )
    said = name.replace('"', '\\"')
    body += f'Content-Disposition: form-data; name="file"; filename="{said}"\r\n\r\n'.encode() + floor_plan()
    answer = lin.post(there, body + b"\r\n--x--\r\n", content_type="multipart/form-data; boundary=x")

    assert answer.status_code in {302, 400, 422}
    for supply in kept(draft).supplies:
        for document in supply.documents:
            shown = lin.get(f"/drafts/{draft}/files/{document.code}/")
            assert "/" not in document.name
            assert document.name.isprintable()
            assert shown.status_code == 200
            assert "Set-Cookie" not in shown.headers


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90", b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"<svg onload=x>"]
)
def test_a_file_that_is_none_is_refused_in_words_and_the_others_stay(lin, draft, content):
    material = kept(draft).to_upload[0].code
    good, bad = BytesIO(floor_plan()), BytesIO(content)
    good.name, bad.name = "good.png", "bad.png"

    answer = lin.post(f"/drafts/{draft}/materials/", {"material": material, "file": [good, bad]})

    assert answer.status_code == 422
    assert "errsum" in answer.content.decode()
    assert [len(one.documents) for one in kept(draft).supplies if one.code == material] == [1]


def test_what_is_not_asked_for_is_not_taken(lin, draft):
    for material in ("", "no_such", "business_licence", "food_application_form", "../x"):
        file = BytesIO(floor_plan())
        file.name = "a.png"
        assert lin.post(f"/drafts/{draft}/materials/", {"material": material, "file": file}).status_code == 422
    lin.post(f"/drafts/{draft}/materials/remove/", {"material": "no_such", "document": "x"})
    assert not any(one.documents for one in kept(draft).supplies)


def test_a_mandate_that_makes_no_sense_is_refused_in_words(lin):
    chen, today = identity.person("chen"), timezone.localdate().isoformat()
    good = {"party": company_of().party.code, "number": chen.number, "name": chen.name, "scope": "signboard"}
    good |= {"begins": today, "ends": today}

    for wrong in (
        {"begins": "2026-02-30"}, {"ends": ""}, {"ends": "9999-12-31"}, {"begins": "0001-01-01"}, {"scope": []},
        {"scope": "'; --"}, {"number": "0"}, {"number": LONG}, {"name": "别人"},
        {"number": identity.person("lin").number, "name": "林晓雯"}, {"scope": "no_such_item"},
    ):  # fmt: skip
        assert lin.post("/mandates/", good | wrong).status_code == 422, wrong.keys()
    assert lin.post("/mandates/", good | {"party": identity.person("wang").number}).status_code == 403
    assert lin.post("/mandates/", good).status_code == 302
