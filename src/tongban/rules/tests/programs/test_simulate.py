"""A population from Arrow and Parquet, and a threshold that is moved."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongban.kernel.words import Words
from tongban.rules.programs import simulation
from tongban.rules.programs.lowering import Lowering
from tongban.rules.public import (
    FactKind,
    FactType,
    Outcome,
    Population,
    Simulation,
    compile,
    judge,
    parse,
    parse_amount,
    simulate,
)
from tongban.rules.tests.programs.texts import FACTS, ON, PARAMETERS, bands

TABLE = pa.table(
    {
        "flag": pa.array([True, None, False]),
        "count": pa.array([1, None, -300], pa.int16()),
        "fee": pa.array([123, None, -(2**62)], pa.int64()),
        "income": pa.array([Decimal("0.05"), Decimal("-92233720368547758.08"), None], pa.decimal128(38, 2)),
        "rate": pa.array([Decimal("0.0500"), None, Decimal("-2.5000")], pa.decimal128(12, 4)),
        "born": pa.array([date(1960, 2, 29), None, date(9999, 12, 31)]),
        "use": pa.array(["home", None, "harbour"]).dictionary_encode(),
        "name": pa.array(["Ａ店 ", None, "A店"]),
        "kinds": pa.array([["raw", "hot"], None, []]),
    }
)
PEOPLE = [
    {
        "flag": True, "count": 1, "fee": Decimal("1.23"), "income": Decimal("0.05"), "rate": Decimal("0.05"),
        "born": date(1960, 2, 29), "use": "home", "name": "A店", "kinds": ("hot", "raw"),
    },
    dict.fromkeys(TABLE.column_names) | {"income": Decimal("-92233720368547758.08")},
    {
        "flag": False, "count": -300, "fee": Decimal(-(2**62)).scaleb(-2), "income": None, "rate": Decimal("-2.5"),
        "born": date(9999, 12, 31), "use": "harbour", "name": "A店", "kinds": (),
    },
]  # fmt: skip


def said_alike(people: Population) -> None:
    for row, person in enumerate(PEOPLE):
        found = people.person(row)
        assert {code: found[code] for code in person} == person
        assert {found[code] for code in FACTS.keys() - person.keys()} == {None}


def test_an_arrow_table_becomes_the_same_people() -> None:
    people = Population.from_arrow(TABLE, facts=FACTS)

    said_alike(people)
    assert people.columns["name"].values[0] == people.columns["name"].values[2]


def test_a_parquet_file_and_a_slice_become_the_same_people(tmp_path: Path) -> None:
    pq.write_table(TABLE, tmp_path / "people.parquet")

    said_alike(Population.from_parquet(tmp_path / "people.parquet", facts=FACTS))
    said_alike(Population.from_arrow(pa.concat_tables([TABLE.slice(1), TABLE]).slice(2), facts=FACTS))


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("rate", pa.array([0.1])),
        ("fee", pa.array([1.5])),
        ("count", pa.array(["1"])),
        ("fee", pa.array([Decimal("99999999999999999999.00")])),
        ("flag", pa.array([1])),
    ],
)
def test_a_column_of_another_kind_is_refused(code: str, values: Any) -> None:
    with pytest.raises(TypeError, match=code):
        Population.from_arrow(pa.table({code: values}), facts=FACTS)


def people(size: int) -> Population:
    rows = [
        {"count": place % 9, "fee": Decimal(place), "born": date(1930 + place % 60, 2, 28)} for place in range(size)
    ]
    return Population.from_rows(rows, facts=FACTS)


def read(text: str) -> Any:
    return parse(text, facts=FACTS, parameters=PARAMETERS)


def priced(text: str) -> Any:
    return parse_amount(text, facts=FACTS, parameters=PARAMETERS)


PROGRAM = compile(
    {"few": read("count <= limit and known(fee)"), "old": read("age(born) >= 65"), "all": read("known(count)")},
    amounts={"few": priced("fee * share"), "old": priced("band(age(born), ages)")},
)


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_a_moved_threshold_gives_what_a_new_run_gives(engine: str) -> None:
    first = simulate(PROGRAM, people(1_000), on=ON, engine=engine)

    for limit in (3, 8, 0, 3):
        moved = first.moved("limit", limit)
        assert moved.tallies == simulate(PROGRAM.with_parameter("limit", limit), people(1_000), on=ON).tallies
    assert first.moved("share", Decimal("0.5")).tallies["few"].fen != first.tallies["few"].fen
    dearer = first.moved("ages", bands((60, None, "100")))
    assert dearer.tallies["old"].fen == 10_000 * dearer.tallies["old"].met


def test_only_what_uses_a_threshold_is_run_again_and_only_its_test_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    first = simulate(PROGRAM, people(500), on=ON, engine="plain").moved("limit", 4)
    seen = []
    monkeypatch.setitem(simulation.ENGINES, "plain", watched(simulation.ENGINES["plain"], seen))

    second = first.moved("limit", 6)

    assert [name for names, _ in seen for name in names] == ["few"]
    assert [test.code for _, tests in seen for test in tests] == ["count"]
    assert second.tallies["old"] is first.tallies["old"]


def watched(engine: Any, seen: list[Any]) -> Any:
    """An engine that tells which outputs it was asked for, and which tests it had to answer itself."""

    def run(plan: Any, people: Any, given: Any, listed: Any) -> Any:
        asked = [test for place, test in enumerate(plan.tests) if place not in given]
        seen.append(([output.name for output in plan.outputs], asked))
        return engine(plan, people, given, listed)

    return run


def test_what_is_kept_stays_below_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "KEPT_BYTES", 400)

    run: Simulation = simulate(PROGRAM, people(640), on=ON)
    for limit in range(9):
        run = run.moved("limit", limit)

    assert sum(each.nbytes for rails in run.kept.values() for each in rails) <= 400
    assert run.tallies["few"].met == 640


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_a_long_list_of_codes_is_looked_up_in_a_table(engine: str) -> None:
    options = {f"o{place:02}": Words(str(place), str(place)) for place in range(40)}
    fact = {"use": FactType("use", FactKind.CHOICE, Words("用途", "use"), None, options)}
    listed = [f"o{place:02}" for place in range(0, 40, 2)]
    program = compile({"even": parse(f"use in {{{', '.join(map(repr, listed))}}}", facts=fact)})
    rows = [{"use": None if place % 5 == 0 else f"o{place % 40:02}"} for place in range(300)]

    run = simulate(program, Population.from_rows(rows, facts=fact), on=ON, engine=engine)

    assert run.candidates("even").tolist() == [row for row, each in enumerate(rows) if each["use"] in listed]
    assert run.undecided("even").tolist() == list(range(0, 300, 5))


def test_reasons_of_one_person_follow_a_moved_threshold() -> None:
    person = {"count": 4, "fee": Decimal(1), "born": None}

    before = PROGRAM.judge(person, on=ON)[0]
    after = PROGRAM.with_parameter("limit", 3).judge(person, on=ON)[0]

    assert (before.outcome, before.fen, after.outcome, after.fen) == (Outcome.MET, 31, Outcome.NOT_MET, None)
    assert before.reasons() == judge(read("count <= limit and known(fee)"), person, on=ON)
    assert "（3）" in after.reasons().sentence.zh


def test_what_does_not_exist_is_said() -> None:
    with pytest.raises(KeyError, match="nothing"):
        PROGRAM.with_parameter("nothing", 3)
    with pytest.raises(ValueError, match="without a condition"):
        compile({}, amounts={"few": priced("fee")})
    with pytest.raises(ValueError, match="no column for the fact count"):
        simulate(PROGRAM, Population(3, {}), on=ON)
    with pytest.raises(KeyError):
        simulate(PROGRAM, people(3), on=ON).candidates("nothing")


def test_a_program_knows_its_facts_and_who_uses_a_parameter() -> None:
    assert set(PROGRAM.facts) == {"count", "fee", "born"}
    assert PROGRAM.uses("limit") == ("few",)
    assert PROGRAM.uses("ages") == ("old",)
    assert FACTS["fee"].kind is FactKind.MONEY


@pytest.mark.parametrize(
    "text",
    [
        '(age(born) if use == "home" else age(since)) < 49',
        "days_until(years_after(born, 2)) >= 0",
        "(count if flag else 5) <= 4 and (70 if flag else 60) <= age(born)",
        "(800 if flag else 500) > 600",
    ],
)
def test_choices_and_days_some_years_later_are_asked_of_columns_and_not_of_each_row(text: str) -> None:
    rows = [
        {"use": use, "flag": flag, "born": born, "since": date(1990, 5, 1), "count": 4}
        for use in ("home", "shop", None) for flag in (True, False, None)
        for born in (date(1960, 2, 29), date(2025, 11, 23), None)
    ]  # fmt: skip
    condition = parse(text, facts=FACTS, parameters=PARAMETERS)

    run = simulate(compile({"it": condition}), Population.from_rows(rows, facts=FACTS), on=ON)
    plan = Lowering(run.people, ON).plan(run.program.shapes(ON))

    assert not [test for test in plan.tests if test.op == "shape"]
    said = [judge(condition, row, on=ON).outcome for row in rows]
    assert run.candidates("it").tolist() == [at for at, each in enumerate(said) if each is Outcome.MET]
    assert run.undecided("it").tolist() == [at for at, each in enumerate(said) if each is Outcome.UNKNOWN]
