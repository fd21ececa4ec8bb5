from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from tongban.identity import public as identity
from tongban.identity.models import Mandate
from tongban.journal import public as journal


@pytest.fixture
def grant(cast, on, at, company):
    def granted(by=None, **changes):
        wanted = {
            "party": company,
            "agent_number": cast.he.number,
            "scope": ["restaurant"],
            "begins_on": on,
            "ends_on": on + timedelta(days=30),
            "at": at,
        }
        return identity.grant_mandate(by or cast.lin, **wanted | changes)

    return granted


def test_the_legal_representative_grants_and_it_is_announced(grant, cast, company):
    mandate = grant()

    assert mandate.party_code == company
    [entry] = journal.history(mandate.number)
    assert (entry.kind, entry.by, entry.body["agent"]) == ("MandateGranted", "lin", "he")
    assert mandate in identity.mandates_of(cast.lin)
    assert mandate in identity.mandates_of(cast.he)
    assert mandate not in identity.mandates_of(cast.wang)


def test_a_person_grants_for_themselves(grant, cast, on):
    grant(cast.wang, party=cast.wang.number)

    assert identity.acting_for(cast.he, party=cast.wang.number, on=on, scope="restaurant").mandate


@pytest.mark.parametrize("who", ["wang", "chen", "he", "xu"])
def test_nobody_else_may_grant(grant, cast, who):
    with pytest.raises(identity.NotAllowed, match="法定代表人"):
        grant(getattr(cast, who))


def test_a_guardian_may_not_hand_on_the_childs_affairs(grant, cast):
    with pytest.raises(identity.NotAllowed):
        grant(cast.lin, party=cast.baby.number)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scope": []}, "scope is empty"),
        ({"scope": ["<script>"]}, "not an item code"),
        ({"ends_on": date(2026, 11, 21)}, "before the first day"),
        ({"begins_on": date(2026, 11, 21)}, "in the past"),
        ({"ends_on": date(2027, 11, 23)}, "at most one year"),
        ({"agent_number": "310101190001010000"}, "No such agent"),
        ({"agent_name": "别人"}, "No such agent"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused_with_its_reason(grant, changes, says):
    before = Mandate.objects.count()

    with pytest.raises(identity.MandateRefused, match=says):
        grant(**changes)
    assert Mandate.objects.count() == before


def test_a_year_is_allowed_and_nobody_is_their_own_agent(grant, cast):
    assert grant(ends_on=date(2027, 11, 22), agent_name="何静")

    with pytest.raises(identity.MandateRefused, match="your own agent"):
        grant(agent_number=cast.lin.number)


def test_the_database_refuses_a_mandate_for_everything(grant):
    number = grant().number

    with pytest.raises(IntegrityError):
        Mandate.objects.filter(number=number).update(scope=[])
