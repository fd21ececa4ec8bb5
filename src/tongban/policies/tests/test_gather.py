"""The registers are asked with a right to it, once each, and every use stands in the ledger."""

from datetime import UTC, date, datetime

import pytest

from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.policies import public as policies
from tongban.policies.public import Standing
from tongban.policies.tests.test_check_up import SHANGHAI
from tongban.sources import public as sources

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


@pytest.fixture
def city(db):
    identity.populate(size=0, mandate_scope=["restaurant"])
    sources.populate()


def gathered(edition, who, party=None):
    person = identity.person(who)
    acting = identity.acting_for(person, party=party or person.number, on=ON)
    return policies.gather(acting, edition=edition, person=person, at=AT)


def company_of(who):
    return identity.organisations_of(identity.person(who))[0].code


def test_an_old_citizens_registers_say_that_the_allowance_is_due(edition, city):
    known = gathered(edition, "wang")
    found = policies.check_up("person", edition=edition, values=known.values, on=ON, silent=known.silent)

    assert (found.match("p_old_allowance").standing, found.match("p_old_allowance").fen) == (Standing.ENTITLED, 150_00)
    assert known.supplied["applicant_born_on"].source == "population"
    assert "is_deceased" in known.values
    assert known.silent == ()


def test_each_use_stands_in_the_ledger_with_who_and_why(edition, city):
    gathered(edition, "wang")

    uses = sources.uses_of(identity.person("wang"), on=ON)
    assert {use.source for use in uses} == {fact.source for fact in policies.facts_fetched(edition, "person")}
    assert {(use.by, use.purpose) for use in uses} == {("wang", "政策体检 / Policy check-up")}


def test_the_legal_representative_checks_the_company(edition, city):
    known = gathered(edition, "lin", company_of("lin"))
    found = policies.check_up("organisation", edition=edition, values=known.values, on=ON)

    assert (found.match("e_stable").standing, found.match("e_stable").fen) == (Standing.ENTITLED, 14_400_00)


def test_a_guardian_checks_the_child_by_the_childs_own_registers(edition, city):
    baby = identity.person("baby")

    known = gathered(edition, "lin", baby.number)

    assert known.values["applicant_born_on"] == baby.born_on
    assert {use.by for use in sources.uses_of(identity.person("lin"), on=ON)} == {"lin"}


def test_a_stranger_and_an_agent_whose_mandate_is_about_something_else_are_refused(edition, city):
    for who in ("wang", "chen"):
        with pytest.raises(identity.NotAllowed):
            gathered(edition, who, company_of("lin"))
    assert sources.uses_of(identity.person("lin"), on=ON) == []


def test_a_register_that_is_down_leaves_its_policies_unknown_and_is_named(edition, city):
    sources.silence("disability")

    known = gathered(edition, "wang")
    found = policies.check_up("person", edition=edition, values=known.values, on=ON, silent=known.silent)

    assert found.silent == ("disability",)
    assert found.match("p_dis_care_1").standing is Standing.UNKNOWN
    assert found.match("p_old_allowance").standing is Standing.ENTITLED


def test_a_check_up_asks_all_registers_at_once(edition, city, django_assert_num_queries):
    person = identity.person("wang")
    acting = identity.acting_for(person, party=person.number, on=ON)

    with django_assert_num_queries(6):
        policies.gather(acting, edition=edition, person=person, at=AT)
