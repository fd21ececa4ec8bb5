"""Dated parameters, tables of bands, sets of codes: what holds from a day, and what is refused when it is loaded."""

from datetime import date
from decimal import Decimal

import pytest

from tongban.kernel.words import Words
from tongban.rules.public import (
    Band,
    BandStep,
    BandTable,
    FactKind,
    Outcome,
    Parameter,
    RuleError,
    Step,
    Value,
    amount,
    judge,
    parse,
    parse_amount,
)  # fmt: skip
from tongban.rules.tests.facts import FACTS

ON = date(2026, 11, 22)
K = FactKind
SEATS = Parameter(
    "most_seats", K.INTEGER, Words("座位上限", "limit of seats"),
    (Step(date(2020, 1, 1), 40), Step(date(2026, 7, 1), 50)), Words("座", "seats"),
)  # fmt: skip
USES = Parameter("open_uses", K.CHOICES, Words("开放用途", "open uses"), (Step(date(2025, 1, 1), ("shop",)),))


def bands(*rows: tuple[str, str | None, str]) -> tuple[Band, ...]:
    return tuple(
        Band(Decimal(low), None if below is None else Decimal(below), Decimal(gives)) for low, below, gives in rows
    )


AGES = bands(("65", "70", "75"), ("70", "80", "150"), ("80", "90", "180"), ("90", "100", "350"), ("100", None, "600"))
ALLOWANCE = BandTable("allowance", Words("津贴", "allowance"), (BandStep(date(2016, 5, 1), AGES),), Words("元", "yuan"))
ALL = {each.code: each for each in (SEATS, USES, ALLOWANCE)}


def outcome(text: str, on: date = ON, **values: Value) -> Outcome:
    return judge(parse(text, facts=FACTS, parameters=ALL), values, on=on).outcome


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2019, 12, 31), Outcome.UNKNOWN),
        (date(2020, 1, 1), Outcome.NOT_MET),
        (date(2026, 6, 30), Outcome.NOT_MET),
        (date(2026, 7, 1), Outcome.MET),
    ],
)
def test_a_threshold_holds_from_its_day(on: date, said: Outcome) -> None:
    assert outcome("seats <= most_seats", on, seats=45) is said
    assert outcome("most_seats >= seats", on, seats=45) is said


def test_a_threshold_that_is_not_laid_down_yet_is_said_to_be_so() -> None:
    verdict = judge(parse("seats <= most_seats", facts=FACTS, parameters=ALL), {"seats": 45}, on=date(2019, 1, 1))

    assert verdict.missing == ()
    assert "座位上限在这一天还没有规定" in verdict.sentence.zh
    assert "not laid down for this day" in verdict.sentence.en


def test_a_threshold_is_said_with_its_value() -> None:
    verdict = judge(parse("seats <= most_seats", facts=FACTS, parameters=ALL), {"seats": 60}, on=ON)

    assert verdict.sentence.zh == "座位数 60，须不超过座位上限（50 座）才符合"


def test_a_set_of_codes_holds_from_its_day() -> None:
    assert outcome("use in open_uses", use="shop") is Outcome.MET
    assert outcome("use not in open_uses", use="shop") is Outcome.NOT_MET
    assert outcome("use in open_uses", date(2024, 1, 1), use="shop") is Outcome.UNKNOWN
    assert outcome("use in open_uses") is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("born_on", "fen"),
    [
        (date(1961, 11, 23), 0),
        (date(1961, 11, 22), 7_500),
        (date(1956, 11, 23), 7_500),
        (date(1956, 11, 22), 15_000),
        (date(1926, 11, 22), 60_000),
        (None, None),
    ],
)
def test_a_table_gives_by_band(born_on: date | None, fen: int | None) -> None:
    named = parse_amount("band(age(born_on), allowance)", facts=FACTS, parameters=ALL)
    inline = parse_amount("band(age(born_on), {65: 75, 70: 150, 80: 180, 90: 350, 100: 600})", facts=FACTS)

    for expression in (named, inline):
        assert amount(expression, {"born_on": born_on}, on=ON).fen == fen


def test_before_its_first_day_a_table_gives_nothing_known() -> None:
    expression = parse_amount("band(age(born_on), allowance)", facts=FACTS, parameters=ALL)

    assert amount(expression, {"born_on": date(1930, 1, 1)}, on=date(2016, 4, 30)).fen is None


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ((("65", "71", "75"), ("70", None, "150")), 1, "重叠"),
        ((("65", None, "75"), ("70", None, "150")), 1, "重叠"),
        ((("65", "69", "75"), ("70", None, "150")), 1, "没有档"),
        ((("65", "70", "75"), ("70", "70", "150")), 2, "是空的"),
        ((), 1, "没有档"),
    ],
)
def test_bands_that_overlap_or_leave_a_gap_are_refused(
    rows: tuple[tuple[str, str | None, str], ...], line: int, says: str
) -> None:
    with pytest.raises(RuleError) as refused:
        BandTable("t", Words("表", "table"), (BandStep(date(2020, 1, 1), bands(*rows)),))

    assert refused.value.line == line
    assert says in refused.value.says.zh
    assert refused.value.mend.en


def test_steps_in_disorder_and_values_of_another_kind_are_refused() -> None:
    first, second = Step(date(2026, 1, 1), 3), Step(date(2026, 1, 1), 4)

    with pytest.raises(RuleError, match="没有晚于"):
        Parameter("p", K.INTEGER, Words("参数", "parameter"), (first, second))
    with pytest.raises(RuleError, match="不是 integer 类型"):
        Parameter("p", K.INTEGER, Words("参数", "parameter"), (Step(date(2026, 1, 1), Decimal("2.5")),))
    with pytest.raises(RuleError, match="不是 money 类型"):
        Parameter("p", K.MONEY, Words("参数", "parameter"), (Step(date(2026, 1, 1), Decimal("2.505")),))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("seats <= allowance", "不是一个单独的值"),
        ("use in most_seats", "不是代码集"),
        ("band(seats, most_seats) > 1", "分档表"),
        ("band(3, allowance) > 1", "固定的"),
        ("band(seats, {5: 1, 3: 2}) > 1", "是空的"),
        ("seats <= most_seat", "没有数据项"),
    ],
)
def test_a_parameter_in_a_wrong_place_is_refused(text: str, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text, facts=FACTS, parameters=ALL)

    assert says in refused.value.says.zh


@pytest.mark.parametrize(
    "text",
    [
        "seats > 5 and seats < 5",
        "70 <= age(born_on) < 60",
        "age(born_on) >= 60 or age(born_on) < 60",
        "2 < seats < 3",
        "len(foods) >= 0",
        "camera and not camera",
        "camera or not camera",
        'use == "shop" and use == "home"',
        'use != "shop" or use != "home"',
        'use in {"shop"} and use not in {"shop", "home"}',
        'born_on > date("2020-01-01") and born_on < date("2019-01-01")',
        "floor_area >= 5 or floor_area <= 5",
        "True",
        "camera and True",
    ],
)
def test_what_never_or_always_holds_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text, facts=FACTS)

    assert any(each in refused.value.says.zh for each in ("永远成立", "永远不成立", "两边都是固定的值"))


@pytest.mark.parametrize(
    "text",
    ["2 < floor_area < 3", "seats >= 5 and seats <= 5", "camera or seats > 1", "floor_area > 5 or floor_area < 5"],
)
def test_what_may_hold_or_fail_is_taken(text: str) -> None:
    assert parse(text, facts=FACTS).text == text
