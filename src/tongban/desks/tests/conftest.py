"""Lin's restaurant stands in the queues of the organs; Zhao reviews for market regulation."""

import re
import shutil
from pathlib import Path

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


STEPS = "procedure: {steps: [officer, head], extension_days: 5}\n"
VISIT = """procedure:
  extension_days: 5
  site_visit:
    checklist:
      - {zh: 专间与图纸一致（样例）, en: The separate room is as drawn (sample)}
      - {zh: 生熟分开（样例）, en: Raw and cooked food are kept apart (sample)}
    days: 5
"""


def procedure_of_food_licence(settings, folder, written):
    """The same city, where the food licence is decided in this way. It must stand before the city is loaded."""
    settings.CONTENT = folder / "content"
    shutil.copytree(Path(settings.ROOT) / "content" / "shanghai", settings.CONTENT)
    item = settings.CONTENT / "items" / "food_licence.yaml"
    (settings.CONTENT / "cases" / "food_licence.yaml").unlink()  # it tells when the city's own procedure visits
    text = re.sub(r"^procedure:.*\n(?:[ -].*\n)*", written, item.read_text(encoding="utf8"), flags=re.MULTILINE)
    item.write_text(text, encoding="utf8")


@pytest.fixture
def content_with_steps(tmp_path, settings):
    procedure_of_food_licence(settings, tmp_path, STEPS)


@pytest.fixture
def content_with_visit(tmp_path, settings):
    procedure_of_food_licence(settings, tmp_path, VISIT)


@pytest.fixture
def stepped(content_with_steps, submitted):
    """The track of market regulation, where the officer proposes and the head approves."""
    return track_of("zhao")


@pytest.fixture
def visited(content_with_visit, submitted):
    """The track of market regulation, where two officers must go to the site first."""
    return track_of("zhao")
