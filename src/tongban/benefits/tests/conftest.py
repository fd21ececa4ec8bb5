"""Who acts in the tests of campaigns: the civil affairs' officer and head, the organs that review, Wang who is 75."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tongban.benefits import public as benefits
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.policies import public as policies

AT = datetime(2026, 11, 28, 2, tzinfo=UTC)
ON = AT.date()
POLICY = "p_old_allowance"


def who(code: str) -> identity.Person:
    return identity.person(code)


def work() -> None:
    """Carry out everything that was promised."""
    while journal.work(limit=50, at=timezone.now() + timedelta(days=400)):
        pass


def officer(organ: str = "civil_affairs") -> identity.Person:
    return who(f"reviewer-{organ}")


def head(organ: str = "civil_affairs") -> identity.Person:
    return who(f"head-{organ}")


def seen(code: str, by: identity.Person | None = None) -> benefits.CampaignView:
    return benefits.get_campaign(code, seen_by=by or officer(), on=ON)


def line(code: str, person: str, by: identity.Person | None = None) -> benefits.Line:
    """The line of a person in a list."""
    found = benefits.lines(code, seen_by=by or officer(), on=ON, search=who(person).number).lines
    return found[-1]


def matched(policy: str = POLICY, *, organ: str = "civil_affairs", at: datetime = AT, snapshot: str = "") -> str:
    """A campaign whose list is written."""
    code = benefits.start(policy, by=officer(organ), at=at, snapshot=snapshot)
    work()
    return code


def agreed(code: str, *, at: datetime = AT) -> str:
    """All organs have agreed to the list."""
    view = benefits.get_campaign(code, seen_by=who("fang"), on=at.date())
    benefits.send_to_review(code, by=officer(view.organ), at=at)
    for organ in view.reviewed_by:
        benefits.give_opinion(code, agrees=True, words="", by=officer(organ), at=at)
    return code


def paid(code: str, *, at: datetime = AT) -> str:
    """Held, told, paid, and answered by the bank."""
    view = benefits.get_campaign(code, seen_by=who("fang"), on=at.date())
    assert benefits.check_budget(code, by=officer(view.organ), at=at)
    benefits.tell(code, by=officer(view.organ), at=at)
    work()
    benefits.pay(code, by=head(view.organ), at=at)
    work()
    return code


@pytest.fixture
def town(city):
    """The demonstration city, with snapshots of its registers in this test's own folder."""
    for audience in ("person", "organisation"):
        policies.snapshot(city, audience, at=timezone.now(), by="system")
    return city
