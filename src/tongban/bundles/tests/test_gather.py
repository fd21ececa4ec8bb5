"""Any set of items, prepared by nobody: an order, an exact share for each organ, and figures that add up."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editions import ON, a_fact, a_material, an_edition, an_item

from tongban.bundles import public as bundles
from tongban.catalogue.public import AskedFact, DayUnit, Limit, Procedure, SiteVisit, Step, Way
from tongban.forms import public as forms
from tongban.kernel.words import Words
from tongban.rules.public import FactKind

K = FactKind
MANY, SWITCHES = [f"f{n}" for n in range(20)], [f"s{n}" for n in range(6)]
TRUTHS = (True, False, None)
conditions = st.none() | st.sampled_from(
    [
        "s0",
        "not s1",
        "s0 and s1",
        "s2 or s3",
        "not (s4 and s5)",
        "known(s3)",
        "s1 if s2 else s4",
        "n > 10",
        "n >= 10 and s0",
    ]
)
asked = st.builds(AskedFact, fact=st.sampled_from([*MANY, *SWITCHES, "n"]), when=conditions, optional=st.booleans())
material = st.builds(a_material, st.sampled_from([f"m{n}" for n in range(9)]), st.sampled_from(list(Way)), conditions)
limits = st.builds(Limit, st.integers(0, 60), st.sampled_from(list(DayUnit)))
shape = st.tuples(
    st.lists(asked, max_size=14), st.lists(material, max_size=6), st.lists(st.integers(0, 11), max_size=3), limits
)  # fmt: skip


@st.composite
def cities(draw):
    """A city of up to twelve items, of which some wait for each other, even in circles; and any selection of them."""
    facts = [a_fact(code, K.BOOLEAN) for code in [*MANY, *SWITCHES]] + [a_fact("n", K.NUMBER)]
    shapes = draw(st.lists(shape, min_size=1, max_size=12))
    items = [
        replace(
            an_item(f"i{n}", of, materials), needs=tuple(f"i{each}" for each in needs), statutory=limit, promised=limit
        )
        for n, (of, materials, needs, limit) in enumerate(shapes)
    ]
    chosen = draw(st.lists(st.sampled_from(items), min_size=1, max_size=8))
    return an_edition(facts, items), chosen


known = st.fixed_dictionaries({}, optional={code: st.sampled_from(TRUTHS) for code in SWITCHES})


@settings(max_examples=50, deadline=None)
@given(cities(), known)
def test_any_set_becomes_one_application_and_each_organ_receives_exactly_its_own(city, situation):
    edition, chosen = city
    gathering = bundles.gather(chosen, edition=edition, situation=situation, on=ON)

    for share in gathering.shares:
        own = forms.compose([edition.items[share.item]], edition=edition, situation=situation, on=ON)
        assert set(share.facts) == {field.fact.code for field in own.fields}
        assert set(share.materials) == {supply.material.code for supply in own.supplies}
    assert [share.item for share in gathering.shares] == list(dict.fromkeys(item.code for item in chosen))
    every = [code for share in gathering.shares for code in share.facts]
    assert set(every) == {field.fact.code for field in gathering.form.fields}
    assert gathering.reduction.fields.before == len(every)


@settings(max_examples=50, deadline=None)
@given(cities())
def test_the_order_has_each_item_once_after_what_it_waits_for(city):
    edition, chosen = city
    order = bundles.order(chosen)

    at = {code: number for number, stage in enumerate(order.stages) for code in stage}
    assert sorted(at) == sorted({item.code for item in chosen})
    assert sum(map(len, order.stages)) == len(at)
    broken = {(waiting, awaited) for circle in order.circles for awaited, waiting in pairwise(circle)}
    for code, stage in at.items():
        for needed in edition.items[code].needs:
            if needed in at and needed != code and (code, needed) not in broken:
                assert at[needed] < stage
            assert needed in at or (code, needed) in order.outside
    for circle in order.circles:
        assert circle[0] == circle[-1]
        assert all(awaited in edition.items[waiting].needs for awaited, waiting in pairwise(circle))


@settings(max_examples=30, deadline=None)
@given(cities(), known)
def test_the_figures_never_grow_by_joining(city, situation):
    edition, chosen = city
    saved = bundles.gather(chosen, edition=edition, situation=situation, on=ON).reduction

    for figure in (
        saved.forms,
        saved.fields,
        saved.materials,
        saved.steps,
        saved.visits,
        saved.promised_days,
        saved.statutory_days,
    ):
        assert 0 <= figure.after <= figure.before
        assert 0 <= figure.percent <= 100
    longest = max(bundles.working_days(item.promised) for item in chosen)
    assert saved.promised_days.after >= longest


@settings(max_examples=30, deadline=None)
@given(cities(), known)
def test_the_first_question_removes_on_average_what_answering_it_removes(city, situation):
    edition, chosen = city
    gathering = bundles.gather(chosen, edition=edition, situation=situation, on=ON)
    for question in (each for each in gathering.questions if each.fact.kind is K.BOOLEAN):
        whole = len(gathering.form.fields) + len(gathering.form.supplies)
        forms_then = [
            forms.compose(chosen, edition=edition, situation={**situation, question.fact.code: answer}, on=ON)
            for answer in (True, False)
        ]
        removed = [whole - len(form.fields) - len(form.supplies) for form in forms_then]
        assert question.removes == round(sum(removed) / 2, 2)
        assert question.at_most == max(removed)


def test_the_figures_by_hand():
    first = replace(
        an_item("first", ["a", "b"], [a_material("plan"), a_material("held", Way.LICENCE)]),
        visits=1, promised=Limit(5, DayUnit.WORKING_DAYS), statutory=Limit(20, DayUnit.NATURAL_DAYS),
        procedure=Procedure(steps=(Step.OFFICER, Step.HEAD), site_visit=SiteVisit(checklist=(), days=3)),
    )  # fmt: skip
    second = replace(
        an_item("second", ["a"], [a_material("plan")], needs=("first",)),
        visits=2, promised=Limit(3, DayUnit.WORKING_DAYS), statutory=Limit(0, DayUnit.ON_THE_SPOT),
    )  # fmt: skip
    third = replace(
        an_item("third", ["c"]), promised=Limit(30, DayUnit.HOURS), statutory=Limit(10, DayUnit.WORKING_DAYS)
    )
    edition = an_edition([a_fact("a"), a_fact("b", source="register"), a_fact("c")], [first, second, third])

    gathering = bundles.gather([first, second, third], edition=edition, situation={}, on=ON)

    saved = gathering.reduction
    assert gathering.order.stages == (("first", "third"), ("second",))
    assert (saved.fields, saved.fields_on_form) == (bundles.Figure(4, 2), 3)
    assert saved.materials == bundles.Figure(3, 1)
    assert saved.steps == bundles.Figure(5 + 6, 5 + 2)
    assert saved.visits == bundles.Figure(3, 1)
    assert saved.promised_days == bundles.Figure(5 + 3 + 2, 8)
    assert saved.statutory_days == bundles.Figure(15 + 0 + 10, 15)
    assert saved.statutory_days.percent == 40


def test_two_organs_that_ask_one_thing_in_two_ways_are_told_so():
    facts = [
        a_fact("area", K.NUMBER, label=Words("经营面积", "Area")),
        a_fact("size", K.CHOICE, label=Words("经营面积", "Size"), options=("small", "large")),
    ]
    one, two = an_item("one", ["area"]), an_item("two", ["size"])
    edition = an_edition(facts, [one, two])

    (conflict,) = bundles.gather([one, two], edition=edition, situation={}, on=ON).conflicts

    assert (conflict.first.code, conflict.second.code) == ("area", "size")
    assert conflict.differences == ("kind", "options")
    assert bundles.gather([one], edition=edition, situation={}, on=ON).conflicts == ()


def test_a_question_that_is_certain_comes_before_one_that_may_not_be_asked():
    items = [
        an_item(
            "one",
            ["s0", AskedFact("s1", "s0"), *(AskedFact(code, "s1") for code in MANY[:9]), AskedFact("f9", "s0")],
        )
    ]
    edition = an_edition([a_fact(code, K.BOOLEAN) for code in [*MANY, *SWITCHES]], items)

    gathering = bundles.gather(items, edition=edition, situation={}, on=ON)

    assert [(each.fact.code, each.is_certain) for each in gathering.questions] == [("s0", True), ("s1", False)]
    assert [each.at_most for each in gathering.questions] == [2, 9]
