"""Conditions and amounts of the kinds that policies have. Every figure here is a sample: what counts is that it can be said."""

from datetime import date
from decimal import Decimal

import pytest

from tongban.kernel.words import Words
from tongban.rules.public import (
    FactKind,
    FactType,
    Outcome,
    Parameter,
    Step,
    Value,
    amount,
    compile,
    judge,
    parse,
    parse_amount,
)

ON = date(2026, 11, 22)
K = FactKind
KINDS = {
    "staff": K.INTEGER, "staff_before": K.INTEGER, "left_naturally": K.INTEGER, "premium": K.MONEY, "size": K.CHOICE,
    "child_born_on": K.DATE, "wage": K.MONEY, "difficult": K.BOOLEAN, "babies": K.INTEGER, "income": K.MONEY,
    "members": K.INTEGER, "paid_months": K.INTEGER, "registered_on": K.DATE, "certificate_on": K.DATE, "level": K.INTEGER,
    "grade": K.INTEGER, "category": K.CHOICE,
}  # fmt: skip
OPTIONS = {"size": ("large", "small"), "category": ("limbs", "mind", "learning")}


def words(text: str) -> Words:
    return Words(text, text)


FACTS = {
    code: FactType(code, kind, words(code), None, {each: words(each) for each in OPTIONS.get(code, ())})
    for code, kind in KINDS.items()
}
PARAMETERS = {
    "minimum": Parameter(
        "minimum",
        K.MONEY,
        words("minimum"),
        (Step(date(2025, 7, 1), Decimal(1500)), Step(date(2026, 7, 1), Decimal(1600))),
    )
}


def outcome(text: str, **values: Value) -> Outcome:
    return judge(parse(text, facts=FACTS, parameters=PARAMETERS), values, on=ON).outcome


def fen(text: str, **values: Value) -> int | None:
    return amount(parse_amount(text, facts=FACTS, parameters=PARAMETERS), values, on=ON).fen


STABLE = "1 - (staff + left_naturally) / staff_before <= (0.2 if staff_before <= 30 else 0.055)"
CHILD = 'rounded(3600 / 12 * months_between(max(child_born_on, date("2025-01-01")), years_after(child_born_on, 3)), 2)'
MATERNITY = "wage / 30 * (98 + 60 + (15 if difficult else 0) + 15 * max(0, babies - 1))"
MONTHS = "band(paid_months, {12: 12, 60: 18, 120: 24})"


@pytest.mark.parametrize(
    ("staff", "before", "said"),
    [
        (24, 30, Outcome.MET),
        (23, 30, Outcome.NOT_MET),
        (29, 31, Outcome.NOT_MET),
        (945, 1000, Outcome.MET),
        (1, 0, Outcome.UNKNOWN),
    ],
)
def test_a_share_of_those_who_left_with_a_threshold_by_size(staff: int, before: int, said: Outcome) -> None:
    assert outcome(STABLE, staff=staff, staff_before=before, left_naturally=0) is said


@pytest.mark.parametrize(
    ("born_on", "due"),
    [
        (date(2025, 6, 1), 1_080_000),
        (date(2024, 1, 1), 720_000),
        (date(2024, 2, 29), 30_000 * 25),
        (date(2022, 2, 28), 30_000),
    ],
)
def test_months_until_a_third_birthday(born_on: date, due: int) -> None:
    assert fen(CHILD, child_born_on=born_on) == due


def test_daily_pay_for_days_that_depend_on_the_birth() -> None:
    assert fen(MATERNITY, wage=Decimal("10000.01"), difficult=False, babies=1) == 5_266_672
    assert fen(MATERNITY, wage=Decimal(9000), difficult=True, babies=3) == 300 * 203 * 100
    assert fen(MATERNITY, wage=Decimal(9000), babies=3) is None


def test_what_fills_up_to_a_minimum_that_rises_every_july() -> None:
    expression = parse_amount("max(0, minimum - income / members) * members", facts=FACTS, parameters=PARAMETERS)
    family: dict[str, Value] = {"income": Decimal(3000), "members": 3}

    assert amount(expression, family, on=date(2026, 6, 30)).fen == 150_000
    assert amount(expression, family, on=date(2026, 7, 1)).fen == 180_000
    assert amount(expression, family, on=date(2025, 6, 30)).fen is None


def test_months_by_years_of_contribution() -> None:
    assert [fen(MONTHS, paid_months=months) for months in (11, 12, 59, 60, 120)] == [0, 1200, 1200, 1800, 2400]


def test_a_window_since_a_certificate_and_a_grade_with_exceptions() -> None:
    assert outcome("months_since(certificate_on) < 12", certificate_on=date(2025, 11, 23)) is Outcome.MET
    assert outcome("months_since(certificate_on) < 12", certificate_on=date(2025, 11, 22)) is Outcome.NOT_MET
    care = 'grade == 2 or (grade == 3 and category in {"mind", "learning"})'
    assert outcome(care, grade=3, category="mind") is Outcome.MET
    assert outcome(care, grade=3) is Outcome.UNKNOWN
    assert fen("1000 if level == 5 else 1500 if level == 4 else 2000", level=4) == 150_000


def test_the_question_that_settles_most_comes_first() -> None:
    texts = (
        "grade == 1",
        "grade == 2 and babies > 1",
        "grade <= 3 or members > 5",
        "members > 3",
        "staff > 1 and size == 'small'",
    )
    program = compile({text: parse(text, facts=FACTS) for text in texts})

    assert program.questions({}, on=ON)[0] == "grade"
    assert program.questions({"grade": 3}, on=ON) == ("members", "staff", "size")
    assert program.questions({"grade": 1, "members": 2, "staff": 1, "babies": 0}, on=ON) == ()
