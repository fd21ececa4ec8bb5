import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def content(tmp_path) -> Path:
    """A copy of Shanghai's content that a test may spoil."""
    return Path(shutil.copytree(SHANGHAI, tmp_path / "city"))


@pytest.fixture
def spoil(content):
    """Replace a text that stands once in a file of the copy; gives the line on which it stood."""

    def replace(file: str, old: str, new: str) -> int:
        path = content / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        line = text[: text.index(old)].count("\n") + 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return line

    return replace
