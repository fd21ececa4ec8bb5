"""A city on disk (城市列文件): an Arrow or Parquet file of which some people at a time are in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import file_digest
from itertools import accumulate, chain
from pathlib import Path
from threading import Lock, local
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tongban.rules.programs.arrow import columns_of
from tongban.rules.programs.city.mapped import mapped_column
from tongban.rules.programs.columns import Column
from tongban.rules.programs.population import Population
from tongban.rules.types import FactType

BLOCK = 1 << 20
"""People a block of the files that `write` makes."""
_NOBODY = np.zeros(0, np.int8)


@dataclass
class ColumnFile:
    """Persons or companies in one file, block by block: the record batches of an Arrow file (`.arrow`, mapped, nothing is copied),
    or the row groups of a Parquet file. A fact without a column is unknown for everybody.

    The file must not change while it is in use; `digest` tells one content from another.
    """

    path: Path
    facts: Mapping[str, FactType]
    facets: dict[tuple[int, str], Column] = field(default_factory=dict, repr=False)
    _open: Any = field(default_factory=local, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)

    def __getstate__(self) -> tuple[Path, dict[str, FactType]]:
        return self.path, dict(self.facts)

    def __setstate__(self, state: tuple[Path, dict[str, FactType]]) -> None:
        self.path, self.facts = state
        self.facets, self._open, self._lock = {}, local(), Lock()

    @classmethod
    def write(cls, path: Path, tables: Iterator[Any], *, facts: Mapping[str, FactType]) -> "ColumnFile":
        """Writes Arrow tables of one schema as an Arrow file, a block at a time, and opens it. A half-written file never stands."""
        half, first = path.with_suffix(".half"), next(tables, None)
        if first is None:
            raise ValueError("没有可写的人群 / there is nobody to write")
        with pa.OSFile(str(half), "wb") as sink, pa.ipc.new_file(sink, first.schema) as writer:
            for table in chain((first,), tables):
                writer.write_table(table.combine_chunks(), BLOCK)
        half.rename(path)
        return cls(path, facts)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """People in each block."""
        reader = self._reader
        if isinstance(reader, pq.ParquetFile):
            return tuple(reader.metadata.row_group(each).num_rows for each in range(reader.num_row_groups))
        return tuple(reader.get_batch(each).num_rows for each in range(reader.num_record_batches))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The row of the first person of each block."""
        return (0, *accumulate(self.sizes))[:-1]

    @property
    def size(self) -> int:
        return sum(self.sizes)

    def digest(self) -> str:
        """SHA-256 of the file's content."""
        with self.path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def block(self, index: int, codes: Sequence[str]) -> Population:
        """The people of one block with the columns of some facts, each read when it is first looked at."""
        return Population(self.sizes[index], _Lazy(self, index, tuple(codes)))

    def facet(self, index: int, code: str) -> Column:
        """What a plan must know of a column of one block: everything but the values."""
        if (index, code) not in self.facets:
            self.column(index, code)
        return self.facets[index, code]

    def column(self, index: int, code: str) -> Column:
        fact, array = self.facts[code], self._array(index, code)
        found = _unknown(fact, self.sizes[index]) if array is None else mapped_column(fact, array)
        self.facets[index, code] = Column(found.kind, _NOBODY, None, found.scale, found.codes, found.least, found.most)
        return found

    @property
    def _reader(self) -> Any:
        """This thread's own reader: a reader is not made for several."""
        if not hasattr(self._open, "reader"):
            is_arrow = self.path.suffix in (".arrow", ".feather")
            try:
                self._open.reader = (
                    pa.ipc.open_file(pa.memory_map(str(self.path)))
                    if is_arrow
                    else pq.ParquetFile(self.path, memory_map=True)
                )
            except pa.ArrowInvalid as wrong:
                raise ValueError(
                    f"{self.path} 不是完整的 {'Arrow' if is_arrow else 'Parquet'} 文件，请重新生成 / "
                    f"is no whole file of its form; make it again ({wrong})"
                ) from None
            schema = self._open.reader.schema if is_arrow else self._open.reader.schema_arrow
            self._open.names = set(schema.names)
        return self._open.reader

    def _array(self, index: int, code: str) -> Any:
        reader = self._reader
        if code not in self._open.names:
            return None
        if isinstance(reader, pq.ParquetFile):
            column = reader.read_row_group(index, columns=[code], use_threads=False).column(0)
            return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        if getattr(self._open, "index", None) != index:
            self._open.batch, self._open.index = reader.get_batch(index), index
        return self._open.batch.column(code)


class _Lazy(Mapping[str, Column]):
    """Columns of one block, each read when it is first looked at."""

    def __init__(self, file: ColumnFile, index: int, codes: tuple[str, ...]) -> None:
        self.file, self.index, self.codes = file, index, codes
        self.there: dict[str, Column] = {}

    def __getitem__(self, code: str) -> Column:
        if code not in self.there:
            if code not in self.codes:
                raise KeyError(code)
            self.there[code] = self.file.column(self.index, code)
        return self.there[code]

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)


def _unknown(fact: FactType, size: int) -> Column:
    return columns_of(pa.table({"": np.zeros(size, np.int8)}), {fact.code: fact})[1][fact.code]
