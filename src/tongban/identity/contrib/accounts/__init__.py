"""The account of a session. It signs nobody in: that is the identity provider's, and there are no passwords here."""

from django.contrib.auth.backends import BaseBackend
from django.db import connection

from tongban.identity.models import Person

COLUMNS = [field.attname for field in Person._meta.concrete_fields]
# Asked by every page of a person who is signed in: benchmarks submit.py and pages.py.
READ = f"SELECT {', '.join(COLUMNS)} FROM identity_person WHERE id = %s"


class Accounts(BaseBackend):
    """Whose session it is."""

    def get_user(self, user_id: int) -> Person | None:
        """The person with this primary key, if there is one."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [user_id])
            row = cursor.fetchone()
        return Person.from_db(connection.alias, COLUMNS, row) if row else None
