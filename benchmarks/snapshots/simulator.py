"""The simulator over a whole city: a snapshot of 1, 5 and 25 million people, a moved threshold with all its figures.

Seconds of the clock, and `cpu` of all threads: other work on the machine is in the first and not in the second. `columns_made` is
what the worker does when a snapshot was taken (nothing where the copies stand). `moved` is the time from the changed number to the
tallies of all policies and, of the one that is changed, both texts by district, age and sex with who gains and who loses; `page`
also the next five years. Peak memory is of a process of its own; `anonymous` is the part of it that is no page of a file.
"""

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import django

django.setup()

from _snapshots import ON, snapshot  # noqa: E402
from django.conf import settings  # noqa: E402

from tongban.catalogue import public as catalogue  # noqa: E402
from tongban.policies import public as policies  # noqa: E402

CONTENT = Path(__file__).parents[2] / "content" / "shanghai"
POLICY, THRESHOLD = "p_old_allowance", "old_allowance_age"
AGES = (60, 62, 70, 63, 68, 61)


Spent = tuple[float, float]


def measured(work: Callable[[], Any]) -> Spent:
    """Seconds of the clock and of the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def told(name: str, spent: Spent) -> dict[str, float]:
    return {f"{name}_seconds": round(spent[0], 2), f"{name}_cpu_seconds": round(spent[1], 2)}


def middle(name: str, moves: list[Spent]) -> dict[str, int]:
    clock, cpu = (round(1000 * median(each)) for each in zip(*moves, strict=True))
    return {f"{name}_ms": clock, f"{name}_cpu_ms": cpu}


def memory() -> dict[str, int]:
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"peak_mb": peak // 1024, "anonymous_mb": int(said["RssAnon"].split()[0]) // 1024}


def at_size(people: int) -> dict[str, Any]:
    simulator, edition = policies.simulator, catalogue.draft(CONTENT, on=ON)
    taken = snapshot(edition, people, settings.POPULATIONS)

    def costing(age: int) -> Any:
        return simulator.costed(simulator.Scenario(POLICY, {THRESHOLD: age}), ground)

    made = measured(lambda: dict(policies.population(taken, edition=edition).columns))
    ground = simulator.ground_over(edition, taken, on=ON)
    found: dict[str, Any] = {"people": people} | told("columns_made", made)
    found |= told("today", measured(lambda: simulator.costs_today(ground)))
    found |= told("first_page", measured(lambda: costing(66).years))
    moved = [measured(lambda age=age: costing(age)) for age in AGES]
    page = [measured(lambda age=age: costing(age).years) for age in AGES]
    found |= {"moved_ms": [round(1000 * seconds) for seconds, _ in moved]}
    found |= middle("median", moved) | middle("page", page) | memory()
    match = measured(lambda: policies.match(edition, edition.policies[POLICY], taken, on=ON))
    return found | told("match", match) | {"after_match": memory()}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true")
    given.add_argument("--people", type=int, action="append", help="sizes; 1, 5 and 25 million where none is said")
    chosen = given.parse_args()
    sizes = chosen.people or ([100_000] if chosen.quick else [1_000_000, 5_000_000, 25_000_000])
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for found in pool.imap(at_size, sizes, chunksize=1):
            print(json.dumps(found) if chosen.json else found, flush=True)


if __name__ == "__main__":
    main()
