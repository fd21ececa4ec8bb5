from tongban.identity import public as identity
from tongban.identity.models import Organisation


def test_each_reviews_for_their_own_organ_only(cast):
    assert identity.may_review(cast.zhao, organ="market_regulation")
    assert identity.may_review(cast.qian, organ="fire_rescue")
    assert not identity.may_review(cast.qian, organ="market_regulation")
    assert not identity.may_review(cast.wang, organ="market_regulation")


def test_a_supervisor_decides_nothing(cast):
    official = identity.official_of(cast.shen)

    assert official.role == "supervisor"
    assert not identity.may_review(cast.shen, organ=official.organ.code)


def test_every_organ_has_a_reviewer_and_a_citizen_has_no_duty(cast):
    assert [person.code for person in identity.reviewers_of("health_commission")] == ["reviewer-health_commission"]
    assert [person.code for person in identity.reviewers_of("fire_rescue")] == ["qian"]
    assert identity.official_of(cast.lin) is None


def test_loading_organs_again_brings_them_up_to_date(cast, organs):
    organs[0].credit_code = "11310000MB2DEM0299"

    assert identity.load_organs(organs) == 3
    assert identity.official_of(cast.zhao).organ.credit_code == "11310000MB2DEM0299"


def test_an_official_steps_aside_for_their_own_and_their_familys_company(cast, on, company):
    interested = [
        who for who in ("lin", "xu", "chen", "zhao") if identity.has_interest(getattr(cast, who), company, on=on)
    ]

    assert interested == ["lin", "xu", "chen"]


def test_an_official_who_owns_the_company_has_an_interest(cast, on, company, django_assert_num_queries):
    Organisation.objects.filter(code=company).update(legal_representative=cast.zhao)

    with django_assert_num_queries(2):
        assert identity.has_interest(cast.zhao, company, on=on)
    assert identity.has_interest(cast.lin, cast.baby.number, on=on)
    assert identity.has_interest(cast.baby, cast.xu.number, on=on)
    assert not identity.has_interest(cast.zhao, cast.lin.number, on=on)
