import io
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from PIL import Image, ImageDraw

from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.kernel.words import Words

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def home(settings, tmp_path):
    """A house of its own for each test: files and keys."""
    settings.HOME = tmp_path
    options = {**settings.STORAGES["documents"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "documents": options}
    return tmp_path


@pytest.fixture
def organs(db):
    found = [
        SimpleNamespace(code=code, name=Words(zh, en), credit_code="11310000MB2DEM010C")
        for code, zh, en in [("market_regulation", "样本市市场监督管理局", "Market"), ("fire", "样本市消防局", "Fire")]
    ]
    identity.load_organs(found)


@pytest.fixture
def keep(home, db):
    """Store an upload of draft D1, as Lin would."""

    def store(content, name="plan.png", belongs_to="D1"):
        return documents.store(content, name=name, belongs_to=belongs_to, by="lin", at=AT)

    return store


@pytest.fixture
def drawing():
    """The bytes of a floor plan: lines on paper."""

    def draw(kind="PNG", size=(1600, 1200), **options):
        image = Image.new("RGB", size, "white")
        pen = ImageDraw.Draw(image)
        for step in range(0, size[0], 40):
            pen.line([(step, 0), (size[0] - step, size[1])], fill="black", width=3)
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()

    return draw
