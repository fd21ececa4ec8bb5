from datetime import timedelta

from tongban.identity import public as identity


def test_lin_sees_everything_of_her_parties_in_one_query(cast, on, company, django_assert_num_queries):
    with django_assert_num_queries(1):
        codes = dict(identity.codes_visible_to(cast.lin, on=on))

    assert codes == {cast.lin.number: (), company: (), cast.baby.number: ()}


def test_two_mandates_for_one_party_are_joined(cast, on, at, company):
    term = {"begins_on": on, "ends_on": on + timedelta(days=9)}
    identity.grant_mandate(cast.lin, party=company, agent_number=cast.chen.number, scope=["fire_check"], at=at, **term)

    codes = dict(identity.codes_visible_to(cast.chen, on=on))

    assert codes[company] == ("fire_check", "food_licence", "restaurant")


def test_a_mandate_never_narrows_a_full_right(cast, on, at, company):
    term = {"begins_on": on, "ends_on": on}
    identity.grant_mandate(cast.lin, party=company, agent_number=cast.gu.number, scope=["fire_check"], at=at, **term)
    identity.Organisation.objects.filter(code=company).update(legal_representative=cast.gu)

    assert dict(identity.codes_visible_to(cast.gu, on=on))[company] == ()


def test_the_expired_and_the_stranger_see_only_themselves(cast, on, company):
    assert identity.codes_visible_to(cast.wang, on=on) == [(cast.wang.number, ())]
    assert [code for code, _ in identity.codes_visible_to(cast.chen, on=on)] == [cast.chen.number, company]
