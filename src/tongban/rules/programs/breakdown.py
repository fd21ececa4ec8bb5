"""What a condition comes to group by group, and what a change of it gives and takes: counts by bits, money to the fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from tongban.rules.expressions import Expression
from tongban.rules.programs.amounts.pieces import pieces_of
from tongban.rules.programs.arrays import Rows, half_up_all
from tongban.rules.programs.columns import Bits, unpacked
from tongban.rules.programs.engines import count_shared
from tongban.rules.programs.population import Population
from tongban.rules.programs.program import Program
from tongban.rules.programs.simulation import Simulation, Tally, by_size
from tongban.rules.shapes import Shape, facts_in, joined, on_day

_BLOCK = 65_536
_LARGEST = 1 << 62
Places = NDArray[np.uint8]
MOST_GROUPS = 250


@dataclass(frozen=True, eq=False)
class Groups:
    """A population divided (分组): each stands in the first group whose condition is certainly met, or else in the last."""

    labels: tuple[str, ...]
    words: tuple[Bits, ...] = field(repr=False)
    sizes: tuple[int, ...]

    @cached_property
    def places(self) -> Places:
        """The group of each person, for sums that differ from one to the next; where all are alike nobody asks for it."""
        size = sum(self.sizes)
        places = np.full(size, len(self.words) - 1, np.uint8)
        for at, words in enumerate(self.words[:-1]):
            places[unpacked(words, size)] = at
        return places


@dataclass(frozen=True, slots=True)
class Slice:
    """One group before and after a change: its size, both tallies, and how many gain and lose how many fen.

    Who gains is due more than before, or newly entitled; who was unknown and is now entitled is in the tallies alone.
    """

    label: str
    people: int
    before: Tally
    after: Tally
    gaining: int = 0
    gained_fen: int = 0
    losing: int = 0
    lost_fen: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Due:
    """Some people and what is due to them: the same sum to all of `bits`, or each of `rows` its own; `leaf` says what it is."""

    bits: Bits
    leaf: Shape
    fen: int = 0
    rows: NDArray[np.int64] | None = None
    fens: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """A condition in one run: where it holds, and what is due there."""

    certain: Bits
    possible: Bits
    unknown: Bits
    has_amount: bool
    dues: tuple[_Due, ...]
    counted: "WeakKeyDictionary[Groups, dict[int, list[int]]]" = field(default_factory=WeakKeyDictionary)
    """By groups the counts of its rows of bits: what every change is compared with is counted once."""

    def bits(self) -> list[Bits]:
        return [self.certain, self.unknown, *(due.bits for due in self.dues if due.rows is None)]


@dataclass(frozen=True, slots=True, eq=False)
class _Shift:
    """Those whom a change newly lets in (or puts out) with what is due to them, and those in both whose sum it moves."""

    heads: Bits
    dues: tuple[_Due, ...]
    moved: tuple[_Due, ...]

    def by(self, counted: "_Counted") -> list[tuple[int, int]]:
        heads, sums, moved = counted.heads(self.heads), _sums(self.dues, counted), _sums(self.moved, counted)
        return [(head + count, fen + more) for head, (_, fen), (count, more) in zip(heads, sums, moved, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Breakdown:
    """One condition of a program before and after a change (分组测算), ready to be counted by any groups."""

    size: int
    before: _Side
    after: _Side
    gain: _Shift
    loss: _Shift
    engine: str

    def by(self, groups: Groups) -> tuple[Slice, ...]:
        """A slice for each group, that of nobody known last."""
        counted = _Counted.of(self, groups)
        before, after = _tallies(self.before, counted), _tallies(self.after, counted)
        gain, loss = self.gain.by(counted), self.loss.by(counted)
        rows = zip(groups.labels, groups.sizes, before, after, gain, loss, strict=True)
        return tuple(Slice(label, size, was, now, *more, *less) for label, size, was, now, more, less in rows)

    @property
    def whole(self) -> Slice:
        """Everybody as one group."""
        return self.by(_everybody_alike(self.size))[0]

    def bits(self) -> list[Bits]:
        """All rows of bits that are counted, but for those of the side before."""
        dues = [due for shift in (self.gain, self.loss) for due in (*shift.dues, *shift.moved)]
        return [
            *self.after.bits(), self.gain.heads, self.loss.heads, *(due.bits for due in dues if due.rows is None)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """How many of each group each row of bits has: counted for all rows at once, while the words are near the processor."""

    groups: Groups
    counts: Mapping[int, list[int]]

    @classmethod
    def of(cls, found: Breakdown, groups: Groups) -> "_Counted":
        is_kernel = found.engine == "kernel"
        if (before := found.before.counted.get(groups)) is None:
            before = found.before.counted[groups] = _counts(found.before.bits(), groups, is_kernel=is_kernel)
        others = [bits for bits in found.bits() if id(bits) not in before]
        return cls(groups, before | _counts(others, groups, is_kernel=is_kernel))

    def heads(self, bits: Bits) -> list[int]:
        return self.counts[id(bits)]


def _counts(rows: Sequence[Bits], groups: Groups, *, is_kernel: bool) -> dict[int, list[int]]:
    """The counts of rows of bits by what names them; whoever asks holds them, so that no two have the same name."""
    nobody = [0] * len(groups.words)
    counts = {id(bits): nobody for bits in rows}
    filled = {id(bits): bits for bits in rows if bits.any()}
    found = count_shared(list(filled.values()), groups.words, kernel=is_kernel)
    return counts | dict(zip(filled, found.tolist(), strict=True))


@lru_cache(maxsize=4)
def _everybody_alike(size: int) -> Groups:
    return divide(Population(size, {}), {}, on=date.min)


def divide(people: Population, conditions: Mapping[str, Expression], *, on: date) -> Groups:
    """A population divided by conditions, in their order; at most 250. The last group, labelled "", is of those in none."""
    if len(conditions) > MOST_GROUPS:
        raise ValueError(f"{len(conditions)} groups; at most {MOST_GROUPS} can be told apart")
    run = Simulation(Program(()), people, on, by_size(people.size), {})
    shapes = [on_day(each.node.shape, on, {}) for each in conditions.values()]
    taken = np.zeros(-(-people.size // 64), np.uint64)
    words: list[Bits] = []
    for certain, _ in run.rails_of(shapes) if shapes else ():
        words.append(certain & ~taken)
        taken |= certain
    words.append(_everybody(people.size) & ~taken)
    return Groups((*conditions, ""), tuple(words), tuple(_many(each) for each in words))


def _everybody(size: int) -> Bits:
    bits = np.full(-(-size // 64), ~np.uint64(0))
    if size % 64:
        bits[-1] = np.uint64((1 << size % 64) - 1)
    return bits


def breakdown(before: Simulation, after: Simulation, name: str) -> Breakdown:
    """One condition in two runs over the same population on the same day. A condition that one has not is a `KeyError`."""
    if before.people is not after.people or before.on != after.on:
        raise ValueError("only two runs over one population on one day can be compared")
    was, now = _side(before, name), _side(after, name)
    more, less = _moved(was.dues, now.dues)
    entering, leaving = now.certain & ~was.possible, was.certain & ~now.possible
    gain = _Shift(entering, tuple(_among(each, entering) for each in now.dues), more)
    loss = _Shift(leaving, tuple(_among(each, leaving) for each in was.dues), less)
    return Breakdown(before.people.size, was, now, gain, loss, before.engine)


def _side(run: Simulation, name: str) -> _Side:
    if name not in run.sides:
        run.sides[name] = _worked_out(run, name)
    side: _Side = run.sides[name]
    return side


def _worked_out(run: Simulation, name: str) -> _Side:
    found = run.program.only((name,)).shapes(run.on)
    if not found:
        raise KeyError(name)
    _, condition, amount = found[0]
    pieces = pieces_of(amount) if amount is not None else []
    wheres = [condition if test is None else joined(True, (condition, test)) for test, _ in pieces]
    (certain, possible), *rails = run.rails_of([condition, *wheres])
    dues = [_due(run, leaf, bits) for (_, leaf), (bits, _) in zip(pieces, rails, strict=True)]
    paid = tuple(each for each in dues if each is not None)
    return _Side(certain, possible, possible & ~certain, amount is not None, paid)


def _due(run: Simulation, leaf: Shape, bits: Bits) -> _Due | None:
    """What is due to some people: one sum where the leaf depends on no fact, else each their own, where it is known."""
    if not bits.any():
        return None
    rows = _rows(bits, run.people.size) if facts_in(leaf) else np.zeros(1, np.int64)
    known, fens = [], []
    for start in range(0, len(rows), _BLOCK):
        vector = Rows.of(run.people, run.on, chosen := rows[start : start + _BLOCK]).vector(leaf)
        due = np.broadcast_to(half_up_all(vector, 100), (len(chosen),))
        is_known = np.broadcast_to(vector.known, (len(chosen),))
        known.append(chosen[is_known])
        fens.append(due[is_known])
    if facts_in(leaf):
        return _Due(bits, leaf, rows=np.concatenate(known), fens=np.concatenate(fens))
    return _Due(bits, leaf, int(fens[0][0])) if len(fens[0]) else None


def _rows(bits: Bits, size: int) -> NDArray[np.int64]:
    return np.flatnonzero(unpacked(bits, size))


def _has(bits: Bits, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each of some rows has its bit."""
    found: NDArray[np.bool_] = ((bits[rows >> 6] >> (rows & 63).astype(np.uint64)) & np.uint64(1)).astype(np.bool_)
    return found


