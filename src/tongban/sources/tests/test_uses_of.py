from tongban.identity.public import Party, PartyKind
from tongban.sources import public as sources
from tongban.sources.tests.conftest import fact


def test_the_legal_representative_sees_who_read_the_companys_data(ask, cast, on, django_assert_num_queries):
    ask("business", fact("name"), person=cast.chen, by="chen")

    with django_assert_num_queries(2):
        [use] = sources.uses_of(cast.lin, on=on)

    assert (use.by, use.source, use.ground) == ("chen", "business", sources.ON_REQUEST)


def test_an_agent_and_a_stranger_see_nothing_of_it(ask, cast, on):
    ask("business", fact("name"), person=cast.chen, by="chen")

    assert sources.uses_of(cast.chen, on=on) == []
    assert sources.uses_of(cast.wang, on=on) == []


def test_both_parents_see_the_uses_of_the_childs_data_newest_first(ask, cast, on):
    baby = Party(PartyKind.PERSON, cast.baby.number, cast.baby.name)
    ask("birth", fact("sex"), party=baby)
    ask("population", fact("name"), party=baby)

    assert [use.source for use in sources.uses_of(cast.xu, on=on)] == ["population", "birth"]
    assert len(sources.uses_of(cast.lin, on=on, limit=1)) == 1
