"""The policy library: found by filters whose address can be shared; who agrees reads beside each policy how it stands for them."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from tests.world import browser
from tongban.identity import public as identity
from tongban.sources import public as sources

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch):
    def moved(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    moved(NOON)
    return moved


def page_of(answer):
    assert answer.status_code == 200
    return html.document_fromstring(answer.content)


def entries(answer):
    """By name, what the library says of each policy."""
    rows = page_of(answer).xpath("//ul[contains(@class,'matches')]/li")
    return {row.xpath(".//b/a")[0].text_content(): " ".join(row.text_content().split()) for row in rows}


def says(answer):
    return " ".join(page_of(answer).text_content().split())


def test_a_guest_filters_by_a_form_whose_address_shows_anybody_the_same(city, at):
    page = page_of(browser().get("/policies/?for=organisation"))
    form = page.xpath("//form[@role='search']")[0]
    address = "/policies/?for=organisation&q=&organ=tax&mode=auto"

    first, second = (entries(browser().get(address)) for _ in range(2))

    assert form.get("method") == "get"
    assert {each.get("name") for each in form.xpath(".//select|.//input")} >= {
        "for",
        "q",
        "theme",
        "organ",
        "kind",
        "mode",
    }
    assert all(form.xpath(f".//label[@for='{each.get('id')}']") for each in form.xpath(".//select"))
    assert 0 < len(first) < 22
    assert first == second


def test_a_value_that_nobody_knows_is_said_and_nothing_breaks(city, at):
    answer = browser().get("/policies/?organ=moon&standing=entitled&q=" + "长" * 500)

    assert "organ=moon、standing=entitled" in says(answer)


def test_what_has_ended_is_marked_so(city, at):
    ended = entries(browser().get("/policies/?for=person&validity=ended"))
    holds = entries(browser().get("/policies/?for=person&validity=in_force"))

    assert ended
    assert all("已到期" in text for text in ended.values())
    assert not ended.keys() & holds.keys()


def test_without_consent_no_register_is_asked(city, at):
    wang = browser("wang")
    before = len(sources.uses_of(identity.person("wang"), on=NOON.date()))

    wang.get("/policies/?for=person")
    consent = says(wang.get("/policies/standing/"))

    assert "残疾人证库" in consent
    assert len(sources.uses_of(identity.person("wang"), on=NOON.date())) == before


def test_who_agrees_reads_how_each_policy_stands_and_why_in_one_line(city, at):
    wang = browser("wang")
    agreed = wang.post(
        "/policies/standing/", {"party": identity.person("wang").number, "next": "/policies/?organ=civil_affairs"}
    )
    told = entries(wang.get(agreed.headers["Location"]))
    entitled = entries(wang.get("/policies/?standing=entitled"))

    assert agreed.headers["Location"] == "/policies/?organ=civil_affairs"
    assert "可以享受" in told["上海市老年综合津贴"]
    assert "150" in told["上海市老年综合津贴"]
    assert all(
        any(word in text for word in ("可以享受", "快可以了", "还要看", "不符合", "已到期")) for text in told.values()
    )
    assert all("可以享受" in text for text in entitled.values())
    assert "政策体检" in {
        use.purpose.split(" / ")[0] for use in sources.uses_of(identity.person("wang"), on=NOON.date())
    }


def test_the_consent_is_for_one_party_for_half_an_hour_and_can_be_taken_back(city, at):
    wang, number = browser("wang"), identity.person("wang").number
    agree = {"party": number}
    wang.post("/policies/standing/", agree)
    told = says(wang.get("/policies/"))

    at(NOON + timedelta(minutes=31))
    later = says(wang.get("/policies/"))
    wang.post("/policies/standing/", agree)
    again = says(wang.get("/policies/"))
    wang.post("/policies/standing/", {"stop": "1"})

    marked = "每项政策旁边标的是"
    assert [marked in text for text in (told, later, again, says(wang.get("/policies/")))] == [True, False, True, False]


def test_a_company_sees_its_own_and_nothing_is_marked_among_the_policies_of_people(city, at):
    company = identity.organisations_of(identity.person("lin"))[0].code
    lin = browser("lin", company)
    lin.post("/policies/standing/", {"party": company})

    own, people = lin.get("/policies/"), lin.get("/policies/?for=person")

    assert "14,400" in entries(own)["失业保险稳岗返还"]
    assert "这一类不是给这一方的" in says(people)
    assert not any("可以享受" in text for text in entries(people).values())


def test_an_agent_whose_mandate_does_not_name_policies_is_refused(city, at):
    company = identity.organisations_of(identity.person("lin"))[0].code

    answer = browser("chen", company).post("/policies/standing/", {"party": company})

    assert answer.status_code == 403


def test_a_register_that_is_down_is_named(city, at):
    wang = browser("wang")
    wang.post("/policies/standing/", {"party": identity.person("wang").number})
    sources.silence("disability")

    told = wang.get("/policies/")

    assert "残疾人证库" in says(told)
    assert "还要看" in entries(told)["重度残疾人护理补贴（一级）"]


def test_it_leads_back_only_to_pages_of_this_site(city, at):
    answer = browser("wang").post(
        "/policies/standing/", {"party": identity.person("wang").number, "next": "https://evil.example/"}
    )

    assert answer.headers["Location"] == "/policies/?for=person"


def test_the_library_asks_the_database_little(city, at, django_assert_max_num_queries):
    guest, wang = browser(), browser("wang")
    guest.get("/policies/")
    wang.post("/policies/standing/", {"party": identity.person("wang").number})

    with django_assert_max_num_queries(4):
        guest.get("/policies/?for=organisation&theme=firm_staff")
    with django_assert_max_num_queries(16):
        wang.get("/policies/")
