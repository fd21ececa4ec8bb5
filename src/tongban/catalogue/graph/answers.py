"""Questions that the graph answers for editors, supervisors and partners."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from tongban.catalogue.graph.likeness import plain
from tongban.catalogue.graph.nodes import Edge, Graph, Kind, Node, Tie
from tongban.catalogue.graph.texts import licence_code
from tongban.catalogue.types import Edition, Item, Material, Way


class Dependence(NamedTuple):
    """A node that rests on another one, at once or through others. `first_steps` has of every such node its edge towards it."""

    node: Node
    first_steps: Mapping[str, Edge]

    @property
    def through(self) -> tuple[Edge, ...]:
        """The edges from this node down to the one that it rests on, by a shortest way."""
        edges, current = [], self.node
        while step := self.first_steps.get(current.key):
            edges.append(step)
            current = step.end
        return tuple(edges)


def find_items(
    graph: Graph, edition: Edition, *, material: str = "", fact: str = "", source: str = "", organ: str = "", law: str = "",
    article: str = "", licence: str = "", theme: str = "",
) -> tuple[Item, ...]:  # fmt: skip
    """The items that meet all that is given, in the order of the content.

    Each names a node by its code: a `material` they need, a `fact` they ask for, a `source` that answers for one of their facts or
    materials, the `organ` that decides or joins, the `law` (with its `article`) on which they or one of their parts rest, a
    `licence` type they give, a `theme` under which they are found. A name that the edition does not know is met by no item.
    """
    asked = [
        (Kind.MATERIAL, material), (Kind.FACT, fact), (Kind.SOURCE, source), (Kind.ORGAN, organ), (Kind.THEME, theme),
        (Kind.ARTICLE, f"{law}.{article}" if article else ""), (Kind.LAW, "" if article else law),
    ]  # fmt: skip
    found = set(edition.items)
    for kind, code in asked:
        if code:
            found &= _items_on(graph, f"{kind.value}:{code}")
    if licence:
        found &= {code for code, item in edition.items.items() if item.result.licence_type == licence}
    return tuple(item for code, item in edition.items.items() if code in found)


OWN_PARTS = frozenset({
    Tie.REQUIRES, Tie.EXAMINES, Tie.NEEDS, Tie.ASKS, Tie.RESTS_ON, Tie.CITES, Tie.PART_OF, Tie.FILLED_BY, Tie.DECIDED_BY,
    Tie.JOINED_BY, Tie.FOUND_UNDER,
})  # fmt: skip
"""The ties by which something is an item's own concern; what another item gives or proves is not."""


def _items_on(graph: Graph, key: str) -> set[str]:
    node = graph.nodes.get(key)
    if node is None:
        return set()
    return {each.node.code for each in dependents(graph, node, ties=OWN_PARTS) if each.node.kind is Kind.ITEM}


def dependents(graph: Graph, node: Node, *, ties: frozenset[Tie] = frozenset(Tie)) -> tuple[Dependence, ...]:
    """Everything that rests on a node, the nearest first, each by a shortest way. This is who is affected when it changes."""
    steps: dict[str, Edge] = {}
    seen, queue = {node.key}, [node]
    for current in queue:
        for edge in graph.above.get(current.key, ()):
            start = edge.start
            if start.key not in seen and edge.tie in ties:
                seen.add(start.key)
                steps[start.key] = edge
                queue.append(start)
    return tuple(Dependence(each, steps) for each in queue[1:])


@dataclass(frozen=True)
class Repeal:
    """A law that no longer holds on a day, and what still rests on it."""

    law: Node
    repealed_on: str
    affected: tuple[Dependence, ...]


def repeals(graph: Graph, edition: Edition, *, on: date) -> tuple[Repeal, ...]:
    """The laws that no longer hold on this day, with everything that rests on them."""
    ended = [law for law in edition.laws.values() if law.repealed_on and date.fromisoformat(law.repealed_on) <= on]
    nodes = [(law, graph.node(Kind.LAW, law.code)) for law in ended]
    return tuple(Repeal(node, law.repealed_on or "", dependents(graph, node)) for law, node in nodes)


