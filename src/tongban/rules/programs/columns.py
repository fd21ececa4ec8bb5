"""Columns: a fact's values for everybody as narrow whole numbers, with what is known as bits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.rules.calculation import EXACT
from tongban.rules.readings import taken
from tongban.rules.shapes import NUMBERS
from tongban.rules.types import FactKind, FactType, Value

Whole = NDArray[Any]
"""Whole numbers of 8, 16, 32 or 64 bits."""
Bits = NDArray[np.uint64]
"""One bit a person, the first person in the lowest bit."""

EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = date.min.toordinal() - EPOCH, date.max.toordinal() - EPOCH
MOST_CHOICES = 62
_NARROW = (np.int8, np.int16, np.int32, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One fact's values: whole numbers, days since 1970, fen, 0 and 1, places in `codes`, or bits for `codes` (several choices).

    A number stands for `values / 10**scale`. `known` has a bit for each person (None: everybody's value is known); what stands
    where nothing is known means nothing. `least` and `most` are the extremes of what is known.
    """

    kind: FactKind
    values: Whole
    known: Bits | None = None
    scale: int = 0
    codes: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


def packed(flags: NDArray[np.bool_]) -> Bits:
    """One bit for each flag, padded with zeros to whole words."""
    octets = np.packbits(flags, bitorder="little")
    return np.pad(octets, (0, -len(octets) % 8)).view(np.uint64)


def unpacked(bits: Bits, size: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def narrowed(values: Whole, least: int, most: int) -> Whole:
    """The same numbers in the narrowest form that holds the known ones."""
    for narrow in _NARROW:
        limits = np.iinfo(narrow)
        if limits.min <= least and most <= limits.max:
            return values.astype(narrow, copy=False)
    raise TypeError(f"{least} to {most} do not fit into 64 bits")


def column_of(
    kind: FactKind, values: Whole, known: NDArray[np.bool_] | None, *, scale: int = 0, codes: tuple[str, ...] = ()
) -> Column:
    """A column with its extremes; it is narrowed when its own memory may be given up for that."""
    there = values if known is None else values[known]
    least, most = (int(there.min()), int(there.max())) if len(there) else (0, 0)
    if kind is FactKind.DATE and not (least >= FIRST_DAY and most <= LAST_DAY):
        raise TypeError("a day lies outside the years 1 to 9999")
    bits = None if known is None or known.all() else packed(known)
    # The kernel goes through memory by addresses.
    narrow = np.ascontiguousarray(narrowed(values, least, most))
    return Column(kind, narrow, bits, scale, codes, least, most)


def column_from(fact: FactType, given: list[Value]) -> Column:
    """From values as one person has them. A value that is no value of its fact is a `TypeError`."""
    values = [taken(value, fact.kind, fact.code) for value in given]
    known = np.array([value is not None for value in values], dtype=np.bool_)
    scale = 2 if fact.kind is FactKind.MONEY else _places(values) if fact.kind is FactKind.NUMBER else 0
    codes = _codes(fact, values)
    numbers = [0 if value is None else _whole(value, fact, scale, codes) for value in values]
    try:
        return column_of(fact.kind, np.array(numbers, dtype=np.int64), known, scale=scale, codes=tuple(codes))
    except OverflowError:
        raise TypeError(f"{fact.code}: a number does not fit into 64 bits") from None


def _places(values: Iterable[Decimal | None]) -> int:
    return max([0, *(-int(value.as_tuple().exponent) for value in values if value)])


def _codes(fact: FactType, values: list[Any]) -> dict[str, int]:
    """The place of each code: the fact's options first, and then what else occurs."""
    if fact.kind not in (FactKind.TEXT, FactKind.CHOICE, FactKind.CHOICES):
        return {}
    found = dict.fromkeys(fact.options)
    for value in values:
        found.update(dict.fromkeys(value if isinstance(value, tuple) else () if value is None else (value,)))
    if fact.kind is FactKind.CHOICES and len(found) > MOST_CHOICES:
        raise TypeError(f"{fact.code}: more than {MOST_CHOICES} different choices")
    return {code: place for place, code in enumerate(found)}


def _whole(value: Any, fact: FactType, scale: int, codes: Mapping[str, int]) -> int:
    if fact.kind in NUMBERS:
        number = value.scaleb(scale, EXACT)
        if number != int(number):
            raise TypeError(f"{fact.code}: {value} has more decimals than a value of the kind {fact.kind}")
        return int(number)
    if fact.kind is FactKind.DATE:
        return int(value.toordinal()) - EPOCH
    if fact.kind is FactKind.CHOICES:
        return sum(1 << codes[code] for code in set(value))
    return codes[value] if fact.kind in (FactKind.TEXT, FactKind.CHOICE) else int(value)


def value_at(column: Column, row: int) -> Value:
    """One person's value, as `judge` wants it."""
    if column.known is not None and not (int(column.known[row // 64]) >> (row % 64)) & 1:
        return None
    number = int(column.values[row])
    if column.kind is FactKind.INTEGER:
        return number
    if column.kind in NUMBERS:
        return Decimal(number).scaleb(-column.scale)
    if column.kind is FactKind.DATE:
        return date.fromordinal(number + EPOCH)
    if column.kind is FactKind.BOOLEAN:
        return bool(number)
    if column.kind is FactKind.CHOICES:
        return tuple(sorted(code for place, code in enumerate(column.codes) if number >> place & 1))
    return column.codes[number]
