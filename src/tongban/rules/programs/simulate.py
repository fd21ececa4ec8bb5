"""A program over a population, in memory or on disk, by the engine that is said or set."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import overload

from tongban.rules.programs.city import CitySimulation, ColumnFile
from tongban.rules.programs.engines import ENGINES
from tongban.rules.programs.population import Population
from tongban.rules.programs.program import Program
from tongban.rules.programs.simulation import Simulation, by_size


@overload
def simulate(
    program: Program, people: Population, *, on: date, engine: str = "",
    progress: Callable[[float], None] | None = None, watch: Sequence[str] = (),
) -> Simulation: ...  # fmt: skip


@overload
def simulate(
    program: Program, people: ColumnFile, *, on: date, engine: str = "",
    progress: Callable[[float], None] | None = None, stop: Callable[[], bool] | None = None,
    keep_in: Path | None = None, lists: Sequence[str] = (), watch: Sequence[str] = (),
) -> CitySimulation: ...  # fmt: skip


def simulate(
    program: Program, people: Population | ColumnFile, *, on: date, engine: str = "",
    progress: Callable[[float], None] | None = None, stop: Callable[[], bool] | None = None,
    keep_in: Path | None = None, lists: Sequence[str] = (), watch: Sequence[str] = (),
) -> Simulation | CitySimulation:  # fmt: skip
    """Run a program over a population on a day.

    Engines: "kernel" (machine code), "plain" (numpy), "spark" (column files only); where not said, TONGBAN_ENGINE, or by size.
    A column file is run block by block: `progress` is told the share that is done, up to 1; `stop` is asked before each block,
    and raises `Stopped`. What is done is kept in the folder `keep_in`, with the lists of the conditions named by `lists`, and a
    later run goes on there; for another program, population or day the folder is refused (`OtherRun`). `watch` names parameters
    that will be moved: what their first move needs is kept while the file is read (2 GB at most).
    """
    chosen = engine or os.environ.get("TONGBAN_ENGINE", "")
    if chosen and chosen not in (*ENGINES, "spark"):
        raise ValueError(
            f"没有引擎 {chosen}，可用 / there is no engine {chosen}; there are: {', '.join(ENGINES)}, spark"
        )
    if isinstance(people, Population):
        fits = chosen if chosen in ENGINES else ""
        run = Simulation(program, people, on, fits or by_size(people.size), {}).run(watch)
        if progress is not None:
            progress(1.0)
        return run
    run_of = CitySimulation(program, people, on, chosen or by_size(people.size))
    return run_of.run(progress=progress, stop=stop, keep_in=keep_in, lists=lists, watch=watch)
