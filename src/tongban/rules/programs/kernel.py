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
_NEAR = 512  # words: of some tens of rows at a time they stay near the processor
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE, _ZERO = np.uint64(1), np.uint64(0)


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


def _vector(builder: Any, address: Any, width: int) -> Any:
    """64 values from an address on, as one vector: the machine compares as many at a time as it can."""
    kind = ir.VectorType(ir.IntType(width), 64)
    return builder.load(builder.inttoptr(address, kind.as_pointer()), align=1)


def _spread(builder: Any, value: Any, width: int) -> Any:
    """One number 64 times."""
    kind = ir.VectorType(ir.IntType(width), 64)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    places = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), places)


def _comparing(width: int) -> Any:
    """A word that tells which of the 64 values from an address on lie between two bounds."""

    @intrinsic
    def compare(_typing: Any, address: Any, low: Any, high: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            values = _vector(builder, arguments[0], width)
            narrow = ir.IntType(width)
            bounds = [each if width == 64 else builder.trunc(each, narrow) for each in arguments[1:]]
            above = builder.icmp_signed(">=", values, _spread(builder, bounds[0], width))
            below = builder.icmp_signed("<=", values, _spread(builder, bounds[1], width))
            return builder.bitcast(builder.and_(above, below), ir.IntType(64))

        return types.uint64(types.int64, types.int64, types.int64), generate

    return compare


_compare8, _compare16, _compare32, _compare64 = (_comparing(width) for width in (8, 16, 32, 64))


@intrinsic
def _set(_typing: Any, address: Any) -> Any:
    """A word that tells which of 64 flags from an address on are set."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        flags = _vector(builder, arguments[0], 8)
        nothing = ir.Constant(flags.type, [0] * 64)
        return builder.bitcast(builder.icmp_unsigned("!=", flags, nothing), ir.IntType(64))

    return types.uint64(types.int64), generate


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
def _interval(test: Any, start: int, rows: int, slot: Any) -> None:
    """The words of an interval; the last people, who do not fill one, are asked one by one."""
    width, low, high = test[1], test[4], test[5]
    address, whole = test[2] + start * width, rows // 64
    if width == 1:
        for word in range(whole):
            slot[word] = _compare8(address + 64 * word, low, high)
    elif width == 2:
        for word in range(whole):
            slot[word] = _compare16(address + 128 * word, low, high)
    elif width == 4:
        for word in range(whole):
            slot[word] = _compare32(address + 256 * word, low, high)
    else:
        for word in range(whole):
            slot[word] = _compare64(address + 512 * word, low, high)
    if rows % 64:
        bits = _ZERO
        for row in range(64 * whole, rows):
            value = _number(test[2], width, start + row)
            if low <= value <= high:
                bits |= _ONE << np.uint64(row % 64)
        slot[whole] = bits


@njit(nogil=True, cache=True)
def _any_bit(values: Any, mask: Any, flags: Any) -> None:
    for row in range(len(values)):
        flags[row] = (values[row] & mask) != 0


@njit(nogil=True, cache=True)
def _listed(values: Any, table: Any, flags: Any) -> None:
    for row in range(len(values)):
        flags[row] = table[values[row]]


@njit(nogil=True, cache=True)
def _asked(values: Any, test: Any, flags: Any) -> None:
    """The flags of one test over one block of a column."""
    if test[0] == MASK:
        _any_bit(values, test[4], flags)
    else:
        _listed(values, carray(_pointer(test[6]), test[5], np.uint8), flags)


@njit(nogil=True, cache=True)
def _flagged(test: Any, start: int, rows: int, flags: Any) -> None:
    address = test[2] + start * test[1]
    if test[1] == 1:
        _asked(carray(_pointer(address), rows, np.int8), test, flags)
    elif test[1] == 2:
        _asked(carray(_pointer(address), rows, np.int16), test, flags)
    elif test[1] == 4:
        _asked(carray(_pointer(address), rows, np.int32), test, flags)
    else:
        _asked(carray(_pointer(address), rows, np.int64), test, flags)


@njit(nogil=True, cache=True)
def _pack(flags: Any, words: int, slot: Any) -> None:
    address = flags.ctypes.data
    for word in range(words):
        slot[word] = _set(address + 64 * word)


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
    elif test[0] == INTERVAL:
        _interval(test, start, rows, slot[0])
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


@njit(nogil=True, cache=True)
def count_both(span: Any, some: Any, others: Any, found: Any) -> None:
    """How many bits each of some rows of words has in common with each of the others, between two words; rows by address."""
    for first in range(span[0], span[1], _NEAR):
        words = min(_NEAR, span[1] - first)
        for place in range(len(some)):
            one = carray(_pointer(some[place] + 8 * first), words, np.uint64)
            for against in range(len(others)):
                other = carray(_pointer(others[against] + 8 * first), words, np.uint64)
                total = np.int64(0)
                for word in range(words):
                    total += np.int64(_count(one[word] & other[word]))
                found[place, against] += total
