"""A campaign over a synthetic population, carried out by a worker that is killed with -9 again and again.

Run as a module it is the worker: `python -m tests.journey.kills.paying CHUNK`. The benchmark campaign.py tells the same story.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

POLICY, ORGAN = "p_old_allowance", "civil_affairs"
EXCLUDED_EVERY, CLOSED_EVERY = 50, 100


class Accounts:
    """Registers that know of everybody's account, which is made of the number; every hundredth account is closed."""

    def holders(self, kind: str, *, after: str, limit: int) -> Sequence[str]:
        return []

    def columns(self, register: str, keys: Sequence[str], fields: Sequence[str]) -> Mapping[str, Any]:
        import pyarrow as pa

        known = {"bank": ["示例银行"] * len(keys), "account": [f"9900{key[-12:]}" for key in keys]}
        return {name: pa.array(known.get(name, [None] * len(keys)), pa.string()) for name in fields}

    def look_up(self, register: str, *, party_code: str, person_number: str) -> None:
        return None


def holder(place: int) -> str:
    return f"9{place:017}"


def settle_down(people: int, *, on: date, at: datetime) -> str:
    """A snapshot of so many people of 65 to 104 years, one of fifty of whom has died; gives its digest."""
    import numpy as np
    import pyarrow as pa
    from django.conf import settings
    from pyarrow import parquet

    places = np.arange(people)
    born = (np.datetime64(on, "D") - (65 * 366 + places % (39 * 365)).astype("timedelta64[D]")).astype("datetime64[D]")
    columns = {
        "household_city": pa.array(np.full(people, "shanghai")), "applicant_born_on": pa.array(born),
        "is_deceased": pa.array(places % EXCLUDED_EVERY == 1), "payee_account_usable": pa.array(np.ones(people, bool)),
    }  # fmt: skip
    digest = sha256(f"{people}:{on}".encode()).hexdigest()
    folder = settings.POPULATIONS / digest
    folder.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.table(columns), folder / "columns.parquet", row_group_size=1 << 20)
    parquet.write_table(pa.table({"holder": [holder(n) for n in range(people)]}), folder / "holders.parquet")
    enter(digest, people, on=on, at=at)
    return digest


def enter(digest: str, people: int, *, on: date, at: datetime) -> None:
    """The snapshot is known to the room of policies."""
    from tongban.catalogue import public as catalogue
    from tongban.policies.models import TakenSnapshot

    said = {"audience": "person", "edition": catalogue.edition().digest, "on": on, "size": people, "silent": []}
    TakenSnapshot.objects.get_or_create(
        digest=digest, defaults=said | {"unreadable": {}, "made_at": at, "made_by": "test"}
    )


def owed(people: int, on: date) -> tuple[int, int]:
    """How many are to be paid and how much in fen, worked out by the document's bands and not by the product."""
    bands = ((100, 600), (90, 350), (80, 180), (70, 150), (65, 75))
    count, fen = 0, 0
    for place in range(people):
        if place % EXCLUDED_EVERY == 1:
            continue
        born = on - timedelta(days=65 * 366 + place % (39 * 365))
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        count, fen = count + 1, fen + 100 * next(yuan for low, yuan in bands if age >= low)
    return count, fen


class Campaign:
    """What officials do at each step; between the steps the worker is at it."""

    def __init__(self, snapshot: str, *, at: datetime) -> None:
        from tongban.benefits import public as benefits
        from tongban.identity import public as identity

        self.at, self.benefits = at, benefits
        self.officer, self.head = (identity.person(f"{role}-{ORGAN}") for role in ("reviewer", "head"))
        self.reviewers = [identity.person(f"reviewer-{organ}") for organ in ("public_security", "human_resources")]
        self.code = benefits.start(POLICY, by=self.officer, at=at, snapshot=snapshot)

    @property
    def view(self) -> Any:
        return self.benefits.get_campaign(self.code, seen_by=self.officer, on=self.at.date())

    @property
    def state(self) -> str:
        """Where it stands, without counting a million lines."""
        from tongban.benefits.models import Campaign as Stored

        return str(Stored.objects.values_list("state", flat=True).get(code=self.code))

    def go_on(self) -> bool:
        """The next thing that a person does; False when all is done."""
        do, on = self.benefits, {"by": self.officer, "at": self.at}
        state = self.state
        if state == "matched":
            do.send_to_review(self.code, **on)
            for reviewer in self.reviewers:
                do.give_opinion(self.code, agrees=True, words="", by=reviewer, at=self.at)
            assert do.check_budget(self.code, **on)
            do.tell(self.code, **on)
        elif state == "told":
            do.pay(self.code, by=self.head, at=self.at)
        return state != "paid"


def make_due() -> None:
    """The lease of what a killed worker held has run out."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_promise SET due_at = at WHERE kept_at IS NULL AND attempts > 0")


def worker(environment: Mapping[str, str], chunk: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.journey.kills.paying", str(chunk)]
    return subprocess.Popen(command, env=dict(environment), start_new_session=True)


def carry_out(
    campaign: Campaign, *, environment: Mapping[str, str], kills: int, chunk: int, every: tuple[float, float]
) -> int:
    """Let a worker carry the campaign out, and kill it `kills` times at random moments; gives how often it was killed."""
    done, process = 0, worker(environment, chunk)
    next_kill = time.monotonic() + random.uniform(*every)
    try:
        while campaign.go_on():
            if done < kills and time.monotonic() >= next_kill:
                process.kill()
                process.wait(20)
                done += 1
                wait_for_the_database()
                make_due()
                process, next_kill = worker(environment, chunk), time.monotonic() + random.uniform(*every)
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait(20)
    return done


def wait_for_the_database() -> None:
    """Until the database has noticed that the killed process is gone."""
    from django.db import connection

    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
    raise AssertionError("somebody still works")


def paid_by_the_bank() -> dict[str, int]:
    """What the bank's own answers say, read from its files: fen by payment code. A code that was paid twice is refused."""
    import csv
    from pathlib import Path

    from django.conf import settings

    found: dict[str, int] = {}
    folder = Path(settings.HOME) / "bank"
    for answer in folder.glob("*.answer.csv"):
        given = folder / answer.name.replace(".answer", "")
        sums = {row["code"]: row["yuan"] for row in csv.DictReader(given.read_text(encoding="utf8").splitlines())}
        for row in csv.DictReader(answer.read_text(encoding="utf8").splitlines()):
            if row["outcome"] == "paid":
                assert row["code"] not in found, f"{row['code']} was paid twice"
                found[row["code"]] = int(sums[row["code"]].replace(".", ""))
    return found


def main(chunk: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from tongban.benefits import campaigns
    from tongban.benefits.steps import lists, payouts
    from tongban.journal import public as journal

    lists.CHUNK = payouts.CHUNK = campaigns.TOLD_AT_ONCE = chunk
    while True:
        if not journal.work(limit=1, at=timezone.now()):
            time.sleep(0.05)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")
    main(int(sys.argv[1]))
