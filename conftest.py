"""For every test, in the house and beside the rooms: a home of its own, so that nothing of one test stays for the next."""

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
    return tmp_path


@pytest.fixture
def city(db: None) -> "Edition":
    """The demonstration city: its content published, its organs, its people and registers loaded."""
    from tongban.catalogue import public as catalogue
    from tongban.site.city import load_the_city

    return catalogue.edition(load_the_city(size=30, at=timezone.now()))
