"""What a snapshot says of one party, at 10,000, 100,000 and 1,000,000 people: milliseconds, and bytes read of its files.

Beside it, in the same run, what it took before: everybody's columns read, and one row of them looked at.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import django

django.setup()

import pyarrow as pa  # noqa: E402
from _snapshots import ON, SEED, holder, snapshot  # noqa: E402
from django.conf import settings  # noqa: E402

from tongban.catalogue import public as catalogue  # noqa: E402
from tongban.policies import public as policies  # noqa: E402

CONTENT = Path(__file__).parents[2] / "content" / "shanghai"


def bytes_read() -> int:
    """What this process has asked the system to read so far (Linux)."""
    said = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(said["rchar"])


def measured(work: Callable[[], Any]) -> tuple[float, int]:
    before, began = bytes_read(), time.process_time()
    work()
    return (time.process_time() - began) * 1000, bytes_read() - before


def at_size(edition: catalogue.Edition, people: int, asked: int) -> dict[str, Any]:
    taken, chance = snapshot(edition, people, settings.POPULATIONS), random.Random(SEED)
    chosen = [holder(chance.randrange(people)) for _ in range(asked)]
    first = measured(lambda: policies.values_of(taken, chosen[0], edition=edition))
    rows = [measured(lambda one=one: policies.values_of(taken, one, edition=edition)) for one in chosen]

    def whole() -> None:
        row = policies.row_of(taken, chosen[0])
        assert row is not None
        alone = policies.values_of(taken, chosen[0], edition=edition)
        assert policies.population(taken, edition=edition).person(row) == alone

    entire = measured(whole)
    return {
        "people": people, "first_ms": round(first[0], 1), "first_bytes": first[1],
        "ms": round(median(each[0] for each in rows), 2), "bytes": median(each[1] for each in rows),
        "everybody_ms": round(entire[0], 1), "everybody_bytes": entire[1],
    }  # fmt: skip


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true")
    given.add_argument("--asked", type=int, default=60)
    chosen = given.parse_args()
    pa.set_cpu_count(1)
    edition = catalogue.draft(CONTENT, on=ON)
    sizes = (10_000, 100_000) if chosen.quick else (10_000, 100_000, 1_000_000)
    found = [at_size(edition, people, chosen.asked) for people in sizes]
    print(json.dumps(found) if chosen.json else "\n".join(map(str, found)))


if __name__ == "__main__":
    main()
