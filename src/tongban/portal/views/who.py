"""Who asks, for whom, and when: the only place of the citizens' face that reads the session and the clock."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from tongban.identity import public as identity
from tongban.identity.public import Acting, AssuranceLevel, Person


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


def acting(request: HttpRequest, *, scope: str | None = None, shown: str | None = None) -> Acting:
    """For whom the reader acts, checked afresh: a right that has ended meanwhile raises NotAllowed.

    `shown` is the party that the page named, empty for the reader: another tab may have switched the session since.
    """
    person = reader(request)
    party = request.session.get("party") if shown is None else shown
    return identity.acting_for(person, party=party or person.number, on=today(), scope=scope)


PROOF_MINUTES = 15  # our own rule: long enough for one form, too short for a screen that was left alone


def level(request: HttpRequest) -> AssuranceLevel:
    """How sure it is now who sits there: as at the sign-in, and more for some minutes after they were seen."""
    session = request.session
    seen_at = session.get("seen_at", 0.0)
    if 0 <= now().timestamp() - seen_at < PROOF_MINUTES * 60:
        return AssuranceLevel.PROVEN
    return min(AssuranceLevel(session.get("level", AssuranceLevel.DECLARED)), AssuranceLevel.VERIFIED)


def note_level(request: HttpRequest, level: AssuranceLevel) -> None:
    """Keep with the session how sure it was, and when somebody was seen."""
    request.session["level"] = int(level)
    if level == AssuranceLevel.PROVEN:
        request.session["seen_at"] = now().timestamp()


def act_for(request: HttpRequest, right: Acting) -> None:
    """From now on the reader acts for this party, until they switch again or sign out."""
    request.session["party"], request.session["party_name"] = right.party.code, right.party.name