def _among(due: _Due, bits: Bits) -> _Due:
    """What is due to those who are also among these."""
    if due.rows is None:
        return replace(due, bits=due.bits & bits)
    stays = _has(bits, due.rows)
    return replace(due, bits=due.bits & bits, rows=due.rows[stays], fens=due.fens[stays])


def _moved(was: Sequence[_Due], now: Sequence[_Due]) -> tuple[tuple[_Due, ...], tuple[_Due, ...]]:
    """Those to whom something was due and still is, and more or less than it was: by how much."""
    more: list[_Due] = []
    less: list[_Due] = []
    for old, new in product(was, now):
        both = old.bits & new.bits
        if old.leaf == new.leaf or not both.any():
            continue
        if old.rows is None and new.rows is None:
            by = new.fen - old.fen
            (more if by > 0 else less).append(_Due(both, new.leaf, abs(by) if by else 0))
            continue
        by_row = _by_row(_among(old, both), _among(new, both))
        for found, sign in ((more, 1), (less, -1)):
            rises = by_row[1] * sign > 0
            found.append(_Due(both, new.leaf, rows=by_row[0][rises], fens=abs(by_row[1][rises])))
    return tuple(each for each in more if each.fen or each.rows is not None), tuple(
        each for each in less if each.fen or each.rows is not None
    )


