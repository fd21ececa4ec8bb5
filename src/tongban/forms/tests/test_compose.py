from dataclasses import replace

from tests.editions import a_fact, a_material, an_edition, an_item

from tongban.catalogue.public import AskedFact, Way
from tongban.forms import public as forms
from tongban.rules.public import FactKind

K = FactKind
FACTS = [
    a_fact("name", source="register"), a_fact("phone"), a_fact("area", K.NUMBER, "second"), a_fact("raw", K.BOOLEAN, "second"),
    a_fact("cold_room", K.TEXT, "second"),
]  # fmt: skip
FOOD = an_item(
    "food",
    ["area", "name", "raw", AskedFact("cold_room", "raw"), AskedFact("phone", optional=True)],
    [a_material("plan"), a_material("licence", Way.LICENCE), a_material("list", needed_when="raw")],
)
FIRE = an_item("fire", ["name", "phone", "area"], [a_material("plan")])
EDITION = an_edition(FACTS, [FOOD, FIRE])


def codes(form: forms.Form) -> list[str]:
    return [field.fact.code for field in form.fields]


def test_each_fact_stands_once_in_the_order_of_sections_then_of_the_first_asker() -> None:
    form = forms.compose([FOOD, FIRE], edition=EDITION, situation={"raw": True})

    assert [(section.section.code, [field.fact.code for field in section.fields]) for section in form.sections] == [
        ("first", ["name", "phone"]),
        ("second", ["area", "raw", "cold_room"]),
    ]
    assert {field.fact.code: field.asked_by for field in form.fields}["name"] == ("food", "fire")


def test_a_fact_is_asked_only_where_its_condition_can_hold() -> None:
    known, unknown = ({"raw": False}, {})

    assert "cold_room" not in codes(forms.compose([FOOD], edition=EDITION, situation=known))
    asked = forms.compose([FOOD], edition=EDITION, situation=unknown).fields[-1]
    assert (asked.fact.code, asked.required) == ("cold_room", False)
    assert forms.compose([FOOD], edition=EDITION, situation={}, answers={"raw": True}).fields[-1].required


def test_a_field_is_required_as_soon_as_one_item_requires_it() -> None:
    alone = {field.fact.code: field.required for field in forms.compose([FOOD], edition=EDITION, situation={}).fields}
    together = {
        field.fact.code: field.required for field in forms.compose([FOOD, FIRE], edition=EDITION, situation={}).fields
    }

    assert not alone["phone"]
    assert together["phone"]


def test_materials_are_given_once_and_only_where_needed() -> None:
    form = forms.compose([FOOD, FIRE], edition=EDITION, situation={"raw": False})

    assert [(supply.material.code, supply.asked_by) for supply in form.supplies] == [
        ("plan", ("food", "fire")),
        ("licence", ("food",)),
    ]


def test_the_savings_are_counted_from_the_content() -> None:
    savings = forms.compose([FOOD, FIRE], edition=EDITION, situation={"raw": True}, answers={"area": 1}).savings

    assert (savings.fields_separately, savings.fields_merged) == (8, 5)
    assert (savings.fields_prefilled, savings.fields_answered_before, savings.fields_typed) == (1, 1, 3)
    assert (savings.materials_separately, savings.materials_merged, savings.materials_uploaded) == (4, 3, 2)


def test_the_same_item_twice_is_one_item() -> None:
    once, twice = (forms.compose(items, edition=EDITION, situation={}) for items in ([FOOD], [FOOD, FOOD]))

    assert once == twice


def test_a_fact_that_one_item_asks_for_twice_is_required_if_either_asking_requires_it() -> None:
    twice = an_item("twice", [AskedFact("phone", "raw"), AskedFact("phone", optional=True)])

    form, calm = (forms.compose([twice], edition=EDITION, situation={"raw": raw}) for raw in (True, False))

    assert [field.required for field in form.fields] == [True]
    assert [field.required for field in calm.fields] == [False]


def test_what_a_register_could_supply_counts_as_answered_once_it_was_answered() -> None:
    savings = forms.compose([FIRE], edition=EDITION, situation={"name": "Lin"}).savings

    assert (savings.fields_prefilled, savings.fields_answered_before, savings.fields_typed) == (0, 1, 2)


def test_a_form_that_was_made_before_is_given_only_for_the_very_same_items_and_edition() -> None:
    first = forms.compose([FIRE], edition=EDITION, situation={})
    changed = replace(FIRE, materials=())
    other = replace(EDITION, facts={**EDITION.facts, "phone": a_fact("phone", section="second")})

    assert forms.compose([FIRE], edition=EDITION, situation={}) is first
    assert forms.compose([changed], edition=EDITION, situation={}).supplies == ()
    assert [section.section.code for section in first.sections] == ["first", "second"]
    moved = forms.compose([FIRE], edition=other, situation={})
    assert [len(section.fields) for section in moved.sections] == [1, 2]
