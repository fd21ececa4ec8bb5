"""The nouns of the graph. One rule gives every edge its direction: its start rests on its end."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from tongban.kernel.words import Words


class Kind(StrEnum):
    """What a node stands for."""

    BASIC_ITEM = "basic_item"
    ITEM = "item"
    BUNDLE = "bundle"
    POLICY = "policy"
    SITUATION = "situation"
    CONDITION = "condition"
    FACT = "fact"
    MATERIAL = "material"
    LICENCE_TYPE = "licence_type"
    REVIEW_POINT = "review_point"
    ARTICLE = "article"
    LAW = "law"
    LISTED_LICENCE = "listed_licence"
    SOURCE = "source"
    ORGAN = "organ"
    FEE = "fee"
    REGION = "region"
    WINDOW = "window"
    THEME = "theme"
    QUESTION = "question"


KIND_NAMES: Mapping[Kind, Words] = {
    Kind.BASIC_ITEM: Words("基本目录事项", "Basic item"),
    Kind.ITEM: Words("事项", "Service item"),
    Kind.BUNDLE: Words("一件事", "Life event or industry"),
    Kind.POLICY: Words("政策", "Policy"),
    Kind.SITUATION: Words("情形", "Situation"),
    Kind.CONDITION: Words("受理条件", "Condition"),
    Kind.FACT: Words("数据项", "Fact"),
    Kind.MATERIAL: Words("申报材料", "Material"),
    Kind.LICENCE_TYPE: Words("证照", "Licence type"),
    Kind.REVIEW_POINT: Words("审查要点", "Review point"),
    Kind.ARTICLE: Words("条款", "Article"),
    Kind.LAW: Words("法律法规", "Law"),
    Kind.LISTED_LICENCE: Words("许可清单", "Entry of the licence list"),
    Kind.SOURCE: Words("数源", "Data source"),
    Kind.ORGAN: Words("部门", "Organ"),
    Kind.FEE: Words("收费", "Fee"),
    Kind.REGION: Words("区域", "Region"),
    Kind.WINDOW: Words("窗口", "Window"),
    Kind.THEME: Words("主题", "Theme"),
    Kind.QUESTION: Words("常见问题", "Common question"),
}


class Tie(StrEnum):
    """In what way the start of an edge rests on its end."""

    IMPLEMENTS = "implements"
    DECIDED_BY = "decided_by"
    JOINED_BY = "joined_by"
    REQUIRES = "requires"
    ASKS = "asks"
    NEEDS = "needs"
    EXAMINES = "examines"
    LOOKS_AT = "looks_at"
    JUDGED_FROM = "judged_from"
    ONLY_WHEN = "only_when"
    RESTS_ON = "rests_on"
    CITES = "cites"
    PART_OF = "part_of"
    CHARGES = "charges"
    FILLED_BY = "filled_by"
    PROVED_BY = "proved_by"
    GIVEN_BY = "given_by"
    SHOWS = "shows"
    WAITS_FOR = "waits_for"
    ACTS_ON = "acts_on"
    CONTAINS = "contains"
    KEPT_BY = "kept_by"
    FOUND_UNDER = "found_under"
    ABOUT = "about"
    HANDLED_AT = "handled_at"
    LIES_IN = "lies_in"
    APPLIED_FOR_BY = "applied_for_by"
    SERVES = "serves"
    ALLOWED_BY = "allowed_by"


TIE_NAMES: Mapping[Tie, tuple[Words, Words]] = {
    Tie.IMPLEMENTS: (Words("实施", "implements"), Words("实施清单", "implemented as")),
    Tie.DECIDED_BY: (Words("决定部门", "decided by"), Words("它决定的", "decides")),
    Tie.JOINED_BY: (Words("会同部门", "joined by"), Words("它会同办的", "joins in")),
    Tie.REQUIRES: (Words("条件", "requires"), Words("是谁的条件", "required by")),
    Tie.ASKS: (Words("要填", "asks for"), Words("谁要填它", "asked for by")),
    Tie.NEEDS: (Words("要材料", "needs"), Words("谁要它", "needed by")),
    Tie.EXAMINES: (Words("要审", "examines"), Words("是谁的要点", "examined in")),
    Tie.LOOKS_AT: (Words("对照", "looks at"), Words("审它的要点", "looked at in")),
    Tie.JUDGED_FROM: (Words("按它判断", "judged from"), Words("用来判断", "decides about")),
    Tie.ONLY_WHEN: (Words("只在这种情形", "only when"), Words("这种情形才有", "brings in")),
    Tie.RESTS_ON: (Words("设定依据", "rests on"), Words("以它为依据", "is the basis of")),
    Tie.CITES: (Words("文字引用", "cites in its text"), Words("文字里引用它", "cited in the text of")),
    Tie.PART_OF: (Words("出自", "part of"), Words("条款", "has the article")),
    Tie.CHARGES: (Words("收费", "charges"), Words("谁收", "charged by")),
    Tie.FILLED_BY: (Words("由它提供", "supplied by"), Words("它提供的", "supplies")),
    Tie.PROVED_BY: (Words("由它的结果证明", "proved by the result of"), Words("它的结果可以证明", "proves")),
    Tie.GIVEN_BY: (Words("由它发", "given by"), Words("办好后得到", "gives")),
    Tie.SHOWS: (Words("照面上有", "shows"), Words("印在这些证上", "shown on")),
    Tie.WAITS_FOR: (Words("要先办", "waits for"), Words("等它的", "waited for by")),
    Tie.ACTS_ON: (
        Words("针对它的证照", "is about the licence of"),
        Words("延续、变更、注销", "renewed, changed or ended by"),
    ),
    Tie.CONTAINS: (Words("包含", "contains"), Words("属于", "contained in")),
    Tie.KEPT_BY: (Words("由它管理", "kept by"), Words("它管理的", "keeps")),
    Tie.FOUND_UNDER: (Words("所属主题", "found under"), Words("主题下的", "has under it")),
    Tie.ABOUT: (Words("问的是", "about"), Words("常见问题", "is asked about in")),
    Tie.HANDLED_AT: (Words("在这里办", "handled at"), Words("这里办的", "handles")),
    Tie.LIES_IN: (Words("位于", "lies in"), Words("这里有", "has within it")),
    Tie.APPLIED_FOR_BY: (Words("通过它申请", "applied for by"), Words("可以申请", "is the way to")),
    Tie.SERVES: (Words("替它受理", "takes in for"), Words("受理窗口", "has the window")),
    Tie.ALLOWED_BY: (Words("清单许可", "allowed by the list"), Words("按清单实施", "allows")),
}
"""What an edge is called, seen from its start and seen from its end."""


class Node(NamedTuple):
    """A node (节点) of the graph. `key` is the name by which the graph knows it, for example `material:floor_plan`; `text` the
    expression of a situation; `item` the item to which a part belongs."""

    key: str
    kind: Kind
    code: str
    name: Words
    text: str = ""
    item: str = ""


class Edge(NamedTuple):
    """An edge (关系) of the graph: `start` rests on `end`."""

    tie: Tie
    start: Node
    end: Node


class NoNode(LookupError):
    """The edition has no such node."""


class Neighbour(NamedTuple):
    """A node beside another one: how they are tied, and whether this one rests on the other (`is_above`)."""

    node: Node
    tie: Tie
    is_above: bool

    @property
    def says(self) -> Words:
        """What the tie is called, read from the node whose neighbour this is."""
        return TIE_NAMES[self.tie][1 if self.is_above else 0]


class Graph:
    """The graph (知识图谱) of one edition: its nodes by key, and of each what it rests on and what rests on it."""

    def __init__(self, edition: int, digest: str, nodes: Mapping[str, Node], edges: Iterable[Edge]) -> None:
        self.edition, self.digest, self.nodes = edition, digest, nodes
        self.below: dict[str, list[Edge]] = {}
        self.above: dict[str, list[Edge]] = {}
        self.edge_count = 0
        self._beside: dict[str, tuple[Neighbour, ...]] = {}
        for edge in edges:
            self.edge_count += 1
            self.below.setdefault(edge.start.key, []).append(edge)
            self.above.setdefault(edge.end.key, []).append(edge)
        self.by_kind: dict[Kind, list[Node]] = {kind: [] for kind in Kind}
        for node in nodes.values():
            self.by_kind[node.kind].append(node)

    def node(self, kind: Kind | str, code: str) -> Node:
        """The node of this kind with this code. Raises `NoNode`."""
        try:
            return self.nodes[f"{kind}:{code}"]
        except KeyError:
            raise NoNode(f"{kind}:{code}") from None

    def rests_on(self, node: Node, *ties: Tie) -> list[Node]:
        """The nodes on which this one rests, by these ties or by any."""
        return [edge.end for edge in self.below.get(node.key, ()) if not ties or edge.tie in ties]

    def resting_on(self, node: Node, *ties: Tie) -> list[Node]:
        """The nodes that rest on this one, by these ties or by any."""
        return [edge.start for edge in self.above.get(node.key, ()) if not ties or edge.tie in ties]

    def neighbours(
        self, node: Node, *, kinds: Collection[Kind] = (), ties: Collection[Tie] = ()
    ) -> tuple[Neighbour, ...]:
        """Every node beside this one: first what it rests on, then what rests on it, in the order of the content."""
        found = self._beside.get(node.key)
        if found is None:
            below = (Neighbour(edge.end, edge.tie, False) for edge in self.below.get(node.key, ()))
            above = (Neighbour(edge.start, edge.tie, True) for edge in self.above.get(node.key, ()))
            found = self._beside[node.key] = (*below, *above)
        if not kinds and not ties:
            return found
        return tuple(one for one in found if (not kinds or one.node.kind in kinds) and (not ties or one.tie in ties))

    def find(self, words: str = "", *, kind: Kind | None = None) -> list[Node]:
        """The nodes whose name or code contains these words, in either language; all of them without words."""
        nodes = self.by_kind[kind] if kind else list(self.nodes.values())
        wanted = words.strip().casefold()
        if not wanted:
            return list(nodes)
        return [
            node
            for node in nodes
            if wanted in node.name.zh.casefold() or wanted in node.name.en.casefold() or wanted in node.code
        ]