def _by_row(old: _Due, new: _Due) -> tuple[NDArray[np.int64], Any]:
    """The rows to which both sums are due and known, and the difference of each."""
    if old.rows is None or new.rows is None:
        varying = old if new.rows is None else new
        assert varying.rows is not None
        return varying.rows, (new.fens if old.rows is None else new.fen) - (old.fen if old.rows is None else old.fens)
    rows, one, two = np.intersect1d(old.rows, new.rows, assume_unique=True, return_indices=True)
    return rows, new.fens[two] - old.fens[one]


def _many(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def _sums(dues: Sequence[_Due], counted: _Counted) -> list[tuple[int, int]]:
    """To how many of each group something is due, and how many fen in all."""
    size = len(counted.groups.words)
    counts, fens = [0] * size, [0] * size
    for due in dues:
        heads, sums = _sums_of(due, counted)
        counts = [one + two for one, two in zip(counts, heads, strict=True)]
        fens = [one + two for one, two in zip(fens, sums, strict=True)]
    return list(zip(counts, fens, strict=True))


def _sums_of(due: _Due, counted: _Counted) -> tuple[list[int], list[int]]:
    if due.rows is None:
        heads = counted.heads(due.bits)
        return heads, [head * due.fen for head in heads]
    size, places = len(counted.groups.words), counted.groups.places[due.rows]
    # Whole numbers all the way: what is summed as a float is not exact to the fen, and what is large must not wrap.
    is_small = due.fens.dtype != object and int(abs(due.fens).max(initial=0)) * len(places) < _LARGEST
    fens = due.fens if is_small else due.fens.astype(object)
    sums = np.zeros(size, fens.dtype)
    np.add.at(sums, places, fens)
    return np.bincount(places, minlength=size).tolist(), [int(each) for each in sums]


def _tallies(side: _Side, counted: _Counted) -> list[Tally]:
    met, unknown = counted.heads(side.certain), counted.heads(side.unknown)
    due = _sums(side.dues, counted)
    return [
        Tally(met[at], unknown[at], fen, met[at] - count if side.has_amount else 0)
        for at, (count, fen) in enumerate(due)
    ]
