"""The knowledge graph of a city of 2,000 items: made, walked and asked, beside networkx on the same nodes and edges."""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")
django.setup()

import networkx  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from tongban.catalogue import public as catalogue  # noqa: E402
from tongban.catalogue.public import Edition, Fact, graph  # noqa: E402
from tongban.kernel.words import Words  # noqa: E402

ROUNDS, ASKED = 5, 2_000


def main() -> None:
    given = options()
    edition = city_of(given.items)
    made, ours = best(lambda: graph.build(edition))
    stored, peer = best(lambda: as_networkx(ours))
    nodes = list(islice(cycle(ours.by_kind[graph.Kind.MATERIAL] + ours.by_kind[graph.Kind.ITEM]), ASKED))
    laws = [*ours.by_kind[graph.Kind.LAW], *ours.by_kind[graph.Kind.ARTICLE]]
    agree(ours, peer, nodes[:50], laws)
    found: dict[str, Any] = {
        "items": len(edition.items), "nodes": len(ours.nodes), "edges": ours.edge_count,
        "made from the edition, s": made, "networkx, the same edges only stored, s": stored,
        "neighbours, µs": each(nodes, ours.neighbours),
        "networkx neighbours, µs": each(nodes, lambda node: beside(peer, node.key)),
        "who is affected by a law or article, ms": each(laws, lambda node: graph.dependents(ours, node)) / 1000,
        "networkx ancestors, ms": each(laws, lambda node: networkx.ancestors(peer, node.key)) / 1000,
        "facts that look like one, s": best(lambda: graph.alike_facts(edition, ours))[0],
        "what could be waived, s": best(lambda: graph.waivable(ours, edition))[0],
    }  # fmt: skip
    print(json.dumps(found, ensure_ascii=False) if given.json else told(found))


def options() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true", help="200 items, to see that it works")
    found = given.parse_args()
    found.items = 200 if found.quick else 2_000
    return found


def city_of(size: int) -> Edition:
    """The city's content again and again until there are so many items; every tenth copy has facts and materials of its own."""
    edition = catalogue.draft(settings.CONTENT, on=timezone.localdate())
    items, facts = dict(edition.items), dict(edition.facts)
    for number, item in enumerate(islice(cycle(list(edition.items.values())), size - len(items))):
        own = f"_{number // (10 * len(edition.items))}"
        facts |= {f"{each.fact}{own}": named(edition.facts[each.fact], own) for each in item.facts}
        asked = tuple(replace(each, fact=f"{each.fact}{own}") for each in item.facts)
        materials = tuple(replace(each, code=f"{each.code}{own}") for each in item.materials)
        code = f"{item.code}_{number}"
        items[code] = replace(item, code=code, facts=asked, materials=materials)
    return replace(edition, items=items, facts=facts, digest=f"{edition.digest}-{size}")


def named(fact: Fact, own: str) -> Fact:
    return replace(fact, code=f"{fact.code}{own}", label=Words(f"{own}{fact.label.zh}", f"{own}{fact.label.en}"))


def as_networkx(ours: graph.Graph) -> Any:
    peer = networkx.MultiDiGraph()
    peer.add_nodes_from((key, {"node": node}) for key, node in ours.nodes.items())
    peer.add_edges_from((edge.start.key, edge.end.key, edge.tie) for edges in ours.below.values() for edge in edges)
    return peer


def beside(peer: Any, key: str) -> list[Any]:
    return [*peer.out_edges(key, keys=True), *peer.in_edges(key, keys=True)]


def agree(ours: graph.Graph, peer: Any, nodes: list[graph.Node], laws: list[graph.Node]) -> None:
    """Both must say the same, or nothing is measured."""
    for node in nodes:
        theirs = {end for _, end in peer.out_edges(node.key)} | {start for start, _ in peer.in_edges(node.key)}
        assert {each.node.key for each in ours.neighbours(node)} == theirs, node.key
    for law in laws:
        assert {each.node.key for each in graph.dependents(ours, law)} == networkx.ancestors(peer, law.key), law.key


def best(act: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of several rounds in seconds, and what came of the last."""
    times, result = [], None
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        result = act()
        times.append(time.perf_counter() - begun)
    return round(min(times), 3), result


def each(nodes: list[graph.Node], act: Callable[[graph.Node], Any]) -> float:
    """Microseconds for one, on average in the shortest round."""
    seconds = min(timed(nodes, act) for _ in range(ROUNDS))
    return round(seconds * 1_000_000 / len(nodes), 2)


def timed(nodes: list[graph.Node], act: Callable[[graph.Node], Any]) -> float:
    begun = time.perf_counter()
    for node in nodes:
        act(node)
    return time.perf_counter() - begun


def told(found: dict[str, Any]) -> str:
    return "\n".join(f"{name:45} {value}" for name, value in found.items())


if __name__ == "__main__":
    main()
