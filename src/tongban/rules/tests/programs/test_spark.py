"""Spark gives the same answers. Needs PySpark and Java, which are no part of the environment: docs/rules.md says how to run it."""

import importlib.util
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tongban.rules.programs.city import files
from tongban.rules.public import ColumnFile, Population, Stopped, simulate
from tongban.rules.tests.programs import test_city, texts
from tongban.rules.tests.programs.test_one_meaning import program_of
from tongban.rules.tests.programs.texts import FACTS, ON

WHY_NOT = (
    "no pyspark: uv sync --extra spark" if importlib.util.find_spec("pyspark") is None
    else "no java on the PATH" if shutil.which("java") is None else ""
)  # fmt: skip
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(bool(WHY_NOT), reason=f"SPARK WAS NOT TESTED: {WHY_NOT}"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module", autouse=True)
def afterwards() -> Iterator[None]:
    """Spark is started by the engine itself, and ended when the tests are done."""
    yield
    if not WHY_NOT:
        from pyspark.sql import SparkSession

        logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of its ends when pytest's own ear is gone
        if session := SparkSession.getActiveSession():
            session.stop()


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ColumnFile:
    return test_city.written(tmp_path / "city.parquet", monkeypatch)


def test_spark_gives_what_one_machine_gives(city: ColumnFile, monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []
    here = simulate(test_city.program(), city, on=ON, engine="kernel")
    monkeypatch.setenv("TONGBAN_ENGINE", "spark")

    run = simulate(test_city.program(), city, on=ON, progress=shares.append, lists=("old",))

    assert (run.engine, run.tallies) == ("spark", here.tallies)
    assert run.candidates("old").tolist() == here.candidates("old").tolist()
    assert run.undecided("named").tolist() == here.undecided("named").tolist()
    assert run.moved("limit", 8).tallies == here.moved("limit", 8).tallies
    assert (shares[-1], shares) == (1, sorted(shares))
    with pytest.raises(Stopped):
        simulate(test_city.program(), city, on=ON, stop=lambda: True)


def test_many_random_expressions_in_one_job_mean_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs, people = drawn(120), [row for rows in drawn_rows(20) for row in rows]
    monkeypatch.setattr(files, "BLOCK", 192)
    program, known = program_of(pairs), Population.from_rows(people, facts=FACTS)
    city = ColumnFile.write(tmp_path / "random.arrow", iter([test_city.arrow_of(people)]), facts=FACTS)

    run = simulate(program, city, on=ON, engine="spark", lists=tuple(f"p{place}" for place in range(len(pairs))))

    here = simulate(program, known, on=ON, engine="plain")
    assert len(pairs) > 80
    assert run.tallies == here.tallies
    for name in run.tallies:
        assert run.candidates(name).tolist() == here.candidates(name).tolist()


def drawn(wanted: int) -> list[tuple[Any, Any]]:
    """Pairs of a random condition and a random amount, drawn by Hypothesis and judged together: a job of Spark takes seconds."""
    found: list[tuple[Any, Any]] = []

    @settings(max_examples=wanted, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(texts.expressions, texts.amounts))
    def draw(pair: tuple[Any, Any]) -> None:
        found.append(pair)

    draw()
    return found


def drawn_rows(wanted: int) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = []

    @settings(max_examples=wanted, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(texts.few_rows)
    def draw(rows: list[dict[str, Any]]) -> None:
        found.append(rows)

    draw()
    return found
