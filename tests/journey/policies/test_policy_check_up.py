"""An old person and a company ask what they are entitled to: by questions alone, and with the registers."""

import re
from datetime import UTC, datetime

import pytest
from lxml import html

from tests.world import browser
from tongban.identity import public as identity
from tongban.sources import public as sources

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def text_of(answer):
    return " ".join(html.document_fromstring(answer.content).text_content().split())


def entry(answer, name):
    page = html.document_fromstring(answer.content)
    found = [each for each in page.xpath("//ul[contains(@class,'matches')]/li") if name in each.text_content()]
    return " ".join(found[0].text_content().split()), found[0].xpath("ancestor::section//h2/text()")


def test_an_old_person_reads_that_65_is_four_months_away_without_signing_in(city, today):
    answer = browser().get("/check-up/?for=person&household_city=shanghai&applicant_born_on=1962-03-30")

    said, heading = entry(answer, "老年综合津贴")
    assert heading == ["快可以了"]
    assert "65 周岁" in said
    assert "还有 4 个月" in said
    assert "2027年3月30日" in said.replace(" ", "")


def test_the_next_question_carries_the_answers_and_nothing_is_kept(city, today):
    guest = browser()
    before = len(guest.cookies)
    page = html.document_fromstring(guest.get("/check-up/?household_city=shanghai&skip=relief_status").content)

    form = page.xpath("//section[@id='questions']//form")[0]
    carried = {each.get("name"): each.get("value") for each in form.xpath(".//input[@type='hidden']")}
    assert carried["household_city"] == "shanghai"
    assert form.get("method") == "get"
    assert "relief_status" in [each.get("value") for each in form.xpath(".//input[@name='skip']")]
    assert "sessionid" not in guest.cookies or before == len(guest.cookies)


def test_what_cannot_be_read_is_asked_again_with_the_reason(city, today):
    answer = browser().get("/check-up/?applicant_born_on=昨天")

    assert answer.status_code == 422
    assert "办理人出生日期" in text_of(answer)


def test_an_old_citizen_agrees_and_sees_what_the_registers_say(city, today):
    wang = browser("wang")
    consent = text_of(wang.get("/check-up/registers/"))

    answer = wang.post("/check-up/registers/", {"party": identity.person("wang").number})

    assert "残疾人证库" in consent
    said, heading = entry(answer, "上海市老年综合津贴")
    assert heading == ["可以享受"]
    assert re.search(r"每月： ?150\s元", said)
    assert "人口库" in said
    assert "政策体检" in {
        use.purpose.split(" / ")[0] for use in sources.uses_of(identity.person("wang"), on=NOON.date())
    }


def test_the_pages_ask_the_database_little(city, today, django_assert_max_num_queries):
    guest, wang, number = browser(), browser("wang"), identity.person("wang").number
    guest.get("/check-up/")

    with django_assert_max_num_queries(4):
        guest.get("/check-up/?household_city=shanghai")
    with django_assert_max_num_queries(16):
        wang.post("/check-up/registers/", {"party": number})


def test_a_company_of_28_staff_is_told_what_it_gets_back(city, today):
    lin = browser("lin", identity.organisations_of(identity.person("lin"))[0].code)

    answer = lin.post("/check-up/registers/", {"party": identity.organisations_of(identity.person("lin"))[0].code})

    said, heading = entry(answer, "失业保险稳岗返还")
    assert heading == ["可以享受"]
    assert "14,400" in said
    assert "不用申请" in said


def test_a_register_that_is_down_is_named_and_its_policies_are_not_lost(city, today):
    sources.silence("disability")

    answer = browser("wang").post("/check-up/registers/", {"party": identity.person("wang").number})

    assert "残疾人证库" in text_of(answer)
    assert "没有回应" in text_of(answer)
    assert entry(answer, "重度残疾人护理补贴（一级）")[1] == ["还要看"]


def test_a_policy_page_says_what_is_a_sample(city, today):
    answer = browser().get("/policies/p_onlychild_monthly/")
    verified = browser().get("/policies/p_old_allowance/")

    assert "只作样例" in text_of(answer)
    assert "只作样例" not in text_of(verified)
    assert "沪府发〔2016〕24号" in text_of(verified)
    assert browser().get("/policies/nothing/").status_code == 404


def test_the_list_shows_each_policy_of_its_audience(city, today):
    people, companies = (browser().get(f"/policies/?for={audience}") for audience in ("person", "organisation"))

    assert len(html.document_fromstring(people.content).xpath("//ul[@class='permits matches']/li")) == 33
    assert len(html.document_fromstring(companies.content).xpath("//ul[@class='permits matches']/li")) == 22
