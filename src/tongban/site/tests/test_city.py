"""Loading the city again, also when an editor has just broken a file."""

import shutil

import pytest
from django.utils import timezone

from tongban.catalogue import public as catalogue
from tongban.site.city import load_the_city


@pytest.fixture
def broken(settings, tmp_path):
    """The content with an item that names a fact which does not exist."""
    folder = tmp_path / "content"
    shutil.copytree(settings.CONTENT, folder)
    item = folder / "items" / "signboard.yaml"
    item.write_text(item.read_text(encoding="utf8").replace("sign_width", "sign_widht"), encoding="utf8")
    settings.CONTENT = folder


def test_content_with_problems_leaves_the_city_as_it_was(city, broken, capsys):
    number = load_the_city(size=0, at=timezone.now())

    assert number == city.number
    told = capsys.readouterr().err
    assert "signboard.yaml" in told
    assert "sign_width" in told  # did you mean


def test_a_first_start_with_problems_is_refused(db, broken):
    with pytest.raises(catalogue.ContentBroken, match=r"signboard\.yaml"):
        load_the_city(size=0, at=timezone.now())
