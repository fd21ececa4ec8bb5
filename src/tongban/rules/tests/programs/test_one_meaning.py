"""One meaning: the single evaluator, the written function, both engines and plain SQL agree on every person, to the fen."""

from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.rules.public import (
    Outcome,
    Population,
    Program,
    Tally,
    amount,
    compile,
    explain,
    judge,
    near,
    questions,
    simulate,
)  # fmt: skip
from tongban.rules.tests.programs import texts
from tongban.rules.tests.programs.oracle import Sql, table_of
from tongban.rules.tests.programs.texts import FACTS, ON

OUTCOME = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}
ordinary = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
programs = st.lists(st.tuples(texts.expressions, texts.amounts), min_size=1, max_size=6)


def program_of(pairs: list[tuple[Any, Any]]) -> Program:
    names = [f"p{place}" for place in range(len(pairs))]
    return compile(
        {name: condition for name, (condition, _) in zip(names, pairs, strict=True)},
        amounts={name: due for name, (_, due) in zip(names, pairs, strict=True)},
    )


def alone(pair: tuple[Any, Any], row: dict[str, Any]) -> tuple[Outcome, int | None]:
    """What the single evaluator says of one person: the outcome, and the fen where it is met."""
    outcome = judge(pair[0], row, on=ON).outcome
    return outcome, amount(pair[1], row, on=ON).fen if outcome is Outcome.MET else None


def tally(found: list[tuple[Outcome, int | None]]) -> Tally:
    met = [fen for outcome, fen in found if outcome is Outcome.MET]
    unknown = sum(outcome is Outcome.UNKNOWN for outcome, _ in found)
    return Tally(len(met), unknown, sum(fen for fen in met if fen is not None), met.count(None))


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_an_engine_says_of_all_what_is_said_of_each_alone(engine: str) -> None:
    @ordinary
    @given(programs, texts.rows)
    def agree(pairs: list[tuple[Any, Any]], people: list[dict[str, Any]]) -> None:
        found = [[alone(pair, row) for row in people] for pair in pairs]

        run = simulate(program_of(pairs), Population.from_rows(people, facts=FACTS), on=ON, engine=engine)

        for place, each in enumerate(found):
            name = f"p{place}"
            assert run.tallies[name] == tally(each)
            assert run.candidates(name).tolist() == [row for row, (said, _) in enumerate(each) if said is Outcome.MET]
            assert run.undecided(name).tolist() == [
                row for row, (said, _) in enumerate(each) if said is Outcome.UNKNOWN
            ]
            fen, is_known = run.due(name, run.candidates(name))
            due = [fen for said, fen in each if said is Outcome.MET]
            assert [one if known else None for one, known in zip(fen.tolist(), is_known, strict=True)] == due

    agree()


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_several_days_in_one_sweep_are_each_day_alone(engine: str) -> None:
    days = [ON, ON.replace(year=ON.year + 1), date(2028, 2, 29), ON.replace(year=ON.year + 40)]

    @ordinary
    @given(texts.expressions, texts.amounts, texts.rows, st.booleans())
    def agree(condition: Any, due: Any, people: list[dict[str, Any]], keep: bool) -> None:
        program, everybody = program_of([(condition, due)]), Population.from_rows(people, facts=FACTS)
        run = simulate(program, everybody, on=ON, engine=engine)

        found = [run.on_days("p0", days, keep=keep) for _ in range(2)]

        assert found == [[simulate(program, everybody, on=day, engine=engine).tallies["p0"] for day in days]] * 2

    agree()


@ordinary
@given(texts.expressions, texts.few_rows)
def test_every_verdict_can_be_explained_and_what_waiting_brings_comes_true(
    condition: Any, people: list[dict[str, Any]]
) -> None:
    for row in people:
        verdict = judge(condition, row, on=ON)
        said = explain(condition, values=row, on=ON)
        nearness = near(condition, row, on=ON, within=800)

        assert said.zh
        assert said.en
        assert all(row.get(code) is None for code in questions(condition, row, on=ON))
        assert verdict.outcome is Outcome.UNKNOWN or not questions(condition, row, on=ON)
        assert verdict.outcome is not Outcome.MET or not nearness.gaps
        if nearness.met_on is not None:
            assert judge(condition, row, on=nearness.met_on).outcome is Outcome.MET


@ordinary
@given(programs, texts.rows)
def test_the_written_function_says_of_each_what_the_evaluator_says(
    pairs: list[Any], people: list[dict[str, Any]]
) -> None:
    program = program_of(pairs)

    for row in people:
        said = [(each.outcome, each.fen) for each in program.judge(row, on=ON)]
        assert said == [alone(pair, row) for pair in pairs]


@settings(ordinary, max_examples=30)
@given(programs, texts.few_rows)
def test_a_program_gives_the_reasons_that_each_condition_gives_alone(
    pairs: list[Any], people: list[dict[str, Any]]
) -> None:
    program = program_of(pairs)

    for row in people[:3]:
        for judged, (condition, _) in zip(program.judge(row, on=ON), pairs, strict=True):
            found = near(condition, row, on=ON, within=60)
            told, verdict = judged.reasons(), judge(condition, row, on=ON)
            assert (told.outcome, told.sentence) == (verdict.outcome, verdict.sentence)
            assert list(told.decided_by) == list(dict.fromkeys(verdict.decided_by))
            assert judged.asks() == questions(condition, row, on=ON)
            nearly = judged.nearly(60)
            assert nearly == found if found.met_on is not None else nearly in (found, None)


@settings(ordinary, max_examples=30)
@given(programs, texts.few_rows)
def test_plain_sql_says_the_same(pairs: list[Any], people: list[dict[str, Any]]) -> None:
    program = program_of(pairs)
    sql = Sql(ON)
    columns = [f"{sql.condition(condition)}, {sql.fen(due)}" for _, condition, due in program.shapes(ON)]
    with duckdb.connect() as connection:
        table_of(connection, people, FACTS)
        try:
            told = connection.execute(f"SELECT {', '.join(columns)} FROM people ORDER BY row").fetchall()
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            # The oracle has 128 bits for a number; we have as many as are needed.
            return

    for row, answers in zip(people, told, strict=True):
        for place, pair in enumerate(pairs):
            outcome = OUTCOME[answers[2 * place]]
            assert (outcome, answers[2 * place + 1] if outcome is Outcome.MET else None) == alone(pair, row)
