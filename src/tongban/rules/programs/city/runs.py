"""A program over a city on disk: block by block, on all processors, with progress, a way to stop and a way to go on."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.rules.programs import simulation
from tongban.rules.programs.city.files import ColumnFile
from tongban.rules.programs.city.mapped import joined_bits
from tongban.rules.programs.city.partials import Partials, Stopped
from tongban.rules.programs.columns import unpacked
from tongban.rules.programs.engines import Rails
from tongban.rules.programs.lowering import Lowering, Plan, Test
from tongban.rules.programs.population import Population
from tongban.rules.programs.program import Program
from tongban.rules.programs.simulation import Simulation, Tally, put
from tongban.rules.types import Band, Value

KEPT_BYTES = 2 << 30
Lists = dict[str, Rails]
BlockFound = tuple[dict[str, Tally], Lists]


@dataclass
class Task:
    """What is done to one block; it can be sent to another process."""

    program: Program
    people: ColumnFile
    on: date
    engine: str
    lists: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    keep: bool = False
    room: int = 0
    kept: dict[int, dict[Test, Rails]] = field(default_factory=dict)
    plans: dict[Any, Plan] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"program": self.program.bare(), "kept": {}, "plans": {}, "watched": ()}

    def __call__(self, index: int) -> BlockFound:
        """The tallies of one block, and the rails of what is listed."""
        facts = tuple(code for code in self.program.facts if code in self.people.facts)
        run = Simulation(
            self.program, self.people.block(index, facts), self.on, self.engine, {}, self.kept.setdefault(index, {}),
            self.room, partial(self.plan, index),
        )  # fmt: skip
        tallies = run.tallied(self.program, keep=self.keep, watched=self.watched)
        return tallies, {name: run.rails(name) for name in self.lists}

    def plan(self, index: int, program: Program) -> Plan:
        """The plan of a block: the same for all whose columns look alike."""
        codes = tuple(code for code in program.facts if code in self.people.facts)
        facets = {code: self.people.facet(index, code) for code in codes}
        looks = tuple((each.kind, each.scale, each.codes, each.least, each.most) for each in facets.values())
        key = (tuple(each.name for each in program.entries), program.instead, looks)
        if key not in self.plans:
            of_most = Population(max(self.people.sizes), facets)
            self.plans[key] = Lowering(of_most, self.on).plan(program.shapes(self.on))
        return self.plans[key]


@dataclass
class CitySimulation:
    """A program, a city on disk and a day, with the tallies; what a `Simulation` tells of people in memory."""

    program: Program
    people: ColumnFile
    on: date
    engine: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    listed: dict[str, list[Rails]] = field(default_factory=dict, repr=False)
    kept: dict[int, dict[Test, Rails]] = field(default_factory=dict, repr=False)
    plans: dict[Any, Plan] = field(default_factory=dict, repr=False)

    def run(
        self, *, progress: Callable[[float], None] | None = None, stop: Callable[[], bool] | None = None,
        keep_in: Path | None = None, lists: Sequence[str] = (), watch: Sequence[str] = (),
    ) -> "CitySimulation":  # fmt: skip
        """All conditions over all blocks. See `simulate`."""
        task = replace(self._task(self.program, lists=tuple(lists)), watched=self._watched(watch))
        partials = Partials.of(keep_in, task) if keep_in is not None else None
        done = partials.done() if partials is not None else {}
        told, city = progress or _nobody, len(self.people.sizes)
        told(len(done) / city if city else 1.0)
        for index, found in self._over(task, [each for each in range(city) if each not in done], stop):
            done[index] = found
            if partials is not None:
                partials.keep(index, found)
            told(len(done) / city)
        self.tallies = summed(self.program, (tallies for tallies, _ in done.values()))
        self.listed = {name: [done[index][1][name] for index in range(city)] for name in lists}
        return self

    def moved(self, code: str, value: Value | tuple[Band, ...]) -> "CitySimulation":
        """The same with one parameter moved: only tests that changed, and the conditions that use them, are run again."""
        program = self.program.with_parameter(code, value)
        changed = program.only(self.program.uses(code))
        task = self._task(changed, keep=True)
        found = [tallies for _, (tallies, _) in self._over(task, range(len(self.people.sizes)))]
        tallies = self.tallies | summed(changed, found)
        return CitySimulation(program, self.people, self.on, self.engine, tallies, {}, self.kept, self.plans)

    def candidates(self, name: str) -> NDArray[np.int64]:
        """The rows of those who certainly meet a condition, rising."""
        return np.flatnonzero(self.flags(name)[0])

    def undecided(self, name: str) -> NDArray[np.int64]:
        """The rows of those for whom it is unknown, rising."""
        certain, possible = self.flags(name)
        return np.flatnonzero(possible & ~certain)

    def flags(self, name: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where a condition certainly, and where it possibly holds: one flag a person."""
        certain, possible = self.rails(name)
        return unpacked(certain, self.people.size), unpacked(possible, self.people.size)

    def rails(self, name: str) -> Rails:
        """Where a condition certainly, and where it possibly holds: one bit a person."""
        if not any(each.name == name for each in self.program.entries):
            raise KeyError(name)
        parts = self.listed.get(name) or self._listed(name)
        sizes = self.people.sizes
        certain, possible = ([(one[side], size) for one, size in zip(parts, sizes, strict=True)] for side in (0, 1))
        return joined_bits(certain), joined_bits(possible)

    def due(self, name: str, rows: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """What is due to each of these rows in fen, and whether it is known; 0 where it is not, and where nothing is paid."""
        fen: NDArray[Any] = np.zeros(len(rows), np.int64)
        is_known = np.zeros(len(rows), np.bool_)
        blocks = np.searchsorted(np.array(self.people.starts), rows, side="right") - 1
        only = self.program.only((name,))
        for index in np.unique(blocks).tolist():
            there = blocks == index
            people = self.people.block(index, tuple(code for code in only.facts if code in self.people.facts))
            run = Simulation(only, people, self.on, "plain", {})
            sums, is_known[there] = run.due(name, rows[there] - self.people.starts[index])
            fen = put(fen, there, sums)
        return fen, is_known

    def _listed(self, name: str) -> list[Rails]:
        """The rails of one condition in each block, which are kept while they are few."""
        only = self.program.only((name,))
        task = self._task(only, lists=(name,))
        found = dict(self._over(task, range(len(self.people.sizes))))
        return [found[index][1][name] for index in range(len(found))]

    def _watched(self, parameters: Sequence[str]) -> tuple[str, ...]:
        unknown = [code for code in parameters if not self.program.uses(code)]
        if unknown:
            raise KeyError(*unknown)
        return tuple(dict.fromkeys(name for code in parameters for name in self.program.uses(code)))

    def _task(self, program: Program, *, lists: tuple[str, ...] = (), keep: bool = False) -> Task:
        room = KEPT_BYTES // max(len(self.people.sizes), 1)
        engine = simulation.by_size(self.people.size) if self.engine == "spark" else self.engine
        return Task(
            program, self.people, self.on, engine, lists, keep=keep, room=room, kept=self.kept, plans=self.plans
        )  # fmt: skip

    def _over(
        self, task: Task, indexes: Iterable[int], stop: Callable[[], bool] | None = None
    ) -> Iterator[tuple[int, BlockFound]]:
        """The task on these blocks, in the order in which they are done."""
        if self.engine == "spark":
            from tongban.rules.programs.city.spark import over

            return over(task, list(indexes), stop)
        return _here(task, list(indexes), stop)


def _here(task: Task, indexes: list[int], stop: Callable[[], bool] | None) -> Iterator[tuple[int, BlockFound]]:
    """In as many threads as there are processors; each has one block in memory."""
    threads = min(os.cpu_count() or 1, len(indexes)) or 1
    with ThreadPoolExecutor(threads) as pool:
        waiting, running, done = list(reversed(indexes)), dict[Any, int](), 0
        while waiting or running:
            # Stopped before the next block is begun; what runs is finished, and kept.
            is_stopped = stop is not None and bool(waiting) and stop()
            while waiting and len(running) < threads and not is_stopped:
                index = waiting.pop()
                running[pool.submit(task, index)] = index
            if is_stopped and not running:
                raise Stopped(done, len(indexes))
            for each in wait(running, return_when=FIRST_COMPLETED).done:
                done += 1
                yield running.pop(each), each.result()


def summed(program: Program, parts: Iterable[dict[str, Tally]]) -> dict[str, Tally]:
    """The tallies of all blocks together."""
    whole = {each.name: Tally(0, 0) for each in program.entries}
    for tallies in parts:
        for name, tally in tallies.items():
            whole[name] += tally
    return whole


def _nobody(_share: float) -> None:
    return
