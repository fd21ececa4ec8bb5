"""Two engines for one plan: `plain` with numpy alone, and `kernel` with machine code and threads. Both give the same."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.rules.programs.columns import Bits, Column, packed, unpacked
from tongban.rules.programs.lowering import Piece, Plan, Test
from tongban.rules.programs.population import Population

Rails = tuple[Bits, Bits]
"""Where something certainly holds, and where it possibly does."""
Given = Mapping[int, Rails]
"""The rails of tests that have been answered already, by their place in the plan."""

_PLAIN_BLOCK = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Met and unknown of each output; how many and how many fen of each piece; the rails of each listed literal."""

    counts: NDArray[np.int64]
    paid: NDArray[np.int64]
    lists: NDArray[np.uint64]


Engine = Callable[[Plan, Population, Given, Sequence[int]], Found]


def _pieces_of(plan: Plan) -> list[Piece]:
    return [piece for output in plan.outputs for piece in output.pieces]


def run_plain(plan: Plan, people: Population, given: Given, listed: Sequence[int]) -> Found:
    """Block by block with numpy's own loops."""
    pieces = _pieces_of(plan)
    # A block of a column costs as much to cut as a small one to look at: only those that are asked.
    asked = {test.code for test in plan.tests if test.code} | {piece.code for piece in pieces if piece.code}
    people = Population(people.size, {code: people.columns[code] for code in asked})
    counts = np.zeros((len(plan.outputs), 2), np.int64)
    paid = np.zeros((len(pieces), 2), np.int64)
    lists = np.zeros((len(listed), 2, -(-people.size // 64)), np.uint64)
    for start in range(0, people.size, _PLAIN_BLOCK):
        block = people.only(slice(start, start + _PLAIN_BLOCK))
        words = slice(start // 64, -(-(start + block.size) // 64))
        slots = [
            _answer(test, block) if index not in given else (given[index][0][words], given[index][1][words])
            for index, test in enumerate(plan.tests)
        ]
        for op, literals in plan.gates:
            slots.append(_join(op, [_rails(slots, each, block.size) for each in literals]))
        for index, output in enumerate(plan.outputs):
            certain, possible = _rails(slots, output.literal, block.size)
            counts[index] += (_many(certain), _many(possible & ~certain))
        for index, piece in enumerate(pieces):
            paid[index] += _due(piece, _rails(slots, piece.literal, block.size)[0], block)
        for index, literal in enumerate(listed):
            lists[index, :, words] = _rails(slots, literal, block.size)
    return Found(counts, paid, lists)


def _answer(test: Test, block: Population) -> Rails:
    column = block.columns[test.code]
    words = -(-block.size // 64)
    known = np.full(words, ~np.uint64(0)) if column.known is None else column.known
    if test.op == "known":
        return known, known
    if test.op == "interval":
        flags = (column.values >= test.low) & (column.values <= test.high)
    elif test.op == "mask":
        flags = (column.values.astype(np.int64) & test.low) != 0
    else:
        flags = _table(test, column)[column.values].view(np.bool_)
    bits = packed(flags)
    return bits & known, bits | ~known


def _table(test: Test, column: Column) -> NDArray[np.uint8]:
    table = np.zeros(max(len(column.codes), 1), np.uint8)
    table[list(test.places)] = 1
    return table


def _join(op: str, parts: list[Rails]) -> Rails:
    join = np.bitwise_and if op == "and" else np.bitwise_or
    return join.reduce([each[0] for each in parts]), join.reduce([each[1] for each in parts])


def _rails(slots: list[Rails], literal: int, size: int) -> Rails:
    certain, possible = slots[literal >> 1]
    if literal & 1:
        certain, possible = ~possible, ~certain
    if size % 64:
        # Beyond the last person nothing holds; a negation would say that everything does.
        tail = np.full(len(certain), ~np.uint64(0))
        tail[-1] = np.uint64((1 << size % 64) - 1)
        return certain & tail, possible & tail
    return certain, possible


def _many(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def _due(piece: Piece, certain: Bits, block: Population) -> tuple[int, int]:
    if piece.code is None or piece.top == 0:
        known = None if piece.code is None else block.columns[piece.code].known
        count = _many(certain if known is None else certain & known)
        return count, count * constant(piece)
    column = block.columns[piece.code]
    rows = np.flatnonzero(unpacked(certain if column.known is None else certain & column.known, block.size))
    tops = column.values[rows].astype(np.int64) * piece.top + piece.add
    sizes = (2 * np.abs(tops) + piece.bottom) // (2 * piece.bottom)
    return len(rows), int(np.where(tops < 0, -sizes, sizes).sum())


def constant(piece: Piece) -> int:
    """What a piece is due that depends on no column."""
    size = (2 * abs(piece.add) + piece.bottom) // (2 * piece.bottom)
    return size if piece.add >= 0 else -size


def run_kernel(plan: Plan, people: Population, given: Given, listed: Sequence[int], *, most: int = 0) -> Found:
    """With machine code, in at most so many threads, or in as many as there are processors."""
    from tongban.rules.programs.kernel import BLOCK, sweep

    pieces, alive = _pieces_of(plan), list[Any](given.values())
    tables = (
        _rows([_told(test, people, given.get(index), alive) for index, test in enumerate(plan.tests)], 7),
        *_gates(plan, listed),
        np.array([output.literal for output in plan.outputs], np.int64),
        np.array([piece.literal for piece in pieces], np.int64),
        np.array(listed, np.int64),
        _rows([_paid(piece, people) for piece in pieces], 7),
    )
    lists = np.zeros((len(listed), 2, max(1, -(-people.size // 64))), np.uint64)
    threads = min(most or os.cpu_count() or 1, max(1, people.size // (4 * BLOCK)))
    share = -(-people.size // (threads * BLOCK)) * BLOCK
    spans = [(first, min(first + share, people.size)) for first in range(0, people.size, max(share, 1))]
    founds = [(np.zeros((len(plan.outputs), 2), np.int64), np.zeros((len(pieces), 2), np.int64)) for _ in spans]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda each: sweep(each[0], tables, each[1], lists), zip(spans, founds, strict=True)))
    counts, paid = (sum((each[place] for each in founds), start=_nothing(size)) for place, size in
                    enumerate((len(plan.outputs), len(pieces))))  # fmt: skip
    return Found(counts, paid, lists[:, :, : -(-people.size // 64)])


def count_shared(some: Sequence[Bits], others: Sequence[Bits], *, kernel: bool) -> NDArray[np.int64]:
    """How many people each of some rows of bits has in common with each of the others: a row for each of `some`."""
    if not kernel:
        counts = [[int(np.bitwise_count(one & other).sum()) for other in others] for one in some]
        return np.array(counts, np.int64).reshape(len(some), len(others))
    from tongban.rules.programs.kernel import count_both

    alive = [np.ascontiguousarray(each) for each in (*some, *others)]
    addresses = np.array([each.ctypes.data for each in alive], np.int64)
    words = len(others[0]) if others else 0
    share = max(_LEAST_WORDS, -(-words // (os.cpu_count() or 1)))
    spans = [(first, min(first + share, words)) for first in range(0, words, share)]
    founds = [np.zeros((len(some), len(others)), np.int64) for _ in spans]
    parts = addresses[: len(some)], addresses[len(some) :]
    with ThreadPoolExecutor(max(1, len(spans))) as pool:
        list(pool.map(lambda each: count_both(np.array(each[0]), *parts, each[1]), zip(spans, founds, strict=True)))
    return sum(founds, start=np.zeros((len(some), len(others)), np.int64))


_LEAST_WORDS = 4096


def _nothing(size: int) -> NDArray[np.int64]:
    return np.zeros((size, 2), np.int64)


def _rows(rows: list[tuple[int, ...]], width: int) -> NDArray[np.int64]:
    return np.array(rows, np.int64).reshape(len(rows), width)


def _gates(plan: Plan, listed: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The gates as rows (kind, first and last literal). One that only pays needs no word of where it possibly holds."""
    rows, literals = list[tuple[int, ...]](), list[int]()
    asked = {literal >> 1 for _, parts in plan.gates for literal in parts} | {literal >> 1 for literal in listed}
    asked |= {output.literal >> 1 for output in plan.outputs}
    asked |= {piece.literal >> 1 for piece in _pieces_of(plan) if piece.literal & 1}
    for slot, (op, parts) in enumerate(plan.gates, start=len(plan.tests)):
        rows.append(((op == "and") + (0 if slot in asked else 2), len(literals), len(literals) + len(parts)))
        literals.extend(parts)
    return _rows(rows, 3), np.array(literals, np.int64)


def _told(test: Test, people: Population, rails: Rails | None, alive: list[Any]) -> tuple[int, ...]:
    """A test as a row of numbers: kind, width, addresses of values and knowledge, low, high, address of a table."""
    if rails is not None:
        return 4, 8, rails[0].ctypes.data, rails[1].ctypes.data, 0, 0, 0
    column = people.columns[test.code]
    known = 0 if column.known is None else column.known.ctypes.data
    width, values = column.values.itemsize, column.values.ctypes.data
    if test.op == "known":
        return 3, width, values, known, 0, 0, 0
    if test.op == "interval":
        return 0, width, values, known, *_within(test.low, test.high, column), 0
    if test.op == "mask":
        return 1, width, values, known, test.low, 0, 0
    table = _table(test, column)
    alive.append(table)
    return 2, width, values, known, 0, len(table), table.ctypes.data


def _within(low: int, high: int, column: Column) -> tuple[int, int]:
    """An interval that fits into the column's own width."""
    limits = np.iinfo(column.values.dtype)
    low, high = max(low, int(limits.min)), min(high, int(limits.max))
    return (low, high) if low <= high else (1, 0)


def _paid(piece: Piece, people: Population) -> tuple[int, ...]:
    """A piece as a row of numbers: width (0: a constant), addresses of values and knowledge, top, add, bottom."""
    column = people.columns[piece.code] if piece.code else None
    known = 0 if column is None or column.known is None else column.known.ctypes.data
    if column is None or piece.top == 0:
        return 0, 0, 0, known, 0, constant(piece), 1
    return 1, column.values.itemsize, column.values.ctypes.data, known, piece.top, piece.add, piece.bottom


ENGINES: Mapping[str, Engine] = {"plain": run_plain, "kernel": run_kernel}
