"""Who sits at the desk, and when: the only place of this face that reads the session and the clock."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from tongban.identity import public as identity
from tongban.identity.public import Capacity, Official, Person
from tongban.kernel.words import Words

FOR_SUPERVISORS = Words("这一页只供督办人员查看", "This page is for supervisors only")


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()


def reader(request: HttpRequest) -> Person:
    """The person who is signed in. Every page of this face stands behind the login, so there is one."""
    assert isinstance(request.user, Person)
    return request.user


def official(request: HttpRequest) -> Official:
    """The reader's duty. For anybody who has none, the desks do not exist."""
    duty = identity.official_of(reader(request))
    if duty is None:
        raise identity.NotFound("desk")
    return duty


def capacity(request: HttpRequest) -> Capacity:
    """What the reader may do today, also for colleagues on leave. For anybody without a duty, the desks do not exist."""
    can = identity.capacity(reader(request), on=today())
    if can is None:
        raise identity.NotFound("desk")
    return can


def just_dealt_with(request: HttpRequest) -> str:
    """The code of the track that the reader comes from; empty for what cannot be one."""
    code = request.GET.get("was", "")
    return code if code.isalnum() else ""


def supervisor(request: HttpRequest) -> Official:
    """The reader's duty, if it is to supervise; an official with another duty is told so."""
    duty = official(request)
    if not supervises(duty):
        raise identity.NotAllowed(FOR_SUPERVISORS)
    return duty


def supervises(duty: Official) -> bool:
    return duty.role == identity.Official.Role.SUPERVISOR


def frame_of(duty: Official) -> dict[str, Any]:
    """What the desks' own frame shows on every page."""
    return {"duty": duty, "supervises": supervises(duty)}
