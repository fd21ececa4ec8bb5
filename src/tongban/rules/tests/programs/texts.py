"""Random facts, values and texts of the language, for the differential tests."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tongban.kernel.words import Words
from tongban.rules.public import (
    AmountExpression,
    Band,
    BandStep,
    BandTable,
    Expression,
    FactKind,
    FactType,
    Parameter,
    RuleError,
    Step,
    parse,
    parse_amount,
)  # fmt: skip

ON = date(2026, 2, 28)
OPTIONS = {"use": ("shop", "home", "office", "barn"), "kinds": ("hot", "raw", "cake")}
KINDS = {
    "flag": "boolean", "other": "boolean", "count": "integer", "wide": "integer", "fee": "money", "income": "money",
    "rate": "number", "born": "date", "since": "date", "use": "choice", "kinds": "choices", "name": "text",
}  # fmt: skip


def said(code: str) -> Words:
    return Words(code, code)


FACTS = {
    code: FactType(code, FactKind(kind), said(code), None, {each: said(each) for each in OPTIONS.get(code, ())})
    for code, kind in KINDS.items()
}


def bands(*rows: tuple[int, int | None, str]) -> tuple[Band, ...]:
    return tuple(
        Band(Decimal(low), None if below is None else Decimal(below), Decimal(gives)) for low, below, gives in rows
    )


PARAMETERS: dict[str, Parameter | BandTable] = {
    "limit": Parameter(
        "limit", FactKind.INTEGER, said("limit"), (Step(date(2020, 1, 1), 3), Step(date(2026, 1, 1), 5))
    ),
    "share": Parameter("share", FactKind.NUMBER, said("share"), (Step(date(2020, 1, 1), Decimal("0.305")),)),
    "future": Parameter("future", FactKind.MONEY, said("future"), (Step(date(2030, 1, 1), Decimal("9.99")),)),
    "listed": Parameter("listed", FactKind.CHOICES, said("listed"), (Step(date(2020, 1, 1), ("home", "shop")),)),
    "ages": BandTable(
        "ages",
        said("ages"),
        (BandStep(date(2020, 1, 1), bands((65, 70, "75"), (70, 80, "150"), (80, None, "180.05"))),),
    ),
    "closed": BandTable(
        "closed", said("closed"), (BandStep(date(2020, 1, 1), bands((-2, 0, "-1.5"), (0, 4, "2.25"))),)
    ),
}

leap_days = st.sampled_from(
    [date(1960, 2, 29), date(1961, 2, 28), date(1961, 3, 1), date(2008, 2, 29), date(1956, 2, 28)]
)
days = leap_days | st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.integers(-3, 3).map(lambda n: ON + timedelta(n))
small = st.integers(-4, 9)
fen = st.integers(-500, 500) | st.integers(-(10**11), 10**11)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": small | st.integers(-3000, 3000),
    "money": fen.map(lambda n: Decimal(n).scaleb(-2)),
    "number": st.integers(-30000, 30000).map(lambda n: Decimal(n).scaleb(-4)) | small.map(Decimal),
    "date": days,
    "text": st.sampled_from(["x", "y", "店"]),
}  # fmt: skip


def value_of(code: str) -> st.SearchStrategy[Any]:
    if code in OPTIONS:
        one = st.sampled_from(OPTIONS[code])
        known: st.SearchStrategy[Any] = one if code == "use" else st.sets(one).map(lambda each: tuple(sorted(each)))
    else:
        known = VALUES[KINDS[code]]
    return st.none() | known


person = st.fixed_dictionaries({code: value_of(code) for code in FACTS})
extremes = st.sampled_from([127, 128, -129, 2**15, 2**31 - 1, -(2**31), 2**62, 2**63 - 1, -(2**63)])
stretched = st.tuples(person, st.none() | extremes, st.none() | extremes).map(
    lambda each: each[0] | {"wide": each[1], "income": None if each[2] is None else Decimal(each[2]).scaleb(-2)}
)
rows = st.lists(person | stretched, min_size=1, max_size=90)
few_rows = st.lists(person, min_size=1, max_size=12)

LEAVES = (
    "count", "wide", "fee", "income", "rate", "limit", "share", "future", "age(born)", "months_since(since)", "len(kinds)",
    "days_until(since)", "months_between(born, since)", "days_between(since, born)", "band(age(born), ages)",
    "band(count, closed)", "0", "1", "2.5", "65", "0.005", "12", "3600",
)  # fmt: skip
PLAIN = (
    "flag", "other", "flag == other", "known(fee)", "known(kinds)", 'use == "shop"', 'use in {"shop", "barn"}',
    "use in listed", "use not in listed", '"hot" in kinds', 'any_of(kinds, {"raw", "cake"})', 'name == "x"',
    'name in {"y", "店", "gone"}', 'born < date("1961-03-01")', "since >= born", "years_after(born, 60) <= since",
    'years_after(born, 18) == date("2026-02-28")', 'since in {date("2026-02-28"), date("2026-02-27")}', "count in {0, 2, 5}",
    "60 <= age(born) < 70", "age(born) >= 65", "count <= limit", "days_until(since) >= 0", "fee > future",
    'born == since', 'name != "x"', 'not ("hot" in kinds)', "rate in {0.5, 2}",
)  # fmt: skip


@st.composite
def numbers(draw: st.DrawFn, deep: int = 2) -> str:
    shape = draw(st.sampled_from(["leaf", "leaf", "sign", "extreme", "choose", "minus", "rounded"])) if deep else "leaf"
    if shape == "leaf":
        return draw(st.sampled_from(LEAVES))
    one = draw(numbers(deep - 1))
    if shape == "minus":
        return f"(-{one})"
    if shape == "rounded":
        return f"rounded({one}, {draw(st.integers(0, 3))})"
    two = draw(numbers(deep - 1))
    if shape == "sign":
        return f"({one} {draw(st.sampled_from('+-*/'))} {two})"
    if shape == "extreme":
        return f"{draw(st.sampled_from(['min', 'max']))}({one}, {two})"
    return f"({one} if {draw(st.sampled_from(PLAIN))} else {two})"


@st.composite
def conditions(draw: st.DrawFn, deep: int = 2) -> str:
    shape = draw(st.sampled_from(["plain", "compare", "and", "or", "not", "if"])) if deep else "plain"
    if shape == "plain":
        return draw(st.sampled_from(PLAIN))
    if shape == "compare":
        return f"{draw(numbers())} {draw(st.sampled_from(['<', '<=', '>', '>=', '==', '!=']))} {draw(numbers(deep=1))}"
    one = draw(conditions(deep - 1))
    if shape == "not":
        return f"(not ({one}))"
    two = draw(conditions(deep - 1))
    return f"({one} if {draw(st.sampled_from(PLAIN))} else {two})" if shape == "if" else f"({one} {shape} {two})"


def accepted(text: str) -> Expression | None:
    try:
        return parse(text, facts=FACTS, parameters=PARAMETERS)
    except RuleError:
        return None


def accepted_amount(text: str) -> AmountExpression | None:
    try:
        return parse_amount(text, facts=FACTS, parameters=PARAMETERS)
    except RuleError:
        return None


expressions = conditions().map(accepted).filter(lambda each: each is not None)
amounts = numbers(deep=3).map(accepted_amount).filter(lambda each: each is not None)
