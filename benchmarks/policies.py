"""The engine at the size of a city: 25 million people on disk, 300 policies, counts and money; and its peers in the same run.

Each engine runs in a process of its own, one after the other, on the same Arrow file in the page cache. All must give the same
counts and the same fen, or it stops. `--prove` compares the candidate lists with each person judged alone.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa

from _policies import DISTRICTS, ON, blocks, columns, facts, policies
from tongban.rules.public import ColumnFile, Population, simulate

HOME = Path(os.environ.get("TONGBAN_HOME", ".tongban")) / "people"
OPENFISCA = "openfisca-core==46.0.1"
MOVED = (31, 25, 35, 28, 40, 22)
GROWTH = ((1_000_000, 300), (5_000_000, 300), (25_000_000, 300), (1_000_000, 100), (1_000_000, 1_000))

Answers = list[tuple[int, int]]


def city(people: int) -> ColumnFile:
    """The people on disk: made once, block by block, and read once, so that they are in the page cache."""
    path = HOME / f"people-{people}.arrow"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        ColumnFile.write(path, blocks(people, 1 << 20), facts=facts())
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass
    return ColumnFile(path, facts())


def measured(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the clock, CPU seconds of all threads, and what was found."""
    cpu, clock = time.process_time(), time.perf_counter()
    found = work()
    return time.perf_counter() - clock, time.process_time() - cpu, found


def rounds_of(work: Callable[[], Any], rounds: int) -> dict[str, Any]:
    done = [measured(work) for _ in range(rounds)]
    return {
        "seconds": median(each[0] for each in done), "cpu_seconds": median(each[1] for each in done), "answers": done[0][2],
    }  # fmt: skip


def by_us(given: argparse.Namespace) -> dict[str, Any]:
    """Tallies of the whole city, then a threshold that is moved. The machine code has been loaded before."""
    (program, _), people = policies(given.policies), city(given.people)
    simulate(program, Population.from_arrow(columns(30_000), facts=facts()), on=ON, engine="kernel")
    found = rounds_of(lambda: simulate(program, people, on=ON, engine=given.engine, watch=("limit",)), given.rounds)
    run = found.pop("answers")
    moved = [1000 * measured(lambda bound=bound: run.moved("limit", bound))[0] for bound in MOVED]
    return found | {
        "answers": [(each.met, each.fen) for each in run.tallies.values()],
        "moved_threshold_ms": [round(each, 1) for each in moved],
    }


