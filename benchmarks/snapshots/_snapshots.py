"""Synthetic snapshots for benchmarks: the facts that one of the city holds, for as many people as are asked for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from tongban.catalogue.public import Edition, Fact
from tongban.policies import public as policies
from tongban.policies.public import Snapshot
from tongban.rules.public import FactKind

ON = date(2026, 11, 23)
BLOCK, DIFFERENT = 10_000, 1_000_000
SEED = 20261123
TODAY = ON.toordinal() - date(1970, 1, 1).toordinal()


def column(fact: Fact, size: int, source: np.random.Generator) -> Any:
    """One fact of so many people; one value in twenty is not known, but those by which people are counted."""
    unknown = None if fact.breakdown else source.random(size) < 0.05
    if fact.kind is FactKind.BOOLEAN:
        return pa.array(source.random(size) < 0.3, mask=unknown)
    if fact.kind is FactKind.DATE:
        days = TODAY - source.integers(0, 36_000, size, dtype=np.int32)
        return pa.array(days, pa.int32(), mask=unknown).cast(pa.date32())
    if fact.kind in (FactKind.INTEGER, FactKind.MONEY):
        whole = pa.array(source.integers(0, 60, size), mask=unknown)
        return whole if fact.kind is FactKind.INTEGER else whole.cast(pa.decimal128(38, 2))
    if fact.kind is FactKind.CHOICE and fact.options:
        places = pa.array(source.integers(0, len(fact.options), size, dtype=np.int8), mask=unknown)
        return pa.DictionaryArray.from_arrays(places, pa.array(list(fact.options))).cast(pa.string())
    return pa.nulls(size, pa.string())


def blocks(edition: Edition, people: int) -> Iterator[Any]:
    """A million different people, and then the same again: making them must not take longer than what is measured."""
    facts, source = policies.facts_kept(edition, "person"), np.random.default_rng(SEED)
    made: list[Any] = []
    for at, first in enumerate(range(0, people, BLOCK)):
        if at < DIFFERENT // BLOCK:
            made.append(pa.table({fact.code: column(fact, BLOCK, source) for fact in facts}))
        yield made[at % len(made)].slice(0, min(BLOCK, people - first))


def holder(row: int) -> str:
    return f"{310101000000000000 + row:018}"


def snapshot(edition: Edition, people: int, folder: Path) -> Snapshot:
    """A snapshot of so many people under `folder`, in the files and blocks of a real one; made once."""
    digest = f"{people:064}"
    where = folder / digest
    if not where.exists():
        half = folder / f"{digest}.half"
        half.mkdir(parents=True, exist_ok=True)
        columns = holders = None
        for at, table in enumerate(blocks(edition, people)):
            names = pa.table({"holder": [holder(row) for row in range(at * BLOCK, at * BLOCK + len(table))]})
            columns = columns or parquet.ParquetWriter(half / "columns.parquet", table.schema, compression="zstd")
            holders = holders or parquet.ParquetWriter(half / "holders.parquet", names.schema, compression="zstd")
            columns.write_table(table)
            holders.write_table(names)
        for file in (columns, holders):
            assert file
            file.close()
        half.rename(where)
    return Snapshot(
        digest=digest, audience="person", edition=edition.digest, on=ON, size=people, silent=(), unreadable={},
        made_at=datetime(2026, 11, 23, tzinfo=UTC), made_by="bench",
    )  # fmt: skip
