"""What a snapshot says of one party: the same as everybody's columns say of their row, and only that party's block is read."""

from datetime import UTC, date, datetime

import pytest
from pyarrow import parquet

from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.policies import public as policies
from tongban.policies.tests.test_check_up import SHANGHAI
from tongban.sources import public as sources

ON = date(2026, 11, 22)
BLOCK = 64
WANTED = ["applicant_born_on", "household_city", "is_deceased"]


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=ON)


@pytest.fixture
def taken(db, edition, settings):
    """A snapshot of 400 people in blocks of 64, as a city's is in blocks of 10,000."""
    identity.populate(size=400, mandate_scope=["restaurant"])
    sources.populate()
    found = policies.snapshot(edition, "person", at=datetime(2026, 11, 22, 2, tzinfo=UTC), by="system")
    for file in (settings.POPULATIONS / found.digest).iterdir():
        parquet.write_table(parquet.read_table(file), file, row_group_size=BLOCK)
    return found


@pytest.fixture
def read(monkeypatch):
    """What was read of Parquet files: of each block its number, its columns and its bytes."""
    done = []
    original = parquet.ParquetFile.read_row_group

    def noted(self, block, columns=None, **rest):
        group = self.metadata.row_group(block)
        named = columns or self.schema_arrow.names
        places = [self.schema_arrow.names.index(code) for code in named]
        done.append((block, tuple(named), sum(group.column(place).total_compressed_size for place in places)))
        return original(self, block, columns, **rest)

    monkeypatch.setattr(parquet.ParquetFile, "read_row_group", noted)
    return done


def whole_size(taken, settings):
    return sum(file.stat().st_size for file in (settings.POPULATIONS / taken.digest).iterdir())


def test_everybody_is_told_what_the_columns_say_of_their_row(taken, edition):
    people = policies.population(taken, edition=edition)
    holders = policies.holders(taken, range(taken.size))

    assert list(holders) == sorted(holders)
    assert holders == tuple(policies.holders(taken, [row])[0] for row in range(taken.size))
    for row, holder in enumerate(holders):
        assert policies.values_of(taken, holder, edition=edition) == people.person(row)
    assert policies.values_at(taken, [399, 0, 64], edition=edition) == {row: people.person(row) for row in (399, 0, 64)}
    assert policies.values_of(taken, "310101190001010000", edition=edition) is None


def test_only_the_block_of_the_party_is_read_and_of_it_the_columns_asked_for(
    taken, edition, read, settings, monkeypatch
):
    row = policies.row_of(taken, identity.person("wang").number)
    del read[:]
    monkeypatch.setattr(parquet, "read_table", None)  # nobody reads a whole file

    found = policies.values_of(taken, identity.person("wang").number, edition=edition, facts=WANTED)

    assert found.keys() == set(WANTED)
    assert [(block, set(named)) for block, named, _ in read] == [
        (row // BLOCK, {"holder"}), (row // BLOCK, set(WANTED)),
    ]  # fmt: skip
    assert sum(size for *_, size in read) < whole_size(taken, settings) / 20
    del read[:]
    assert policies.values_of(taken, "9" * 18, edition=edition) is None
    assert read == []


def test_rows_of_one_block_are_read_together(taken, edition, read):
    policies.values_at(taken, [0, 3, 63, 64], edition=edition, facts=WANTED)

    assert [block for block, *_ in read] == [0, 1]


def test_codes_without_bounds_are_looked_for_in_every_block(taken, edition, settings):
    wang = identity.person("wang").number
    known = policies.values_of(taken, wang, edition=edition)
    old = settings.POPULATIONS / taken.digest
    settings.POPULATIONS = settings.POPULATIONS / "older"
    folder = settings.POPULATIONS / taken.digest
    folder.mkdir(parents=True)
    for file in old.iterdir():
        parquet.write_table(parquet.read_table(file), folder / file.name, row_group_size=BLOCK, write_statistics=False)

    assert policies.values_of(taken, wang, edition=edition) == known
