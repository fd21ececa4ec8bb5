"""The bit kernel: one machine-code loop that runs any plan over blocks of people. Compiled once by numba, then kept on disk.

Nothing of a plan is compiled: tests, gates and pieces are tables of whole numbers, so a new policy costs no compilation.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.extending import intrinsic

INTERVAL, MASK, PLACES, KNOWN, GIVEN = range(5)
BLOCK = 8192
"""People a block: the flags of one test, and the words of all slots, stay near the processor."""

_WORDS = BLOCK // 64
_MAGIC = np.uint64(0x0102040810204080)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE, _ZERO, _TOP = np.uint64(1), np.uint64(0), np.uint64(56)


@intrinsic
def _pointer(_typing: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.voidptr(address), generate


@intrinsic
def _count(_typing: Any, word: Any) -> Any:
    """How many bits of a word are set."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def _lowest(_typing: Any, word: Any) -> Any:
    """The place of the lowest bit that is set."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@njit(nogil=True, cache=True)
def _between(values: Any, low: Any, high: Any, flags: Any) -> None:
    for row in range(len(values)):
        flags[row] = (values[row] >= low) & (values[row] <= high)


@njit(nogil=True, cache=True)
def _any_bit(values: Any, mask: Any, flags: Any) -> None:
    for row in range(len(values)):
        flags[row] = (values[row] & mask) != 0


@njit(nogil=True, cache=True)
def _listed(values: Any, table: Any, flags: Any) -> None:
    for row in range(len(values)):
        flags[row] = table[values[row]]


@njit(nogil=True, cache=True)
def _asked(values: Any, bounds: Any, test: Any, flags: Any) -> None:
    """The flags of one test over one block of a column; the bounds are in the column's own width, which makes it fast."""
    if test[0] == INTERVAL:
        _between(values, bounds[0], bounds[1], flags)
    elif test[0] == MASK:
        _any_bit(values, test[4], flags)
    else:
        _listed(values, carray(_pointer(test[6]), test[5], np.uint8), flags)


@njit(nogil=True, cache=True)
def _flagged(test: Any, start: int, rows: int, flags: Any) -> None:
    address, low, high = test[2] + start * test[1], test[4], test[5]
    if test[1] == 1:
        _asked(carray(_pointer(address), rows, np.int8), (np.int8(low), np.int8(high)), test, flags)
    elif test[1] == 2:
        _asked(carray(_pointer(address), rows, np.int16), (np.int16(low), np.int16(high)), test, flags)
    elif test[1] == 4:
        _asked(carray(_pointer(address), rows, np.int32), (np.int32(low), np.int32(high)), test, flags)
    else:
        _asked(carray(_pointer(address), rows, np.int64), (low, high), test, flags)


@njit(nogil=True, cache=True)
def _pack(flags: Any, words: int, slot: Any) -> None:
    """Eight flags of eight bits become eight bits by one multiplication."""
    octets = flags.view(np.uint64)
    for word in range(words):
        bits = _ZERO
        for part in range(8):
            bits |= ((octets[8 * word + part] * _MAGIC) >> _TOP) << np.uint64(8 * part)
        slot[word] = bits


@njit(nogil=True, cache=True)
def _test(test: Any, place: Any, flags: Any, slot: Any) -> None:
    """Both rails of one test for one block; place: the first person, people, words."""
    start, rows, words = place
    first = start // 64
    if test[0] == GIVEN:
        certain = carray(_pointer(test[2] + 8 * first), words, np.uint64)
        possible = carray(_pointer(test[3] + 8 * first), words, np.uint64)
        for word in range(words):
            slot[0, word], slot[1, word] = certain[word], possible[word]
        return
    if test[0] == KNOWN:
        for word in range(words):
            slot[0, word] = _ALL
    else:
        flags[rows:] = 0
        _flagged(test, start, rows, flags)
        _pack(flags, words, slot[0])
    if test[3] == 0:
        slot[1, :words] = slot[0, :words]
        return
    known = carray(_pointer(test[3] + 8 * first), words, np.uint64)
    for word in range(words):
        bits = slot[0, word]
        slot[0, word] = bits & known[word]
        slot[1, word] = slot[0, word] if test[0] == KNOWN else bits | ~known[word]


@njit(nogil=True, cache=True)
def _literal(slots: Any, literal: int, certain: Any, possible: Any) -> None:
    slot = literal >> 1
    if literal & 1:
        for word in range(_WORDS):
            certain[word], possible[word] = ~slots[slot, 1, word], ~slots[slot, 0, word]
    else:
        for word in range(_WORDS):
            certain[word], possible[word] = slots[slot, 0, word], slots[slot, 1, word]


