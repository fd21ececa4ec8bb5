"""The room by itself: four organs with their officials, and nobody above who reacts."""

from collections import defaultdict
from types import SimpleNamespace

import pytest

from tongban.identity import public as identity
from tongban.kernel.words import Words

ORGANS = ("market_regulation", "fire_rescue", "water", "tobacco", "gov_service")


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Approvals knows no case: what reacts to its events stands on a higher floor, and not in these tests."""
    monkeypatch.setattr("tongban.journal.actions.REACTIONS", defaultdict(list))


def settle():
    identity.load_organs(
        SimpleNamespace(code=code, name=Words(code, code), credit_code="11310000MB2DEM010C") for code in ORGANS
    )
    identity.populate(size=0)


@pytest.fixture
def town(db):
    settle()
