"""Lin's company of 28 staff, the officer of human resources who serves it, and the tax officer who does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongban.identity import public as identity
from tongban.identity.public import Party, PartyKind
from tongban.journal import public as journal
from tongban.kernel.events import ERRANDS
from tongban.kernel.words import Words
from tongban.licences import public as licences

AT = timezone.now() + timedelta(hours=2)
ON = timezone.localdate(AT)
RESTAURANT_LICENCE = "11310000MB2DEM010C002"


def who(code: str) -> identity.Person:
    return identity.person(code)


def work() -> None:
    """Carry out everything that was promised."""
    while journal.work(limit=50, at=AT + timedelta(days=400)):
        pass


@pytest.fixture
def company(city) -> Party:
    organisation = identity.organisations_of(who("lin"))[0]
    return Party(PartyKind.ORGANISATION, organisation.code, organisation.name)


@pytest.fixture
def officer(city) -> identity.Person:
    return who("reviewer-human_resources")


@pytest.fixture
def licence(city, company, monkeypatch):
    """A food licence that ends in 50 days. It has no case, so none is printed."""
    monkeypatch.setitem(ERRANDS, "licences.produce", lambda body: None)
    return licences.issue(
        basis="PACK-1", licence_type=RESTAURANT_LICENCE, organ="market_regulation", organ_credit_code="11310000MB2DEM010C",
        name=Words("食品经营许可证", "Food licence"), item="food_licence", edition=1, shows=[], valid_years=5, by="system",
        holder=company, at=AT - timedelta(days=5 * 365 - 50),
    )  # fmt: skip
