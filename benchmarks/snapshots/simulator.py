"""The simulator over a whole city: a snapshot of 1, 5 and 25 million people, a moved threshold with all its figures.

`moved` is the time from the changed number to the tallies of all policies and, of the one that is changed, both texts by
district, age and sex with who gains and who loses; `page` also the next five years. Peak memory is of a process of its own;
`anonymous` is the part of it that is no page of a file.
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


def measured(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


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
    found = {"people": people, "columns_made_seconds": round(made, 1)}
    found["today_seconds"] = round(measured(lambda: simulator.costs_today(ground)), 2)
    found["first_page_seconds"] = round(measured(lambda: costing(66)), 2)
    moved = [1000 * measured(lambda age=age: costing(age)) for age in AGES]
    page = [1000 * measured(lambda age=age: costing(age).years) for age in AGES]
    found |= {"moved_ms": [round(each) for each in moved], "median_ms": round(median(moved))}
    found |= {"page_ms": round(median(page)), **memory()}
    match = measured(lambda: policies.match(edition, edition.policies[POLICY], taken, on=ON))
    return found | {"match_seconds": round(match, 2)} | {"after_match": memory()}


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
