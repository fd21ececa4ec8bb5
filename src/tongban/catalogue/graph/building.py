"""From an edition to its graph. Built once in a process for each edition: benchmarks/graph.py."""

from collections.abc import Iterable, Sequence

from tongban.catalogue.graph.nodes import Edge, Graph, Kind, Node, Tie
from tongban.catalogue.graph.texts import Citations, licence_code, names_in, situation_code, text_code
from tongban.catalogue.policies import Policy
from tongban.catalogue.statements import Answer, LegalBasis
from tongban.catalogue.types import Bundle, Condition, Edition, Item, Material, ReviewPoint
from tongban.kernel.words import Words

BASIC_CODE = slice(19, 31)
"""Where the basic code stands in an implementation code (GB/T 39554.1): after the organ's credit code and the level."""

_graphs: dict[str, Graph] = {}
MOST_GRAPHS = 4


def graph_of(edition: Edition) -> Graph:
    """The graph of this edition. An edition never changes, so its graph is made once and kept."""
    graph = _graphs.get(edition.digest)
    if graph is None:
        graph = build(edition)
        if len(_graphs) >= MOST_GRAPHS:
            _graphs.pop(next(iter(_graphs)))
        _graphs[edition.digest] = graph
    return graph


def build(edition: Edition) -> Graph:
    """The same, made afresh."""
    return _Builder(edition).graph()


