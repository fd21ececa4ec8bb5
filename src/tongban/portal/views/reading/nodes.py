"""What anything that was published rests on, and what rests on it: the knowledge graph for everybody."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, graph
from tongban.catalogue.public import rule as rule_of
from tongban.identity.public import NotFound
from tongban.kernel.words import Words
from tongban.rules import public as rules

MOST_OF_A_TIE = 60


@login_not_required
def node(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One node of the graph, with its neighbours by the way in which they are tied to it."""
    edition = catalogue.edition()
    of_city = graph.graph_of(edition)
    try:
        found = of_city.node(kind, code)
    except graph.NoNode:
        raise NotFound(f"{kind}:{code}") from None
    beside = of_city.neighbours(found)
    page = {
        "here": "search", "edition": edition, "node": found, "name": name_of(found, edition), "kind": graph.KIND_NAMES[found.kind],
        "below": ties_of((each for each in beside if not each.is_above), edition),
        "above": ties_of((each for each in beside if each.is_above), edition),
    }  # fmt: skip
    return render(request, "portal/node.html", page)


def ties_of(beside: Iterable[graph.Neighbour], edition: Edition) -> list[dict[str, Any]]:
    """The neighbours by tie: what the tie is called, the first of them with their names and kinds, and how many there are."""
    groups: dict[tuple[str, bool], list[graph.Neighbour]] = {}
    for each in beside:
        groups.setdefault((each.tie.value, each.is_above), []).append(each)
    return [
        {
            "says": several[0].says,
            "count": len(several),
            "nodes": [
                (each.node, name_of(each.node, edition), graph.KIND_NAMES[each.node.kind])
                for each in several[:MOST_OF_A_TIE]
            ],
        }
        for several in groups.values()
    ]


def name_of(one: graph.Node, edition: Edition) -> Words:
    """What a node is called: a situation by its expression in words, everything else by its name."""
    return rules.explain(rule_of(edition, one.text)) if one.text else one.name
