"""Deadlines: 100,000 of them computed from their intervals, beside a clerk who counts day after day.

Both get the same starts, limits and intervals in the same run and must give the same days. The clerk is the naive model that the
clock's tests use; `--quick` asks both for a tenth.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tongban.kernel import calendar
from tongban.kernel.clock import DayUnit, Interval, Span, deadline
from tongban.kernel.tests import naive

HERE = ZoneInfo("Asia/Shanghai")
LIMITS = ((5, DayUnit.WORKING_DAYS), (20, DayUnit.WORKING_DAYS), (45, DayUnit.WORKING_DAYS), (30, DayUnit.NATURAL_DAYS))
Limit = tuple[datetime, Span, list[Interval]]


def limits(count: int) -> list[Limit]:
    """Starts over three years; a third of them with an interval, a third with three."""
    chance, first, found = random.Random(2026), datetime(2024, 1, 2, 9, tzinfo=HERE), []
    for _ in range(count):
        start = first + timedelta(minutes=chance.randrange(60 * 24 * 365 * 3))
        begun = [start + timedelta(hours=chance.randrange(24 * 15)) for _ in range(chance.choice((0, 1, 3)))]
        intervals = [
            Interval("expert_review", each, each + timedelta(hours=chance.randrange(24 * 20))) for each in begun
        ]
        found.append((start, Span(*chance.choice(LIMITS)), intervals))
    return found


def timed(compute: Callable[[Limit], date | None], asked: list[Limit]) -> tuple[float, list[date | None]]:
    begun = time.perf_counter()
    days = [compute(each) for each in asked]
    return time.perf_counter() - begun, days


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    asked, state = limits(10_000 if given.quick else 100_000), calendar.STATE
    computed, days = timed(lambda each: deadline(each[0], each[1], intervals=each[2], calendar=state).due_on, asked)
    counted, same = timed(lambda each: naive.due_on(*each, state), asked)
    if days != same:
        raise SystemExit("the clock and the clerk differ")
    result = {
        "deadlines": len(asked), "seconds": round(computed, 2), "microseconds_each": round(computed / len(asked) * 1e6, 1),
        "clerk_seconds": round(counted, 2), "times_as_fast": round(counted / computed, 1),
    }  # fmt: skip
    print(json.dumps(result) if given.json else "\n".join(f"{name:>18}  {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
