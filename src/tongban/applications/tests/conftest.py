"""Lin, her company, and a draft that is ready to be signed."""

from datetime import UTC, datetime

import pytest

from tests.answers import fill_everything
from tongban.applications import public as applications
from tongban.identity import public as identity

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SITUATION = {"has_business_licence": True, "has_signboard": True, "sells_tobacco": True}


@pytest.fixture
def lin(city):
    return identity.person("lin")


@pytest.fixture
def wang(city):
    return identity.person("wang")


@pytest.fixture
def company(lin):
    """Lin as the legal representative of her company."""
    return next(a for a in identity.actings_of(lin, on=NOON.date()) if a.right == identity.Right.LEGAL_REPRESENTATIVE)


@pytest.fixture
def draft(lin, company):
    return applications.start(bundle="restaurant", acting=company, person=lin, at=NOON)


@pytest.fixture
def ready(lin, draft):
    """The draft with everything filled in: its code."""
    fill_everything(draft.code, situation=SITUATION, by=lin, at=NOON)
    return draft.code
