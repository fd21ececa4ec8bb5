"""A program run over a population (演算): how many, how much, who; and again after a threshold was moved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.rules.programs.arrays import Rows, half_up_all
from tongban.rules.programs.columns import Bits, packed, unpacked
from tongban.rules.programs.engines import ENGINES, Engine, Found, Rails
from tongban.rules.programs.lowering import LoosePiece, Lowering, Plan, Test
from tongban.rules.programs.population import Population
from tongban.rules.programs.program import Program
from tongban.rules.shapes import Shape
from tongban.rules.types import Band, Value

_BLOCK = 65_536
_SMALL = 20_000
"""Below so many people numpy is done before the machine code has been loaded."""
KEPT_BYTES = 1 << 30


Planning = Callable[[Program], Plan]
"""Makes the plan of a program, or has it already."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a condition comes to: persons that meet it, persons for whom it is unknown, and the sum of what is due in fen.

    `unpriced` counts those who meet it and whose amount is unknown; they are not in the sum.
    """

    met: int
    unknown: int
    fen: int = 0
    unpriced: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Of two groups of people that have nobody in common."""
        return Tally(
            self.met + other.met, self.unknown + other.unknown, self.fen + other.fen, self.unpriced + other.unpriced
        )


@dataclass
class Simulation:
    """A program, a population and a day, with the tallies. Words of tests are kept for what is asked next."""

    program: Program
    people: Population
    on: date
    engine: str
    tallies: dict[str, Tally]
    kept: dict[Test, Rails] = field(default_factory=dict, repr=False)
    room: int = field(default=0, repr=False)
    planned: Planning | None = field(default=None, repr=False)
    sides: dict[str, Any] = field(default_factory=dict, repr=False)
    """What `breakdown` has found of a condition: what every change is compared with is worked out once."""

    def moved(self, code: str, value: Value | tuple[Band, ...]) -> "Simulation":
        """The same with one parameter moved: only tests that changed, and the conditions that use them, are run again."""
        program = self.program.with_parameter(code, value)
        changed = program.only(self.program.uses(code))
        tallies = self.tallies | self.tallied(changed, keep=True)
        return Simulation(program, self.people, self.on, self.engine, tallies, self.kept)

    def candidates(self, name: str) -> NDArray[np.int64]:
        """The rows of those who certainly meet a condition, rising."""
        return np.flatnonzero(unpacked(self.rails(name)[0], self.people.size))

    def undecided(self, name: str) -> NDArray[np.int64]:
        """The rows of those for whom it is unknown, rising."""
        certain, possible = self.rails(name)
        return np.flatnonzero(unpacked(possible & ~certain, self.people.size))

    def flags(self, name: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where a condition certainly, and where it possibly holds: one flag a person."""
        certain, possible = self.rails(name)
        return unpacked(certain, self.people.size), unpacked(possible, self.people.size)

    def due(self, name: str, rows: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """What is due to each of these rows in fen, and whether it is known; 0 where it is not, and where nothing is paid.

        The sums are of 64 bits, or Python's own whole numbers where one of them is wider.
        """
        shape = next((amount for each, _, amount in self.program.shapes(self.on) if each == name), None)
        is_known = np.full(len(rows), shape is None)
        fen: NDArray[Any] = np.zeros(len(rows), np.int64)
        for start in range(0, len(rows), _BLOCK):
            if shape is None:
                break
            part = slice(start, start + _BLOCK)
            some = Rows.of(self.people, self.on, rows[part])
            vector = some.vector(shape)
            is_known[part] = np.broadcast_to(vector.known, (some.size,))
            fen = put(fen, part, np.where(is_known[part], np.broadcast_to(half_up_all(vector, 100), (some.size,)), 0))
        return fen, is_known

    def rails(self, name: str) -> Rails:
        """Where a condition certainly, and where it possibly holds: one bit a person."""
        found = self.program.only((name,)).shapes(self.on)
        if not found:
            raise KeyError(name)
        return self.rails_of([found[0][1]])[0]

    def rails_of(self, conditions: Sequence[Shape]) -> list[Rails]:
        """The same of conditions as the shapes of one day; all in one sweep."""
        plan = Lowering(self.people, self.on).plan((str(place), each, None) for place, each in enumerate(conditions))
        lists = self._found(plan, [output.literal for output in plan.outputs], keep=True).lists
        return [(lists[place, 0], lists[place, 1]) for place in range(len(conditions))]

    def run(self, watch: Sequence[str] = ()) -> "Simulation":
        """All conditions. What the first move of the parameters in `watch` needs is kept; one that nothing uses is a `KeyError`."""
        watched = [name for code in watch for name in self.program.uses(code) or _unused(code)]
        self.tallies = self.tallied(self.program, keep=False, watched=tuple(dict.fromkeys(watched)))
        return self

    def tallied(self, program: Program, *, keep: bool, watched: Sequence[str] = ()) -> dict[str, Tally]:
        """The tallies of a program over these people. `keep` keeps the words of its tests, `watched` those of some conditions."""
        return self._tallies(self._plan(program), keep=keep, watched=watched)

    def on_days(self, name: str, days: Sequence[date], *, keep: bool = False) -> list[Tally]:
        """What one condition comes to on several days, by the text of each and with everybody as old as they are then.

        All in one sweep: what does not depend on the day is asked once, and what is kept not at all. `keep` keeps the words of
        the tests: a moved parameter changes few of them.
        """
        lowering, outputs = Lowering(self.people, self.on), []
        for place, day in enumerate(days):
            ((_, condition, amount),) = self.program.only((name,)).shapes(day)
            outputs.append(lowering.later(day).output(str(place), condition, amount))
        tallies = self._tallies(lowering.planned(outputs), keep=keep)
        return [tallies[str(place)] for place in range(len(days))]

    def _tallies(self, plan: Plan, *, keep: bool, watched: Sequence[str] = ()) -> dict[str, Tally]:
        loose = [piece for output in plan.outputs for piece in output.loose]
        tests = plan.tests_of(watched)[: (self.room or KEPT_BYTES) // (16 * max(1, -(-self.people.size // 64)))]
        found = self._found(plan, [*(piece.literal for piece in loose), *(2 * place for place in tests)], keep=keep)
        for index, place in enumerate(tests, start=len(loose)):
            self._keep(plan.tests[place], (found.lists[index, 0], found.lists[index, 1]))
        sums = iter([self._loose(piece, found.lists[place, 0]) for place, piece in enumerate(loose)])
        paid = iter(found.paid.tolist())
        tallies = {}
        for output, (met, unknown) in zip(plan.outputs, found.counts.tolist(), strict=True):
            parts = [*(next(paid) for _ in output.pieces), *(next(sums) for _ in output.loose)]
            unpriced = met - sum(each[0] for each in parts) if output.has_amount else 0
            tallies[output.name] = Tally(met, unknown, sum(each[1] for each in parts), unpriced)
        return tallies

    def _plan(self, program: Program) -> Plan:
        if self.planned is not None:
            return self.planned(program)
        return Lowering(self.people, self.on).plan(program.shapes(self.on))

    def _found(self, plan: Plan, listed: Sequence[int], *, keep: bool) -> Found:
        run = ENGINES[self.engine]
        given = {place: self.kept[test] for place, test in enumerate(plan.tests) if test in self.kept}
        for place, test in enumerate(plan.tests):
            if place not in given and test.shape is not None:
                given[place] = self._keep(test, self._shaped(test))
        if keep:
            self._answered(plan, given, run)
        return run(plan, self.people, given, listed)

    def _answered(self, plan: Plan, given: dict[int, Rails], run: Engine) -> None:
        """Answers the tests that are not kept, in one sweep, and keeps their words."""
        places = [place for place in range(len(plan.tests)) if place not in given]
        alone = Plan(tuple(plan.tests[place] for place in places), (), ())
        found = run(alone, self.people, {}, [2 * each for each in range(len(places))])
        for index, place in enumerate(places):
            given[place] = self._keep(plan.tests[place], (found.lists[index, 0], found.lists[index, 1]))

    def _keep(self, test: Test, rails: Rails) -> Rails:
        size = 16 * (len(self.kept) + 1) * len(rails[0])
        while self.kept and size > (self.room or KEPT_BYTES):
            self.kept.pop(next(iter(self.kept)))
            size -= 16 * len(rails[0])
        self.kept[test] = rails
        return rails

    def _shaped(self, test: Test) -> Rails:
        """A test that is no single question to a column, answered by numpy block by block."""
        assert test.shape is not None
        assert test.on is not None
        certain, possible = [], []
        for start in range(0, self.people.size, _BLOCK):
            one, two = Rows.of(self.people, test.on, slice(start, start + _BLOCK)).rails(test.shape)
            certain.append(packed(one))
            possible.append(packed(two))
        nobody: Bits = np.zeros(0, np.uint64)
        return np.concatenate([nobody, *certain]), np.concatenate([nobody, *possible])

    def _loose(self, piece: LoosePiece, certain: Bits) -> tuple[int, int]:
        """How many are due a piece that is calculated row by row, and how much in all."""
        people = np.flatnonzero(unpacked(certain, self.people.size))
        count, fen = 0, 0
        for start in range(0, len(people), _BLOCK):
            rows = Rows.of(self.people, piece.on, people[start : start + _BLOCK])
            vector = rows.vector(piece.shape)
            due = np.broadcast_to(half_up_all(vector, 100), (rows.size,))[vector.known]
            count += len(due)
            fen += sum(due.tolist())
        return count, fen


def _unused(code: str) -> Sequence[str]:
    raise KeyError(code)


def put(fen: NDArray[Any], part: Any, sums: NDArray[Any]) -> NDArray[Any]:
    """The array with these sums in a part of it: the same one, or a wider one where a sum needs more than 64 bits."""
    limits = np.iinfo(np.int64)
    if sums.dtype == np.object_ and any(not limits.min <= each <= limits.max for each in sums.tolist()):
        fen = fen.astype(np.object_)
    fen[part] = sums
    return fen


def by_size(size: int) -> str:
    """The engine in this process that is done first for so many people."""
    return "kernel" if size > _SMALL and _has_kernel() else "plain"


@cache
def _has_kernel() -> bool:
    """Whether the machine code can be had here: without numba, or where nothing may be written, numpy does the work."""
    try:
        import_module("tongban.rules.programs.kernel")
    except (ImportError, RuntimeError, OSError):
        return False
    return True
