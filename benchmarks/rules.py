"""300 synthetic policies over 1,000,000 synthetic people: the engines, Polars on the same columns, one person alone.

CPU seconds are of this process with all its threads, engines in turns; a figure counts beside its peers of the same run.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from tongban.kernel.words import Words
from tongban.rules.public import (
    FactKind,
    FactType,
    Outcome,
    Parameter,
    Population,
    Program,
    Simulation,
    Step,
    compile,
    judge,
    parse,
    parse_amount,
    simulate,
)  # fmt: skip

ON = date(2026, 11, 22)
SEED = 20261122
DISTRICTS = tuple(f"d{place:02}" for place in range(16))


@dataclass(frozen=True)
class Made:
    """A condition or an amount twice: in the rule language, and by hand for Polars."""

    text: str
    peer: Any


def facts() -> dict[str, FactType]:
    """60 facts: 20 yes or no, 12 small numbers, 8 codes, 12 sums of money, 8 dates."""
    kinds = {f"flag{n}": FactKind.BOOLEAN for n in range(20)} | {f"count{n}": FactKind.INTEGER for n in range(12)}
    kinds |= {f"code{n}": FactKind.CHOICE for n in range(8)} | {f"money{n}": FactKind.MONEY for n in range(12)}
    kinds |= {f"day{n}": FactKind.DATE for n in range(8)}
    options = {each: Words(each, each) for each in DISTRICTS}
    return {
        code: FactType(code, kind, Words(code, code), None, options if kind is FactKind.CHOICE else {})
        for code, kind in kinds.items()
    }


def columns(people: int) -> pa.Table:
    """The people, seeded; in every third column 3 of 100 values are not known."""
    source, made = np.random.default_rng(SEED), {}
    for place, (code, fact) in enumerate(facts().items()):
        unknown = source.random(people) < 0.03 if place % 3 == 0 else None
        if fact.kind is FactKind.BOOLEAN:
            values = pa.array(source.random(people) < 0.2 + 0.6 * (place % 5) / 5, mask=unknown)
        elif fact.kind is FactKind.INTEGER:
            values = pa.array(source.integers(0, 60, people, dtype=np.int8), mask=unknown)
        elif fact.kind is FactKind.CHOICE:
            places = pa.array(source.integers(0, len(DISTRICTS), people, dtype=np.int8), mask=unknown)
            values = pa.DictionaryArray.from_arrays(places, pa.array(DISTRICTS))
        elif fact.kind is FactKind.MONEY:
            values = pa.array(source.integers(0, 2_000_000, people, dtype=np.int32), mask=unknown)
        else:
            days = source.integers(-20_000, 20_500, people, dtype=np.int32)
            values = pa.array(days, mask=unknown).cast(pa.date32())
        made[code] = values
    return pa.table(made)


def birthday(years: int) -> date:
    """Who is born on this day or before has full `years` today."""
    return ON.replace(year=ON.year - years)


def predicates(chance: random.Random) -> list[Made]:
    """The clauses from which policies are made: many policies share them."""
    found = [Made(f"flag{n}", pl.col(f"flag{n}")) for n in range(20)]
    found += [Made(f"not flag{n}", ~pl.col(f"flag{n}")) for n in range(20)]
    for n in range(12):
        for bound in chance.sample(range(2, 58), 8):
            found.append(Made(f"count{n} <= {bound}", pl.col(f"count{n}") <= bound))
            found.append(Made(f"count{n} > {bound}", pl.col(f"count{n}") > bound))
    for n in range(8):
        for _ in range(4):
            chosen = chance.sample(DISTRICTS, chance.randint(3, 10))
            listed = ", ".join(f'"{each}"' for each in chosen)
            found.append(Made(f"code{n} in {{{listed}}}", pl.col(f"code{n}").is_in(chosen)))
        for years in chance.sample(range(16, 90), 8):
            found.append(Made(f"age(day{n}) >= {years}", pl.col(f"day{n}") <= birthday(years)))
            found.append(Made(f"age(day{n}) < {years}", pl.col(f"day{n}") > birthday(years)))
    for n in range(12):
        for yuan in chance.sample(range(1_000, 19_000), 8):
            found.append(Made(f"money{n} <= {yuan}", pl.col(f"money{n}") <= yuan * 100))
    return found


def rate(n: int, percent: int, *, most: int) -> Made:
    """A share of a sum of money, rounded half up to the fen, at most so many yuan."""
    share = (pl.col(f"money{n}").cast(pl.Int64) * 2 * percent + 100) // 200
    # min_horizontal takes what is not known for no matter.
    capped = pl.when(share.is_not_null()).then(pl.min_horizontal(share, most * 100))
    return Made(f"min(money{n} * {percent} / 100, {most})", capped.sum())


def amounts(chance: random.Random) -> Made:
    """A fixed sum, a table by age, a share with a ceiling, or one of two sums."""
    kind, n = chance.randrange(4), chance.randrange(8)
    if kind == 0:
        yuan = chance.randint(50, 900)
        return Made(str(yuan), pl.len().cast(pl.Int64) * (yuan * 100))
    if kind == 1:
        table = "{65: 75, 70: 150, 80: 180, 90: 350, 100: 600}"
        peer = pl.lit(0)
        for years, yuan in ((65, 75), (70, 150), (80, 180), (90, 350), (100, 600)):
            peer = pl.when(pl.col(f"day{n}") <= birthday(years)).then(yuan * 100).otherwise(peer)
        return Made(
            f"band(age(day{n}), {table})", pl.when(pl.col(f"day{n}").is_not_null()).then(peer).cast(pl.Int64).sum()
        )
    if kind == 2:
        return rate(n, chance.randint(5, 60), most=chance.randint(500, 5_000))
    peer = pl.when(pl.col(f"flag{n}")).then(80_000).when(~pl.col(f"flag{n}")).then(50_000)
    # Polars adds up 32 bits in 32 bits, and says nothing when they overflow.
    return Made(f"800 if flag{n} else 500", peer.cast(pl.Int64).sum())


def policies(count: int) -> tuple[Program, list[tuple[Any, Any]]]:
    """The program, and the same by hand. The first policy has a dated threshold, which is moved."""
    chance = random.Random(SEED)
    known, clauses = facts(), predicates(chance)
    limit = Parameter("limit", FactKind.INTEGER, Words("上限", "limit"), (Step(date(2020, 1, 1), 30),))
    conditions, due, peers = {}, {}, []
    while len(conditions) < count:
        chosen = [chance.choice(clauses) for _ in range(chance.randint(3, 8))]
        text = f"{chosen[0].text} and ({chosen[1].text} or {chosen[2].text})"
        peer = chosen[0].peer & (chosen[1].peer | chosen[2].peer)
        for each in chosen[3:]:
            text, peer = f"{text} and ({each.text})", peer & each.peer
        if len(conditions) < 3:
            text, peer = f"count0 <= limit and {text}", (pl.col("count0") <= 30) & peer
        try:
            name = f"p{len(conditions)}"
            conditions[name] = parse(text, facts=known, parameters={"limit": limit})
        except ValueError:
            continue  # Clauses that contradict each other are refused; another policy is made.
        sum_of = amounts(chance)
        due[name] = parse_amount(sum_of.text, facts=known)
        peers.append((peer, sum_of.peer))
    return compile(conditions, amounts=due), peers


def by_polars(frame: pl.DataFrame, peers: list[tuple[Any, Any]]) -> list[tuple[int, int]]:
    """One filter for each policy, as one would write it."""
    rows = [frame.lazy().filter(peer).select(pl.len(), due.alias("fen")) for peer, due in peers]
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


def over_a_city(given: argparse.Namespace, program: Program, peers: list[tuple[Any, Any]]) -> dict[str, Any]:
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
