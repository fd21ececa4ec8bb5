"""An officer sends a company its service pack; its owner opens it; the officer reads the receipt; nobody else sees anything."""

import pytest
from django.utils import timezone
from lxml import html

from tests.world import browser
from tongban.identity import public as identity
from tongban.journal import public as journal


@pytest.fixture
def company(city):
    return identity.organisations_of(identity.person("lin"))[0]


def says(answer):
    return " ".join(html.document_fromstring(answer.content).text_content().split())


def sent(company):
    """The address of the pack at the desk, after an officer has looked at it and sent it."""
    officer = browser("reviewer-human_resources")
    looked = officer.post("/desk/packs/draft/", {"party": company.code})
    assert "失业保险稳岗返还" in says(looked)
    assert "送给单位" in says(looked)
    return officer.post("/desk/packs/send/", {"party": company.code}).headers["Location"]


def test_from_the_desk_to_the_company_and_the_receipt_back(city, company):
    desk = sent(company)
    officer, lin = browser("reviewer-human_resources"), browser("lin")
    before = says(officer.get(desk))
    mine = says(lin.get("/packs/"))
    address = html.document_fromstring(lin.get("/packs/").content).xpath("//main//ul[@class='side-list']//a/@href")[0]

    pack = lin.get(address)

    assert "还没有打开" in before
    assert "没有打开过" in mine
    assert "14,400" in says(pack)
    assert "谁用了我的数据" in says(pack)
    assert "林晓雯" in says(officer.get(desk))
    assert "企业服务包" in says(lin.get("/space/"))


def test_the_message_leads_to_the_pack(city, company):
    desk = sent(company)
    while journal.work(limit=50, at=timezone.now()):
        pass

    assert f"/packs/{desk.strip('/').split('/')[-1]}/" in browser("lin").get("/messages/").content.decode()


def test_the_second_time_the_desk_says_that_it_is_the_same(city, company):
    sent(company)
    officer = browser("reviewer-human_resources")

    looked, again = (officer.post(f"/desk/packs/{step}/", {"party": company.code}) for step in ("draft", "send"))

    assert "不用再送" in says(looked)
    assert again.status_code == 422
    assert "没有再送" in says(again)


def test_strangers_and_other_organs_find_nothing(city, company):
    desk = sent(company)
    code = desk.strip("/").split("/")[-1]

    for person in ("wang", "chen", "reviewer-human_resources"):
        assert browser(person).get(f"/packs/{code}/").status_code == 404
    for person in ("reviewer-tax", "wang", "tao"):
        assert browser(person).get(desk).status_code == 404
    for person in ("wang", "tao", "han"):
        assert browser(person).post("/desk/packs/send/", {"party": company.code}).status_code == 404
    assert company.name not in says(browser("reviewer-tax").get("/desk/packs/"))


def test_a_wrong_code_is_said_beside_the_field_and_stays_in_it(city):
    answer = browser("reviewer-human_resources").post("/desk/packs/draft/", {"party": "9131<b>"})

    assert answer.status_code == 422
    assert "18 位" in says(answer)
    assert html.document_fromstring(answer.content).xpath("//input[@id='party']/@value") == ["9131<b>"]
