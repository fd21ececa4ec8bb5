"""Count what a page asks the database: statements, not the savepoints that only a test's own transaction needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The list fills when the block ends."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [query["sql"][:160] for query in captured if not query["sql"].startswith(NOT_COUNTED)]
