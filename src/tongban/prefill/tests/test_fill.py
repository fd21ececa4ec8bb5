from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tongban.catalogue.public import Fact, Section, Source
from tongban.forms.public import Field, Form, FormSection, Savings
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.prefill import public as prefill
from tongban.rules.public import FactKind
from tongban.sources import public as sources

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
NAME = Words("名", "name")


def fact(code, source=None, field=None):
    return Fact(code, NAME, FactKind.TEXT, "operator", source=source, register_field=field)


def form_of(*facts):
    fields = tuple(Field(one, ("food_licence",), True) for one in facts)
    return Form(("food_licence",), (FormSection(Section("operator", NAME), fields),), (), Savings(*[0] * 8))


FORM = form_of(
    fact("organisation_name", "business", "name"),
    fact("applicant_name", "population", "name"),
    fact("domicile", "business", "domicile"),
    fact("sign_text"),
    fact("stray", "a_source_that_the_edition_does_not_have"),
)


@pytest.fixture
def edition():
    codes = ("business", "population", "rental")
    return SimpleNamespace(sources={code: Source(code, NAME, "an_organ", code) for code in codes})


@pytest.fixture
def fill(db, edition):
    identity.populate(size=0, mandate_scope=["restaurant"])
    sources.populate()
    company = identity.organisations_of(identity.person("lin"))[0]

    def filled(who="lin", form=FORM):
        person = identity.person(who)
        acting = identity.acting_for(person, party=company.code, on=ON, scope="restaurant")
        return prefill.fill(form, edition=edition, acting=acting, person=person, purpose="draft-1", at=AT)

    return filled


def test_facts_with_a_source_are_filled_and_the_others_left_alone(fill):
    filled = fill()

    assert list(filled.values) == ["organisation_name", "domicile", "applicant_name"]
    assert filled.values["applicant_name"] == sources.Supplied("林晓雯", "population", AT)
    assert filled.silent == ()


def test_an_agent_gets_the_partys_business_and_their_own_name(fill):
    filled = fill("chen")

    assert filled.values["applicant_name"].value == "陈志远"
    assert filled.values["organisation_name"].value == "上海示例云上小馆餐饮有限公司"


def test_each_source_is_asked_once_for_all_its_facts(fill):
    fill()

    asked = {use.source: (use.facts, use.purpose, use.by) for use in sources.Use.objects.all()}
    assert asked == {
        "business": (["organisation_name", "domicile"], "draft-1", "lin"),
        "population": (["applicant_name"], "draft-1", "lin"),
    }


def test_a_silent_register_is_named_and_the_rest_is_filled(fill):
    sources.silence("business")

    filled = fill()

    assert (list(filled.values), filled.silent) == (["applicant_name"], ("business",))


def test_a_form_without_sources_asks_nobody(fill):
    before = sources.Use.objects.count()

    assert fill(form=form_of(fact("sign_text"))) == prefill.Filled({}, ())
    assert sources.Use.objects.count() == before


def test_a_stranger_never_gets_as_far(fill):
    with pytest.raises(identity.NotAllowed):
        fill("wang")
