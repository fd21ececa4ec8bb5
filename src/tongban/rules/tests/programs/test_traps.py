"""Every trap that other engines were seen to fall into (docs/rules.md), by name; each on one person and on both engines."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tongban.kernel.words import Words
from tongban.rules.public import (
    FactKind,
    FactType,
    Outcome,
    Parameter,
    Population,
    Step,
    Value,
    amount,
    compile,
    judge,
    parse,
    parse_amount,
    simulate,
)  # fmt: skip

ON = date(2026, 11, 22)
MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
K = FactKind


def fact(code: str, kind: FactKind, *options: str) -> FactType:
    return FactType(code, kind, Words(code, code), None, {each: Words(each, each) for each in options})


FACTS = {
    each.code: each
    for each in (
        fact("name", K.TEXT), fact("use", K.CHOICE, "shop", "home"), fact("kinds", K.CHOICES, "hot", "raw"),
        fact("flag", K.BOOLEAN), fact("n", K.INTEGER), fact("m", K.INTEGER), fact("fee", K.MONEY), fact("rate", K.NUMBER),
        fact("born", K.DATE),
    )
}  # fmt: skip


def everywhere(text: str, on: date = ON, **values: Value) -> Outcome:
    """The outcome, which must be the same for one person and on both engines."""
    expression = parse(text, facts=FACTS)
    program, people = compile({"x": expression}), Population.from_rows([values], facts=FACTS)
    one = judge(expression, values, on=on).outcome
    for engine in ("plain", "kernel"):
        tally = simulate(program, people, on=on, engine=engine).tallies["x"]
        assert (tally.met, tally.unknown) == (int(one is MET), int(one is UNKNOWN)), engine
    assert program.judge(values, on=on)[0].outcome is one
    return one


def fen(text: str, **values: Value) -> int | None:
    """An amount, which must be the same for one person and on both engines."""
    expression = parse_amount(text, facts=FACTS)
    one = amount(expression, values, on=ON).fen
    program = compile({"x": parse("known(m)", facts=FACTS)}, amounts={"x": expression})
    given: dict[str, Any] = {"m": 0} | values
    for engine in ("plain", "kernel"):
        tally = simulate(program, Population.from_rows([given], facts=FACTS), on=ON, engine=engine).tallies["x"]
        assert (tally.fen, tally.unpriced) == (one or 0, int(one is None)), engine
    assert program.judge(given, on=ON)[0].fen == one
    return one


@pytest.mark.parametrize(
    "text",
    [
        'name != "x"',
        'not (use in {"shop"})',
        'use != "shop"',
        'not ("hot" in kinds)',
        'not any_of(kinds, {"raw"})',
        "n != 3",
    ],
)
def test_the_negation_of_what_is_unknown_is_unknown(text: str) -> None:
    assert everywhere(text) is UNKNOWN


def test_a_choice_on_an_unknown_condition_is_unknown_and_not_the_other_side() -> None:
    assert fen("800 if flag else 500") is None
    assert fen("800 if flag else 500", flag=False) == 50_000


def test_the_least_of_an_unknown_number_is_unknown() -> None:
    assert fen("min(n, 100)") is None
    assert fen("max(n, 100)") is None
    assert fen("min(n, 100)", n=300) == 10_000


def test_arithmetic_with_a_threshold_of_the_future_is_unknown() -> None:
    future = Parameter("future", K.MONEY, Words("future", "future"), (Step(date(2030, 1, 1), Decimal(9)),))
    people = Population.from_rows([{"n": 1}, {"n": None}], facts=FACTS)

    for text in ("n - future >= 0", "n + 1 > future", "n / future == 1", "n * 2 <= future"):
        program = compile({"x": parse(text, facts=FACTS, parameters={"future": future})})
        for engine in ("plain", "kernel"):
            tally = simulate(program, people, on=ON, engine=engine).tallies["x"]
            assert (tally.met, tally.unknown) == (0, 2)


def test_a_sum_with_an_unknown_part_is_unknown() -> None:
    assert fen("fee + 100") is None
    assert fen("fee * 0") is None


def test_a_birthday_tomorrow_is_not_yet_sixty() -> None:
    assert everywhere("age(born) == 59", born=date(1966, 11, 23)) is MET
    assert everywhere("age(born) >= 60", born=date(1966, 11, 23)) is NOT_MET
    assert everywhere("age(born) >= 60", born=date(1966, 11, 22)) is MET


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2026, 2, 27), NOT_MET), (date(2026, 2, 28), MET), (date(2028, 2, 28), MET), (date(2028, 2, 29), MET)],
)
def test_who_is_born_on_a_leap_day_completes_a_year_on_the_last_of_february(on: date, outcome: Outcome) -> None:
    assert everywhere("age(born) >= 18", on, born=date(2008, 2, 29)) is outcome


def test_on_a_leap_day_itself_a_year_is_full_on_that_day() -> None:
    assert everywhere("age(born) == 19", date(2028, 2, 28), born=date(2008, 2, 29)) is MET
    assert everywhere("age(born) == 20", date(2028, 2, 29), born=date(2008, 2, 29)) is MET


def test_narrow_numbers_do_not_overflow() -> None:
    assert fen("n * 12", n=3000) == 3_600_000
    assert everywhere("n * 12 > 35000", n=3000) is MET
    assert everywhere("n * m == 16129", n=127, m=127) is MET


def test_the_widest_numbers_do_not_overflow() -> None:
    assert everywhere("n * 4 > 0", n=2**62) is MET
    assert everywhere("n * m > 1", n=2**62, m=2**62) is MET
    assert everywhere("n + m == 0", n=-(2**63) + 1, m=2**63 - 1) is MET
    assert everywhere("n < m", n=-(2**63), m=2**63 - 1) is MET
    assert fen("n * 4", n=2**62) == 2**64 * 100


def test_the_least_number_of_all_can_change_its_sign() -> None:
    least = -(2**63)

    assert fen("n", n=least) == least * 100
    assert fen("-n", n=least) == -least * 100
    assert fen("1 / n * n", n=least) == 100
    assert fen("rounded(n / 3)", n=least) == -307445734561825860300
    assert everywhere("-n > m", n=least, m=2**63 - 1) is MET
    assert everywhere("m / n < 0", n=least, m=1) is MET


def test_many_digits_of_money_stay_as_they_are() -> None:
    assert fen("fee", fee=Decimal("123456789.01")) == 12_345_678_901
    assert fen("fee * 1", fee=Decimal("92233720368547758.07")) == 2**63 - 1


@pytest.mark.parametrize(
    ("given", "rounded"), [("2.5", 3), ("-2.5", -3), ("3.5", 4), ("2.4999", 2), ("-0.5", -1), ("0.4999", 0)]
)
def test_a_half_is_rounded_away_from_zero(given: str, rounded: int) -> None:
    assert fen("rounded(rate)", rate=Decimal(given)) == rounded * 100
    assert fen("rate / 100", rate=Decimal(given)) == rounded


def test_a_division_is_exact_whatever_its_sign() -> None:
    assert everywhere("n / 2 == 3.5", n=7) is MET
    assert everywhere("n / 2 == -3.5", n=-7) is MET
    assert everywhere("n / 3 * 3 == n", n=7) is MET
    assert everywhere("n / m < 0", n=7, m=-2) is MET
    assert fen("n / -3", n=1) == -33


def test_a_division_by_zero_is_unknown() -> None:
    assert everywhere("n / m > 1", n=1, m=0) is UNKNOWN
    assert everywhere("n / m > 1", n=0, m=0) is UNKNOWN
    assert fen("n / m", n=1, m=0) is None


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    assert everywhere("fee + 0.2 == 0.3", fee=Decimal("0.1")) is MET


def test_the_sum_over_nobody_is_zero() -> None:
    program = compile({"x": parse("n > 5", facts=FACTS)}, amounts={"x": parse_amount("fee * 2", facts=FACTS)})

    for engine in ("plain", "kernel"):
        for rows in ([], [{"n": 1}]):
            tally = simulate(program, Population.from_rows(rows, facts=FACTS), on=ON, engine=engine).tallies["x"]
            assert (tally.met, tally.fen) == (0, 0)


@pytest.mark.parametrize("given", ["Ａ店", " A店", "A店　", "Ａ店 "])
def test_full_width_letters_and_spaces_at_the_ends_make_no_difference(given: str) -> None:
    assert everywhere('name == "A店"', name=given) is MET


def test_a_chain_compares_each_pair() -> None:
    assert everywhere("60 <= age(born) < 70", born=date(1960, 1, 1)) is MET
    assert everywhere("60 <= age(born) < 70", born=date(1950, 1, 1)) is NOT_MET
    assert everywhere("1 < n < 3", n=2) is MET


def test_true_and_one_are_not_the_same() -> None:
    with pytest.raises(TypeError):
        everywhere("n == 1", n=True)
    with pytest.raises(TypeError):
        everywhere("flag", flag=1)


def test_a_float_is_no_number() -> None:
    with pytest.raises(TypeError):
        everywhere("rate > 0", rate=0.1)  # type: ignore[arg-type]


def test_behind_the_last_person_nobody_is_counted() -> None:
    program = compile(
        {"x": parse("not (n > 5)", facts=FACTS)}, amounts={"x": parse_amount("1 if n < 3 else 2", facts=FACTS)}
    )

    for size in (1, 63, 64, 65, 127, 8191, 8193):
        people = Population.from_rows([{"n": 1}] * size, facts=FACTS)
        for engine in ("plain", "kernel"):
            run = simulate(program, people, on=ON, engine=engine)
            assert (run.tallies["x"].met, run.tallies["x"].fen) == (size, size * 100)
            assert len(run.candidates("x")) == size


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_what_is_due_to_each_may_be_wider_than_64_bits(engine: str) -> None:
    program = compile({"x": parse("flag", facts=FACTS)}, amounts={"x": parse_amount("n", facts=FACTS)})
    people = Population.from_rows([{"flag": True, "n": 7}, {"flag": True, "n": 2**62}, {"flag": True}], facts=FACTS)

    run = simulate(program, people, on=ON, engine=engine)
    fen, is_known = run.due("x", run.candidates("x"))

    assert (fen.tolist(), is_known.tolist()) == ([700, 2**62 * 100, 0], [True, True, False])
