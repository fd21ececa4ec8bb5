"""Lin, who opens a restaurant for her company; Wang, a stranger; one draft."""

import pytest
from django.utils.module_loading import import_string

from tongban.identity import public as identity
from tongban.portal.tests.people import ANSWERS, browser


@pytest.fixture(scope="session", autouse=True)
def english():
    """The compiled translations, which a start of the product makes."""
    import_string("tongban.site.commands.preparation.compile_translations")()


@pytest.fixture
def company(city):
    return identity.organisations_of(identity.person("lin"))[0].code


@pytest.fixture
def lin(company):
    return browser("lin", company)


@pytest.fixture
def wang(city):
    return browser("wang")


@pytest.fixture
def draft(lin):
    """The address of a draft that Lin has just begun for her company."""
    return lin.post("/start/", {"bundle": "restaurant", **ANSWERS}).headers["Location"]
