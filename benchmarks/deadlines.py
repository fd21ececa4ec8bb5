"""Deadlines: 100,000 open ones after a calendar change, and how the due-soon scan and a reviewer's queue grow with the store."""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import _city as city  # sets Django up
from pages import clone, one_case
from tongban.approvals import public as approvals
from tongban.approvals.models import Review, Track
from tongban.cases.models import Case
from tongban.cases.steps import recomputation, rounds
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.kernel.calendar import Calendar

SIZES = (10_000, 100_000, 1_000_000)
DUE = 50  # cases that are to be looked at today, in a store of any size
OPEN = 10  # one case in ten is open
PLAIN = """
UPDATE cases_case SET answer_due_on = answer_due_on, statutory_due_on = statutory_due_on, promised_due_on = promised_due_on,
  deliver_due_on = deliver_due_on, is_provisional = is_provisional, look_on = look_on, calendar = calendar WHERE id = ANY(%s)
"""


def main() -> None:
    given = options()
    city.prepare_city()
    model = Case.objects.filter(parent__number=one_case(), organ="market_regulation").values_list("number", flat=True)[
        0
    ]
    today, reader, city_wide = timezone.localdate(), identity.person("zhao"), identity.person("fang")
    found: dict[str, Any] = {"growth": {}}
    for size in given.sizes:
        fill(model, size, today)
        found["growth"][size] = {
            "due soon": measured(lambda: rounds.due_to_look(today, limit=rounds.BATCH)),
            "queue": measured(lambda: approvals.queue(reader).rows),
            "the city's queue": measured(lambda: approvals.queue(city_wide).rows),
            "the city's waits": measured(lambda: approvals.waits(city_wide, on=today)),
        }
    found["recomputation"] = recomputed(given.recompute, today)
    print(json.dumps(found) if given.json else told(found))


def options() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true", help="small stores, to see that it works")
    found = given.parse_args()
    found.sizes, found.recompute = ((2_000, 4_000), 200) if found.quick else (SIZES, 100_000)
    return found


def fill(model: str, size: int, today: date) -> None:
    """Cases, reviews and tracks up to `size`, by copies of one: a tenth open, due on the next hundred days, 50 of them today."""
    first = Case.objects.count()
    copies = size - first
    is_open, number = f"n % {OPEN} = 0", f"left(m.number, 31) || 'S' || ({first} + n)"
    other = {
        "number": number,
        "parent_id": "NULL",
        "holder_code": "'SAMPLE' || lpad(n::text, 12, '0')",
        "state": f"CASE WHEN {is_open} THEN 'accepted' ELSE 'closed' END",
        "accepted_at": "m.opened_at",
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE m.opened_at END",
        "look_on": f"CASE WHEN {is_open} THEN '{today}'::date + 1 + (n / {OPEN} % 100)::int END",
    }
    subject = {"subject": f"left(m.subject, 31) || 'S' || ({first} + n)"}
    track = {
        "code": f"md5(m.code || {first} || n)::varchar(20)",
        "state": f"CASE WHEN {is_open} THEN 'open' ELSE 'agreed' END",
        "due_on": f"'{today}'::date + 1 + (n % 100)",
    }
    clone(Case, f"number = '{model}'", copies, other)
    clone(Review, f"subject = '{model}'", copies, subject)
    clone(Track, f"subject = '{model}'", copies, subject | track)
    let_some_be_due(today)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_case")
        cursor.execute("VACUUM ANALYZE approvals_track")


def let_some_be_due(today: date) -> None:
    """As many as are due in a store of any size, and no others."""
    copies = Case.objects.filter(look_on__isnull=False, number__contains="S").order_by("id")
    due = list(copies.values_list("pk", flat=True)[:DUE])
    Case.objects.filter(look_on__lte=today).update(look_on=today + timedelta(days=1))
    Case.objects.filter(pk__in=due).update(look_on=today)


def measured(read: Callable[[], Any]) -> dict[str, float]:
    """The median of 15 readings in milliseconds, the rows read, and the shared buffers that the statements touched."""
    with CaptureQueriesContext(connection) as said:
        rows = read()
    times = []
    for _ in range(15):
        begun = time.perf_counter()
        read()
        times.append((time.perf_counter() - begun) * 1000)
    statements = [query["sql"] for query in said if query["sql"].startswith("SELECT")]
    return {"rows": len(rows), "ms": round(median(times), 2), "buffers": sum(map(buffers_of, statements))}


def buffers_of(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        ((plan,),) = cursor.fetchall()
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])


def recomputed(count: int, today: date) -> dict[str, float]:
    """How many open cases a second are computed anew where no day moves and where a day moves, beside a plain UPDATE of them."""
    Case.objects.filter(closed_at=None).exclude(item="").update(calendar=0)
    state, at = catalogue.calendar(0), timezone.now()
    still = replace(state, version=1_000_001, free=state.free | {date(2099, 1, 5)})
    took = timed(lambda: run_through(still, count))
    numbers = list(Case.objects.filter(calendar=still.version).values_list("pk", flat=True)[:count])
    plain = timed(lambda: update(numbers))
    due = Case.objects.filter(pk=numbers[0]).values_list("answer_due_on", flat=True)[0]
    moves = replace(state, version=1_000_002, free=state.free | {due})
    moved = timed(lambda: recomputation.recompute_deadlines(moves, at=at, limit=500))
    return {
        "cases": len(numbers),
        "per_second": round(len(numbers) / took),
        "plain_update_per_second": round(len(numbers) / plain),
        "ratio": round(took / plain, 2),
        "moved_and_told_per_second": round(min(500, len(numbers)) / moved),
    }


def run_through(calendar: Calendar, count: int) -> None:
    last, done, at = 0, 0, timezone.now()
    while done < count and (last := recomputation.recompute_deadlines(calendar, at=at, after=last)):
        done += recomputation.BATCH


@transaction.atomic
def update(numbers: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [numbers])


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def told(found: Mapping[str, Any]) -> str:
    lines = [f"{'cases':>9}  {'what':10}{'rows':>6}{'ms':>9}{'buffers':>9}"]
    for size, parts in found["growth"].items():
        lines += [f"{size:>9}  {name:10}{p['rows']:>6}{p['ms']:>9}{p['buffers']:>9}" for name, p in parts.items()]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in found["recomputation"].items())])


if __name__ == "__main__":
    main()
