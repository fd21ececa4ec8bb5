"""A city on disk: what a population in memory gives; stopped, gone on with, and refused where something else is asked."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongban.rules.programs.city import files
from tongban.rules.public import ColumnFile, OtherRun, Population, Stopped, compile, parse, parse_amount, simulate
from tongban.rules.tests.programs.texts import FACTS, ON, OPTIONS, PARAMETERS, bands

SIZE, BLOCK = 1_003, 130
TEXTS = {
    "few": ("count <= limit and known(fee)", "fee * share"),
    "old": ("age(born) >= 65 or not flag", "band(age(born), ages)"),
    "shops": ('use in {"shop", "barn"} and any_of(kinds, {"raw", "cake"})', "800 if flag else 500"),
    "named": ('name == "店" or since >= born', "min(income * 0.305, 90.05)"),
    "loose": ("months_between(born, since) > count and wide >= 0", "income / count"),
}


def program() -> Any:
    conditions = {name: parse(text, facts=FACTS, parameters=PARAMETERS) for name, (text, _) in TEXTS.items()}
    due = {name: parse_amount(text, facts=FACTS, parameters=PARAMETERS) for name, (_, text) in TEXTS.items()}
    return compile(conditions, amounts=due)


def table() -> Any:
    """Everybody, in Arrow's types; every 7th value is not known, at another person in each column."""
    made: dict[str, Any] = {
        "flag": [place % 3 == 0 for place in range(SIZE)],
        "count": pa.array([place % 11 - 2 for place in range(SIZE)], pa.int8()),
        "wide": pa.array([(-1) ** place * (1 << place % 63) for place in range(SIZE)], pa.int64()),
        "fee": pa.array([place * 131 for place in range(SIZE)], pa.int32()),
        "income": pa.array([Decimal(place * 977).scaleb(-2) for place in range(SIZE)], pa.decimal128(20, 2)),
        "born": [date(1930, 2, 28) + timedelta(days=37 * place) for place in range(SIZE)],
        "since": [date(1990, 5, 31) + timedelta(days=11 * place) for place in range(SIZE)],
        "use": pa.DictionaryArray.from_arrays(
            pa.array([place % 4 for place in range(SIZE)], pa.int8()), pa.array(["barn", *OPTIONS["use"][:3]])
        ),
        "kinds": [["raw", "hot"][: place % 3] for place in range(SIZE)],
        "name": [("Ａ店 ", "店", "y")[place % 3] for place in range(SIZE)],
    }
    columns = {}
    for turn, (code, values) in enumerate(made.items()):
        array = values if isinstance(values, pa.Array) else pa.array(values)
        gone = pa.array([(place + turn) % 7 == 0 for place in range(SIZE)])
        columns[code] = pa.compute.if_else(gone, pa.scalar(None, array.type), array)
    return pa.table(columns)


def arrow_of(rows: list[dict[str, Any]]) -> Any:
    """People's values as an Arrow table."""
    kinds = {
        "boolean": pa.bool_(), "integer": pa.int64(), "money": pa.decimal128(38, 2), "number": pa.decimal128(38, 4),
        "date": pa.date32(), "choice": pa.string(), "choices": pa.list_(pa.string()), "text": pa.string(),
    }  # fmt: skip
    return pa.table(
        {
            code: pa.array(
                [list(each) if isinstance(each, tuple) else each for each in (row.get(code) for row in rows)],
                kinds[fact.kind.value],
            )
            for code, fact in FACTS.items()
        }
    )


@pytest.fixture(scope="module")
def people() -> Population:
    return Population.from_arrow(table(), facts=FACTS)


