from datetime import date
from typing import Any

from tests.editions import a_fact, a_material, an_edition, an_item, words

from tongban.bundles import public as bundles
from tongban.bundles.public import Composition, Part, Standing
from tongban.catalogue.public import AskedFact, Bundle, BundleKind, Component
from tongban.rules.public import FactKind, Value

ON = date(2026, 11, 22)
K = FactKind
FACTS = [
    a_fact("area", K.NUMBER), a_fact("sign", K.BOOLEAN), a_fact("tobacco", K.BOOLEAN), a_fact("raw", K.BOOLEAN),
    a_fact("shop_name"), a_fact("lights", K.BOOLEAN), a_fact("extras", K.CHOICES, options=("music",)),
]  # fmt: skip
ITEMS = [
    an_item("company"),
    an_item("food", (AskedFact("shop_name"), AskedFact("area", "raw")), needs=("company", "fire")),
    an_item("fire", needs=("company",)),
    an_item("board", materials=(a_material("drawing", needed_when="lights"),), needs=("food",)),
    an_item("cigarettes", needs=("food",)),
    an_item("music"),
]
COMPONENTS = (
    Component("company", words("a company first")),
    Component("food", words("who sells food")),
    Component("fire", words("large places"), when="area > 300"),
    Component("board", words("a sign outside"), when="sign"),
    Component("cigarettes", words("if you like"), optional=True, chosen_by="tobacco"),
    Component("music", words("if you like"), optional=True, chosen_by="extras"),
)
BUNDLE = Bundle(
    code="restaurant", name=words("restaurant"), summary=words("restaurant"), kind=BundleKind.INDUSTRY, organ="organ",
    implementation_code="1", audience="organisation", components=COMPONENTS, declaration=words("true"),
    questions=("shop_name", "area", "sign", "lights", "raw", "tobacco", "extras"),
)  # fmt: skip


EDITION = an_edition(FACTS, ITEMS)


def composed(chosen: tuple[str, ...] = (), **situation: Value) -> Composition:
    return bundles.compose(BUNDLE, edition=EDITION, situation=situation, chosen=chosen, on=ON)


def part(composition: Composition, code: str) -> Part:
    return next(part for part in composition.parts if part.item.code == code)


def asked(**situation: Any) -> list[str]:
    return [fact.code for fact in bundles.questions(BUNDLE, edition=EDITION, situation=situation, on=ON)]


def test_what_is_not_known_is_neither_needed_nor_left_out() -> None:
    composition = composed()

    assert part(composition, "fire").standing is Standing.UNKNOWN
    assert part(composition, "fire").because.zh.startswith("还要知道：")
    assert [item.code for item in composition.needed] == ["company", "food"]


def test_what_is_not_needed_says_why() -> None:
    small = part(composed(area=100), "fire")

    assert small.standing is Standing.NOT_NEEDED
    assert small.because.en == "Only needed if: Area is more than 300"


def test_what_is_needed_gives_the_contents_reason_and_waits_only_for_what_is_needed() -> None:
    small, large = composed(area=100), composed(area=400)

    assert part(large, "fire").because == words("large places")
    assert part(small, "food").waits_for == ("company",)
    assert part(large, "food").waits_for == ("company", "fire")


def test_an_optional_item_is_offered_until_it_is_chosen() -> None:
    assert part(composed(), "cigarettes").standing is Standing.OFFERED
    assert part(composed(tobacco=False), "cigarettes").standing is Standing.OFFERED
    assert part(composed(tobacco=True), "cigarettes").standing is Standing.NEEDED
    assert part(composed(chosen=("cigarettes",)), "cigarettes").standing is Standing.NEEDED
    assert part(composed(extras=("music",)), "music").standing is Standing.NEEDED
    assert part(composed(extras=()), "music").standing is Standing.OFFERED


def test_questions_are_asked_while_they_matter_in_the_order_of_the_content() -> None:
    assert asked() == ["shop_name", "area", "sign", "lights", "raw", "tobacco", "extras"]
    assert asked(sign=False, shop_name="x") == ["area", "raw", "tobacco", "extras"]
    assert asked(sign=True, shop_name="x", area=1, raw=True, tobacco=False, extras=()) == ["lights"]


def test_a_question_that_no_rule_uses_is_asked_once() -> None:
    assert "shop_name" in asked(area=1, sign=False, raw=False)
    assert asked(area=1, sign=False, raw=False, tobacco=False, extras=(), shop_name="x") == []


def test_composition_and_questions_agree() -> None:
    assert list(composed(area=1).open_questions) == asked(area=1)


def test_an_item_alone_is_needed_and_waits_for_nothing() -> None:
    composition = bundles.single(EDITION.items["food"], EDITION)

    assert [item.code for item in composition.needed] == ["food"]
    assert composition.parts[0].waits_for == ()
    assert composition.open_questions == ()
