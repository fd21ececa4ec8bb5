"""/api/v1/graph: the knowledge graph of the content in force, for everybody. It holds nothing but what was published."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from ninja import Query, Router

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.catalogue.public import graph as graphs
from tongban.catalogue.public import rule as rule_of
from tongban.gateway.refusals import Refused
from tongban.gateway.shapes import (
    DependentPage,
    GraphSaid,
    LikenessPage,
    NeighbourPage,
    NodePage,
    NodeSaid,
    ReplacementPage,
    Trouble,
    WaivablePage,
)
from tongban.kernel.words import Words
from tongban.rules import public as rules

router = Router(tags=["graph"])
LARGEST_PAGE = 200
HERE = "/api/v1/graph"
NOT_THERE = {404: Trouble, 422: Trouble}
T = TypeVar("T")
Number = Annotated[int, Query(1, ge=1, le=100_000, description="the page, from 1")]
Size = Annotated[int, Query(50, ge=1, le=LARGEST_PAGE, description="how many on a page")]
KindOf = Annotated[graphs.Kind | None, Query(None, description="nodes of this kind only")]
TieOf = Annotated[graphs.Tie | None, Query(None, description="edges of this kind only")]


@router.get("", response=GraphSaid, summary="The graph in force")
def whole(request: HttpRequest) -> dict[str, Any]:
    """From which edition it is read, and how much there is in it."""
    edition, graph = _in_force()
    return {
        "edition": edition.number, "digest": edition.digest, "effective_on": edition.effective_on.isoformat(),
        "nodes": {kind.value: len(nodes) for kind, nodes in graph.by_kind.items()}, "edges": graph.edge_count,
    }  # fmt: skip


@router.get("/nodes", response={200: NodePage, **NOT_THERE}, summary="Find nodes")
def nodes(
    request: HttpRequest, *, kind: KindOf = None, q: str = "", page: Number = 1, size: Size = 50
) -> dict[str, Any]:
    """Nodes whose name or code contains the words `q`, in either language; all of them without words."""
    edition, graph = _in_force()
    found = graph.find(q[:100], kind=kind)
    some, frame = _paged(request, found, page, size)
    return frame | {"nodes": [_node(each, edition) for each in some]}


@router.get("/nodes/{kind}/{code}", response={200: NodeSaid, **NOT_THERE}, summary="One node")
def node(request: HttpRequest, kind: graphs.Kind, code: str) -> dict[str, Any]:
    edition, graph = _in_force()
    return _node(_found(graph, kind, code), edition)


@router.get(
    "/nodes/{kind}/{code}/neighbours", response={200: NeighbourPage, **NOT_THERE}, summary="What is beside a node"
)
def neighbours(
    request: HttpRequest, kind: graphs.Kind, code: str, *, neighbour: KindOf = None, tie: TieOf = None,
    page: Number = 1, size: Size = 50,
) -> dict[str, Any]:  # fmt: skip
    """First what the node rests on, then what rests on it. `neighbour` and `tie` limit it to a kind of node, of edge."""
    edition, graph = _in_force()
    kinds, ties = [neighbour] if neighbour else [], [tie] if tie else []
    found = graph.neighbours(_found(graph, kind, code), kinds=kinds, ties=ties)
    some, frame = _paged(request, found, page, size)
    return frame | {
        "neighbours": [
            {
                "tie": each.tie.value,
                "says": _said(each.says),
                "rests_on_it": each.is_above,
                "node": _node(each.node, edition),
            }
            for each in some
        ]
    }


@router.get(
    "/nodes/{kind}/{code}/dependents", response={200: DependentPage, **NOT_THERE}, summary="Who is affected by a node"
)
def dependents(
    request: HttpRequest, kind: graphs.Kind, code: str, *, dependent: KindOf = None, page: Number = 1, size: Size = 50
) -> dict[str, Any]:
    """Everything that rests on it, at once or through others, the nearest first: for a law, whoever is affected by its repeal."""
    edition, graph = _in_force()
    every = graphs.dependents(graph, _found(graph, kind, code))
    found = [each for each in every if dependent is None or each.node.kind is dependent]
    some, frame = _paged(request, found, page, size)
    return frame | {
        "dependents": [
            {"node": _node(each.node, edition), "through": [edge.end.key for edge in each.through]} for each in some
        ]
    }


@router.get("/materials/waivable", response={200: WaivablePage, 422: Trouble}, summary="What need not be asked for")
def waivable(request: HttpRequest, page: Number = 1, size: Size = 50) -> dict[str, Any]:
    edition, graph = _in_force()
    some, frame = _paged(request, graphs.waivable(graph, edition), page, size)
    return frame | {
        "materials": [
            {
                "material": each.material.code, "name": _said(each.material.name), "why": each.why.value,
                "certain": each.is_certain, "holder": _node(each.holder, edition), "needed_by": list(each.needed_by),
            }
            for each in some
        ]
    }  # fmt: skip


@router.get("/materials/replaced", response={200: ReplacementPage, 422: Trouble}, summary="Which licence replaces what")
def replaced(request: HttpRequest, page: Number = 1, size: Size = 50) -> dict[str, Any]:
    edition, graph = _in_force()
    some, frame = _paged(request, graphs.replacements(graph, edition), page, size)
    return frame | {
        "materials": [
            {
                "material": each.material.code, "name": _said(each.material.name), "certain": each.is_certain,
                "licence": each.licence and _node(each.licence, edition),
                "given_by": each.given_by and _node(each.given_by, edition),
                "source": each.source and _node(each.source, edition),
                "needed_by": list(each.needed_by),
            }
            for each in some
        ]
    }  # fmt: skip


@router.get("/facts/alike", response={200: LikenessPage, 422: Trouble}, summary="Facts that look like one")
def alike(request: HttpRequest, page: Number = 1, size: Size = 50) -> dict[str, Any]:
    edition, graph = _in_force()
    some, frame = _paged(request, graphs.alike_facts(edition, graph), page, size)
    return frame | {
        "facts": [
            {
                "facts": [each.first.code, each.second.code], "labels": [_said(each.first.label), _said(each.second.label)],
                "ground": each.ground.value, "score": each.score, "differences": list(each.differences),
                "items": list(each.items), "organs": list(each.organs),
            }
            for each in some
        ]
    }  # fmt: skip


def _in_force() -> tuple[Edition, graphs.Graph]:
    edition = catalogue.edition()
    return edition, graphs.graph_of(edition)


def _found(graph: graphs.Graph, kind: graphs.Kind, code: str) -> graphs.Node:
    try:
        return graph.node(kind, code)
    except graphs.NoNode:
        says = Words(
            f"没有节点 {kind.value}:{code[:60]}；可用 {HERE}/nodes?q= 查找。",
            f"There is no node {kind.value}:{code[:60]}; find one with {HERE}/nodes?q=.",
        )
        raise Refused(404, "no_such_node", says) from None


def _paged(request: HttpRequest, found: Sequence[T], page: int, size: int) -> tuple[Sequence[T], dict[str, Any]]:
    start = (page - 1) * size
    frame: dict[str, Any] = {"count": len(found), "page": page, "size": size, "next": None}
    if start + size < len(found):
        query = request.GET.dict() | {"page": page + 1, "size": size}
        frame["next"] = f"{request.path}?{urlencode(query)}"
    return found[start : start + size], frame


def _node(one: graphs.Node, edition: Edition) -> dict[str, Any]:
    name = rules.explain(rule_of(edition, one.text)) if one.text else one.name
    return {
        "key": one.key, "kind": one.kind.value, "code": one.code, "name": _said(name), "expression": one.text or None,
        "item": one.item or None, "link": f"{HERE}/nodes/{one.kind.value}/{quote(one.code)}",
    }  # fmt: skip


def _said(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