@pytest.fixture(params=["arrow", "parquet"])
def city(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ColumnFile:
    return written(tmp_path / f"city.{request.param}", monkeypatch)


def written(path: Path, monkeypatch: pytest.MonkeyPatch) -> ColumnFile:
    monkeypatch.setattr(files, "BLOCK", BLOCK)
    if path.suffix == ".parquet":
        pq.write_table(table(), path, row_group_size=BLOCK)
        return ColumnFile(path, FACTS)
    return ColumnFile.write(path, iter([table().slice(0, 600), table().slice(600)]), facts=FACTS)


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_a_city_on_disk_gives_what_a_population_in_memory_gives(
    city: ColumnFile, people: Population, engine: str
) -> None:
    shares: list[float] = []
    known = simulate(program(), people, on=ON, engine="plain")

    run = simulate(program(), city, on=ON, engine=engine, progress=shares.append, lists=("old",))

    assert run.tallies == known.tallies
    assert (shares[0], shares[-1], shares) == (0, 1, sorted(shares))
    assert len(shares) == len(city.sizes) + 1 > 8
    for name in TEXTS:
        candidates = known.candidates(name)
        assert run.candidates(name).tolist() == candidates.tolist()
        assert run.undecided(name).tolist() == known.undecided(name).tolist()
        assert [each.tolist() for each in run.due(name, candidates)] == [
            each.tolist() for each in known.due(name, candidates)
        ]


def test_a_moved_threshold_over_a_city_asks_its_test_anew_and_keeps_the_others(
    city: ColumnFile, people: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = simulate(program(), city, on=ON, engine="kernel")
    watching = simulate(program(), city, on=ON, engine="kernel", watch=("limit",))
    known = simulate(program(), people, on=ON, engine="plain")

    for limit in (3, 8, 0):
        assert first.moved("limit", limit).tallies == known.moved("limit", limit).tallies
    ages = bands((60, None, "100"))
    assert first.moved("ages", ages).tallies == known.moved("ages", ages).tallies

    read: list[str] = []
    column = ColumnFile.column
    monkeypatch.setattr(ColumnFile, "column", lambda self, index, code: read.append(code) or column(self, index, code))
    for run in (first, watching):
        assert run.moved("limit", 6).tallies == known.moved("limit", 6).tallies
    with pytest.raises(KeyError, match="nothing"):
        simulate(program(), city, on=ON, watch=("nothing",))
    assert set(read) == {"count", "fee"}  # the moved test, and what is paid by; `known(fee)` is kept


def test_a_run_that_was_stopped_goes_on_where_it_was(
    city: ColumnFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = simulate(program(), city, on=ON, lists=("old", "named"))
    asked, shares = [], list[float]()

    def after_three() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Stopped) as stopped:
        simulate(program(), city, on=ON, stop=after_three, keep_in=tmp_path / "run", lists=("old", "named"))
    assert 0 < stopped.value.done < len(city.sizes)

    begun: list[int] = []
    block = ColumnFile.block
    monkeypatch.setattr(
        ColumnFile, "block", lambda self, index, codes: begun.append(index) or block(self, index, codes)
    )
    run = simulate(program(), city, on=ON, keep_in=tmp_path / "run", lists=("old", "named"), progress=shares.append)

    assert len(begun) == len(city.sizes) - stopped.value.done
    assert run.tallies == whole.tallies
    assert [run.candidates(name).tolist() for name in TEXTS] == [whole.candidates(name).tolist() for name in TEXTS]
    assert shares[0] == pytest.approx(stopped.value.done / len(city.sizes))
    assert (shares[-1], shares) == (1, sorted(shares))


def test_partial_results_of_another_run_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city, kept = written(tmp_path / "city.arrow", monkeypatch), tmp_path / "run"
    simulate(program(), city, on=ON, keep_in=kept)

    with pytest.raises(OtherRun, match="other: the program") as refused:
        simulate(program().with_parameter("limit", 4), city, on=ON, keep_in=kept)
    assert "不同的是：规则" in str(refused.value)
    with pytest.raises(OtherRun) as refused:
        simulate(program(), city, on=ON + timedelta(days=1), keep_in=kept)
    assert "on" in refused.value.changed
    with pytest.raises(OtherRun, match="the lists"):
        simulate(program(), city, on=ON, keep_in=kept, lists=("old",))
    pq.write_table(table().slice(1), tmp_path / "city.parquet")
    with pytest.raises(OtherRun, match="the population"):
        simulate(program(), ColumnFile(tmp_path / "city.parquet", FACTS), on=ON, keep_in=kept)
    assert simulate(program(), city, on=ON, keep_in=kept).tallies["old"].met > 0


def test_a_file_that_is_none_is_told_and_an_empty_city_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "half.arrow").write_bytes(b"ARROW1 and then nothing")
    (tmp_path / "half.parquet").write_bytes(b"PAR1 and then nothing")

    for name in ("half.arrow", "half.parquet"):
        with pytest.raises(ValueError, match="make it again"):
            simulate(program(), ColumnFile(tmp_path / name, FACTS), on=ON)
    with pytest.raises(FileNotFoundError):
        simulate(program(), ColumnFile(tmp_path / "gone.arrow", FACTS), on=ON)
    with pytest.raises(ValueError, match="nobody to write"):
        ColumnFile.write(tmp_path / "city.arrow", iter([]), facts=FACTS)
    empty = ColumnFile.write(tmp_path / "city.arrow", iter([table().slice(0, 0)]), facts=FACTS)
    run = simulate(program(), empty, on=ON, keep_in=tmp_path / "run")
    assert (run.tallies["old"].met, run.candidates("old").tolist()) == (0, [])
    assert run.moved("limit", 3).tallies["few"].met == 0


def test_an_engine_that_does_not_exist_is_said_and_the_setting_chooses(
    people: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="there are: plain, kernel, spark"):
        simulate(program(), people, on=ON, engine="abacus")
    monkeypatch.setenv("TONGBAN_ENGINE", "kernel")
    assert simulate(program(), people, on=ON).engine == "kernel"
    monkeypatch.setenv("TONGBAN_ENGINE", "plain")
    assert simulate(program(), people, on=ON).engine == "plain"