@dataclass(frozen=True)
class Replacement:
    """A material for which nobody is asked: the licence (and the item that gives it) or the register that stands in its place.

    `is_certain` tells that the content names the item (`proved_by`); else the licence was found by its very name.
    """

    material: Material
    licence: Node | None
    given_by: Node | None
    source: Node | None
    needed_by: tuple[str, ...]
    is_certain: bool


def replacements(graph: Graph, edition: Edition) -> tuple[Replacement, ...]:
    """What stands in the place of each material that the State itself has (免于提交)."""
    gives = _given(graph, edition)
    return tuple(
        _replacement(graph, material, needed_by, gives)
        for material, needed_by in materials_of(edition)
        if material.way in (Way.LICENCE, Way.REGISTER)
    )


def _replacement(graph: Graph, material: Material, needed_by: tuple[str, ...], gives: dict[str, Node]) -> Replacement:
    item = graph.nodes.get(f"item:{material.proved_by}") if material.proved_by else None
    licence = next(iter(graph.resting_on(item, Tie.GIVEN_BY)), None) if item else gives.get(plain(material.name.zh))
    giver = item or next(iter(graph.rests_on(licence, Tie.GIVEN_BY)), None) if licence else item
    source = graph.nodes.get(f"source:{material.source}") if material.source else None
    return Replacement(material, licence, giver, source, needed_by, is_certain=item is not None)


class Waiver(StrEnum):
    """Why a material that is asked for need not be."""

    NAMED = "named"  # the content itself names a source, or an item that gives it
    SAME_NAME = "same_name"  # an item gives a licence of this very name
    IN_ITS_NAME = "in_its_name"  # its name contains the name of a licence that an item gives
    ELSEWHERE = "elsewhere"  # under another code, another item has it from the State


@dataclass(frozen=True)
class Waivable:
    """A material that people upload although the State has it (可以免于提交): why, who has it, and which items ask for it."""

    material: Material
    why: Waiver
    holder: Node
    needed_by: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        """Whether the content itself says so; all else is a likeness of names that an editor must judge."""
        return self.why is Waiver.NAMED


def waivable(graph: Graph, edition: Edition) -> tuple[Waivable, ...]:
    """Materials that people upload although a source of the catalogue answers for them or an item issues them (两个免于提交)."""
    gives = _given(graph, edition)
    every = list(materials_of(edition))
    had = {plain(each.name.zh): each for each, _ in every if each.way in (Way.LICENCE, Way.REGISTER)}
    found = []
    for material, needed_by in every:
        if material.way is Way.UPLOAD:
            first = next(_holders(graph, material, gives, had), None)
            if first:
                found.append(Waivable(material, first[0], first[1], needed_by))
    return tuple(sorted(found, key=lambda each: (list(Waiver).index(each.why), -len(each.needed_by))))


def _holders(
    graph: Graph, material: Material, gives: dict[str, Node], had: dict[str, Material]
) -> Iterator[tuple[Waiver, Node]]:
    for key in (f"item:{material.proved_by}", f"source:{material.source}"):
        if key in graph.nodes:
            yield Waiver.NAMED, graph.nodes[key]
    name = plain(material.name.zh)
    if name in gives:
        yield Waiver.SAME_NAME, gives[name]
    if name in had:
        yield Waiver.ELSEWHERE, graph.node(Kind.MATERIAL, had[name].code)
    longest = max((each for each in gives if len(each) >= 4 and each in name), key=len, default="")
    if longest:
        yield Waiver.IN_ITS_NAME, gives[longest]


def _given(graph: Graph, edition: Edition) -> dict[str, Node]:
    """The licence types by the plain names under which items give them."""
    results = (item.result for item in edition.items.values())
    return {plain(result.name.zh): graph.node(Kind.LICENCE_TYPE, licence_code(result)) for result in results}


def materials_of(edition: Edition, items: Iterable[str] | None = None) -> Sequence[tuple[Material, tuple[str, ...]]]:
    """Each material once, with the items that need it, in the order of the content."""
    first: dict[str, Material] = {}
    needed: dict[str, dict[str, None]] = {}
    for code in edition.items if items is None else items:
        for material in edition.items[code].materials:
            first.setdefault(material.code, material)
            needed.setdefault(material.code, {})[code] = None
    return [(material, tuple(needed[code])) for code, material in first.items()]
