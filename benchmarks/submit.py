"""Submissions per second with everything on, as a ratio to pgbench running the same statements on the same server."""

import argparse
import json
import os
import random
import re
import string
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

import _city as city
import _statements as statements
from tongban.applications import public as applications
from tongban.applications.models import Draft
from tongban.approvals.models import Track
from tongban.cases.models import Paper
from tongban.identity import public as identity
from tongban.notices.models import Message

CLIENTS = 8
TABLES = [
    "applications_draft",
    "applications_dossier",
    "cases_case",
    "cases_paper",
    "approvals_review",
    "approvals_track",
    "journal_entry",
    "journal_promise",
    "notices_message",
]
Drafts = deque[tuple[str, str]]  # (code, digest) of what waits to be submitted


def main() -> None:
    given = options()
    city.prepare_city()
    tag = "".join(random.choices(string.ascii_lowercase, k=3))
    model = city.ready_draft()
    submitted = one_submission(city.copies_of(model, 1, prefix=f"probe-{tag}-10000")[0])
    pgbench = own_script(submitted, model, count=given.rounds * given.seconds * 900, tag=tag)
    waiting = prepared(city.copies_of(model, given.rounds * given.submissions + 200, prefix=f"http{tag}"))
    rounds: dict[str, list[float]] = {"tongban": [], "pgbench": []}
    rows: dict[str, Mapping[str, float]] = {}
    with city.server() as port:
        over_http(port, take(waiting, 200))
        for number in range(given.rounds):
            before = counts()
            rounds["tongban"].append(over_http(port, take(waiting, given.submissions)))
            rows["tongban"] = per_submission(before, counts(), given.submissions)
            before = counts()
            rate, done = run_pgbench(pgbench, given.seconds, skip=number * given.seconds * 900)
            rounds["pgbench"].append(rate)
            rows["pgbench"] = per_submission(before, counts(), done)
    report(rounds, rows, submitted, as_json=given.json)


def options() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true", help="one short round, to see that it works")
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--seconds", type=int, default=8, help="of each of pgbench's rounds")
    given.add_argument("--submissions", type=int, default=800, help="in each of ours")
    found = given.parse_args()
    if found.quick:
        found.rounds, found.seconds, found.submissions = 1, 3, 200
    return found


class Submitted:
    """One submission in this process: its statements, and the keys that must differ in the next one."""

    def __init__(self, said: list[str], draft: Draft, keys: list[str]) -> None:
        self.said, self.draft, self.keys = said, draft, keys


