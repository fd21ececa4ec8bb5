"""One person, many policies: the check-up with the reasons of every policy, in CPU milliseconds. No database is used."""

import argparse
import json
import random
import re
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

django.setup()

from tongban.catalogue import public as catalogue  # noqa: E402
from tongban.catalogue.public import Edition, Policy  # noqa: E402
from tongban.policies import public as policies  # noqa: E402
from tongban.rules.public import FactKind, Value  # noqa: E402
from tongban.site import processes  # noqa: E402

CONTENT = Path(__file__).parents[2] / "content" / "shanghai"
ON = date(2026, 11, 23)
SEED = 20261123
SETTLED_AFTER = 50  # as the server: tongban.site.wsgi
NUMBER = re.compile(r"(?<=[<>=] )\d+(?![-\d./]|\s*%)")


def multiplied(edition: Edition, wanted: int) -> Edition:
    """The city's policies for people again and again, under other codes and with other numbers, until there are so many.

    No two copies of a rule with a number are alike; what asks no number is shared, as many real policies share it.
    """
    own = [each for each in edition.policies.values() if each.audience == "person" and each.is_in_force(ON)]
    copies = (copied(edition, own[n % len(own)], n // len(own)) for n in range(wanted))
    return replace(edition, digest=f"{edition.digest}-{wanted}", policies={each.code: each for each in copies})


def copied(edition: Edition, policy: Policy, turn: int) -> Policy:
    """A policy with its numbers moved by `turn`, where the rules can then still be met."""
    moved = replace(policy, code=f"{policy.code}_{turn}", exclusions=(), conditions=tuple(
        replace(each, rule=NUMBER.sub(lambda found: str(int(found[0]) + turn), each.rule)) if each.rule else each
        for each in policy.conditions
    ))  # fmt: skip
    try:
        catalogue.entitlement(edition, moved)
    except ValueError:
        return replace(policy, code=f"{policy.code}_{turn}", exclusions=())
    return moved


def person(edition: Edition, chance: random.Random) -> dict[str, Value]:
    """Somebody of whom nine facts in ten are known."""
    values: dict[str, Value] = {}
    for fact in policies.facts_asked(edition, "person"):
        if chance.random() < 0.9:
            kinds: dict[FactKind, Any] = {
                FactKind.BOOLEAN: chance.random() < 0.4,
                FactKind.INTEGER: chance.randint(0, 60),
                FactKind.DATE: ON - timedelta(days=chance.randint(0, 36_000)),
                FactKind.CHOICE: chance.choice(list(fact.options) or [""]),
            }
            values[fact.code] = kinds.get(fact.kind)
    return values


def measured(edition: Edition, people: int) -> dict[str, float]:
    """Milliseconds of CPU for one check-up with the reasons of all policies."""
    chance, took = random.Random(SEED), list[float]()
    for turn in range(
        SETTLED_AFTER + people
    ):  # the first ones compile the program; then the process settles, as the server's
        values = person(edition, chance)
        if turn == SETTLED_AFTER:
            processes.settle()
        began = time.process_time()
        for match in policies.check_up("person", edition=edition, values=values, on=ON).matches:
            _ = match.verdict.sentence
        if turn >= SETTLED_AFTER:
            took.append((time.process_time() - began) * 1000)
    return {"median_ms": round(median(took), 2), "p95_ms": round(quantiles(took, n=20)[-1], 2)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--people", type=int, default=300)
    given = parser.parse_args()
    edition = catalogue.draft(CONTENT, on=ON)
    people = 60 if given.quick else given.people
    found = {f"{count}_policies": measured(multiplied(edition, count), people) for count in (32, 300)}
    print(json.dumps(found) if given.json else "\n".join(f"{name}: {each}" for name, each in found.items()))


if __name__ == "__main__":
    main()
