"""The city's content as an edition that is not stored."""

from datetime import date
from pathlib import Path

import pytest

from tongban.catalogue import public as catalogue

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"


@pytest.fixture(scope="session")
def edition():
    return catalogue.draft(SHANGHAI, on=date(2026, 11, 23))