def one_submission(code: str) -> Submitted:
    """Submit a draft through the pages; the one before it warms up whatever is asked only once."""
    client = Client()
    name, _, value = city.signed_in("lin").partition("=")
    client.cookies[name] = value
    digest = dict(prepared([code]))[code]
    with statements.caught() as said:
        answer = client.post(f"/drafts/{code}/check/", {"digest": digest, "agree": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    draft = Draft.objects.get(code=code)
    numbers = list(draft.numbers.values())
    tracks = Track.objects.filter(subject__in=numbers).values_list("code", flat=True)
    messages = Message.objects.filter(about__in=numbers).values_list("code", flat=True)
    papers = Paper.objects.filter(case__number__in=numbers).values_list("code", flat=True)
    return Submitted(said, draft, [code, *numbers, *tracks, *messages, *papers])


def prepared(codes: Sequence[str]) -> Drafts:
    """Each draft as its check page prepares it, with the digest that the applicant signs."""
    lin = identity.person("lin")
    return deque((code, applications.prepare(code, by=lin, at=timezone.now()).digest) for code in codes)


def own_script(submitted: Submitted, model: str, *, count: int, tag: str) -> Path:
    """The script for pgbench, and `count` drafts of its own for it to submit."""
    head = submitted.draft.code[: -statements.TAIL] + tag
    city.copies_of(model, count, prefix=head, first=100000)
    first = Draft.objects.get(code=f"{head}100000").pk
    assert Draft.objects.get(code=f"{head}{100000 + count - 1}").pk == first + count - 1
    text = statements.script(submitted.said, keys=submitted.keys, draft=submitted.draft.pk, first=first, tag=tag)
    path = Path(tempfile.gettempdir()) / f"tongban-submit-{os.getpid()}.sql"
    path.write_text(text, encoding="utf8")
    return path


def take(waiting: Drafts, count: int) -> Drafts:
    return deque(waiting.popleft() for _ in range(count))


def over_http(port: int, waiting: Drafts) -> float:
    """Submit all of them with several clients at once; gives submissions per second."""
    count, refused = len(waiting), list[str]()
    cookies = [city.signed_in("lin") for _ in range(CLIENTS)]
    clients = [Thread(target=submit_all, args=(port, waiting, cookie, refused)) for cookie in cookies]
    begun = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - begun
    assert not refused, refused[:3]
    return count / took


def submit_all(port: int, waiting: Drafts, cookie: str, refused: list[str]) -> None:
    client = city.Client(port, cookie)
    while True:
        try:
            code, digest = waiting.popleft()
        except IndexError:
            break
        status, head, _ = client.ask("POST", f"/drafts/{code}/check/", f"digest={digest}&agree=yes")
        if status != 302 or b"/receipt/" not in head:
            refused.append(f"{code}: {head.decode(errors='replace')}")
            break
    client.close()


def run_pgbench(script: Path, seconds: int, *, skip: int) -> tuple[float, int]:
    """(transactions per second, how many) of the script, with as many clients as ours."""
    connection.close()
    variables = [f"-Dskip={skip}", f"-Dclients={CLIENTS}", "-Di=-1"]
    command = ["pgbench", "-n", "-M", "prepared", f"-c{CLIENTS}", "-j2", f"-T{seconds}", *variables, f"-f{script}"]
    told = subprocess.run([*command, os.environ["DATABASE_URL"]], capture_output=True, text=True, check=False)
    if told.returncode:
        sys.exit(told.stdout + told.stderr[-3000:])
    rate = re.search(r"^tps = ([\d.]+)", told.stdout, re.MULTILINE)
    done = re.search(r"transactions actually processed: (\d+)", told.stdout)
    assert rate, told.stdout
    assert done, told.stdout
    return float(rate[1]), int(done[1])


def counts() -> dict[str, int]:
    """How many rows there are; of drafts, how many are submitted."""
    where = {"applications_draft": "WHERE case_number <> ''"}
    asked = ", ".join(f"(SELECT count(*) FROM {table} {where.get(table, '')})" for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return dict(zip(TABLES, cursor.fetchone(), strict=True))


def per_submission(before: Mapping[str, int], after: Mapping[str, int], done: int) -> dict[str, float]:
    return {table: round((after[table] - before[table]) / done, 3) for table in TABLES}


def report(rounds: Mapping[str, list[float]], rows: Mapping[str, Any], submitted: Submitted, *, as_json: bool) -> None:
    ours, theirs = median(rounds["tongban"]), median(rounds["pgbench"])
    found = {
        "tongban_per_second": round(ours, 1),
        "pgbench_per_second": round(theirs, 1),
        "ratio": round(ours / theirs, 3),
        "rounds": {name: [round(rate, 1) for rate in rates] for name, rates in rounds.items()},
        "clients": CLIENTS,
        "statements": len(submitted.said),
        "parts": len(submitted.draft.numbers) - 1,
        "rows_per_submission": rows,
    }
    if as_json:
        print(json.dumps(found))
        return
    for name, rates in rounds.items():
        spread = f"{min(rates):.1f} to {max(rates):.1f}"
        print(f"{name:8} {median(rates):8.1f} submissions per second (median of {len(rates)} rounds, {spread})")
    print(f"ratio    {ours / theirs:8.3f}   {CLIENTS} clients, {len(submitted.said)} statements each")
    print("rows per submission" + "".join(f"\n  {t:24}" + " ".join(f"{rows[n][t]:6}" for n in rounds) for t in TABLES))


if __name__ == "__main__":
    main()
