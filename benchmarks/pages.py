"""Pages at 100,000 cases in the store: requests per second, p50, p99 and queries, for citizens and reviewers."""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection
from statistics import quantiles
from threading import Thread
from typing import Any

from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import _city as city
from tongban.applications import public as applications
from tongban.applications.models import Dossier
from tongban.approvals.models import Review, Track
from tongban.cases.models import Case
from tongban.identity import public as identity
from tongban.journal.models import StoredEntry

CASES = 100_000
WARM_UP = 120
SITUATION = "has_business_licence=true&dishes=hot&floor_area=120&seats=48&storey=first&has_signboard=true"
HOLDER = {  # one in a thousand stays with the applicant of the model
    "holder_code": "CASE WHEN n % 1000 = 0 THEN m.holder_code ELSE 'SAMPLE' || lpad(n::text, 12, '0') END",
    "holder_name": "CASE WHEN n % 1000 = 0 THEN m.holder_name ELSE '样例餐饮店 ' || n END",
}


def main() -> None:
    given = options()
    city.prepare_city()
    number = one_case()
    fill(number, copies=given.cases // (Case.objects.filter(parent__number=number).count() + 1))
    found = {"cases": Case.objects.count(), "tracks": Track.objects.count(), "pages": {}}
    cookies = {who: f"{city.signed_in(who)}; csrftoken={'c' * 32}" for who in ("lin", "zhao")}
    with city.server() as port:
        for name, (who, path) in addresses(number).items():
            found["pages"][name] = {"queries": queries_of(path, cookies[who])}
            print(f"measuring {name}", file=sys.stderr, flush=True)
            for clients in (1, 4):
                measured = over_http(port, path, cookies[who], requests=given.requests, clients=clients)
                found["pages"][name][f"clients_{clients}"] = measured
    report(found, as_json=given.json)


def options() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true", help="few cases and few requests, to see that it works")
    given.add_argument("--cases", type=int, default=CASES)
    given.add_argument("--requests", type=int, default=600)
    found = given.parse_args()
    if found.quick:
        found.cases, found.requests = 2_000, 60
    return found


def one_case() -> str:
    """A real submission with all its parts, the model of all others."""
    lin, at = identity.person("lin"), timezone.now()
    code = city.ready_draft()
    sheet = applications.prepare(code, by=lin, at=at)
    return applications.submit(code, digest=sheet.digest, by=lin, at=at).number


def fill(number: str, *, copies: int) -> None:
    """Copies of a submitted bundle with parts, tracks, reviews, dossiers and journal: other holders, due days spread.

    What an earlier run has filled is counted, so that a second run begins at once.
    """
    copies -= Case.objects.filter(bundle="restaurant", parent=None).count()
    if copies <= 0:
        return
    print(f"filling the store with {copies} bundles", file=sys.stderr, flush=True)
    first = Case.objects.count()
    parts = list(Case.objects.filter(parent__number=number).values_list("number", flat=True))
    of_parts, subjects = f"number IN ({listed(parts)})", f"subject IN ({listed([number, *parts])})"
    fresh = {name: f"left(m.{name}, 39) || ({first} + 1000000 + n)" for name in ("number", "subject", "case_number")}
    parent = f"(SELECT id FROM cases_case p WHERE p.number = left('{number}', 39) || ({first} + 1000000 + n))"
    track = {"code": "md5(m.code || n)::varchar(20)", "due_on": "m.due_on + (n % 40 - 5)"}
    subject, case = {"subject": fresh["subject"]}, HOLDER | {"number": fresh["number"]}
    clone(Case, f"number = '{number}'", copies, case)
    clone(Case, of_parts, copies, case | {"parent_id": parent})
    clone(Review, subjects, copies, subject)
    clone(Track, subjects, copies, HOLDER | subject | track)
    clone(Dossier, f"case_number = '{number}'", copies, {"case_number": fresh["case_number"]})
    clone(StoredEntry, subjects, copies, subject | {"position": "NULL", "link": "NULL"})
    with connection.cursor() as cursor:  # or autovacuum does it in the middle of what is measured
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def listed(numbers: list[str]) -> str:
    return ", ".join(f"'{number}'" for number in numbers)


def clone(model: type[models.Model], where: str, copies: int, other: Mapping[str, str]) -> None:
    """Insert `copies` of the rows that match, with the columns named in `other` computed from the copy's number n."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(other.get(column, f'm."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM (SELECT * FROM {table} WHERE {where}) m, "
            f"generate_series(1, {copies}) n"
        )


def addresses(number: str) -> dict[str, tuple[str, str]]:
    lin, at = identity.person("lin"), timezone.now()
    acting = next(a for a in identity.actings_of(lin, on=at.date()) if a.right == identity.Right.LEGAL_REPRESENTATIVE)
    draft = applications.start(bundle="restaurant", acting=acting, person=lin, at=at).code
    track = Track.objects.filter(organ="market_regulation", state="open").order_by("due_on", "id").first()
    assert track is not None
    mine = Track.objects.filter(subject__in=Case.objects.filter(parent__number=number).values("number"))
    return {
        "guide": ("lin", f"/guides/restaurant/?{SITUATION}"),
        "form": ("lin", f"/drafts/{draft}/parts/premises/"),
        "case": ("lin", f"/cases/{number}/"),
        "queue": ("zhao", "/desk/"),
        # The peer: a page that asks for nothing but who is signed in. What it loses with four clients, every page must lose.
        "plain": ("lin", "/accessibility/"),
        "track": ("zhao", f"/desk/{mine.get(organ='market_regulation').code}/"),
    }


def queries_of(path: str, cookie: str) -> int:
    """How many statements one page costs, with the session and the person."""
    client = Client()
    for pair in cookie.split("; "):
        name, _, value = pair.partition("=")
        client.cookies[name] = value
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as said:
        client.get(path)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in said)


def over_http(port: int, path: str, cookie: str, *, requests: int, clients: int) -> dict[str, float]:
    """Requests per second and milliseconds, after a warm-up of every worker."""
    for count in (min(requests // 4, WARM_UP), requests):
        times: list[float] = []
        asked = [
            Thread(target=ask, args=(port, path, cookie), kwargs={"count": count // clients, "times": times})
            for _ in range(clients)
        ]
        begun = time.perf_counter()
        for one in asked:
            one.start()
        for one in asked:
            one.join()
        took = time.perf_counter() - begun
    cut = quantiles(times, n=100)
    p50, p99 = cut[49] * 1000, cut[98] * 1000
    return {
        "per_second": round(len(times) / took, 1),
        "p50": round(p50, 1),
        "p99": round(p99, 1),
        "tail": round(p99 / p50, 2),
    }


def ask(port: int, path: str, cookie: str, *, count: int, times: list[float]) -> None:
    link = HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(count):
        begun = time.perf_counter()
        link.request("GET", path, headers={"Cookie": cookie})
        answer = link.getresponse()
        answer.read()
        times.append(time.perf_counter() - begun)
        assert answer.status == 200, (path, answer.status)
    link.close()


def report(found: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found))
        return
    print(f"{found['cases']} cases, {found['tracks']} tracks in the store")
    print(f"{'page':8}{'queries':>8}   {'1 client':>34}   {'4 clients':>34}")
    for name, page in found["pages"].items():
        line = "   ".join(
            "{per_second:>8}/s p50 {p50:>6} ms p99 {p99:>6} ms".format(**page[f"clients_{n}"]) for n in (1, 4)
        )
        print(f"{name:8}{page['queries']:>8}   {line}")


if __name__ == "__main__":
    main()
