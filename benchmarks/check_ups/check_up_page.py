"""The check-up's page in the server: by questions alone and with the registers, the city's policies and 300 of them.

One client in one process, without a network: milliseconds on the clock and of CPU from the request to the last byte, and
queries, of which those to registers of the demonstration are part. Beside it, in turns, a page that asks about as many queries.
"""

import argparse
import json
import time
from collections.abc import Callable
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any
from unittest import mock

import django

django.setup()

from check_up import multiplied  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.world import browser  # noqa: E402

from tongban.catalogue import public as catalogue  # noqa: E402
from tongban.site.city import load_the_city  # noqa: E402

ANSWERS = "household_city=shanghai&applicant_born_on=1951-05-18&applicant_sex=female"


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_the_city(size=200, at=timezone.now())
    setup_test_environment()


@contextmanager
def policies(count: int | None) -> Any:
    """The pages with so many policies in the edition; nothing else of the city changes."""
    edition = catalogue.edition(on=timezone.localdate())
    if count is None:
        yield
        return
    many = multiplied(edition, count)
    with mock.patch.object(catalogue, "edition", return_value=many):
        yield


def measured(ask: Callable[[], Any], rounds: int) -> dict[str, Any]:
    for _ in range(5):
        answer = ask()
        assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(connection) as asked:
        ask()
        queries = len(asked)
    clock, cpu = [], []
    for _ in range(rounds):
        began, spent = time.perf_counter(), time.process_time()
        ask()
        clock.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    return {
        "ms": round(median(clock), 1), "p95_ms": round(quantiles(clock, n=20)[-1], 1), "cpu_ms": round(median(cpu), 1),
        "queries": queries, "kilobytes": len(answer.content) // 1024,
    }  # fmt: skip


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true")
    given.add_argument("--rounds", type=int, default=40)
    chosen = given.parse_args()
    rounds = 5 if chosen.quick else chosen.rounds
    prepare()
    guest, wang = browser(), browser("wang")
    asks: dict[str, Callable[[], Any]] = {
        "questions": lambda: guest.get(f"/check-up/?for=person&{ANSWERS}"),
        "registers": lambda: wang.post("/check-up/registers/", {"party": ""}),
        "space": lambda: wang.get("/space/"),
    }
    found: dict[str, Any] = {}
    for count in (None, 300):
        with policies(count):
            for name, ask in asks.items():
                if count is None or name != "space":
                    found[f"{name}_{count or 'city'}"] = measured(ask, rounds)
    print(json.dumps(found) if chosen.json else "\n".join(f"{name}: {each}" for name, each in found.items()))


if __name__ == "__main__":
    main()
