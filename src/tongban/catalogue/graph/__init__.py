"""The knowledge graph (知识图谱) of one edition: what there is in it, and what rests on what. Derived, never stored.

`catalogue.graph.graph_of(edition)` makes it once; the other verbs read it. One rule gives every edge its direction: its start
rests on its end, so whatever is reached upwards from a node is affected when that node changes.
"""

from tongban.catalogue.graph.answers import (
    Dependence,
    Repeal,
    Replacement,
    Waivable,
    Waiver,
    dependents,
    find_items,
    materials_of,
    repeals,
    replacements,
    waivable,
)
from tongban.catalogue.graph.building import build, graph_of
from tongban.catalogue.graph.drawing import Box, Drawing, draw
from tongban.catalogue.graph.inheritance import handling, handlings
from tongban.catalogue.graph.likeness import Ground, Likeness, alike_facts
from tongban.catalogue.graph.nodes import KIND_NAMES, TIE_NAMES, Edge, Graph, Kind, Neighbour, Node, NoNode, Tie

__all__ = [
    "KIND_NAMES", "TIE_NAMES", "Box", "Dependence", "Drawing", "Edge", "Graph", "Ground", "Kind", "Likeness", "Neighbour",
    "NoNode", "Node", "Repeal", "Replacement", "Tie", "Waivable", "Waiver", "alike_facts", "build", "dependents", "draw",
    "find_items", "graph_of", "handling", "handlings", "materials_of", "repeals", "replacements", "waivable",
]  # fmt: skip
