"""The shapes of what the open interface answers: they make its description (openapi.json) too."""

from ninja import Schema


class Said(Schema):
    """Words in both languages."""

    zh: str
    en: str


class NodeSaid(Schema):
    """A node of the graph. `link` is its own address in this interface."""

    key: str
    kind: str
    code: str
    name: Said
    expression: str | None = None
    item: str | None = None
    link: str


class NeighbourSaid(Schema):
    """A node beside another: `tie` is the kind of edge, `rests_on_it` whether the neighbour rests on the node asked about."""

    tie: str
    says: Said
    rests_on_it: bool
    node: NodeSaid


class Page(Schema):
    """Where in the whole list these stand: `count` of all, `page` from 1, `size` of a page, and the address of the next one."""

    count: int
    page: int
    size: int
    next: str | None = None


class NodePage(Page):
    nodes: list[NodeSaid]


class NeighbourPage(Page):
    neighbours: list[NeighbourSaid]


class DependentSaid(Schema):
    """Something that rests on the node asked about; `through` are the keys of the nodes between, the nearest to it first."""

    node: NodeSaid
    through: list[str]


class DependentPage(Page):
    dependents: list[DependentSaid]


class GraphSaid(Schema):
    """The graph in force: the edition from which it is read, and how many nodes of each kind and edges there are."""

    edition: int
    digest: str
    effective_on: str
    nodes: dict[str, int]
    edges: int


class WaivableSaid(Schema):
    """A material that people upload although the State may have it. What is not `certain` is a likeness of names."""

    material: str
    name: Said
    why: str
    certain: bool
    holder: NodeSaid
    needed_by: list[str]


class WaivablePage(Page):
    materials: list[WaivableSaid]


class ReplacementSaid(Schema):
    """A material that nobody is asked for, and what stands in its place."""

    material: str
    name: Said
    certain: bool
    licence: NodeSaid | None = None
    given_by: NodeSaid | None = None
    source: NodeSaid | None = None
    needed_by: list[str]


class ReplacementPage(Page):
    materials: list[ReplacementSaid]


class LikenessSaid(Schema):
    """Two facts that look like one: why, how much (0 to 1), and in what their definitions differ."""

    facts: list[str]
    labels: list[Said]
    ground: str
    score: float
    differences: list[str]
    items: list[str]
    organs: list[str]


class LikenessPage(Page):
    facts: list[LikenessSaid]


class Trouble(Schema):
    """What is wrong and how to mend it. `code` is for programs."""

    code: str
    zh: str
    en: str
