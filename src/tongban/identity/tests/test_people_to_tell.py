from datetime import date

from tongban.identity import public as identity


def told(applicant, party, **on):
    return [someone.code for someone in identity.people_to_tell(applicant, party_code=party, **on)]


def test_the_agent_and_the_legal_representative_are_told(cast, company, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert told("lin", company) == ["lin"]
    assert told("chen", company) == ["chen", "lin"]


def test_a_person_who_applies_for_themselves_is_told_once(cast):
    assert told("wang", cast.wang.number) == ["wang"]


def test_an_agent_whose_mandate_ran_out_is_no_longer_told(cast, company):
    heard = [told("chen", company, on=on) for on in (date(2027, 11, 21), date(2027, 11, 22))]

    assert heard == [["chen", "lin"], ["lin"]]


def test_a_guardian_is_told_of_the_childs_affairs(cast, on):
    assert "xu" in told("xu", cast.baby.number, on=on)
