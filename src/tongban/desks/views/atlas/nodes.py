"""The knowledge graph at the desk: a drawing of what stands around any node, and the questions that editors ask of the whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, graph
from tongban.catalogue.public import rule as rule_of
from tongban.desks.views import who
from tongban.identity.public import NotFound
from tongban.kernel.words import Words
from tongban.rules import public as rules

MOST_FOUND, MOST_ROWS = 50, 200
QUESTIONS = ("material", "law", "waivable", "replaced", "alike")


@require_GET
def graph_page(request: HttpRequest) -> HttpResponse:
    """Any node with its neighbourhood, drawn and as a table; search by words and kind."""
    duty = who.official(request)
    edition = catalogue.edition()
    of_city = graph.graph_of(edition)
    kinds = [graph.Kind(each) for each in request.GET.getlist("kind") if each in set(graph.Kind)]
    words = request.GET.get("q", "").strip()[:100]
    node = _node(of_city, request.GET.get("node", ""))
    found = of_city.find(words, kind=kinds[0] if len(kinds) == 1 else None) if words else []
    if words and not node and len(found) == 1:
        node = found[0]
    page = who.frame_of(duty) | {
        "here": "graph", "edition": edition, "graph": of_city, "words_of_graph": words, "kinds": kinds,
        "every_kind": graph.KIND_NAMES,
        "found": found[:MOST_FOUND], "found_count": len(found), "node": node, "name_of": lambda one: name_of(one, edition),
        "drawing": graph.draw(of_city, node, kinds=kinds) if node else None,
        "beside": of_city.neighbours(node, kinds=kinds)[:MOST_ROWS] if node else [],
        "affected": len(graph.dependents(of_city, node)) if node else 0,
    }  # fmt: skip
    return render(request, "desks/graph.html", page)


@require_GET
def graph_questions(request: HttpRequest) -> HttpResponse:
    """One of the five questions, answered as a table."""
    duty = who.official(request)
    edition = catalogue.edition()
    of_city = graph.graph_of(edition)
    ask = request.GET.get("ask", "")
    ask = ask if ask in QUESTIONS else QUESTIONS[0]
    code, article = request.GET.get("code", ""), request.GET.get("article", "").strip()[:20]
    page = who.frame_of(duty) | {
        "here": "graph", "edition": edition, "graph": of_city, "ask": ask, "code": code, "article": article,
        "every_kind": graph.KIND_NAMES, "name_of": lambda one: name_of(one, edition),
        "answer": _answer(ask, of_city, edition, code=code, article=article),
    }  # fmt: skip
    return render(request, "desks/graph_questions.html", page)


def _node(of_city: graph.Graph, key: str) -> graph.Node | None:
    """The node with this key; none where nothing is named. A key that names nothing does not exist."""
    if key and key not in of_city.nodes:
        raise NotFound(key)
    return of_city.nodes.get(key)


def _answer(ask: str, of_city: graph.Graph, edition: Edition, *, code: str, article: str) -> Any:
    if ask == "material":
        return graph.find_items(of_city, edition, material=code) if code else ()
    if ask == "law":
        law = f"article:{code}.{article}" if article else f"law:{code}"
        return graph.dependents(of_city, of_city.nodes[law])[:MOST_ROWS] if law in of_city.nodes else ()
    if ask == "waivable":
        return graph.waivable(of_city, edition)
    return graph.replacements(of_city, edition) if ask == "replaced" else graph.alike_facts(edition, of_city)


def name_of(one: graph.Node, edition: Edition) -> Words:
    """What a node is called: a situation by its expression in words, everything else by its name."""
    return rules.explain(rule_of(edition, one.text)) if one.text else one.name
