"""Lin, her company, and a draft that is ready to be signed."""

from collections.abc import Callable

import pytest
from tests.answers import fill_everything
from tests.officials import NOON

from tongban.applications import public as applications
from tongban.cases import public as cases
from tongban.identity import public as identity

SITUATION = WITH_LICENCE = {"has_business_licence": True, "has_signboard": True, "sells_tobacco": True}
WITHOUT_LICENCE = {"has_business_licence": False, "has_signboard": False, "sells_tobacco": False}


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


@pytest.fixture
def submit(city) -> Callable[..., cases.CaseView]:
    def submitted(who: str, right: identity.Right, situation: dict[str, bool]) -> cases.CaseView:
        person = identity.person(who)
        acting = next(a for a in identity.actings_of(person, on=NOON.date()) if a.right == right)
        draft = applications.start(bundle="restaurant", acting=acting, person=person, at=NOON)
        fill_everything(draft.code, situation=situation, by=person, at=NOON)
        sheet = applications.prepare(draft.code, by=person, at=NOON)
        receipt = applications.submit(draft.code, digest=sheet.digest, by=person, at=NOON)
        return cases.get_case(receipt.number, seen_by=person, on=NOON.date())

    return submitted


@pytest.fixture
def parent(submit) -> cases.CaseView:
    """Lin's company opens a restaurant: four departments at the same time."""
    return submit("lin", identity.Right.LEGAL_REPRESENTATIVE, WITH_LICENCE)
