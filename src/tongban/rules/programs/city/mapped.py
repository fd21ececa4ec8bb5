"""Columns seen where they lie: Arrow's own memory, mapped from the file, without a copy where the kernel can read it so."""

from typing import Any

import numpy as np
import pyarrow as pa

from tongban.rules.programs.arrow import column_from_arrow
from tongban.rules.programs.columns import FIRST_DAY, LAST_DAY, Bits, Column, Whole, packed
from tongban.rules.readings import taken
from tongban.rules.types import FactKind, FactType

_MOST = (1 << 63) - 1
_WHOLE = (FactKind.INTEGER, FactKind.MONEY)
_SIGNED = (pa.int8(), pa.int16(), pa.int32(), pa.int64())


def mapped_column(fact: FactType, array: Any) -> Column:
    """A fact's column over one Arrow array. Its extremes are generous: powers of two, so that most blocks of a city look alike."""
    if array.offset % 64 == 0:
        known = _known(array)
        if fact.kind is FactKind.BOOLEAN and pa.types.is_boolean(array.type):
            return Column(fact.kind, _truths(array), known, least=0, most=1)
        if fact.kind is FactKind.DATE and pa.types.is_date32(array.type):
            return _days(fact, array, known)
        if fact.kind in _WHOLE and array.type in _SIGNED:
            values = _numbers(array, array.type)
            return _wide(Column(fact.kind, values, known, scale=2 if fact.kind is FactKind.MONEY else 0), values)
        if fact.kind is FactKind.CHOICE and pa.types.is_dictionary(array.type) and array.type.index_type in _SIGNED:
            return _coded(fact, array, known)
    found = column_from_arrow(fact, array)
    least, most = _generous(found.least, found.most)
    return Column(found.kind, found.values, found.known, found.scale, found.codes, least, most)


def _known(array: Any) -> Bits | None:
    if not array.null_count:
        return None
    octets = np.frombuffer(array.buffers()[0], np.uint8)[array.offset // 8 :]
    words = -(-len(array) // 64)
    if len(octets) < 8 * words:
        octets = np.pad(octets, (0, 8 * words - len(octets)))
    return octets[: 8 * words].view(np.uint64)


def _truths(array: Any) -> Whole:
    octets = np.frombuffer(array.buffers()[1], np.uint8)[array.offset // 8 :]
    return np.unpackbits(octets[: -(-len(array) // 8)], count=len(array), bitorder="little").view(np.int8)


def _numbers(array: Any, kind: Any) -> Whole:
    values = np.frombuffer(array.buffers()[1], kind.to_pandas_dtype())
    return values[array.offset :][: len(array)]


def _days(fact: FactType, array: Any, known: Bits | None) -> Column:
    values = _numbers(array, pa.int32())
    if len(values) and not (values.min() >= FIRST_DAY and values.max() <= LAST_DAY):
        return column_from_arrow(fact, array)  # What stands where nothing is known may lie outside the calendar.
    found = _wide(Column(fact.kind, values, known), values)
    return Column(fact.kind, values, known, least=max(found.least, FIRST_DAY), most=min(found.most, LAST_DAY))


def _coded(fact: FactType, array: Any, known: Bits | None) -> Column:
    places: dict[str, int] = {code: place for place, code in enumerate(fact.options)}
    listed = [taken(str(text), fact.kind, fact.code) for text in array.dictionary.to_pylist()]
    moved = [places.setdefault(text, len(places)) for text in listed]
    values = _numbers(array.indices, array.type.index_type)
    if known is not None and len(values) and not (values.min() >= 0 and values.max() < len(listed)):
        values = np.clip(values, 0, max(len(listed) - 1, 0))  # Places where nothing is known may be anything.
    if moved != list(range(len(moved))):
        values = np.array(moved, np.int64 if len(places) > 127 else np.int8)[values]
    return Column(fact.kind, values, known, 0, tuple(places), 0, max(len(places) - 1, 0))


def _wide(column: Column, values: Whole) -> Column:
    limits = np.iinfo(values.dtype)
    least, most = int(limits.min), int(limits.max)
    if values.itemsize > 2:
        least, most = _generous(int(values.min()), int(values.max())) if len(values) else (0, 0)
    return Column(column.kind, values, column.known, column.scale, column.codes, least, most)


def _generous(least: int, most: int) -> tuple[int, int]:
    low = -(1 << (-least - 1).bit_length()) if least < 0 else 0
    return max(low, -_MOST - 1), min((1 << max(most, 0).bit_length()) - 1, _MOST)


def joined_bits(parts: list[tuple[Bits, int]]) -> Bits:
    """One row of bits from several, of so many people each."""
    if all(size % 64 == 0 for _, size in parts[:-1]):
        return np.concatenate([np.zeros(0, np.uint64), *(bits for bits, _ in parts)])
    flags = [np.unpackbits(bits.view(np.uint8), count=size, bitorder="little") for bits, size in parts]
    return packed(np.concatenate(flags).view(np.bool_))
