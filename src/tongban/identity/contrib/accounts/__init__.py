"""The account behind a session, read by one prepared statement: every page of a person who is signed in needs it.

Benchmarks: submit.py, pages.py. Django's own query took three times as long to build as PostgreSQL to answer.
"""

from django.contrib.auth.backends import ModelBackend

from tongban.identity.models import Person
from tongban.identity.queries import account


class Accounts(ModelBackend):
    """Django's own accounts, but for the read."""

    def get_user(self, user_id: int) -> Person | None:
        """The person with this key who may sign in, or None."""
        someone = account(user_id)
        return someone if someone is not None and self.user_can_authenticate(someone) else None
