"""The law of the merge: what each item receives is exactly what its own form would have asked for."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editions import a_fact, a_material, an_edition, an_item

from tongban.catalogue.public import AskedFact, Edition, Item, Way
from tongban.forms import public as forms
from tongban.rules.public import FactKind, Value

CODES = [f"f{n}" for n in range(8)]
SITUATION = ["s0", "s1", "s2"]
TRUTHS = (True, False, None)

conditions = st.none() | st.sampled_from(
    ["s0", "not s0", "s0 and s1", "s1 or s2", "not (s1 and s2)", "f0", "f0 or s2", "f1 if s0 else s1", "known(f0)"]
)
asked = st.builds(AskedFact, fact=st.sampled_from([*CODES, *SITUATION]), when=conditions, optional=st.booleans())
materials = st.builds(a_material, st.sampled_from(["m0", "m1", "m2"]), st.sampled_from(list(Way)), conditions)
known = st.fixed_dictionaries({}, optional={code: st.sampled_from(TRUTHS) for code in SITUATION})


@st.composite
def cities(draw: st.DrawFn) -> tuple[Edition, list[Item]]:
    facts = [
        a_fact(
            code,
            FactKind.BOOLEAN,
            draw(st.sampled_from(["first", "second", "third"])),
            source=draw(st.sampled_from([None, "register"])),
        )
        for code in [*CODES, *SITUATION]
    ]
    shapes = draw(st.lists(st.tuples(st.lists(asked, max_size=8), st.lists(materials, max_size=3)), max_size=5))
    items = [an_item(f"i{n}", facts, of) for n, (facts, of) in enumerate(shapes)]
    return an_edition(facts, items, ["first", "second", "third"]), draw(st.permutations(items))


@settings(max_examples=200, deadline=None)
@given(cities(), known, st.fixed_dictionaries({code: st.sampled_from(TRUTHS) for code in CODES}))
def test_each_item_receives_what_its_own_form_would_have_received(
    city: tuple[Edition, list[Item]], situation: dict[str, Value], typed: dict[str, Value]
) -> None:
    edition, items = city
    circumstances: dict[str, Any] = {"edition": edition, "situation": situation, "answers": typed}
    form = forms.compose(items, **circumstances)
    answers = {field.fact.code: f"answer to {field.fact.code}" for field in form.fields}

    received = {item.code: forms.project(form, answers, item=item, edition=edition) for item in items}
    own = {item.code: forms.compose([item], **circumstances) for item in items}

    for item in items:
        assert received[item.code] == {field.fact.code: answers[field.fact.code] for field in own[item.code].fields}
        assert {supply.material.code for supply in form.supplies if item.code in supply.asked_by} == {
            supply.material.code for supply in own[item.code].supplies
        }
    assert {code for each in received.values() for code in each} == set(answers)
    assert len(answers) == len(form.fields)
    assert len(form.supplies) == len({supply.material.code for supply in form.supplies})
    assert {field.fact.code for field in form.fields if field.required} == {
        field.fact.code for each in own.values() for field in each.fields if field.required
    }


@settings(max_examples=200, deadline=None)
@given(cities(), known)
def test_the_savings_add_up(city: tuple[Edition, list[Item]], situation: dict[str, Value]) -> None:
    edition, items = city
    savings = forms.compose(items, edition=edition, situation=situation).savings
    own = [forms.compose([item], edition=edition, situation=situation) for item in items]

    assert savings.fields_separately == sum(len(form.fields) for form in own)
    assert savings.materials_separately == sum(len(form.supplies) for form in own)
    assert savings.fields_merged == savings.fields_typed + savings.fields_prefilled + savings.fields_answered_before
    assert 0 <= savings.fields_merged <= savings.fields_separately
    assert min(savings.fields_typed, savings.fields_prefilled, savings.fields_answered_before) >= 0


def test_another_item_or_another_edition_is_refused() -> None:
    edition = an_edition([a_fact("f0")], [an_item("one", ["f0"])])
    form = forms.compose([edition.items["one"]], edition=edition, situation={})

    with pytest.raises(ValueError, match="not one of this form's items"):
        forms.project(form, {}, item=an_item("two"), edition=edition)
    with pytest.raises(ValueError, match="another edition"):
        forms.project(form, {}, item=edition.items["one"], edition=an_edition([]))
