"""The open interface to the graph: published data only, by pages, with errors that say how to mend them."""

import json

import jsonschema
import pytest
from django.test import Client

from tongban.catalogue import public as catalogue

V1 = "/api/v1/graph"


@pytest.fixture
def ask(city):
    client = Client()

    def get(address, status=200):
        answer = client.get(address if address.startswith("/") else f"{V1}/{address}")
        assert answer.status_code == status, answer.content
        assert answer["Content-Type"].startswith("application/json")
        return json.loads(answer.content)

    return get


def test_it_says_from_which_edition_it_is_read(city, ask):
    graph = catalogue.graph.graph_of(city)

    told = ask(V1)

    assert (told["edition"], told["digest"]) == (city.number, city.digest)
    assert sum(told["nodes"].values()) == len(graph.nodes)
    assert told["edges"] == graph.edge_count


def test_all_pages_together_are_the_whole_list_once(city, ask):
    address, keys = "nodes?kind=fact&size=50", []
    while address:
        told = ask(address)
        keys += [node["key"] for node in told["nodes"]]
        address = told["next"]

    assert keys == [f"fact:{code}" for code in city.facts]
    assert told["count"] == len(keys)


def test_a_node_its_neighbours_and_whoever_is_affected(city, ask):
    node = ask("nodes/item/food_licence")
    beside = ask("nodes/item/food_licence/neighbours?neighbour=material&tie=needs")
    affected = ask("nodes/law/food_safety_law/dependents?dependent=bundle")

    assert ask(node["link"]) == node
    assert {each["node"]["code"] for each in beside["neighbours"]} == {
        material.code for material in city.items["food_licence"].materials
    }
    assert "bundle:restaurant" in {each["node"]["key"] for each in affected["dependents"]}
    assert affected["dependents"][0]["through"][-1] == "law:food_safety_law"


def test_the_questions_of_editors_are_answered(ask):
    assert "business_licence" in {each["material"] for each in ask("materials/replaced?size=200")["materials"]}
    assert ask("facts/alike")["count"] >= 1
    assert ask("materials/waivable")["page"] == 1


@pytest.mark.parametrize(
    ("address", "status", "code", "says"),
    [
        ("nodes/item/nothing", 404, "no_such_node", "nodes?q="),
        ("nodes/nothing/food_licence", 422, "invalid_parameter", "kind"),
        ("nodes?size=9999", 422, "invalid_parameter", "200"),
        ("nodes?page=0", 422, "invalid_parameter", "page"),
        ("nodes/item/food_licence/neighbours?tie=nothing", 422, "invalid_parameter", "tie"),
    ],
)
def test_what_cannot_be_answered_says_why(ask, address, status, code, says):
    told = ask(address, status)

    assert told["code"] == code
    assert says in told["en"]
    assert told["zh"]


def test_the_description_holds_what_is_answered(city, ask):
    described = ask("/api/v1/openapi.json")

    for path, example in (("/api/v1/graph/nodes", "nodes?q=licence"), ("/api/v1/graph", V1)):
        shape = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(ask(example), {**shape, "components": described["components"]})
    assert all(operation["get"]["summary"] for operation in described["paths"].values())


def test_it_can_only_be_read(city):
    for verb in ("post", "put", "delete", "patch"):
        assert getattr(Client(), verb)(f"{V1}/nodes").status_code == 405
