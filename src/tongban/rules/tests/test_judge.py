import time
from datetime import date
from decimal import Decimal

import pytest

from tongban.kernel.words import Words
from tongban.rules.public import FactType, Outcome, Value, Verdict, explain, full_years, judge, parse
from tongban.rules.tests.facts import AREA, FACTS

ON = date(2026, 11, 22)
MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


def judged(text: str, on: date = ON, **values: Value) -> Verdict:
    return judge(parse(text, facts=FACTS), values, on=on)


def test_says_the_value_the_demand_and_the_outcome_in_both_languages() -> None:
    verdict = judged("floor_area <= 150", floor_area=AREA)

    assert verdict.sentence.zh == "使用面积 118.6 平方米，不超过 150 平方米"
    assert verdict.sentence.en == "Floor area is 118.6 m²; it must be at most 150 m²: met"


@pytest.mark.parametrize(
    ("text", "decided", "outcome"),
    [
        ("seats < 50 and floor_area < 150", ["seats < 50", "floor_area < 150"], MET),
        ("seats < 50 and floor_area < 100 and camera", ["floor_area < 100"], NOT_MET),
        ("seats < 50 and camera", ["camera"], UNKNOWN),
        ("camera or seats < 50", ["seats < 50"], MET),
        ("camera or seats > 50", ["camera"], UNKNOWN),
        ("seats > 50 or floor_area > 150", ["seats > 50", "floor_area > 150"], NOT_MET),
        ("not (seats > 50 or camera)", ["not camera"], UNKNOWN),
        ("camera if seats > 50 else floor_area > 100", ["seats > 50", "floor_area > 100"], MET),
    ],
)
def test_names_only_the_clauses_that_decided(text: str, decided: list[str], outcome: Outcome) -> None:
    verdict = judged(text, seats=48, floor_area=AREA)

    assert verdict.outcome is outcome
    assert [clause.text for clause in verdict.decided_by] == decided


@pytest.mark.parametrize(
    "text",
    [
        'name != "x"',
        'not ("hot" in foods)',
        'not (use in {"shop"})',
        "min(seats, 100) <= 100",
        "(800 if camera else 500) > 900",
        "seats * 0 == 0",
    ],
)
def test_what_is_unknown_is_never_true_and_never_false(text: str) -> None:
    verdict = judged(text)

    assert verdict.outcome is UNKNOWN
    assert verdict.missing


def test_division_by_zero_is_unknown_and_says_why() -> None:
    verdict = judged("floor_area / seats > 2", floor_area=AREA, seats=0)

    assert verdict.outcome is UNKNOWN
    assert verdict.missing == ()
    assert "除数为零" in verdict.sentence.zh
    assert "division by zero" in verdict.sentence.en


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(1966, 11, 23), ON, 59),
        (date(1966, 11, 22), ON, 60),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (
            date(2008, 2, 29),
            date(2026, 2, 28),
            18,
        ),  # Civil Code art. 202: the month's last day stands for the missing one
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 11, 23), ON, -1),
    ],
)
def test_counts_full_years(born_on: date, on: date, years: int) -> None:
    assert full_years(born_on, on) == years
    assert judged(f"age(born_on) == {years}", on, born_on=born_on).outcome is MET


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("0.1 + 0.2 == capital", MET),
        ("capital * 4 == 1.2", MET),
        ("7 / 2 == storeys / 2", MET),
        ("60 <= age(born_on) < 70", NOT_MET),
        ('known(born_on) and date("1966-11-22") < born_on', MET),
        ('days_until(date("2026-11-30")) == 8', MET),
        ('use in {"shop"} and use != "home"', MET),
        ('len(foods) == 2 and "hot" in foods and not any_of(foods, ["raw"])', NOT_MET),
        ("max(storeys, 1, 3) == 7 and min(storeys, 3) == 3", MET),
        ("-storeys < -6", MET),
        ('name == "A店"', MET),
        ("camera == False and camera != sign", MET),
    ],
)
def test_calculates_exactly(text: str, outcome: Outcome) -> None:
    values: dict[str, Value] = {
        "capital": Decimal("0.3"), "storeys": 7, "born_on": date(1966, 11, 23), "use": "shop", "foods": ("hot", "raw"),
        "name": "Ａ店 ", "camera": False, "sign": True,
    }  # fmt: skip

    assert judged(text, **values).outcome is outcome


def test_a_value_of_another_kind_is_the_callers_fault() -> None:
    with pytest.raises(TypeError, match="seats"):
        judged("seats < 3", seats="2")
    with pytest.raises(TypeError, match="capital"):
        judged("capital < 3", capital=Decimal("NaN"))


def test_a_demand_on_another_fact_shows_that_facts_value() -> None:
    verdict = judged("seats * 1.5 <= floor_area", seats=48, floor_area=AREA)

    assert verdict.sentence.zh == "座位数 × 1.5 72，不超过使用面积（118.6 平方米）"
    assert explain(parse("seats * 1.5 <= floor_area", facts=FACTS)).en == "Number of seats × 1.5 is at most floor area"


def test_alternatives_are_said_as_alternatives() -> None:
    verdict = judged("camera or seats > 50", camera=False, seats=48)

    assert verdict.sentence.zh.startswith("以下须至少一项符合（")
    assert verdict.sentence.en.startswith("At least one of these must be met (")


def test_judging_five_clauses_again_is_quick() -> None:
    expression = parse(
        'floor_area <= 150 and seats < 50 and use in {"shop"} and "hot" in foods and capital >= 10', facts=FACTS
    )
    values: dict[str, Value] = {
        "floor_area": AREA,
        "seats": 48,
        "use": "shop",
        "foods": ("hot",),
        "capital": Decimal(100),
    }

    best = min(_seconds(expression, values) for _ in range(20))

    # 25 microseconds when it was written; the bound leaves room for a busy machine and still catches reparsing.
    assert best / 200 < 200e-6
    assert judge(expression, values, on=ON).outcome is MET


def _seconds(expression: object, values: dict[str, Value]) -> float:
    begun = time.perf_counter()
    for _ in range(200):
        judge(expression, values, on=ON)  # type: ignore[arg-type]
    return time.perf_counter() - begun


def test_a_fact_type_needs_no_options_to_be_said() -> None:
    bare = {"name": FactType("name", FACTS["name"].kind, FACTS["name"].label)}

    assert judge(parse('name == "x"', facts=bare), {"name": "y"}, on=ON).sentence.zh == "名称是“y”，须是“x”才符合"


def test_a_fact_that_is_named_by_its_question_is_said_as_a_question_with_an_answer() -> None:
    asked = {
        "shingle": FactType("shingle", FACTS["camera"].kind, Words("门头要挂新招牌吗", "Will a new sign be put up?"))
    }
    expression = parse("not shingle", facts=asked)

    known, unknown = (judge(expression, {"shingle": value}, on=ON).sentence for value in (True, None))

    assert known.zh == "“门头要挂新招牌吗”答“是”，须答“否”才符合"
    assert known.en == "“Will a new sign be put up?” is answered yes; it must be answered no: not met"
    assert unknown.zh == "“门头要挂新招牌吗”还没有回答，须答“否”才符合"