@njit(nogil=True, cache=True)
def _gate(slots: Any, target: int, gate: Any, literals: Any) -> None:
    """One `and` (1) or `or` (0), straight over the words of its parts; with 2 added, only where it certainly holds."""
    certain, possible, kind = slots[target, 0], slots[target, 1], gate[0]
    _literal(slots, literals[gate[1]], certain, possible)
    for place in range(gate[1] + 1, gate[2]):
        slot, swap = literals[place] >> 1, literals[place] & 1
        one, two = slots[slot, swap], slots[slot, 1 - swap]
        turn = _ALL if swap else _ZERO
        if kind == 3:
            for word in range(_WORDS):
                certain[word] &= one[word] ^ turn
        elif kind == 2:
            for word in range(_WORDS):
                certain[word] |= one[word] ^ turn
        elif kind == 1:
            for word in range(_WORDS):
                certain[word] &= one[word] ^ turn
                possible[word] &= two[word] ^ turn
        else:
            for word in range(_WORDS):
                certain[word] |= one[word] ^ turn
                possible[word] |= two[word] ^ turn


@njit(nogil=True, cache=True)
def _number(address: int, width: int, row: int) -> Any:
    if width == 1:
        return np.int64(carray(_pointer(address + row), 1, np.int8)[0])
    if width == 2:
        return np.int64(carray(_pointer(address + 2 * row), 1, np.int16)[0])
    if width == 4:
        return np.int64(carray(_pointer(address + 4 * row), 1, np.int32)[0])
    return np.int64(carray(_pointer(address + 8 * row), 1, np.int64)[0])


@njit(nogil=True, cache=True)
def _due(piece: Any, row: int) -> Any:
    top = piece[4] * _number(piece[2], piece[1], row) + piece[5]
    size = (2 * abs(top) + piece[6]) // (2 * piece[6])
    return size if top >= 0 else -size


@njit(nogil=True, cache=True)
def _pay(piece: Any, place: Any, certain: Any, found: Any) -> None:
    """Adds what one piece is due in one block: how many, and how much. `certain` are the words of a slot, tail and all."""
    start, rows, words = place
    for word in range(words):
        bits = certain[word]
        if word == rows // 64:
            bits &= (_ONE << np.uint64(rows % 64)) - _ONE
        if piece[3] != 0:
            bits &= carray(_pointer(piece[3] + 8 * (start // 64 + word)), 1, np.uint64)[0]
        found[0] += np.int64(_count(bits))
        if piece[1] == 0:
            found[1] += np.int64(_count(bits)) * piece[5]
            continue
        while bits:
            found[1] += _due(piece, start + 64 * word + np.int64(_lowest(bits)))
            bits &= bits - _ONE


@njit(nogil=True, cache=True)
def _tally(rails: Any, words: int, found: Any) -> None:
    for word in range(words):
        found[0] += np.int64(_count(rails[0, word]))
        found[1] += np.int64(_count(rails[1, word] & ~rails[0, word]))


@njit(nogil=True, cache=True)
def _rails(slots: Any, literal: int, place: Any, rails: Any) -> None:
    """Both rails of a literal. Beyond the last person nothing holds; a negation would say that everything does."""
    _, rows, words = place
    _literal(slots, literal, rails[0], rails[1])
    if rows % 64:
        tail = (_ONE << np.uint64(rows % 64)) - _ONE
        rails[0, words - 1] &= tail
        rails[1, words - 1] &= tail


@njit(nogil=True, cache=True)
def sweep(span: Any, tables: Any, found: Any, lists: Any) -> None:
    """Runs a plan over the people from span[0] to span[1] (a multiple of 64, or the end).

    tables: tests, gates, the literals of gates, of outputs, of pieces, of lists, and the pieces. found: (met, unknown) of each
    output, (count, fen) of each piece. lists: the two rails of each listed literal, as words from the first person on.
    """
    tests, gates, literals, outputs, owners, listed, pieces = tables
    slots = np.zeros((len(tests) + len(gates), 2, _WORDS), np.uint64)
    flags, rails = np.zeros(BLOCK, np.uint8), np.zeros((2, _WORDS), np.uint64)
    for start in range(span[0], span[1], BLOCK):
        rows = min(BLOCK, span[1] - start)
        words = (rows + 63) // 64
        place = (start, rows, words)
        for index in range(len(tests)):
            _test(tests[index], place, flags, slots[index])
        for index in range(len(gates)):
            _gate(slots, len(tests) + index, gates[index], literals)
        for index in range(len(outputs)):
            _rails(slots, outputs[index], place, rails)
            _tally(rails, words, found[0][index])
        for index in range(len(pieces)):
            if owners[index] & 1:
                _rails(slots, owners[index], place, rails)
                _pay(pieces[index], place, rails[0], found[1][index])
            else:
                _pay(pieces[index], place, slots[owners[index] >> 1, 0], found[1][index])
        for index in range(len(listed)):
            _rails(slots, listed[index], place, rails)
            lists[index, :, start // 64 : start // 64 + words] = rails[:, :words]
