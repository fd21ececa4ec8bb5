"""A small city: one item of Shanghai with what it names. Han edits for the government office, Cao approves, Luo edits elsewhere."""

import re
import shutil
from datetime import timedelta

import pytest

from tongban.catalogue import public as catalogue
from tongban.catalogue.tests.conftest import AT, SHANGHAI
from tongban.identity import public as identity

KEPT = ("city", "sections", "sources", "organs", "themes", "laws")
SIGN = "items/signboard.yaml"
TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path):
    """The content folder of the small city."""
    target = tmp_path / "small"
    shutil.copytree(SHANGHAI / "facts", target / "facts")
    for file in (SIGN, "cases/signboard.yaml", *(f"{name}.yaml" for name in KEPT)):
        (target / file).parent.mkdir(exist_ok=True)
        shutil.copy(SHANGHAI / file, target / file)
    text = (target / SIGN).read_text(encoding="utf8")
    text = re.sub(r"^needs: .*\n|,? *proved_by: \w+", "", text, flags=re.MULTILINE)
    (target / SIGN).write_text(text, encoding="utf8")
    sources = (target / "sources.yaml").read_text(encoding="utf8")
    (target / "sources.yaml").write_text(re.sub(r"^  licences: .*\n", "", sources, flags=re.MULTILINE), encoding="utf8")
    return target


@pytest.fixture
def small(db, folder):
    edition = catalogue.studio.adopt(folder, by="system", at=AT)
    identity.load_organs(edition.organs.values())
    identity.populate(0, on=TODAY)
    return edition


@pytest.fixture
def han(small):
    return identity.person("han")


@pytest.fixture
def cao(small):
    return identity.person("cao")


def text_of(file=SIGN, on=TODAY):
    return catalogue.studio.texts_on(on)[file]


def with_days(days, text=None):
    """The item's text with another promised limit."""
    now = text or text_of()
    line = next(line for line in now.splitlines() if line.startswith("promised:"))
    return now.replace(line, f"promised: {{days: {days}, unit: working_days}}")


def revised(han, text, *, title="改承诺时限", file=SIGN, at=AT):
    """A revision with one text, not yet laid before anybody."""
    code = catalogue.studio.start(title, by=han, at=at).code
    catalogue.studio.save(code, file, text, seen=0, by=han, at=at)
    return code


def approved(han, cao, text, **more):
    code = revised(han, text, **more)
    catalogue.studio.submit(code, by=han, at=AT)
    digest = catalogue.studio.get_revision(code, seen_by=cao).digest
    catalogue.studio.approve(code, seen=digest, by=cao, at=AT)
    return code


def published(han, cao, text, *, on=TODAY, **more):
    code = approved(han, cao, text, **more)
    catalogue.studio.publish(code, effective_on=on, by=cao, at=AT)
    return code
