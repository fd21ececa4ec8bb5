"""A law with its articles: which services and policies rest on each, and who is affected when it changes."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, graph
from tongban.catalogue.public import rule as rule_of
from tongban.identity.public import NotFound
from tongban.kernel.words import Words
from tongban.portal.views import who
from tongban.rules import public as rules

Kind = graph.Kind
SERVED = (Kind.ITEM, Kind.BUNDLE, Kind.POLICY)


class Resting(NamedTuple):
    """What rests on one article (or on the law as a whole, then `article` is ""): each service or policy, and the parts of it."""

    article: str
    key: str
    served: list[tuple[graph.Node, list[Words]]]


@login_not_required
def law(request: HttpRequest, code: str) -> HttpResponse:
    """The law, article by article, and everything that is affected when it changes."""
    edition = catalogue.edition(on=who.today())
    if (found := edition.laws.get(code)) is None:
        raise NotFound(code)
    of_city = graph.graph_of(edition)
    node = of_city.node("law", code)
    affected = graph.dependents(of_city, node)
    articles = [each.node for each in affected if each.node.kind is Kind.ARTICLE]
    direct = [each for each in of_city.neighbours(node) if each.is_above and each.node.kind is not Kind.ARTICLE]
    resting = [resting_on(each, each.code.partition(".")[2], of_city, edition) for each in articles]
    if direct:
        resting.append(Resting("", node.key, served_by([each.node for each in direct], of_city, edition)))
    shown = {served.key for each in resting for served, _ in each.served}
    page = {
        "further": [each.node for each in affected if each.node.kind in SERVED and each.node.key not in shown],
        "here": "search", "edition": edition, "law": found, "node": node, "resting": sorted(resting, key=_order),
        "affected": [(kind, sum(each.node.kind is kind for each in affected)) for kind in SERVED], "kinds": graph.KIND_NAMES,
        "is_repealed": bool(found.repealed_on and found.repealed_on <= who.today().isoformat()),
    }  # fmt: skip
    return render(request, "portal/law.html", page)


def _order(one: Resting) -> tuple[bool, int, str]:
    digits = "".join(char for char in one.article if char.isdigit())
    return (not one.article, int(digits or 0), one.article)


def resting_on(article: graph.Node, number: str, of_city: graph.Graph, edition: Edition) -> Resting:
    direct = [each.node for each in of_city.neighbours(article) if each.is_above]
    return Resting(number, article.key, served_by(direct, of_city, edition))


def served_by(direct: list[graph.Node], of_city: graph.Graph, edition: Edition) -> list[tuple[graph.Node, list[Words]]]:
    """The services and policies of these nodes, in their order, each with the names of its own parts among them."""
    found: dict[str, tuple[graph.Node, list[Words]]] = {}
    for node in direct:
        whole = of_city.nodes.get(f"item:{node.item}") if node.item else None
        served = node if node.kind in SERVED else whole
        if served is None:
            continue
        parts = found.setdefault(served.key, (served, []))[1]
        if served is not node:
            parts.append(rules.explain(rule_of(edition, node.text)) if node.text else node.name)
    return list(found.values())
