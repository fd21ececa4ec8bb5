"""Put the synthetic records into the database: only what is not there yet, in bulk."""

from datetime import date

from django.db import transaction

from tongban.identity import public as identity
from tongban.sources.contrib.demo.records import records_of, town_of
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
    missing = {
        (register, key): RegisterRecord(register=register, key=key, body=body)
        for register, key, body in records_of(town)
        if (register, key) not in known
    }
    return len(RegisterRecord.objects.bulk_create(missing.values(), batch_size=2000))
