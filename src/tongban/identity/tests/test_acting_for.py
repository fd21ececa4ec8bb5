from datetime import date, timedelta

import pytest

from tongban.identity import public as identity
from tongban.identity.models import Mandate, Organisation


def test_everybody_acts_for_themselves_without_a_query(cast, on, django_assert_num_queries):
    with django_assert_num_queries(0):
        acting = identity.acting_for(cast.wang, party=cast.wang.number, on=on, scope="restaurant")

    assert acting.right is identity.Right.SELF


def test_lin_sees_self_company_and_child_in_one_query(cast, on, django_assert_num_queries):
    with django_assert_num_queries(1):
        actings = identity.actings_of(cast.lin, on=on)

    assert [acting.right.value for acting in actings] == ["self", "legal_representative", "guardian"]


def test_a_legal_representatives_right_ends_when_the_register_changes(cast, on, company):
    assert identity.acting_for(cast.lin, party=company, on=on).right is identity.Right.LEGAL_REPRESENTATIVE

    Organisation.objects.filter(code=company).update(legal_representative=cast.gu)

    with pytest.raises(identity.NotAllowed):
        identity.acting_for(cast.lin, party=company, on=on)


@pytest.mark.parametrize(("day", "allowed"), [(date(2044, 11, 1), True), (date(2044, 11, 2), False)])
def test_a_guardians_right_ends_on_the_eighteenth_birthday(cast, day, allowed):
    parties = [acting.party.code for acting in identity.actings_of(cast.lin, on=day)]

    assert (cast.baby.number in parties) is allowed


def test_a_guardian_does_not_act_for_the_other_parent(cast, on):
    with pytest.raises(identity.NotAllowed):
        identity.acting_for(cast.xu, party=cast.lin.number, on=on)


def test_chen_acts_within_the_scope_only(cast, on, company):
    assert identity.acting_for(cast.chen, party=company, on=on, scope="restaurant").mandate

    with pytest.raises(identity.NotAllowed, match=r"不含“tobacco”.*does not cover “tobacco”") as refused:
        identity.acting_for(cast.chen, party=company, on=on, scope="tobacco")
    assert refused.value.says.en.startswith("Mandate M")


def test_chen_acts_from_the_first_to_the_last_day(cast, on, company):
    mandate = Mandate.objects.get(agent=cast.chen, party_code=company)

    for day in (mandate.begins_on, mandate.ends_on):
        assert identity.acting_for(cast.chen, party=company, on=day)
    with pytest.raises(identity.NotAllowed, match="已于 2027-11-21 到期"):
        identity.acting_for(cast.chen, party=company, on=mandate.ends_on + timedelta(days=1))
    with pytest.raises(identity.NotAllowed, match="begins on 2026-11-22"):
        identity.acting_for(cast.chen, party=company, on=mandate.begins_on - timedelta(days=1))


def test_an_expired_mandate_says_so_in_two_queries(cast, on, django_assert_num_queries):
    party = identity.organisations_of(cast.gu)[0].code

    with django_assert_num_queries(2), pytest.raises(identity.NotAllowed, match="expired on 2026-10-17"):
        identity.acting_for(cast.chen, party=party, on=on)


def test_a_mandate_that_was_ended_says_so(cast, on, at, company):
    mandate = Mandate.objects.get(agent=cast.chen, party_code=company)
    identity.end_mandate(mandate.number, by=cast.lin, at=at)

    with pytest.raises(identity.NotAllowed, match="提前终止"):
        identity.acting_for(cast.chen, party=company, on=on)
    assert company not in [acting.party.code for acting in identity.actings_of(cast.chen, on=on)]


def test_a_stranger_is_refused_and_learns_nothing(cast, on, company):
    def message(party):
        with pytest.raises(identity.NotAllowed) as refused:
            identity.acting_for(cast.wang, party=party, on=on)
        return str(refused.value)

    assert message(company) == message("91310000MA1NOBODY0") == message(cast.lin.number)
    assert [acting.right.value for acting in identity.actings_of(cast.wang, on=on)] == ["self"]
