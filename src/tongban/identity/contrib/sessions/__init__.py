"""Sessions in the database, as Django keeps them, read by one prepared statement.

Every page of a person who is signed in begins with this read (benchmarks submit.py, pages.py).
"""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.core import signing
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
        try:
            held: dict[str, Any] = json.loads(unsealed(row[0], self.key_salt, settings.SECRET_KEY))
        except (signing.BadSignature, ValueError):
            held = self.decode(row[0])  # says in the log that it is corrupted, and starts an empty one
        return held


class AsWritten(signing.JSONSerializer):
    """The JSON of a session, not read yet: whoever reads it gets values of their own."""

    def loads(self, written: bytes) -> bytes:
        return written


@lru_cache(maxsize=1024)
def unsealed(text: str, salt: str, key: str) -> bytes:
    """What Django sealed; the same text under the same key is examined once. Raises BadSignature."""
    written: bytes = signing.loads(text, key=key, salt=salt, serializer=AsWritten)
    return written
