"""Sessions in the database, as Django keeps them, read by one prepared statement.

Every page of a person who is signed in begins with this read (benchmarks submit.py, pages.py).
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own store, but for the read."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing for one that has expired or never was."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(row[0])
        return held
