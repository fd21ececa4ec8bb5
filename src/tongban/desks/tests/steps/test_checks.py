"""Checks after a grant on commitment: kept, broken with its consequence, made good; and the list for the credit platform."""

from decimal import Decimal

import pytest
from tests.answers import fill_everything
from tests.officials import again, opine, part

from tongban.applications import public as applications
from tongban.approvals.public import Opinion
from tongban.cases import public as cases
from tongban.desks.tests.acts import READ, SUBMITTED, browser_of, text_of
from tongban.identity import public as identity
from tongban.licences import public as licences

LARGE = {
    **{"has_business_licence": True, "has_signboard": False, "sells_tobacco": False},
    **{"floor_area": Decimal(320), "seats": 120, "open_kitchen": True},
}


@pytest.fixture
def promised(city):
    """The number of the fire check that was granted on Lin's commitment."""
    lin = identity.person("lin")
    rights = identity.actings_of(lin, on=SUBMITTED.date())
    company = next(acting for acting in rights if acting.right == identity.Right.LEGAL_REPRESENTATIVE)
    draft = applications.start(bundle="restaurant", acting=company, person=lin, at=SUBMITTED).code
    fill_everything(draft, situation=LARGE, by=lin, at=SUBMITTED)
    applications.choose_way(draft, item="fire_check", by_commitment=True, by=lin, at=SUBMITTED)
    sheet = applications.prepare(draft, by=lin, at=SUBMITTED)
    number = applications.submit(draft, digest=sheet.digest, by=lin, at=SUBMITTED).number
    case = cases.get_case(number, seen_by=lin, on=SUBMITTED.date())
    for item in ("food_licence", "fire_check"):
        one = part(case, item)
        if again(one).state == "received":
            opine(one, Opinion.AGREE)
    return part(case, "fire_check").number


def due():
    return {one.case for one in cases.checks_due(identity.person("qian"), on=READ.date())}


def test_a_kept_promise_is_recorded_and_done(promised):
    qian = browser_of("qian")
    assert promised in text_of(qian.get("/desk/checks/"))

    qian.post(f"/desk/checks/{promised}/", {"kept": "yes", "words": ""})

    assert promised not in due()
    assert "没有失信记录" in text_of(qian.get("/desk/checks/"))


def test_a_broken_promise_needs_words_revokes_and_is_listed_until_it_is_made_good(promised):
    qian = browser_of("qian")
    assert qian.post(f"/desk/checks/{promised}/", {"kept": "no", "words": " "}).status_code == 422
    assert qian.post(f"/desk/checks/{promised}/", {"words": "没有选"}).status_code == 422

    qian.post(f"/desk/checks/{promised}/", {"kept": "no", "words": "安全出口上锁"})

    assert licences.granted_by(promised) == []
    assert "安全出口上锁" in qian.get("/desk/checks/breaches.csv").content.decode()
    qian.post(f"/desk/checks/{promised}/repair/", {"repair-words": "已整改"})
    assert cases.breaches(identity.person("qian")) == []


def test_nobody_else_records_a_check(promised):
    for person, expected in (("zhao", 404), ("lin", 404), ("tao", 404)):
        answer = browser_of(person).post(f"/desk/checks/{promised}/", {"kept": "yes"})
        assert answer.status_code == expected, person
    assert promised in due()
    assert promised not in browser_of("zhao").get("/desk/checks/breaches.csv").content.decode()
