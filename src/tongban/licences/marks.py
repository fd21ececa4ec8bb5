"""What stands on a licence and on a composite alike: serials, codes, the public address, what may be shown of the holder."""

from datetime import date, datetime
from secrets import choice
from zoneinfo import ZoneInfo

from django.conf import settings

from tongban.identity import public as identity
from tongban.kernel import identifiers

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which people misread


def letters(count: int) -> str:
    """Random characters that people can read to each other."""
    return "".join(choice(LETTERS) for _ in range(count))


def serial(day: date) -> str:
    """The day and eight random characters: no counter, so there is no gap and nobody can tell how many licences there are."""
    return f"{day:%Y%m%d}{letters(8)}"


def day_of(at: datetime) -> date:
    """The day on which it is in the city."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def address_of(code: str) -> str:
    """The public page that verifies what has this code."""
    return f"{(settings.ORIGIN or 'http://localhost').rstrip('/')}/verify/{code}/"


def shown_code(kind: str, code: str) -> str:
    """A credit code is public; a citizen number is not, and a licence is shown to others."""
    return identifiers.masked_number(code) if kind == identity.PartyKind.PERSON else code
