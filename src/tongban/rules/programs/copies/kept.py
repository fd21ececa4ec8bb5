"""Columns kept on disk as they are reckoned with (列存副本): mapped into memory, so that a city need not fit into it.

They are a copy, made column by column from the Parquet file where they are missing; nothing is lost with them.
"""

import json
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tongban.rules.programs.arrow import column_from_arrow
from tongban.rules.programs.columns import Column
from tongban.rules.types import FactKind, FactType

_TEXTS = (FactKind.TEXT, FactKind.CHOICE)


class KeptColumns(Mapping[str, Column]):
    """The columns of these facts that a Parquet file has, each mapped when it is first looked at and made when it is missing.

    The file must never change. What is made is named by the fact's kind and options, for they decide how values are written.
    """

    def __init__(self, path: Path, folder: Path, facts: Mapping[str, FactType]) -> None:
        names = set(said_of(path).schema.to_arrow_schema().names)
        self.path, self.folder = path, folder
        self.facts = {code: fact for code, fact in facts.items() if code in names}
        self.there: dict[str, Column] = {}

    def __getitem__(self, code: str) -> Column:
        if code not in self.there:
            self.there[code] = self._mapped(self.facts[code])
        return self.there[code]

    def __contains__(self, code: object) -> bool:
        return code in self.facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def uncopied(self) -> tuple[str, ...]:
        """The facts whose column has not been made yet."""
        return tuple(code for code, fact in self.facts.items() if not _description(self._stem(fact)).exists())

    def _stem(self, fact: FactType) -> Path:
        how = sha256(f"{fact.kind}:{list(fact.options)}".encode()).hexdigest()[:16]
        return self.folder / f"{fact.code}-{how}"

    def _mapped(self, fact: FactType) -> Column:
        stem = self._stem(fact)
        try:
            return _open(stem, fact)
        except (OSError, ValueError):  # not made yet, or half of it was lost with the machine
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(stem, self._read(fact))
            return _open(stem, fact)

    def _read(self, fact: FactType) -> Column:
        coded = [fact.code] if fact.kind in _TEXTS else None
        with pq.ParquetFile(self.path, metadata=said_of(self.path), read_dictionary=coded) as file:
            column = file.read(columns=[fact.code]).column(0)
        if coded and pa.types.is_dictionary(column.type):
            column = column.unify_dictionaries()
        return column_from_arrow(fact, column.combine_chunks())


# What a file says of itself has a line for each block of each column: at 25 million people reading it takes as long as reading a
# column, and nothing changes the file.
@lru_cache(maxsize=8)
def said_of(path: Path) -> Any:
    return pq.read_metadata(path)


def people_in(path: Path) -> int:
    return int(said_of(path).num_rows)


def _description(stem: Path) -> Path:
    return stem.with_suffix(".json")


def _map(path: Path) -> Any:
    return np.asarray(np.load(path, mmap_mode="r"))


def _open(stem: Path, fact: FactType) -> Column:
    said = json.loads(_description(stem).read_text(encoding="utf8"))
    known = _map(stem.with_suffix(".known.npy")) if said["has_unknown"] else None
    codes = tuple(said["codes"])
    return Column(
        fact.kind, _map(stem.with_suffix(".values.npy")), known, said["scale"], codes, said["least"], said["most"]
    )


def _write(stem: Path, column: Column) -> None:
    """The description last: a column counts as made when that stands."""
    _put(stem.with_suffix(".values.npy"), lambda file: np.save(file, column.values))
    if column.known is not None:
        _put(stem.with_suffix(".known.npy"), lambda file: np.save(file, column.known))
    said = {
        "scale": column.scale, "codes": column.codes, "least": column.least, "most": column.most,
        "has_unknown": column.known is not None,
    }  # fmt: skip
    _put(_description(stem), lambda file: file.write(json.dumps(said).encode()))


def _put(path: Path, written: Any) -> None:
    """In one move, also where two processes make the same. A copy is not worth waiting for the disk."""
    handle, half = mkstemp(prefix=".half-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        written(file)
    Path(half).replace(path)
