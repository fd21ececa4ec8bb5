"""What is still lacking, when waiting is enough, and reasons with the person's own values and their sources."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel.words import Words
from tongban.rules.public import Nearness, Outcome, Value, amount, explain, full_months, full_years, judge, near, parse
from tongban.rules.public import parse_amount as parsed
from tongban.rules.tests.facts import FACTS

ON = date(2026, 11, 22)


def lacking(text: str, on: date = ON, **values: Value) -> Nearness:
    return near(parse(text, facts=FACTS), values, on=on)


def test_an_age_is_met_on_a_day() -> None:
    found = lacking("age(born_on) >= 65", born_on=date(1962, 3, 22))

    assert found.met_on == date(2027, 3, 22)
    assert found.gaps[0].sentence.zh == "年龄（按出生日期）不少于 65 周岁：还有 4 个月（2027年3月22日起）"
    assert (
        found.gaps[0].sentence.en == "age (from date of birth) is at least 65 years: in 4 months (from 22 March 2027)"
    )


def test_a_number_is_short_or_over() -> None:
    short = lacking("seats >= 50", seats=48).gaps[0]
    over = lacking("floor_area <= 100", floor_area=Decimal("118.6")).gaps[0]

    assert (short.lacks, over.lacks) == (2, Decimal("-18.6"))
    assert short.sentence.zh.endswith("（还差 2）")
    assert over.sentence.en.endswith("(over by 18.6 m²)")


def test_a_share_that_never_ends_is_short_by_a_readable_number() -> None:
    over = lacking("seats / storeys <= 0.2", seats=1, storeys=3).gaps[0]
    exact = lacking("seats / storeys <= 0.2", seats=1, storeys=4).gaps[0]

    assert over.sentence.en.endswith("(over by 0.1334)")
    assert exact.lacks == Decimal("-0.05")


def test_only_the_cheapest_way_is_told() -> None:
    found = lacking('(seats > 50 and camera) or use == "shop"', seats=48, camera=False, use="home")

    assert [gap.clause.text for gap in found.gaps] == ['use == "shop"']
    assert found.met_on is None


def test_waiting_is_enough_only_if_nothing_else_is_lacking() -> None:
    both = lacking("age(born_on) >= 65 and camera", born_on=date(1962, 3, 22), camera=False)
    spoilt = lacking("age(born_on) >= 65 and seats > 1", date(2026, 1, 1), born_on=date(1962, 3, 22), seats=3)

    assert both.met_on is None
    assert len(both.gaps) == 2
    assert spoilt.met_on == date(2027, 3, 22)


def test_a_window_that_has_closed_does_not_open_by_waiting() -> None:
    found = lacking("years_since(born_on) <= 2", born_on=date(2020, 1, 1))

    assert found.met_on is None
    assert found.gaps[0].clause.outcome is Outcome.NOT_MET


def test_what_is_met_lacks_nothing_and_what_is_unknown_is_asked() -> None:
    assert lacking("seats > 3", seats=4) == Nearness(Outcome.MET, ())
    assert lacking("seats > 3").gaps[0].clause.missing == ("seats",)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.integers(1, 90))
def test_the_day_that_is_told_is_the_first_on_which_it_is_met(born_on: date, years: int) -> None:
    expression = parse(f"age(born_on) >= {years}", facts=FACTS)
    found = near(expression, {"born_on": born_on}, on=ON)

    if found.outcome is Outcome.MET:
        assert found.gaps == ()
        return
    assert found.met_on is not None
    before = date.fromordinal(found.met_on.toordinal() - 1)
    assert judge(expression, {"born_on": born_on}, on=found.met_on).outcome is Outcome.MET
    assert judge(expression, {"born_on": born_on}, on=before).outcome is Outcome.NOT_MET


def test_reasons_give_every_clause_with_values_and_sources() -> None:
    expression = parse("seats <= 50 and (camera or floor_area < 100)", facts=FACTS)
    sources = {"seats": Words("企业登记库", "company register"), "camera": Words("本人填写", "own answer")}

    said = explain(expression, values={"seats": 48, "floor_area": Decimal(120)}, on=ON, sources=sources)

    assert said.zh == (
        "座位数 48（据企业登记库），不超过 50；还不知道安装摄像头，须是“是”才符合；使用面积 120 平方米，须小于 100 平方米才符合"
    )
    assert "Number of seats is 48 (source: company register); it must be at most 50: met" in said.en


def test_an_amount_says_how_it_came_about() -> None:
    found = amount(
        parsed("capital * 0.3 if camera else 100", facts=FACTS), {"camera": True, "capital": Decimal("10.05")}, on=ON
    )

    assert (found.fen, found.yuan) == (302, Decimal("3.02"))
    assert found.sentence.zh.endswith("：3.02 元")
    assert found.missing == ()


def test_an_amount_names_what_it_waits_for() -> None:
    expression = parsed("capital * 0.3 if camera else 100", facts=FACTS)

    assert amount(expression, {"capital": Decimal(1)}, on=ON).missing == ("camera",)
    assert amount(expression, {"camera": True}, on=ON).missing == ("capital",)
    assert amount(expression, {"camera": False}, on=ON).fen == 10_000


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_years_are_twelve_months(begin: date, on: date) -> None:
    assert full_years(begin, on) == full_months(begin, on) // 12
    assert full_months(begin, begin) == 0
