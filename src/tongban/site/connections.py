"""A connection from the pool is examined without a round trip: the system knows whether the server has said anything."""

import select
from typing import Any

import psycopg

NOTHING_TO_DO = ""
"""The statement by which the pool asks whether a connection still lives."""


class Connection(psycopg.Connection[Any]):
    """Answers the pool's question from its socket; every page begins with it (benchmarks submit.py, pages.py).

    A server that ends or cuts a connection sends its last words and closes the line, so the socket of an idle connection can
    be read: then, and only then, the server is truly asked. A network that swallows everything is noticed by neither way before
    the next statement waits for its answer.
    """

    def execute(self, query: Any, *arguments: Any, **more: Any) -> psycopg.Cursor[Any]:
        """As psycopg does, but for the pool's question on a silent line."""
        if query == NOTHING_TO_DO and not self.closed and not _has_spoken(self.fileno()):
            return self.cursor()
        return super().execute(query, *arguments, **more)


def _has_spoken(line: int) -> bool:
    listening = select.poll()
    listening.register(line, select.POLLIN | select.POLLERR | select.POLLHUP)
    return bool(listening.poll(0))
