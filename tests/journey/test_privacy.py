"""Who learns what: a department only what its item asks for, the public only that a licence is valid, the records no numbers."""

import logging
import re

import pytest
from django.db import connection
from django.utils import timezone
from lxml import html

from tests.answers import fill_everything
from tests.world import RESTAURANT, browser, company_of, opine, track_of, work
from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.kernel.identifiers import is_citizen_number
from tongban.licences import public as licences

BIRTH = {
    "applicant_relation": "mother",
    "has_birth_registration": True,
    "child_settles_here": True,
    "maternity_insured": True,
}
BUNDLES = {"restaurant": RESTAURANT, "birth": BIRTH}


def herself():
    return identity.actings_of(identity.person("lin"), on=timezone.localdate())[0]


def apply_for(bundle):
    """Lin applies for the bundle; gives the outlook of what she signed, and the case."""
    lin, at = identity.person("lin"), timezone.now()
    acting = company_of() if bundle == "restaurant" else herself()
    draft = applications.start(bundle=bundle, acting=acting, person=lin, at=at).code
    signed = fill_everything(draft, situation=BUNDLES[bundle], by=lin, at=at)
    sheet = applications.prepare(draft, by=lin, at=at)
    return signed, applications.submit(draft, digest=sheet.digest, by=lin, at=at).number


def parts_of(number):
    return cases.get_case(number, seen_by=identity.person("lin"), on=timezone.localdate()).children


def desk_page(part):
    reviewer = identity.reviewers_of(part.organ)[0].code
    return browser(reviewer).get(f"/desk/{track_of(part)}/").content.decode()


def decide_everything(number, look=lambda part: None):
    """Every department looks and grants, until nothing waits any more; gives the parts that were looked at."""
    seen: list[str] = []
    while ready := [part for part in parts_of(number) if part.state == cases.State.RECEIVED]:
        for part in ready:
            look(part)
            seen.append(part.item)
            opine(part, approvals.Opinion.AGREE)
        work()
    return seen


@pytest.mark.parametrize("bundle", BUNDLES)
def test_a_department_sees_what_its_item_asks_for_and_nothing_else(city, bundle):
    signed, number = apply_for(bundle)
    facts = {code: held for code, held in signed.held.items() if held.value is not None}

    def look(part):
        page = html.document_fromstring(desk_page(part))
        asked = {one.fact for one in city.items[part.item].facts}
        shown = {th.text_content().strip() for th in page.xpath("//section[@id='form']//th[@scope='row']")}
        assert shown <= {city.facts[code].label.zh for code in asked}
        known = {part.holder.code, part.holder.name, identity.person("lin").name}
        known |= {text for code in asked & facts.keys() for text in telling(facts[code])}
        for code in facts.keys() - asked:
            for text in telling(facts[code]):
                assert any(text in one for one in known) or text not in page.text_content(), (part.item, code, text)

    seen = decide_everything(number, look)

    by_people = {part.item for part in parts_of(number) if not city.items[part.item].procedure.automatic}
    assert by_people <= set(seen)
    assert len(seen) >= 4


def telling(held):
    """The texts of a value by which it can be recognised on a page."""
    return {str(value) for value in (held.value, held.register) if isinstance(value, str) and len(value) >= 6}


@pytest.mark.parametrize("bundle", BUNDLES)
def test_no_record_holds_a_citizen_number_or_a_telephone_number(city, bundle, caplog):
    caplog.set_level(logging.DEBUG)
    decide_everything(apply_for(bundle)[1])
    lin, chen, today = identity.person("lin"), identity.person("chen"), timezone.localdate()
    mandate = identity.grant_mandate(
        lin,
        party=lin.number,
        agent_number=chen.number,
        scope=["birth"],
        begins_on=today,
        ends_on=today,
        at=timezone.now(),
    )
    identity.end_mandate(mandate.number, by=lin, at=timezone.now())
    browser("lin").get("/space/")

    with connection.cursor() as cursor:
        cursor.execute('SELECT subject, body::text, "by" FROM journal_entry')
        entries = cursor.fetchall()
        cursor.execute("SELECT key, body::text, trouble FROM journal_promise")
        entries += cursor.fetchall()
    assert len(entries) > 50
    said = [text for row in entries for text in row]
    assert [text for text in said if holds_a_number(text)] == []
    of_ours = [r.getMessage() for r in caplog.records if r.name.startswith(("tongban", "django.request"))]
    assert [text for text in of_ours if holds_a_number(text)] == []


def holds_a_number(text):
    numbers = re.findall(r"(?<![0-9A-Za-z])[0-9]{17}[0-9X](?![0-9A-Za-z])", text)
    telephones = re.findall(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])", text)
    return any(map(is_citizen_number, numbers)) or bool(telephones)


def test_the_scan_finds_what_it_looks_for(city):
    assert holds_a_number(f'{{"party": "{identity.person("lin").number}"}}')
    assert holds_a_number("tel:13900000000")


def test_everybody_learns_that_a_licence_is_valid_and_not_whose_it_is(city):
    decide_everything(apply_for("birth")[1])
    lin = identity.person("lin")
    given = licences.licences_of(lin, on=timezone.localdate())

    for licence in given:
        for called in (licence.code, licence.number):
            page = browser().get(f"/verify/{called}/").content.decode()
            assert "有效" in page
            assert not [told for told in (lin.name, lin.number, lin.phone, "许安然") if told and told in page]
    assert given
