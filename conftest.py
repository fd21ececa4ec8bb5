"""For every test, in the house and beside the rooms: a home of its own, so that nothing of one test stays for the next."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings
from django.utils import timezone

if TYPE_CHECKING:
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
    from tongban.site.city import load_the_city

    return catalogue.edition(load_the_city(size=30, at=timezone.now()))


@pytest.fixture
def worker() -> Callable[[], None]:
    """What the background worker does: carry out everything that was promised to the outside."""
    from tongban.journal import public as journal

    def work() -> None:
        while journal.work(limit=50, at=timezone.now()):
            pass

    return work
