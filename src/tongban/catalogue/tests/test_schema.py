"""The published schemas are those that the types give, and every content file names its schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tongban.catalogue import public as catalogue
from tongban.catalogue.tests.conftest import SHANGHAI

PUBLISHED = Path(__file__).parents[4] / "docs" / "schema"


@pytest.mark.parametrize("name", sorted(catalogue.schema()))
def test_the_published_schema_is_current(name):
    body = catalogue.schema()[name]

    Draft202012Validator.check_schema(body)
    assert json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8")) == body


def test_no_schema_is_left_over():
    assert {path.stem for path in PUBLISHED.glob("*.json")} == set(catalogue.schema())


@pytest.mark.parametrize("path", sorted(SHANGHAI.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_content_file_names_a_schema_that_exists(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.split("$schema=")[1]).resolve().parent == PUBLISHED
    assert (path.parent / first.split("$schema=")[1]).is_file()
