"""My space: everything of mine in one place; mandates; licences; and nothing of anybody else."""

import pytest

from tongban.identity import public as identity
from tongban.portal.tests.people import browser, text_of
from tongban.portal.views import who


@pytest.mark.parametrize("address", ["/space/", "/messages/", "/mandates/", "/space/uses/", "/switch/"])
def test_my_pages_stay_within_the_budget_of_queries(lin, draft, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(15):
        answer = lin.get(address)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_my_space_leads_on_to_what_i_began_and_a_stranger_does_not_see_it(lin, wang, draft):
    assert draft in text_of(lin.get("/space/"))
    assert draft not in text_of(wang.get("/space/"))


def test_i_see_which_registers_were_read_and_a_stranger_does_not(lin, wang, draft):
    assert "不动产登记库" in text_of(lin.get("/space/uses/"))
    assert "不动产登记库" not in text_of(wang.get("/space/uses/"))


def test_a_mandate_is_granted_used_and_ended(lin, company):
    agent = identity.person("he")
    today = who.today().isoformat()
    wanted = {"party": company, "name": agent.name, "number": agent.number, "begins": today, "ends": today}

    granted = lin.post("/mandates/", {**wanted, "scope": "restaurant"})
    number = next(one.number for one in identity.mandates_of(agent) if one.party_code == company)
    may = browser("he").post("/switch/", {"party": company}).status_code
    lin.post(f"/mandates/{number}/end/")
    no_longer = browser("he").post("/switch/", {"party": company})

    assert (granted.status_code, may, no_longer.status_code) == (302, 302, 403)
    assert "提前终止" in text_of(no_longer)


def test_a_mandate_that_cannot_be_granted_says_why_and_keeps_what_was_written(lin, company):
    answer = lin.post("/mandates/", {"party": company, "name": "某人", "number": "1", "begins": "x", "ends": ""})

    assert answer.status_code == 422
    assert "请填写开始和结束的日期" in text_of(answer)
    assert "某人" in text_of(answer)


def test_nobody_else_ends_a_mandate(wang, lin, company):
    number = identity.mandates_of(identity.person("lin"))[0].number

    assert wang.post(f"/mandates/{number}/end/").status_code == 404


def test_an_unknown_licence_is_said_to_be_unknown(city):
    answer = browser().get("/verify/NOSUCHCODE/")

    assert answer.status_code == 404
    assert "没有查到这份证照" in text_of(answer)
