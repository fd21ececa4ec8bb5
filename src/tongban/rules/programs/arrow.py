"""Columns from Arrow and Parquet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tongban.rules.programs.columns import MOST_CHOICES, Column, Whole, column_of
from tongban.rules.readings import taken
from tongban.rules.types import FactKind, FactType

_WHOLE = (FactKind.INTEGER, FactKind.MONEY, FactKind.NUMBER)


def read_columns(path: Path, facts: Mapping[str, FactType]) -> tuple[int, dict[str, Column]]:
    there = set(pq.read_schema(path).names)
    wanted = [code for code in facts if code in there]
    return columns_of(pq.read_table(path, columns=wanted), facts)


def columns_of(table: Any, facts: Mapping[str, FactType]) -> tuple[int, dict[str, Column]]:
    """The columns of these facts. A fact without a column is unknown for everybody."""
    whole = pa.table(table)
    columns: dict[str, Column] = {}
    for code, fact in facts.items():
        if code in whole.column_names:
            columns[code] = column_from_arrow(fact, whole.column(code).combine_chunks())
        else:
            nobody = np.zeros(whole.num_rows, dtype=np.bool_)
            columns[code] = column_of(fact.kind, np.zeros(whole.num_rows, dtype=np.int8), nobody)
    return whole.num_rows, columns


def column_from_arrow(fact: FactType, array: Any) -> Column:
    """A fact's column from an Arrow array, in the narrowest form."""
    known = None if not array.null_count else np.asarray(array.is_valid().to_numpy(zero_copy_only=False))
    if fact.kind in (FactKind.TEXT, FactKind.CHOICE):
        return _coded(fact, array, known)
    if fact.kind is FactKind.CHOICES:
        return _several(fact, array, known)
    values, scale = _numbers(fact, array)
    return column_of(fact.kind, values, known, scale=scale)


def _numbers(fact: FactType, array: Any) -> tuple[Whole, int]:
    kind = array.type
    if fact.kind is FactKind.BOOLEAN and pa.types.is_boolean(kind):
        return np.asarray(array.fill_null(False).cast(pa.int8()).to_numpy()), 0
    if fact.kind is FactKind.DATE and pa.types.is_date32(kind):
        return np.asarray(array.cast(pa.int32()).fill_null(0).to_numpy()), 0
    if fact.kind in _WHOLE and pa.types.is_integer(kind) and kind != pa.uint64():
        return np.asarray(array.fill_null(0).to_numpy()), 2 if fact.kind is FactKind.MONEY else 0
    if fact.kind in (FactKind.MONEY, FactKind.NUMBER) and pa.types.is_decimal(kind):
        scale = 2 if fact.kind is FactKind.MONEY else kind.scale
        exact = array.fill_null(0).cast(pa.decimal128(38, scale))
        halves = np.frombuffer(exact.buffers()[1], dtype=np.int64)[2 * exact.offset :][: 2 * len(exact)]
        if not np.array_equal(halves[1::2], halves[::2] >> 63):
            raise TypeError(f"{fact.code}: a number does not fit into 64 bits")
        return np.ascontiguousarray(halves[::2]), scale
    raise TypeError(f"{fact.code}: a column of the type {kind} is none of the kind {fact.kind}")


def _coded(fact: FactType, array: Any, known: NDArray[np.bool_] | None) -> Column:
    """Texts and choices as places in a list of codes; texts that are the same after folding get the same place."""
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    places: dict[str, int] = {code: place for place, code in enumerate(fact.options)}
    listed = [taken(str(text), fact.kind, fact.code) for text in coded.dictionary.to_pylist()]
    moved = np.array([places.setdefault(text, len(places)) for text in listed] or [0], dtype=np.int64)
    values = moved[coded.indices.fill_null(0).to_numpy()]
    return column_of(fact.kind, values, known, codes=tuple(places))


def _several(fact: FactType, array: Any, known: NDArray[np.bool_] | None) -> Column:
    coded = pc.list_flatten(array).dictionary_encode()
    places: dict[str, int] = {code: place for place, code in enumerate(fact.options)}
    moved = [places.setdefault(str(text), len(places)) for text in coded.dictionary.to_pylist()]
    if len(places) > MOST_CHOICES:
        raise TypeError(f"{fact.code}: more than {MOST_CHOICES} different choices")
    values = np.zeros(len(array), dtype=np.int64)
    bits = np.left_shift(1, np.array(moved or [0], dtype=np.int64))[coded.indices.to_numpy()]
    np.bitwise_or.at(values, pc.list_parent_indices(array).to_numpy(), bits)
    return column_of(fact.kind, values, known, codes=tuple(places))
