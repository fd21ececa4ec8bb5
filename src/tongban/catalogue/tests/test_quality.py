"""How complete an item is, and what an editor is told to look at."""

from dataclasses import replace
from datetime import date

from tests.editions import a_fact, a_material, an_edition, an_item, words

from tongban.catalogue import public as catalogue
from tongban.catalogue.contrib.folder.gates.held import asked_though_held
from tongban.catalogue.contrib.folder.reading import contents_of, read_contents
from tongban.catalogue.contrib.folder.references import Library
from tongban.catalogue.public import Answer, AskedFact, Condition, LegalBasis, Result, ReviewPoint
from tongban.catalogue.public import quality as qualities
from tongban.kernel.words import Words
from tongban.rules.public import FactKind

ON = date(2026, 11, 28)
BARE = an_item("bare")
POINT = ReviewPoint("p", words("p"), rule="f", fault=words("x"), mend=words("y"))
RICH = replace(
    an_item("rich", ["f"], [replace(a_material("plan"), note=words("n"))], conditions=(Condition("c", words("c"), "f"),)),
    review_points=(POINT, replace(POINT, code="q", rule=None)),
    basis=(LegalBasis(words("Law, article 1"), law="law", article="1"), LegalBasis(words("Other"))),
    phrasings=("a", "b"), aliases=("a",), themes=("t",), common_questions=(Answer(words("q"), words("a")),) * 2,
    result=Result(words("r"), "X" * 21, shows=("f",)),
)  # fmt: skip


def an_edition_of(*items):
    return an_edition([a_fact("f", FactKind.BOOLEAN), a_fact("g")], items)


def test_the_score_counts_each_element_alike_and_says_what_is_missing():
    edition = an_edition_of(BARE, RICH)
    bare, rich = (qualities.completeness(item, edition, cases={"rich": 3}) for item in (BARE, RICH))

    filled = {each.code: each.filled for each in rich.elements}
    assert (filled["basis"], filled["rules"], filled["phrasings"], filled["cases"]) == (0.5, 0.5, 2 / 3, 1)
    assert rich.score == round(100 * sum(filled.values()) / len(filled))
    assert rich.score > bare.score
    assert [each.code for each in rich.missing] == [
        each.code for each in sorted(rich.missing, key=lambda one: one.filled)
    ]
    assert "cases" not in {each.code for each in qualities.completeness(BARE, edition).elements}


def found_in(*items, facts=(), cases=None):
    edition = an_edition([a_fact("f", FactKind.BOOLEAN), *facts], items)
    return {(each.code, each.item, each.severity.value) for each in qualities.lint(edition, cases=cases)}


def test_what_an_editor_is_told():
    loose = an_item("loose", ["f", "unused"], conditions=(Condition("c", words("nobody looks")),))
    giving = replace(an_item("giving"), result=Result(Words("样例证明书", "Sample"), "X" * 21))
    asking = an_item("asking", ["f"], [replace(a_material("m"), name=Words("样例证明书", "Sample"))])

    found = found_in(loose, giving, asking, facts=[a_fact("unused")], cases={"giving": 1})

    assert ("unjudged_condition", "loose", "warning") in found
    assert ("unused_fact", "loose", "hint") in found
    assert ("asked_though_held", "asking", "warning") in found
    assert {item for code, item, _ in found if code == "untried"} == {"loose", "asking"}
    assert {item for code, item, _ in found if code == "few_phrasings"} == {"loose", "giving", "asking"}


def test_what_is_used_or_judged_is_no_finding():
    used = an_item(
        "used", ["f", AskedFact("g", "f"), "shown"],
        conditions=(Condition("c", words("a person looks")),),
        review_points=(ReviewPoint("p", words("p"), facts=("g",)),),
        phrasings=("a", "b", "c"),
    )  # fmt: skip
    used = replace(used, result=Result(words("r"), "X" * 21, shows=("shown",)))

    codes = {code for code, _, _ in found_in(used, facts=[a_fact("g"), a_fact("shown")])}

    assert not codes & {"unused_fact", "unjudged_condition", "few_phrasings", "untried"}


def test_facts_that_look_like_one_but_are_defined_in_two_ways_are_a_warning():
    facts = [a_fact("area", FactKind.NUMBER, label=Words("面积", "Area")), a_fact("size", label=Words("面积", "Size"))]

    found = found_in(an_item("one", ["area"]), an_item("two", ["size"]), facts=facts)

    assert {item for code, item, _ in found if code == "unlike_fact"} == {"one", "two"}


def test_an_upload_of_what_the_content_says_the_state_has_stops_publishing(content, spoil):
    line = spoil("items/food_licence.yaml", "way: licence, source: business", "way: upload, source: business")

    ((file, at),) = [
        (each.file, each.line) for each in asked_though_held(Library(read_contents(contents_of(content))[0]))
    ]

    assert (file, at) == ("items/food_licence.yaml", line)


def test_a_folder_is_inspected_with_files_lines_and_scores(content, spoil):
    found = catalogue.inspect(content, on=ON)
    spoil("items/food_licence.yaml", "visits: 0", "visits: none")
    broken = catalogue.inspect(content, on=ON)

    assert found.count(qualities.Severity.ERROR) == 0
    assert found.count(qualities.Severity.WARNING) + found.count(qualities.Severity.HINT) == len(found.findings)
    assert all(
        each.file in {f"{kind}/{each.finding.item}.yaml" for kind in ("items", "policies")} and each.line >= 1
        for each in found.findings
    )
    assert found.score == round(sum(each.score for each in found.completeness) / len(found.completeness))
    assert (broken.count(qualities.Severity.ERROR), broken.findings) == (1, ())
