"""The pool's question whether a connection still lives, without a round trip."""

import time

import psycopg
import pytest
from django.conf import settings
from psycopg_pool import ConnectionPool

from tongban.site.database import Connection


@pytest.fixture
def pool():
    """A pool as Django makes it, of one connection."""
    asking = ConnectionPool.check_connection
    with ConnectionPool(
        settings.DATABASE_URL, connection_class=Connection, min_size=1, max_size=1, open=True,
        check=asking, kwargs={"autocommit": True}, timeout=10,
    ) as pool:  # fmt: skip
        yield pool


def pid_of_the_server_behind(pool):
    with pool.connection() as connection:
        return connection.execute("SELECT pg_backend_pid()").fetchone()[0]


def test_a_living_connection_is_used_again_and_the_server_is_not_asked(pool):
    first = pid_of_the_server_behind(pool)
    with psycopg.connect(settings.DATABASE_URL) as watcher:
        spoken = "SELECT state_change FROM pg_stat_activity WHERE pid = %s"
        before = watcher.execute(spoken, [first]).fetchone()
        watcher.commit()

        with pool.connection():
            after = watcher.execute(spoken, [first]).fetchone()

    assert after == before
    assert pid_of_the_server_behind(pool) == first


def test_a_connection_that_the_server_cut_is_replaced_before_anybody_uses_it(pool):
    first = pid_of_the_server_behind(pool)
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [first])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [first]).fetchone():
            time.sleep(0.01)

    assert pid_of_the_server_behind(pool) != first


def test_a_server_that_said_something_is_asked_and_the_connection_stays(pool):
    with pool.connection() as connection:
        connection.execute("LISTEN news")
        first = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as other:
        other.execute("NOTIFY news")

    assert pid_of_the_server_behind(pool) == first


def test_any_other_statement_is_said(pool):
    with pool.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(psycopg.errors.SyntaxError):
            connection.execute("SELEKT")