def by_the_limit(given: argparse.Namespace) -> dict[str, Any]:
    """Every column and every word of knowledge that the policies need, read once where it lies, by as many threads."""
    (program, _), people = policies(given.policies), city(given.people)

    def read(index: int) -> int:
        batch, total = pa.ipc.open_file(pa.memory_map(str(people.path))).get_batch(index), 0
        for code in program.facts:
            for buffer in batch.column(code).buffers():
                if buffer is not None:
                    words = np.frombuffer(buffer, np.uint64, count=len(buffer) // 8)
                    total += int(np.bitwise_or.reduce(words))
        return total

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return rounds_of(lambda: list(pool.map(read, range(len(people.sizes)))), given.rounds) | {"answers": None}


def by_polars(given: argparse.Namespace) -> dict[str, Any]:
    """One filter for each policy, as one would write it."""
    import polars as pl

    (_, peers), people = policies(given.policies), city(given.people)
    frame = pl.DataFrame(pa.ipc.open_file(pa.memory_map(str(people.path))).read_all()).lazy()

    def work() -> Answers:
        rows = [frame.filter(each.peer).select(pl.len(), due.peer.alias("fen")) for each, due in peers]
        return [(int(each["len"][0]), int(each["fen"][0] or 0)) for each in pl.collect_all(rows)]

    return rounds_of(work, 1)


def by_duckdb(given: argparse.Namespace) -> dict[str, Any]:
    """One query for each policy, over the same mapped file."""
    import duckdb

    (_, peers), path = policies(given.policies), city(given.people).path
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {os.cpu_count()}")
        connection.register("people", pa.ipc.open_file(pa.memory_map(str(path))).read_all())

        def work() -> Answers:
            asked = [
                f"SELECT count(*), coalesce(sum({due.sql}), 0) FROM people WHERE {each.sql}" for each, due in peers
            ]
            return [tuple(map(int, connection.execute(each).fetchone() or ())) for each in asked]

        return rounds_of(work, 1)


def by_openfisca(given: argparse.Namespace) -> dict[str, Any]:
    """The first people of the city in OpenFisca, in an environment of its own; with our answers for the same people."""
    (program, peers), people = policies(given.policies), city(given.people)
    some = pa.Table.from_batches([pa.ipc.open_file(pa.memory_map(str(people.path))).get_batch(0)])
    some = some.slice(0, given.openfisca_people)
    folder = HOME / "openfisca-columns"
    folder.mkdir(parents=True, exist_ok=True)
    for code in program.facts:
        column = some.column(code).combine_chunks()
        np.save(folder / f"k-{code}.npy", column.is_valid().to_numpy(zero_copy_only=False))
        np.save(folder / f"v-{code}.npy", plain(column))
    (folder / "policies.json").write_text(json.dumps([(each.arrays, due.arrays) for each, due in peers]))
    told = subprocess.run(
        [openfisca(), Path(__file__).parent / "_openfisca.py", folder], capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise SystemExit(told.stderr[-2000:])
    ours = simulate(program, Population.from_arrow(some, facts=facts()), on=ON).tallies.values()
    return json.loads(told.stdout) | {"ours": [(each.met, each.fen) for each in ours]}


def plain(column: Any) -> Any:
    """Values as OpenFisca has them: what is not known is 0, a code its place, a whole number 32 bits wide."""
    if pa.types.is_dictionary(column.type):
        assert column.dictionary.to_pylist() == list(DISTRICTS)
        column = column.indices
    if pa.types.is_date32(column.type):
        return column.cast(pa.int32()).fill_null(0).to_numpy().astype("M8[D]")
    values = column.fill_null(False if pa.types.is_boolean(column.type) else 0).to_numpy(zero_copy_only=False)
    return values if values.dtype == bool else values.astype(np.int32)


def openfisca() -> Path:
    """The Python of an environment with OpenFisca alone. It is AGPL: it is neither shipped nor a dependency of ours."""
    folder, uv = HOME / "openfisca", Path(sys.prefix) / "bin" / "uv"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", python, OPENFISCA], check=True)
    return python


def judged_alone(given: tuple[Path, int, int]) -> tuple[list[bytes], Answers]:
    """One block, every person alone by the written function: who meets and who is open, as bits; and how many and how much."""
    path, index, count = given
    program, _ = policies(count)
    batch = pa.ipc.open_file(pa.memory_map(str(path))).get_batch(index)
    # Values from Arrow's own reading, not from ours.
    codes = program.facts
    rows = zip(*(batch.column(code).to_pylist() for code in codes), strict=True)
    outcomes = np.zeros((batch.num_rows, count), np.uint8)
    fen = [0] * count
    written = None
    for place, row in enumerate(rows):
        values = {code: money(code, value) for code, value in zip(codes, row, strict=True)}
        if written is None:
            program.judge(values, on=ON)
            written = program.written[ON].judge
        said, due, _ = written(values)
        outcomes[place] = said
        for policy, amount in enumerate(due):
            if amount is not None:
                fen[policy] += amount
    bits = [
        np.packbits(outcomes[:, each] == value, bitorder="little").tobytes()
        for each in range(count)
        for value in (2, 1)
    ]
    return bits, [(int((outcomes[:, each] == 2).sum()), fen[each]) for each in range(count)]


def money(code: str, value: Any) -> Any:
    return Decimal(value).scaleb(-2) if code.startswith("money") and value is not None else value


def prove(given: argparse.Namespace) -> dict[str, Any]:
    """The lists of both engines against each person judged alone, for everybody and every policy."""
    (program, _), people = policies(given.policies), proved_city(given.people)
    asked = [(people.path, index, given.policies) for index in range(len(people.sizes))]
    clock = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        alone = pool.map(judged_alone, asked, chunksize=1)
    seconds = time.perf_counter() - clock
    different = {
        engine: differences(simulate(program, people, on=ON, engine=engine), alone) for engine in ("kernel", "plain")
    }
    return {
        "people": people.size,
        "policies": given.policies,
        "seconds_alone": round(seconds, 1),
        "different": different,
    }


def proved_city(people: int) -> ColumnFile:
    """The people in blocks so small that a block of Python's own values fits into memory."""
    path = HOME / f"proved-{people}.arrow"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        ColumnFile.write(path, blocks(people, 1 << 15), facts=facts())
    return ColumnFile(path, facts())


def differences(run: Any, alone: list[tuple[list[bytes], Answers]]) -> int:
    """How many (person, policy) stand otherwise, and how many policies have another sum."""
    wrong = 0
    for place, (name, tally) in enumerate(run.tallies.items()):
        certain, possible = run.flags(name)
        for side, flags in ((0, certain), (1, possible & ~certain)):
            told = np.concatenate([
                np.unpackbits(np.frombuffer(bits[2 * place + side], np.uint8), bitorder="little", count=size)
                for (bits, _), size in zip(alone, run.people.sizes, strict=True)
            ])  # fmt: skip
            wrong += int((told.view(np.bool_) != flags).sum())
        wrong += (tally.met, tally.fen) != tuple(sum(part[place][each] for _, part in alone) for each in (0, 1))
    return wrong


PARTS = {
    "ours": by_us, "limit": by_the_limit, "polars": by_polars, "duckdb": by_duckdb, "openfisca": by_openfisca,
}  # fmt: skip


def part(name: str, given: argparse.Namespace, **other: Any) -> dict[str, Any]:
    """One engine in a process of its own, with its peak memory."""
    wanted = vars(given) | {"part": name, "json": True} | other
    options = [f"--{key.replace('_', '-')}={value}" for key, value in wanted.items() if not isinstance(value, bool)]
    told = subprocess.run([sys.executable, __file__, "--json", *options], capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(f"{name}: {told.stderr[-3000:]}")
    return dict(json.loads(told.stdout.splitlines()[-1]))


def alone(given: argparse.Namespace) -> dict[str, Any]:
    """What a process of its own says, with its peaks of memory: all of it, and without the pages of files."""
    found = PARTS[given.part](given)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return found | {"peak_mb": peak, "anonymous_mb_at_end": int(status["RssAnon"].split()[0]) // 1024}


def compared(given: argparse.Namespace) -> dict[str, Any]:
    """All engines in one run; their answers must be equal."""
    city(given.people)
    found = {name: part(name, given) for name in PARTS}
    ours, fisca = found["ours"], found["openfisca"]
    for name in ("polars", "duckdb"):
        assert found[name]["answers"] == ours["answers"], f"{name} gives other answers"
    assert fisca["answers"] == fisca["ours"], "openfisca gives other answers"
    scale = given.people / fisca["people"]
    shown = {name: {key: round(each, 3) for key, each in found[name].items() if key.endswith("seconds") or key == "peak_mb"}
             for name in PARTS}  # fmt: skip
    return {
        "people": given.people, "policies": given.policies, "cores": os.cpu_count(), "answers": "equal",
        "load_before": given.load, "openfisca_ratio": round(fisca["seconds"] * scale / ours["seconds"], 1),
        "openfisca_cpu_ratio": round(fisca["cpu_seconds"] * scale / ours["cpu_seconds"], 1),
        "openfisca_people": fisca["people"], "openfisca_note": f"seconds of {fisca['people']} people; ratios scaled x {scale:g}",
        "limit_ratio": round(ours["seconds"] / found["limit"]["seconds"], 1),
        "limit_cpu_ratio": round(ours["cpu_seconds"] / found["limit"]["cpu_seconds"], 1),
        "moved_threshold_ms": ours["moved_threshold_ms"], "peak_mb": ours["peak_mb"],
        "anonymous_mb_at_end": ours["anonymous_mb_at_end"], "engines": shown,
    }  # fmt: skip


def grown(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Our engine alone with more people, and with more policies."""
    found = []
    for people, count in GROWTH:
        if people <= given.people:
            told = part("ours", given, people=people, policies=count)
            found.append({
                "people": people, "policies": count, "seconds": round(told["seconds"], 3),
                "cpu_seconds": round(told["cpu_seconds"], 3), "moved_threshold_ms": told["moved_threshold_ms"],
                "peak_mb": told["peak_mb"],
            })  # fmt: skip
    return found


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--people", type=int, default=25_000_000)
    given.add_argument("--policies", type=int, default=300)
    given.add_argument("--openfisca-people", type=int, default=250_000)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--engine", default="kernel", help="kernel, plain or spark, for our part")
    given.add_argument("--part", choices=tuple(PARTS), help="one engine only")
    given.add_argument("--growth", action="store_true", help="our engine with more people and more policies")
    given.add_argument("--prove", action="store_true", help="the lists against each person judged alone")
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true", help="few people, to see that it works")
    given.add_argument("--load", type=float, default=os.getloadavg()[0], help=argparse.SUPPRESS)
    chosen = given.parse_args()
    if chosen.quick:
        chosen.people, chosen.policies, chosen.openfisca_people, chosen.rounds = 200_000, 60, 20_000, 1
    found = (
        alone(chosen)
        if chosen.part
        else prove(chosen)
        if chosen.prove
        else grown(chosen)
        if chosen.growth
        else compared(chosen)
    )
    print(json.dumps(found, indent=None if chosen.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
