"""A campaign of a million payments whose worker is killed with -9 at random moments: the sum, the count, the ledger."""

import argparse
import json
import os
import resource
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")
os.environ["TONGBAN_REGISTERS"] = "tests.journey.kills.paying.Accounts"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.journey.kills import paying  # noqa: E402

from tongban.benefits import public as benefits  # noqa: E402
from tongban.benefits.public import LineState  # noqa: E402
from tongban.catalogue import public as catalogue  # noqa: E402
from tongban.identity import public as identity  # noqa: E402
from tongban.kernel.words import Words  # noqa: E402
from tongban.payments import public as payments  # noqa: E402

CHUNK = 10_000


def prepare() -> None:
    """A city with officials and no people; nothing of a run before."""
    call_command("migrate", verbosity=0)
    at = timezone.now()
    edition = catalogue.studio.adopt((settings.CONTENT, settings.IMPORTED), by="bench", at=at)
    catalogue.publish_calendar(settings.CONTENT, by="bench", at=at)
    identity.load_organs(edition.organs.values())
    identity.populate(10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables WHERE tablename ~ "
                       "'^(benefits|payments|approvals)_' OR tablename = 'journal_promise'")  # fmt: skip
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} CASCADE")
    for file in (settings.HOME / "bank").glob("*.csv"):
        file.unlink()


def measured(people: int, kills: int) -> dict[str, object]:
    at = timezone.now()
    on = timezone.localdate(at)
    snapshot = paying.settle_down(people, on=on, at=at)
    fund = f"{paying.POLICY}-{on.year}"
    payments.grant_fund(fund, name=Words("测量", "Benchmark"), fen=people * 60_000, key="bench", by="bench", at=at)
    begun = time.monotonic()
    campaign = paying.Campaign(snapshot, at=at)
    pace = max(2.0, people / 1_000_000 * 60)
    killed = paying.carry_out(
        campaign,
        environment=os.environ | {"TONGBAN_LOG": "CRITICAL"},
        kills=kills,
        chunk=CHUNK,
        every=(pace / 10, pace),
    )
    seconds = time.monotonic() - begun
    return figures(campaign, people) | {
        "kills": killed,
        "seconds": round(seconds, 1),
        "payments_a_second": round(people / seconds),
    }


def figures(campaign: paying.Campaign, people: int) -> dict[str, object]:
    """What the product says, beside what the bank's files and the document's bands say."""
    on = campaign.at.date()
    count, fen = paying.owed(people, timezone.localdate(campaign.at))
    view, bank = campaign.view, paying.paid_by_the_bank()
    begun = time.monotonic()
    with transaction.atomic():
        proof = payments.prove()
    proved, begun = time.monotonic() - begun, time.monotonic()
    again = benefits.run_again(campaign.code, seen_by=campaign.officer, on=on)
    return {
        "owed": [count, fen], "listed": [view.size, view.fen],
        "arrived": [view.counts[LineState.ARRIVED], view.sums[LineState.ARRIVED]],
        "returned": [view.counts[LineState.RETURNED], view.sums[LineState.RETURNED]],
        "bank_paid": [len(bank), sum(bank.values())], "postings": proof.postings, "ledger_faults": len(proof.faults),
        "ledger_seconds": round(proved, 1), "list_is_the_same": again.is_same,
        "list_again_seconds": round(time.monotonic() - begun, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }  # fmt: skip


def is_exact(found: dict[str, object]) -> bool:
    """Owed is listed, listed is arrived and returned, arrived is what the bank paid, and the ledger agrees."""
    arrived, returned = found["arrived"], found["returned"]
    both = [a + b for a, b in zip(arrived, returned, strict=True)]  # type: ignore[call-overload]
    same = found["owed"] == found["listed"] == both and found["bank_paid"] == arrived
    return bool(same and not found["ledger_faults"] and found["list_is_the_same"])


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--payments", type=int, default=1_000_000)
    asked.add_argument("--kills", type=int, default=10)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    prepare()
    found = measured(given.payments, given.kills)
    if given.json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{name:22} {value}" for name, value in found.items()))
    print("exact" if is_exact(found) else "NOT EXACT")
    return 0 if is_exact(found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
