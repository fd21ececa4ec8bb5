"""Put the synthetic records into the database: only what is not there yet, in bulk."""

from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction

from tongban.identity import public as identity
from tongban.sources.contrib.demo.homes_and_deaths import death_records, home_records
from tongban.sources.contrib.demo.records import records_of, town_of
from tongban.sources.contrib.demo.working_lives import life_records
from tongban.sources.models import RegisterRecord

SEED = 20261122
OPENING = date(2026, 11, 22)


@transaction.atomic
def populate(*, seed: int = SEED, on: date = OPENING) -> int:
    """Records of every register for everybody whom identity knows; gives how many were added. A second run adds nothing.

    The same seed, day and population give the same records.
    """
    town = town_of(identity.population(), seed=seed, on=on)
    known = set(RegisterRecord.objects.values_list("register", "key"))
    bodies: dict[tuple[str, str], dict[str, Any]] = {}
    for register, key, body in chain(records_of(town), life_records(town), home_records(town), death_records(town)):
        bodies[register, key] = bodies.get((register, key), {}) | body
    missing = [
        RegisterRecord(register=register, key=key, body=body)
        for (register, key), body in bodies.items()
        if (register, key) not in known
    ]
    return len(RegisterRecord.objects.bulk_create(missing, batch_size=2000))
