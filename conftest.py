"""For every test, in the house and beside the rooms: a home of its own, so that nothing of one test stays for the next."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings, settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from tongban.catalogue.public import Edition


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.KEPT_SECONDS = 0
    settings.POPULATIONS = tmp_path / "populations"
    files = {**settings.STORAGES["documents"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "documents": files}
    return tmp_path


@pytest.fixture
def city(db: None) -> "Edition":
    """The demonstration city: its content published, its organs, its people and registers loaded."""
    from tongban.catalogue import public as catalogue

    if settings.CONTENT == SHANGHAI and _stands():
        catalogue.calendar()
        return catalogue.edition()
    return _load()


SHANGHAI = settings.CONTENT
OF_THE_CITY = "_city"


def _load() -> "Edition":
    from tongban.catalogue import public as catalogue
    from tongban.site.city import load_the_city

    return catalogue.edition(load_the_city(size=30, at=timezone.now()))


def _stands() -> bool:
    return str(connection.settings_dict["NAME"]).endswith(OF_THE_CITY)


@pytest.fixture(scope="session")
def _loaded_city(
    django_db_setup: None, django_db_blocker: "DjangoDbBlocker", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A second database in which the city stands already, for all tests that begin with it; gives its name."""
    empty = str(connection.settings_dict["NAME"])
    name = f"{empty}{OF_THE_CITY}"
    with django_db_blocker.unblock(), override_settings(HOME=tmp_path_factory.mktemp("home")):
        _turn_to(empty)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{empty}"')
        _turn_to(name)
        _load()
        _turn_to(empty)
    yield name
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _turn_to(name: str) -> None:
    """From now on the tests' connection is to this database. Nothing may stay connected to the one before: it is a template."""
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


@pytest.fixture
def _django_db_helper(_place_of_the_test: None, _django_db_helper: None) -> None:
    """pytest-django's own, begun where the test takes place."""


@pytest.fixture
def _place_of_the_test(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: "DjangoDbBlocker"
) -> Iterator[None]:
    """Where the city stands, for a test that begins with it and takes back what it did; the empty database otherwise."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        marker and marker.kwargs.get("transaction")
    )
    if "city" not in request.fixturenames or commits:
        yield
        return
    empty, name = str(connection.settings_dict["NAME"]), request.getfixturevalue("_loaded_city")
    with django_db_blocker.unblock():
        _turn_to(name)
    yield
    with django_db_blocker.unblock():
        _turn_to(empty)


@pytest.fixture
def worker() -> Callable[[], None]:
    """What the background worker does: carry out everything that was promised to the outside."""
    from tongban.journal import public as journal

    def work() -> None:
        while journal.work(limit=50, at=timezone.now()):
            pass

    return work
