"""Who asks, for whom, and when: the only place of the citizens' face that reads the session and the clock."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from tongban.identity import public as identity
from tongban.identity.public import Acting, Person


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()


def reader(request: HttpRequest) -> Person:
    """The person who is signed in. Every page but the public ones stands behind the login, so there is one."""
    assert isinstance(request.user, Person)
    return request.user


def visitor(request: HttpRequest) -> Person | None:
    """The person who is signed in, on a page that strangers may see too."""
    return request.user if isinstance(request.user, Person) else None


def acting(request: HttpRequest, *, scope: str | None = None) -> Acting:
    """For whom the reader acts in this session, checked afresh: a right that has ended meanwhile raises NotAllowed."""
    person = reader(request)
    return identity.acting_for(person, party=request.session.get("party") or person.number, on=today(), scope=scope)


def act_for(request: HttpRequest, right: Acting) -> None:
    """From now on the reader acts for this party, until they switch again or sign out."""
    request.session["party"], request.session["party_name"] = right.party.code, right.party.name
