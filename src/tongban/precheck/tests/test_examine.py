from datetime import date
from decimal import Decimal

from tests.editions import a_fact, a_material, an_edition, an_item, words

from tongban.catalogue.public import Condition, ReviewPoint, Way
from tongban.kernel.words import Words
from tongban.precheck import public as precheck
from tongban.precheck.public import Finding
from tongban.rules.public import FactKind, Outcome, Value

ON = date(2026, 11, 22)
FACTS = [a_fact("area", FactKind.NUMBER), a_fact("kitchen", FactKind.NUMBER), a_fact("raw", FactKind.BOOLEAN)]
ITEM = an_item(
    "food",
    materials=(a_material("plan"), a_material("list", needed_when="raw"), a_material("licence", Way.LICENCE)),
    conditions=(Condition("place", words("A fixed place"), "area > 0"), Condition("honest", words("Honest"))),
    review_points=(
        ReviewPoint("share", words("Kitchen share"), "kitchen >= area * 0.2", fault=Words("厨房太小", "The kitchen is too small"),
                    mend=words("Enlarge the kitchen"), basis=words("Rule 7"), facts=("kitchen",), materials=("plan",)),
        ReviewPoint("ratio", words("Ratio"), "area / kitchen < 10"),
    ),
)  # fmt: skip
EDITION = an_edition(FACTS, [ITEM])


def examined(materials: tuple[str, ...] = (), **answers: Value) -> dict[str, Finding]:
    found = precheck.examine([ITEM], edition=EDITION, answers=answers, materials=materials, on=ON)
    return {finding.point: finding for finding in found}


def test_a_point_that_is_not_met_says_the_fault_the_clause_the_basis_and_the_mend() -> None:
    share = examined(area=Decimal(100), kitchen=Decimal(10))["share"]

    assert share.outcome is Outcome.NOT_MET
    assert share.says.zh == "厨房太小。kitchen 10，须不少于 area × 0.2（20）才符合"
    assert (share.mend, share.basis, share.facts, share.materials) == (
        words("Enlarge the kitchen"),
        words("Rule 7"),
        ("kitchen", "area"),
        ("plan",),
    )
    assert share.by_machine


def test_what_is_unknown_asks_for_what_is_missing() -> None:
    share = examined(area=Decimal(100))["share"]

    assert share.outcome is Outcome.UNKNOWN
    assert share.mend == Words("请补充：kitchen。", "Please add: kitchen.")


def test_what_cannot_be_calculated_is_unknown_and_asks_for_nothing() -> None:
    ratio = examined(area=Decimal(100), kitchen=0)["ratio"]

    assert (ratio.outcome, ratio.mend) == (Outcome.UNKNOWN, None)


def test_without_a_rule_an_officer_judges() -> None:
    honest = examined()["honest"]

    assert (honest.by_machine, honest.outcome) == (False, Outcome.UNKNOWN)
    assert "审查人员" in honest.says.zh


def test_a_missing_material_is_found_and_one_that_the_state_has_is_not_asked_for() -> None:
    without, given = examined(raw=True), examined(("plan", "list"), raw=True)

    assert without["plan"].outcome is without["list"].outcome is Outcome.NOT_MET
    assert without["plan"].mend is not None
    assert given["plan"].outcome is given["list"].outcome is Outcome.MET
    assert "licence" not in without


def test_a_material_is_unknown_while_its_condition_is() -> None:
    assert examined()["list"].outcome is Outcome.UNKNOWN
    assert "list" not in examined(raw=False)


def test_what_is_not_met_comes_first_then_the_unknown_then_what_is_met() -> None:
    found = precheck.examine(
        [ITEM], edition=EDITION, answers={"area": 100, "kitchen": 10, "raw": False}, materials=("plan",), on=ON
    )

    assert [(finding.point, str(finding.outcome)) for finding in found] == [
        ("share", "not_met"), ("ratio", "not_met"), ("honest", "unknown"), ("place", "met"), ("plan", "met"),
    ]  # fmt: skip
