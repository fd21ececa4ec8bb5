"""Columns kept on disk: mapped, equal to those that are read, made only where they are asked for, and made again when lost."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.programs.engines import count_shared
from tongban.rules.public import FactKind, FactType, Parameter, Population, Step

ON = date(2026, 11, 28)
W = Words("数", "number")
FACTS = {
    code: FactType(code, kind, W, None, options)
    for code, kind, options in (
        ("born_on", FactKind.DATE, {}), ("city", FactKind.CHOICE, {"b": W, "a": W}), ("note", FactKind.TEXT, {}),
        ("income", FactKind.MONEY, {}), ("seats", FactKind.INTEGER, {}), ("is_open", FactKind.BOOLEAN, {}),
        ("foods", FactKind.CHOICES, {"raw": W, "cold": W}), ("share", FactKind.NUMBER, {}), ("nowhere", FactKind.INTEGER, {}),
    )
}  # fmt: skip
KINDS = {
    "born_on": pa.date32(), "city": pa.string(), "note": pa.string(), "income": pa.decimal128(38, 2), "seats": pa.int64(),
    "is_open": pa.bool_(), "foods": pa.list_(pa.string()), "share": pa.decimal128(38, 6),
}  # fmt: skip


def somebody(row):
    values = {
        "born_on": date(1930 + row % 90, 1 + row % 12, 1 + row % 28), "city": "abc"[row % 3], "note": f"Ｎ{row % 7} ",
        "income": Decimal(row * 137).scaleb(-2), "seats": row * 3, "is_open": row % 2 == 0,
        "foods": ["raw", "cold"][: row % 3], "share": Decimal(row).scaleb(-3),
    }  # fmt: skip
    return {code: None if (row + at) % 11 == 0 else value for at, (code, value) in enumerate(values.items())}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "people.parquet"
    rows = [somebody(row) for row in range(1000)]
    table = pa.table({code: pa.array([row[code] for row in rows], kind) for code, kind in KINDS.items()})
    parquet.write_table(table, path, row_group_size=150)
    return path


def test_what_must_still_be_copied_is_told_without_copying(file, tmp_path):
    folder = tmp_path / "kept"
    people = Population.kept(file, folder, facts=FACTS)

    assert set(Population.uncopied(file, folder, facts=FACTS)) == set(KINDS)
    assert people.columns["seats"].most
    assert set(Population.uncopied(file, folder, facts=FACTS)) == set(KINDS) - {"seats"}


def test_what_is_mapped_is_what_is_read(file, tmp_path):
    read, kept = Population.from_parquet(file, facts=FACTS), Population.kept(file, tmp_path / "kept", facts=FACTS)

    assert kept.size == read.size
    assert set(kept.columns) == set(read.columns) == set(FACTS)
    assert [kept.person(row) for row in range(1000)] == [read.person(row) for row in range(1000)]
    for code in KINDS:
        mine, theirs = kept.columns[code], read.columns[code]
        assert (mine.scale, mine.codes, mine.least, mine.most) == (
            theirs.scale,
            theirs.codes,
            theirs.least,
            theirs.most,
        )
        assert mine.values.dtype == theirs.values.dtype
        assert not mine.values.flags.writeable  # the file's own pages
    again = Population.kept(file, tmp_path / "kept", facts=FACTS)
    assert again.person(5) == read.person(5)


def test_only_what_is_looked_at_is_made_and_other_options_make_it_anew(file, tmp_path):
    folder = tmp_path / "kept"
    Population.kept(file, folder, facts=FACTS).columns["city"]
    assert {each.name.split("-")[0] for each in folder.iterdir()} == {"city"}

    other = FACTS | {"city": FactType("city", FactKind.CHOICE, W, None, {"c": W, "a": W, "b": W})}
    people = Population.kept(file, folder, facts=other)
    assert people.columns["city"].codes == ("c", "a", "b")
    assert people.person(1)["city"] == Population.from_parquet(file, facts=FACTS).person(1)["city"]


def test_what_was_half_lost_is_made_again(file, tmp_path):
    folder = tmp_path / "kept"
    whole = Population.kept(file, folder, facts=FACTS).person(7)
    for values in folder.glob("*.values.npy"):
        values.write_bytes(values.read_bytes()[:100])
    for known in folder.glob("seats*.known.npy"):
        known.unlink()

    assert Population.kept(file, folder, facts=FACTS).person(7) == whole


def test_parameters_that_will_be_moved_are_watched_in_memory_too(file, tmp_path):
    limit = Parameter("limit", FactKind.INTEGER, W, (Step(date(2020, 1, 1), 900),))
    rule = rules.parse("seats <= limit and is_open", facts=FACTS, parameters={"limit": limit})
    program, people = rules.compile({"a": rule}), Population.kept(file, tmp_path / "kept", facts=FACTS)

    watched, alone = (rules.simulate(program, people, on=ON, watch=watch) for watch in (("limit",), ()))

    assert len(watched.kept) > len(alone.kept) == 0
    assert watched.moved("limit", 300).tallies == alone.moved("limit", 300).tallies != watched.tallies
    with pytest.raises(KeyError, match="nothing"):
        rules.simulate(program, people, on=ON, watch=("nothing",))


@pytest.mark.parametrize("words", [0, 1, 700, 20_000])
def test_bits_in_common_are_counted_alike_by_both_engines(words):
    chance = np.random.default_rng(words)
    some, others = ([chance.integers(0, 1 << 63, words, np.uint64) for _ in range(size)] for size in (5, 3))

    machine, plain = (count_shared(some, others, kernel=kernel) for kernel in (True, False))

    assert machine.tolist() == plain.tolist()
    assert plain.shape == (5, 3)
    assert count_shared([], others, kernel=True).shape == (0, 3)
