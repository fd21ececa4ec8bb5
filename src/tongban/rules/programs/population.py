"""A population (人群): everybody of whom something is asked at once, as columns."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from tongban.rules.programs.columns import Column, column_from, unpacked, value_at
from tongban.rules.types import FactType, Value


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Persons or companies, one row each. A fact that has no column here cannot be asked; one without values is unknown."""

    size: int
    columns: Mapping[str, Column]

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, Value]], *, facts: Mapping[str, FactType]) -> "Population":
        """From values as one person has them. A value that is no value of its fact is a `TypeError`."""
        columns = {code: column_from(fact, [row.get(code) for row in rows]) for code, fact in facts.items()}
        return cls(len(rows), columns)

    @classmethod
    def from_arrow(cls, table: Any, *, facts: Mapping[str, FactType]) -> "Population":
        """From an Arrow table (or anything that hands one over): money as whole fen or decimals, never as floats."""
        from tongban.rules.programs.arrow import columns_of

        return cls(*columns_of(table, facts))

    @classmethod
    def from_parquet(cls, path: Path, *, facts: Mapping[str, FactType]) -> "Population":
        """From a Parquet file: only the columns of these facts are read."""
        from tongban.rules.programs.arrow import read_columns

        return cls(*read_columns(path, facts))

    @classmethod
    def kept(cls, path: Path, folder: Path, *, facts: Mapping[str, FactType]) -> "Population":
        """From a Parquet file that never changes, by way of `folder`: each column stands there as it is reckoned with, and is
        mapped instead of read. What is missing there is made when it is first looked at, one column at a time in memory."""
        from tongban.rules.programs.copies.kept import KeptColumns, people_in

        return cls(people_in(path), KeptColumns(path, folder, facts)).holding(facts)

    @staticmethod
    def uncopied(path: Path, folder: Path, *, facts: Mapping[str, FactType]) -> tuple[str, ...]:
        """The facts of the file whose column `kept` would have to make first."""
        from tongban.rules.programs.copies.kept import KeptColumns

        return KeptColumns(path, folder, facts).uncopied()

    def holding(self, facts: Mapping[str, FactType]) -> "Population":
        """The same people with a column for each of these facts: unknown of everybody where there was none."""
        missing = [fact for code, fact in facts.items() if code not in self.columns]
        # One memory for all of them: nothing that stands in it means anything.
        values, known = np.zeros(self.size, np.int8), np.zeros(-(-self.size // 64), np.uint64)
        unknown = {each.code: replace(column_from(each, [None]), values=values, known=known) for each in missing}
        # Not one dictionary of all: columns that are mapped when they are looked at must not be looked at here.
        return Population(self.size, ChainMap[str, Column](unknown, cast(Any, self.columns))) if missing else self

    def person(self, row: int) -> dict[str, Value]:
        """The values of one row, as `judge` wants them."""
        return {code: value_at(column, row) for code, column in self.columns.items()}

    def known(self, code: str) -> Any:
        """One flag a person: whether the fact is known (an array of bool)."""
        column = self.columns[code]
        return np.ones(self.size, np.bool_) if column.known is None else unpacked(column.known, self.size)

    def only(self, rows: slice) -> "Population":
        """Some consecutive rows; the first must be a multiple of 64."""
        first, last, _ = rows.indices(self.size)
        assert first % 64 == 0, "bits are cut by words of 64"
        words = slice(first // 64, -(-last // 64))
        columns = {
            code: replace(
                column, values=column.values[first:last], known=None if column.known is None else column.known[words]
            )
            for code, column in self.columns.items()
        }
        return Population(last - first, columns)
