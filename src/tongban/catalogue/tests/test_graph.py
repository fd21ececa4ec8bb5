"""The graph of an edition: what rests on what, and the questions that editors ask of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions import a_fact, a_material, an_edition, an_item, words

from tongban.catalogue import public as catalogue
from tongban.catalogue.graph.texts import Citations, names_in, number_of
from tongban.catalogue.public import AskedFact, Condition, Law, LegalBasis, Result, Way
from tongban.catalogue.public import graph as graphs
from tongban.catalogue.tests.conftest import SHANGHAI
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import FactKind

ON = date(2026, 11, 28)
K, T = graphs.Kind, graphs.Tie


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


@pytest.fixture(scope="module")
def graph(edition):
    return graphs.graph_of(edition)


def codes(nodes):
    return [node.code for node in nodes]


def test_every_noun_of_the_city_is_a_node_and_no_edge_ends_outside(edition, graph):
    counted = {kind: len(nodes) for kind, nodes in graph.by_kind.items()}

    assert counted[K.ITEM] == len(edition.items)
    assert counted[K.FACT] == len(edition.facts)
    assert counted[K.CONDITION] == sum(len(item.conditions) for item in edition.items.values())
    assert counted[K.REVIEW_POINT] == sum(len(item.review_points) for item in edition.items.values())
    edges = [edge for several in graph.below.values() for edge in several]
    assert len(edges) == graph.edge_count == sum(map(len, graph.above.values()))
    assert all(edge.start is graph.nodes[edge.start.key] and edge.end is graph.nodes[edge.end.key] for edge in edges)


def test_the_names_in_an_expression_are_those_that_the_parser_finds(edition):
    items = edition.items.values()
    texts = {asked.when for item in items for asked in item.facts}
    texts |= {each.rule for item in items for each in (*item.conditions, *item.review_points)}
    texts |= {material.needed_when for item in items for material in item.materials}

    for text in texts - {None}:
        assert names_in(text) & edition.facts.keys() == set(rules.facts_of(catalogue.rule(edition, text))), text
    assert len(texts) > 20


def test_neighbours_can_be_filtered_and_say_how_they_are_tied(graph):
    item = graph.node(K.ITEM, "food_licence")

    organs = graph.neighbours(item, kinds={K.ORGAN})
    bundles = graph.neighbours(item, ties={T.CONTAINS})

    assert [(each.node.code, each.says.en) for each in organs] == [("market_regulation", "decided by")]
    assert [each.node.code for each in bundles] == [
        *("baby_store", "bookshop", "cinema", "convenience_store", "gym", "hotel", "karaoke", "pharmacy", "restaurant"),
        *("small_eatery", "supermarket"),
    ]
    assert {(each.is_above, each.says.en) for each in bundles} == {(True, "contained in")}
    assert {"floor_plan", "business_licence"} <= set(codes(graph.rests_on(item, T.NEEDS)))
    with pytest.raises(graphs.NoNode):
        graph.node(K.ITEM, "nothing")


def test_which_items_need_this_and_rest_on_that(edition, graph):
    def find(**what):
        return codes(graphs.find_items(graph, edition, **what))

    assert "food_licence" in find(material="floor_plan")
    assert find(material="nothing") == []
    assert {"food_licence"} <= set(find(law="food_safety_law", article="35")) <= set(find(law="food_safety_law"))
    assert find(organ="market_regulation", material="business_licence", fact="dishes") == [
        item.code
        for item in edition.items.values()
        if item.organ == "market_regulation"
        and "business_licence" in {material.code for material in item.materials}
        and "dishes" in {asked.fact for asked in item.facts}
    ]
    assert "biz_licence" not in find(source="training")


def test_policies_rest_on_their_facts_and_on_what_answers_for_these(edition, graph):
    policies = graph.by_kind[K.POLICY]
    assert len(policies) == len(edition.policies) > 10

    for node in policies:
        policy = edition.policies[node.code]
        facts = catalogue.facts_of(edition, policy)
        assert set(facts) <= set(codes(graph.rests_on(node, T.JUDGED_FROM))), node.code
        assert policy.organ in codes(graph.rests_on(node, T.DECIDED_BY))
    affected = {each.node.kind for each in graphs.dependents(graph, graph.node(K.SOURCE, "population"))}
    assert {K.FACT, K.ITEM, K.POLICY, K.BUNDLE} <= affected


LAW = Law("law", Words("中华人民共和国样例法", "Sample Law"), repealed_on="2026-11-28")
BY_LAW = an_item(
    "permit", ["f"], [a_material("proof")],
    conditions=(Condition("c", words("c"), basis=Words("样例法第三十五条", "article 35")),),
)  # fmt: skip
FOLLOWING = an_item("renewal", ["f"], acts_on="permit", needs=("permit",))
UNTOUCHED = an_item("other", ["f"])


def a_city(*items, facts=(), **more):
    from dataclasses import replace

    return replace(an_edition([a_fact("f"), *facts], items), **more)


def test_a_repealed_law_finds_whoever_rests_on_it_through_any_number_of_steps():
    edition = a_city(BY_LAW, FOLLOWING, UNTOUCHED, laws={"law": LAW})
    graph = graphs.build(edition)

    (repeal,) = graphs.repeals(graph, edition, on=ON)

    assert graphs.repeals(graph, edition, on=date(2026, 11, 27)) == ()
    assert [each.node.key for each in repeal.affected][:3] == ["article:law.35", "condition:permit.c", "item:permit"]
    assert "item:renewal" in {each.node.key for each in repeal.affected}
    assert "item:other" not in {each.node.key for each in repeal.affected}
    ways = {each.node.key: [edge.tie for edge in each.through] for each in repeal.affected}
    assert ways["item:permit"] == [T.REQUIRES, T.CITES, T.PART_OF]


def test_a_basis_that_names_no_law_is_a_node_by_its_title():
    basis = (LegalBasis(Words("某办法", "Some Measures")),)
    graph = graphs.build(a_city(an_item("one"), an_item("two"), facts=()))
    from dataclasses import replace

    edition = a_city(replace(an_item("one"), basis=basis), replace(an_item("two"), basis=basis))
    graph = graphs.build(edition)

    (article,) = graph.by_kind[K.ARTICLE]
    assert codes(graph.resting_on(article)) == ["one", "two"]


CERTIFICATE = an_item("certify", ["f"], [])


def test_what_could_be_waived_and_why():
    from dataclasses import replace

    giving = replace(CERTIFICATE, result=Result(Words("出生医学证明", "Birth certificate"), "X" * 21))
    asking = an_item(
        "ask", ["f"],
        [
            replace(a_material("named"), proved_by="certify"),
            replace(a_material("same"), name=Words("出生医学证明（原件）", "Original")),
            replace(a_material("within"), name=Words("孩子的出生医学证明复印件", "Copy")),
            replace(a_material("drawing"), name=Words("平面图", "Drawing")),
            replace(a_material("held", Way.LICENCE), name=Words("出生医学证明", "Birth certificate"), source="register"),
        ],
    )  # fmt: skip
    edition = a_city(giving, asking)
    graph = graphs.build(edition)

    found = {
        each.material.code: (each.why.value, each.holder.key, each.is_certain)
        for each in graphs.waivable(graph, edition)
    }

    assert found == {
        "named": ("named", "item:certify", True),
        "same": ("same_name", f"licence_type:{'X' * 21}", False),
        "within": ("in_its_name", f"licence_type:{'X' * 21}", False),
    }
    (held,) = graphs.replacements(graph, edition)
    assert (held.licence.name.zh, held.source.code, held.is_certain) == ("出生医学证明", "register", False)


def labelled(code, zh, kind=FactKind.TEXT, **more):
    return a_fact(code, kind, label=Words(zh, code), **more)


def test_facts_that_look_like_one_are_reported_with_their_reason_and_their_conflict():
    facts = [
        labelled("area", "经营场所面积", FactKind.NUMBER), labelled("premises_area", "经营场所使用面积", FactKind.TEXT),
        labelled("phone", "联系电话", source="register", register_field="p"),
        labelled("mobile", "手机", source="register", register_field="p"),
        labelled("storey", "楼层", FactKind.CHOICE, options=("a", "b")),
        labelled("floor", "楼层（在建筑里）", FactKind.CHOICE, options=("a", "c")),
        labelled("sea", "海域"), labelled("unasked", "海域"),
    ]  # fmt: skip
    one = an_item("one", ["area", "phone", "storey", "sea"])
    two = an_item("two", ["premises_area", "mobile", "floor"])
    edition = a_city(one, two, facts=facts)

    found = {(each.first.code, each.second.code): each for each in graphs.alike_facts(edition, graphs.build(edition))}

    assert {pair: each.ground.value for pair, each in found.items()} == {
        ("phone", "mobile"): "same_column", ("storey", "floor"): "same_label", ("area", "premises_area"): "alike_label",
    }  # fmt: skip
    assert found["area", "premises_area"].differences == ("kind",)
    assert found["storey", "floor"].differences == ("options",)
    assert not found["phone", "mobile"].is_conflict
    assert found["phone", "mobile"].items == ("one", "two")


def test_facts_that_content_declares_different_or_that_one_item_tells_apart_are_not_reported():
    same = [labelled("first", "住址"), labelled("second", "住址")]
    apart = an_item("one", ["first", "second"])
    declared = [labelled("first", "住址", differs_from=("second",)), labelled("second", "住址")]

    told_apart = a_city(apart, facts=same)
    told = a_city(an_item("one", ["first"]), an_item("two", ["second"]), facts=declared)

    assert graphs.alike_facts(told_apart, graphs.build(told_apart)) == ()
    assert graphs.alike_facts(told, graphs.build(told)) == ()


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 1,000 as statutes write it."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


@given(st.integers(1, 999))
def test_numbers_of_articles_are_read(number):
    assert number_of(chinese(number)) == number_of(f" {number} ") == str(number)


def test_citations_take_the_longest_title_and_its_own_article():
    laws = {
        code: Law(code, words(title)) for code, title in {"a": "中华人民共和国消防法", "b": "消防法实施办法"}.items()
    }
    found = Citations(laws).found

    assert found("《消防法》第十五条、消防法实施办法第 3 条") == (("a", "15"), ("b", "3"))
    assert found("按中华人民共和国消防法（2021 年修正）第一百零二条之一办理") == (("a", "102-1"),)
    assert found("消防法") == (("a", ""),)
    assert found("食品安全法第三条") == ()


def test_a_situation_is_one_node_however_often_it_is_written():
    items = [an_item(code, [AskedFact("f", "known(f)")]) for code in ("one", "two")]
    graph = graphs.build(a_city(*items))

    (situation,) = graph.by_kind[K.SITUATION]
    assert codes(graph.resting_on(situation, T.ONLY_WHEN)) == ["one", "two"]
    assert codes(graph.rests_on(situation, T.JUDGED_FROM)) == ["f"]
