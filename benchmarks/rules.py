"""300 synthetic policies over 1,000,000 synthetic people: the engines, Polars on the same columns, one person alone.

CPU seconds are of this process with all its threads, engines in turns; a figure counts beside its peers of the same run.
"""

import argparse
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import polars as pl

from _policies import ON, Made, columns, facts, policies
from tongban.rules.public import Outcome, Population, Program, Simulation, judge, simulate


def by_polars(frame: pl.DataFrame, peers: list[tuple[Made, Made]]) -> list[tuple[int, int]]:
    """One filter for each policy, as one would write it."""
    rows = [frame.lazy().filter(each.peer).select(pl.len(), due.peer.alias("fen")) for each, due in peers]
    return [(int(each["len"][0]), int(each["fen"][0] or 0)) for each in pl.collect_all(rows)]


def measured(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """CPU seconds, seconds on the clock, and what was found."""
    cpu, clock = time.process_time(), time.perf_counter()
    found = work()
    return time.process_time() - cpu, time.perf_counter() - clock, found


def read_once(people: Population) -> int:
    """The limit: every column and every word of knowledge looked at once."""
    total = 0
    for column in people.columns.values():
        total += int(column.values.max())
        total += 0 if column.known is None else int(column.known.max())
    return total


def over_a_city(given: argparse.Namespace, program: Program, peers: list[tuple[Made, Made]]) -> dict[str, Any]:
    """The engines in turns; all must give the same counts and sums."""
    table = columns(given.people)
    people, frame = Population.from_arrow(table, facts=facts()), pl.DataFrame(table)
    works: dict[str, Callable[[], Any]] = {
        "read_once": lambda: read_once(people),
        "kernel": lambda: tallied(simulate(program, people, on=ON, engine="kernel")),
        "plain": lambda: tallied(simulate(program, people, on=ON, engine="plain")),
        "polars": lambda: by_polars(frame, peers),
    }
    first = measured(works["kernel"])[1]
    rounds = [{name: measured(work) for name, work in works.items()} for _ in range(given.rounds)]
    answers = {name: rounds[0][name][2] for name in ("kernel", "plain", "polars")}
    assert answers["kernel"] == answers["plain"] == answers["polars"], "the engines disagree"
    cpu = {name: median(each[name][0] for each in rounds) for name in works}
    clock = {name: median(each[name][1] for each in rounds) for name in works}
    return {
        "people": given.people,
        "cpu_seconds": rounded(cpu),
        "seconds": rounded(clock),
        "first_run_seconds": round(first, 3),
        "polars_ratio": round(cpu["polars"] / cpu["kernel"], 1),
        "plain_ratio": round(cpu["plain"] / cpu["kernel"], 1),
        "limit_ratio": round(cpu["kernel"] / cpu["read_once"], 1),
        "moved_threshold_ms": moved(simulate(program, people, on=ON)),
    }


def tallied(run: Simulation) -> list[tuple[int, int]]:
    return [(each.met, each.fen) for each in run.tallies.values()]


def moved(run: Simulation) -> list[float]:
    """Milliseconds until a moved threshold is shown: the first time, and then again with what was kept."""
    return [round(1000 * measured(lambda bound=bound: run.moved("limit", bound))[1], 1) for bound in (31, 25, 35, 28)]


def rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(each, 4) for name, each in seconds.items()}


def alone(program: Program) -> dict[str, Any]:
    """One person, all policies: microseconds for the outcomes and amounts, with reasons, and by the closures one by one."""
    people = Population.from_arrow(columns(200), facts=facts())
    persons = [people.person(row) for row in range(200)]
    for each in persons[:20]:
        program.judge(each, on=ON)
    works = {
        "outcomes_and_amounts": lambda each: program.judge(each, on=ON),
        "with_reasons": lambda each: [one.reasons() for one in program.judge(each, on=ON)],
        "one_by_one": lambda each: [judge(entry.expression, each, on=ON) for entry in program.entries],
    }
    return {
        name: round(1e6 * median(measured(lambda work=work, each=each: work(each))[0] for each in persons))
        for name, work in works.items()
    }


def agreement(program: Program) -> int:
    """How many of 300 people x all policies the single evaluator and the kernel judge differently (it must be none)."""
    people = Population.from_arrow(columns(300), facts=facts())
    run = simulate(program, people, on=ON, engine="kernel")
    said = [
        {one.name for one in program.judge(people.person(row), on=ON) if one.outcome is Outcome.MET}
        for row in range(300)
    ]
    return sum(
        (row in set(run.candidates(entry.name).tolist())) is not (entry.name in said[row])
        for entry in program.entries[:50]
        for row in range(300)
    )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--people", type=int, default=1_000_000)
    given.add_argument("--policies", type=int, default=300)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true", help="few people, to see that it works")
    chosen = given.parse_args()
    if chosen.quick:
        chosen.people, chosen.policies, chosen.rounds = 50_000, 60, 1
    cpu, _, (program, peers) = measured(lambda: policies(chosen.policies))
    found = {"policies": chosen.policies, "reading_seconds": round(cpu, 2), "differences": agreement(program)}
    found |= over_a_city(chosen, program, peers) | {"one_person_microseconds": alone(program)}
    print(json.dumps(found, indent=None if chosen.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
