"""import-linter sees imports; it cannot see the ORM. These tests watch the windows it leaves open, and the watchman himself."""

import pytest
from django.apps import apps
from grimp import ImportGraph
from tests.house.one_door import OneDoor
from tests.house.plan import FLOORS, HEIGHT, PURE, SOURCE


def test_every_room_has_a_floor_and_every_floor_a_room():
    folders = {path.parent.name for path in SOURCE.glob("*/__init__.py")}

    assert folders == set(HEIGHT)
    assert "site" in FLOORS[0]
    assert set(HEIGHT) > PURE


def relations_between_rooms():
    return [
        field
        for model in apps.get_models()
        if model._meta.app_label in HEIGHT
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation and field.related_model._meta.app_label in HEIGHT.keys() - {model._meta.app_label}
    ]


@pytest.mark.parametrize("field", relations_between_rooms(), ids=str)
def test_a_foreign_key_points_down_the_house(field):
    assert HEIGHT[field.related_model._meta.app_label] < HEIGHT[field.model._meta.app_label]


@pytest.mark.parametrize("field", relations_between_rooms(), ids=str)
def test_a_room_below_cannot_reach_back_up(field):
    assert field.remote_field.hidden, f"{field} needs related_name='+'"


def a_house_where(importer, imported):
    graph = ImportGraph()
    for module in ("h", "h.low", "h.low.public", "h.low.models", "h.high", "h.high.public", importer, imported):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported)
    return graph


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("h.high.public", "h.low.public", True),
        ("h.low.public", "h.low.models", True),
        ("h.high.public", "h.low.models", False),
        ("h.high.public", "h.low", False),
        ("h.high.tests.test_open", "h.low.models", False),
    ],
)
def test_the_contract_of_one_door_finds_who_climbs_in(importer, imported, kept):
    contract = OneDoor("doors", {"root_packages": ["h"]}, {"house": "h", "door": "public"})

    assert contract.check(a_house_where(importer, imported), verbose=False).kept is kept
