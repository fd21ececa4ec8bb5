"""Who used whose data: the ledger, read by those whom the data are about."""

from collections.abc import Collection
from datetime import date

from tongban.identity import public as identity
from tongban.sources.models import Extract, Use


def uses_of(person: identity.Person, *, on: date, limit: int = 100) -> list[Use]:
    """The latest uses of the data of this person, of their wards and of organisations they represent; newest first. Two queries.

    An agent under a mandate does not see them: the ledger belongs to the party.
    """
    actings = identity.actings_of(person, on=on)
    codes = {acting.party.code for acting in actings if acting.right is not identity.Right.MANDATE}
    return list(Use.objects.filter(party_code__in=codes).order_by("-at", "-id")[:limit])


def extracts_of(kinds: Collection[identity.PartyKind], *, limit: int = 100) -> list[Extract]:
    """The latest uses of the data of all parties of these kinds at once, newest first. One query."""
    return list(Extract.objects.filter(kind__in=[str(kind) for kind in kinds]).order_by("-at", "-id")[:limit])
