"""Counts and money by groups, and who gains and loses by a change: the same as each person judged alone says."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.rules.public import (
    Expression,
    Outcome,
    Population,
    Program,
    Slice,
    Tally,
    amount,
    breakdown,
    compile,
    divide,
    judge,
    parse,
    parse_amount,
    simulate,
)
from tongban.rules.tests.programs import texts
from tongban.rules.tests.programs.texts import FACTS, ON, PARAMETERS, bands

GROUPS = {
    "shops": 'use == "shop"', "homes": 'use in {"home", "barn"}', "old": "age(born) >= 60", "flagged": "flag or other",
}  # fmt: skip
DIVIDING = {label: parse(text, facts=FACTS) for label, text in GROUPS.items()}
ordinary = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
texts_of_one = st.tuples(texts.expressions, texts.amounts, st.none() | texts.expressions)
TURNED = {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET, Outcome.UNKNOWN: Outcome.UNKNOWN}
Said = tuple[Outcome, int | None]


def program_of(given_texts: tuple[Any, Any, Any]) -> Program:
    condition, due, shut = given_texts
    return compile({"one": condition}, amounts={"one": due}, excluding={"one": [shut] if shut else []})


def alone(given_texts: tuple[Any, Any, Any], row: dict[str, Any]) -> Said:
    condition, due, shut = given_texts
    found = {judge(condition, row, on=ON).outcome, *([TURNED[judge(shut, row, on=ON).outcome]] if shut else [])}
    outcome = next(each for each in (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET) if each in found)
    return outcome, amount(due, row, on=ON).fen if outcome is Outcome.MET else None


def label_of(row: dict[str, Any]) -> str:
    return next((label for label, each in DIVIDING.items() if judge(each, row, on=ON).outcome is Outcome.MET), "")


def tally(found: list[Said]) -> Tally:
    met = [fen for outcome, fen in found if outcome is Outcome.MET]
    unknown = sum(outcome is Outcome.UNKNOWN for outcome, _ in found)
    return Tally(len(met), unknown, sum(fen for fen in met if fen is not None), met.count(None))


def slice_of(label: str, pairs: list[tuple[Said, Said]]) -> Slice:
    """What a change gives and takes in one group, counted person by person."""
    gains, losses = [], []
    for (was, before), (now, after) in pairs:
        if (was, now) == (Outcome.NOT_MET, Outcome.MET):
            gains.append(after or 0)
        elif (was, now) == (Outcome.MET, Outcome.NOT_MET):
            losses.append(before or 0)
        elif before is not None and after is not None and before != after:
            (gains if after > before else losses).append(abs(after - before))
    was_tally, now_tally = (tally([pair[side] for pair in pairs]) for side in (0, 1))
    return Slice(label, len(pairs), was_tally, now_tally, len(gains), sum(gains), len(losses), sum(losses))


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_groups_and_changes_are_what_each_alone_says(engine: str) -> None:
    @ordinary
    @given(texts_of_one, texts_of_one, texts.rows)
    def agree(old: Any, new: Any, rows: list[dict[str, Any]]) -> None:
        people = Population.from_rows(rows, facts=FACTS)
        runs = [simulate(program_of(each), people, on=ON, engine=engine) for each in (old, new)]
        pairs = [(label_of(row), (alone(old, row), alone(new, row))) for row in rows]

        found = breakdown(*runs, "one")

        wanted = [slice_of(label, [pair for at, pair in pairs if at == label]) for label in (*GROUPS, "")]
        assert list(found.by(divide(people, DIVIDING, on=ON))) == wanted
        assert found.whole == slice_of("", [pair for _, pair in pairs])
        assert found.whole.after == runs[1].tallies["one"]
        judged = [runs[1].program.judge(row, on=ON)[0] for row in rows]
        assert [(each.outcome, each.fen) for each in judged] == [pair[1] for _, pair in pairs]

    agree()


def band_run(people: Population) -> Any:
    condition: Expression = parse("age(born) >= 65", facts=FACTS)
    due = parse_amount("band(age(born), ages) + fee", facts=FACTS, parameters=PARAMETERS)
    return simulate(compile({"old": condition}, amounts={"old": due}), people, on=ON)


def test_a_moved_band_gives_to_some_and_takes_from_others_and_leaves_the_rest() -> None:
    born = [texts.date(1960, 1, 1), texts.date(1950, 1, 1), texts.date(1940, 1, 1), None]
    rows = [{"born": day, "fee": texts.Decimal("0.05")} for day in born]
    first = band_run(Population.from_rows(rows, facts=FACTS))

    moved = first.moved("ages", bands((65, 70, "80"), (70, 80, "150"), (80, None, "100")))

    whole = breakdown(first, moved, "old").whole
    assert (whole.gaining, whole.gained_fen, whole.losing, whole.lost_fen) == (1, 500, 1, 8005)
    assert (whole.before.unknown, whole.after.unknown) == (1, 1)
    assert whole.after.fen - whole.before.fen == whole.gained_fen - whole.lost_fen


def test_what_cannot_be_compared_is_said() -> None:
    first, other = (band_run(Population.from_rows([{}], facts=FACTS)) for _ in range(2))

    with pytest.raises(ValueError, match="one population"):
        breakdown(first, other, "old")
    with pytest.raises(KeyError):
        breakdown(first, first, "nothing")
    with pytest.raises(ValueError, match="at most"):
        divide(first.people, {str(n): parse("flag", facts=FACTS) for n in range(251)}, on=ON)
    with pytest.raises(ValueError, match="without a condition"):
        compile({}, excluding={"one": []})
