"""Say who you are, for whom you act, and leave."""

import pytest

from tongban.portal.tests.people import browser, text_of


@pytest.mark.parametrize("address", ["/space/", "/messages/", "/mandates/", "/space/uses/", "/drafts/x/", "/cases/x/"])
def test_private_pages_ask_who_you_are_and_come_back(city, address):
    answer = browser().get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in/?next={address}"


def test_signing_in_leads_to_where_one_wanted_to_go_but_never_to_another_site(city):
    there = browser().post("/sign-in/", {"person": "lin", "next": "/space/"})
    elsewhere = browser().post("/sign-in/", {"person": "lin", "next": "https://elsewhere.example/"})

    assert there.headers["Location"] == "/space/"
    assert elsewhere.headers["Location"] == "/"


def test_one_acts_only_for_those_who_allow_it(wang, company):
    answer = wang.post("/switch/", {"party": company})

    assert answer.status_code == 403
    assert "您没有代表该办事主体的权限" in text_of(answer)


def test_the_page_shows_for_whom_one_acts(lin):
    assert "正在替“上海示例云上小馆餐饮有限公司”办事" in text_of(lin.get("/"))


def test_signing_out_ends_it(lin):
    lin.post("/sign-out/")

    assert lin.get("/space/").status_code == 302
