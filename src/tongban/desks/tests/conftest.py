"""Lin's restaurant stands in the queues of the organs; Zhao reviews for market regulation."""

import pytest

from tongban.desks.tests.acts import READ, apply_for_a_restaurant, browser_of, track_of
from tongban.desks.views import who


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The desks read the clock in one place only: the day of reading is a Monday, one working day after the submission."""
    monkeypatch.setattr(who, "now", lambda: READ)
    monkeypatch.setattr(who, "today", READ.date)


@pytest.fixture
def submitted(city):
    return apply_for_a_restaurant()


@pytest.fixture
def zhao(submitted):
    """The browser of a reviewer for market regulation."""
    return browser_of("zhao")


@pytest.fixture
def track(submitted):
    """The track of market regulation."""
    return track_of("zhao")