class _Builder:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[Tie, int, int], Edge] = {}
        self.citations = Citations(edition.laws)
        self.facts_in: dict[str, tuple[str, ...]] = {}

    def graph(self) -> Graph:
        self._foundations()
        for item in self.edition.items.values():
            self._item(item)
        for bundle in self.edition.bundles.values():
            self._bundle(bundle)
        for policy in self.edition.policies.values():
            self._policy(policy)
        return Graph(self.edition.number, self.edition.digest, self.nodes, self.edges.values())

    def _node(self, kind: Kind, code: str, name: Words, *, text: str = "", item: str = "") -> Node:
        key = f"{kind.value}:{code}"
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = Node(key, kind, code, name, text, item)
        return node

    def _known(self, kind: Kind, code: str | None) -> Node | None:
        return self.nodes.get(f"{kind.value}:{code}") if code else None

    def _tie(self, tie: Tie, start: Node, end: Node | None) -> None:
        """An edge, once. What the content names but does not have was told when it was checked, and has no node."""
        if end is not None:
            key = (tie, id(start), id(end))
            if key not in self.edges:
                self.edges[key] = Edge(tie, start, end)

    def _foundations(self) -> None:
        """What items stand on: laws, themes, organs, sources, facts, and the places where they are handled."""
        for law in self.edition.laws.values():
            self._node(Kind.LAW, law.code, law.title)
        for theme in self.edition.themes.values():
            self._node(Kind.THEME, theme.code, theme.title)
        for organ in self.edition.organs.values():
            self._node(Kind.ORGAN, organ.code, organ.name)
        for source in self.edition.sources.values():
            node = self._node(Kind.SOURCE, source.code, source.name)
            self._tie(Tie.KEPT_BY, node, self._known(Kind.ORGAN, source.organ))
        for fact in self.edition.facts.values():
            node = self._node(Kind.FACT, fact.code, fact.label)
            self._tie(Tie.FILLED_BY, node, self._known(Kind.SOURCE, fact.source))
        for item in self.edition.items.values():
            self._node(Kind.ITEM, item.code, item.name)
        self._places()

    def _places(self) -> None:
        regions = self.edition.regions
        for region in regions.values():
            self._node(Kind.REGION, region.code, region.name)
        for region in regions.values():
            self._tie(Tie.LIES_IN, self.nodes[f"region:{region.code}"], self._known(Kind.REGION, region.within))
        for locality in self.edition.localities.values():
            for code, window in locality.windows.items():
                node = self._node(Kind.WINDOW, f"{locality.region}.{code}", window.name)
                self._tie(Tie.LIES_IN, node, self._known(Kind.REGION, locality.region))
                for organ in window.organs:
                    self._tie(Tie.SERVES, node, self._known(Kind.ORGAN, organ))
            for code, local in locality.items.items():
                if local.window:
                    window_node = self._known(Kind.WINDOW, f"{locality.region}.{local.window}")
                    self._tie(Tie.HANDLED_AT, self.nodes[f"item:{code}"], window_node)
        for entry in self.edition.licence_list.values():
            node = self._node(Kind.LISTED_LICENCE, entry.basic_code, entry.name)
            self._tie(Tie.DECIDED_BY, node, self._known(Kind.ORGAN, entry.organ))

    def _item(self, item: Item) -> None:
        node = self.nodes[f"item:{item.code}"]
        if len(item.implementation_code) == BASIC_CODE.stop:
            basic = self._node(Kind.BASIC_ITEM, item.implementation_code[BASIC_CODE], item.legal_name)
            self._tie(Tie.IMPLEMENTS, node, basic)
            self._tie(Tie.ALLOWED_BY, node, self._known(Kind.LISTED_LICENCE, basic.code))
        self._tie(Tie.DECIDED_BY, node, self._known(Kind.ORGAN, item.organ))
        for seat in item.procedure.joins:
            self._tie(Tie.JOINED_BY, node, self._known(Kind.ORGAN, seat.organ))
        for basis in item.basis:
            self._tie(Tie.RESTS_ON, node, self._basis(basis))
        self._asked(node, item)
        for condition in item.conditions:
            self._condition(node, condition)
        for point in item.review_points:
            self._point(node, point)
        self._given(node, item)
        self._standing(node, item)
        self._findable(node, item.themes, item.common_questions)

    def _asked(self, node: Node, item: Item) -> None:
        for asked in item.facts:
            self._tie(Tie.ASKS, node, self._known(Kind.FACT, asked.fact))
            self._situation(node, asked.when)
        for material in item.materials:
            self._material(node, material)

    def _given(self, node: Node, item: Item) -> None:
        result = item.result
        licence = self._node(Kind.LICENCE_TYPE, licence_code(result), result.name)
        self._tie(Tie.GIVEN_BY, licence, node)
        for fact in result.shows:
            self._tie(Tie.SHOWS, licence, self._known(Kind.FACT, fact))
        if item.fee.yuan not in ("", "0"):
            name = Words(f"{item.fee.yuan} 元", f"CNY {item.fee.yuan}")
            self._tie(Tie.CHARGES, node, self._node(Kind.FEE, item.code, name, item=item.code))

    def _standing(self, node: Node, item: Item) -> None:
        for code in item.needs:
            self._tie(Tie.WAITS_FOR, node, self._known(Kind.ITEM, code))
        self._tie(Tie.ACTS_ON, node, self._known(Kind.ITEM, item.acts_on))
        visit, commitment = item.procedure.site_visit, item.commitment
        self._situation(node, visit.when if visit else None)
        self._situation(node, commitment.when if commitment else None)

    def _findable(self, node: Node, themes: Sequence[str], answers: Sequence[Answer]) -> None:
        for theme in themes:
            self._tie(Tie.FOUND_UNDER, node, self._known(Kind.THEME, theme))
        for number, answer in enumerate(answers, 1):
            asked = self._node(Kind.QUESTION, f"{node.code}.{number}", answer.question, item=node.code)
            self._tie(Tie.ABOUT, asked, node)

    def _condition(self, node: Node, condition: Condition) -> None:
        found = self._node(Kind.CONDITION, f"{node.code}.{condition.code}", condition.sentence, item=node.code)
        self._tie(Tie.REQUIRES, node, found)
        self._judged(found, condition.rule)
        self._cited(found, condition.basis)

    def _point(self, node: Node, point: ReviewPoint) -> None:
        found = self._node(Kind.REVIEW_POINT, f"{node.code}.{point.code}", point.label, item=node.code)
        self._tie(Tie.EXAMINES, node, found)
        self._judged(found, point.rule)
        self._cited(found, point.basis)
        for fact in point.facts:
            self._tie(Tie.LOOKS_AT, found, self._known(Kind.FACT, fact))
        for material in point.materials:
            self._tie(Tie.LOOKS_AT, found, self._known(Kind.MATERIAL, material))

    def _material(self, node: Node, material: Material) -> None:
        found = self._node(Kind.MATERIAL, material.code, material.name)
        self._tie(Tie.NEEDS, node, found)
        self._tie(Tie.FILLED_BY, found, self._known(Kind.SOURCE, material.source))
        self._tie(Tie.PROVED_BY, found, self._known(Kind.ITEM, material.proved_by))
        self._cited(found, material.basis)
        self._situation(node, material.needed_when)

    def _bundle(self, bundle: Bundle) -> None:
        node = self._node(Kind.BUNDLE, bundle.code, bundle.name)
        self._tie(Tie.DECIDED_BY, node, self._known(Kind.ORGAN, bundle.organ))
        for component in bundle.components:
            self._tie(Tie.CONTAINS, node, self._known(Kind.ITEM, component.item))
            self._situation(node, component.when)
        for fact in bundle.questions:
            self._tie(Tie.ASKS, node, self._known(Kind.FACT, fact))
        self._findable(node, bundle.themes, bundle.common_questions)

    def _policy(self, policy: Policy) -> None:
        """A policy: who decides, which item applies for it, which sources and facts decide, on which law it rests."""
        node = self._node(Kind.POLICY, policy.code, policy.name)
        self._tie(Tie.DECIDED_BY, node, self._known(Kind.ORGAN, policy.organ))
        self._tie(Tie.APPLIED_FOR_BY, node, self._known(Kind.ITEM, policy.item))
        for source in policy.sources:
            self._tie(Tie.FILLED_BY, node, self._known(Kind.SOURCE, source))
        self._tie(Tie.RESTS_ON, node, self._known(Kind.LAW, policy.document.law))
        for rule in (each.rule for part in (policy.conditions, policy.exclusions) for each in part):
            self._judged(node, rule)
        self._judged(node, policy.benefit.formula)
        self._findable(node, policy.themes, policy.common_questions)

    def _judged(self, node: Node, rule: str | None) -> None:
        for fact in self._facts(rule):
            self._tie(Tie.JUDGED_FROM, node, self._known(Kind.FACT, fact))

    def _situation(self, node: Node, when: str | None) -> None:
        if when is not None:
            found = self._node(Kind.SITUATION, situation_code(when), Words(when, when), text=when)
            self._tie(Tie.ONLY_WHEN, node, found)
            self._judged(found, when)

    def _facts(self, rule: str | None) -> Iterable[str]:
        if rule is None:
            return ()
        found = self.facts_in.get(rule)
        if found is None:
            found = self.facts_in[rule] = tuple(sorted(names_in(rule) & self.edition.facts.keys()))
        return found

    def _basis(self, basis: LegalBasis) -> Node:
        """The article of a law in laws.yaml, or the law; a basis that names none is a node of its own, named by its title."""
        if basis.law is None:
            return self._node(Kind.ARTICLE, text_code(basis.title), basis.title)
        law = self.nodes[f"law:{basis.law}"]
        return self._article(law, basis.article) if basis.article else law

    def _article(self, law: Node, number: str) -> Node:
        name = Words(f"{law.name.zh}第 {number} 条", f"{law.name.en}, article {number}")
        article = self._node(Kind.ARTICLE, f"{law.code}.{number}", name)
        self._tie(Tie.PART_OF, article, law)
        return article

    def _cited(self, node: Node, text: Words | None) -> None:
        for code, number in self.citations.found(text.zh) if text else ():
            law = self.nodes[f"law:{code}"]
            self._tie(Tie.CITES, node, self._article(law, number) if number else law)
