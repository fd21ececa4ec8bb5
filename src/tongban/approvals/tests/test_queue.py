import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.approvals import public as approvals
from tongban.approvals import waits
from tongban.approvals.public import SeatOrder
from tongban.approvals.tests.scenes import ALL_STEPS, AT, MARKET, say, sign, start, track
from tongban.identity import public as identity

pytestmark = pytest.mark.usefixtures("town")


def waiting_for(who):
    return {row.subject for row in approvals.queue(identity.person(who), on=AT.date()).rows}


def test_a_track_waits_for_the_role_whose_step_it_is():
    one, three = start(), start(SeatOrder(MARKET, ALL_STEPS))
    at_first = [waiting_for(who) for who in ("zhao", "wu", "zheng", "shen")]
    say(three)
    then = [waiting_for(who) for who in ("zhao", "wu", "zheng", "shen")]
    sign(three, "wu")

    assert at_first == [{one, three}, set(), set(), {one, three}]
    assert then == [{one}, {three}, {three}, {one, three}]
    assert [waiting_for(who) for who in ("wu", "zheng")] == [set(), {three}]


def test_the_counts_are_of_what_waits_for_the_reader():
    start(), start()
    taken = start()
    approvals.claim(track(taken).code, by=identity.person("zhu"), at=AT)

    assert approvals.queue(identity.person("zhao")).counts == {"open": 2}
    assert approvals.queue(identity.person("zhu")).counts == {"open": 3}


def test_the_neighbours_are_those_of_the_readers_queue():
    subjects = [start() for _ in range(3)]
    approvals.claim(track(subjects[1]).code, by=identity.person("zhu"), at=AT)

    seen = track(subjects[0])

    assert (seen.preceding, seen.following) == (None, track(subjects[2]).code)


def test_a_queue_takes_few_queries_whatever_the_role(django_assert_max_num_queries):
    start(SeatOrder(MARKET, ALL_STEPS))
    for who in ("zhao", "zheng", "shen"):
        by = identity.person(who)
        with django_assert_max_num_queries(5):
            approvals.queue(by, on=AT.date())


A_CITY_AT_WORK = """
    INSERT INTO approvals_track (code, subject, organ, title_zh, title_en, holder_code, holder_name, state, round, points, marks,
        due_on, decided_by, steps, step, silence, is_lead, needs, claimed_by, look_on, light)
    SELECT 'P' || n, 'P' || n, (ARRAY['market_regulation', 'fire_rescue', 'water', 'tobacco'])[1 + n % 4], 't', 't', 'h', 'h',
        CASE WHEN n % 5 = 0 THEN 'open' ELSE 'agreed' END, 1, '[]', '[]', day, '', '["officer"]', 'officer', 'waits', true,
        '[]', '', CASE WHEN n % 5 = 0 THEN day - 1 END, ''
    FROM (SELECT n, date '2026-11-01' + n % 90 AS day FROM generate_series(1, 8000) n) numbered"""
"""Of an empty table every plan costs the same: the planner chooses among indexes when there are rows, and knows how many."""


def plans_of(captured):
    """The plan of every question that reads tracks, in order."""
    asked = [
        each["sql"] for each in captured if each["sql"].startswith("SELECT") and 'FROM "approvals_track"' in each["sql"]
    ]
    with connection.cursor() as cursor:
        plans = []
        for sql in asked:
            cursor.execute("EXPLAIN " + sql)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans


def test_the_scan_of_limits_and_the_queue_stand_on_their_indexes():
    with connection.cursor() as cursor:
        cursor.execute(A_CITY_AT_WORK)
        cursor.execute("ANALYZE approvals_track")
        cursor.execute("EXPLAIN " + waits.DUE, {"on": AT.date(), "last": "", "most": 100})
        scan = "\n".join(row[0] for row in cursor.fetchall())
    with CaptureQueriesContext(connection) as captured:
        approvals.queue(identity.person("zhao"), on=AT.date())
        approvals.queue(identity.person("fang"), on=AT.date())
    organs, _, _, citys, _, _ = plans = plans_of(captured)

    assert "track_to_look_at" in scan
    assert "Index Scan using track_queue" in organs
    assert "Index Scan using track_everywhere" in citys
    assert "Sort" not in organs + citys  # it reads fifty rows, not all that wait
    assert not [plan for plan in (scan, *plans) if "Seq Scan on approvals_track" in plan]
