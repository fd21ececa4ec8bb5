import pytest
from django.db import connection

from tongban.approvals import public as approvals
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


def test_the_scan_of_limits_and_the_queue_stand_on_their_indexes():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # of an empty table every plan costs the same
        cursor.execute("DROP INDEX track_everywhere")  # as cheap as the right one while the table is empty
        cursor.execute("EXPLAIN SELECT subject FROM approvals_track WHERE state = 'open' AND look_on <= now()::date")
        scan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute(
            "EXPLAIN SELECT * FROM approvals_track WHERE organ = 'o' AND state = 'open' AND step = 'officer' "
            "ORDER BY due_on, id LIMIT 51"
        )
        queue = "\n".join(row[0] for row in cursor.fetchall())

    assert "track_to_look_at" in scan
    assert "track_queue" in queue
    assert "Sort" not in queue
