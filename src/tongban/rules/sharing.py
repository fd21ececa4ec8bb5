"""Conditions that are alike are one: they are weighed once a person, and said once."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from tongban.rules.clauses import Either, Joined, Node, Term


@dataclass(slots=True)
class Sharing:
    """The conditions of an expression or of a program, and their terms, each once."""

    nodes: dict[Hashable, Node] = field(default_factory=dict)
    terms: dict[Hashable, Term] = field(default_factory=dict)

    def shared(self, node: Node) -> Node:
        """The same condition made of shared parts."""
        if isinstance(node, Joined):
            parts = tuple(self.shared(part) for part in node.parts)
            return self.nodes.setdefault((node.is_all, parts), Joined(node.is_all, parts))
        if isinstance(node, Either):
            sides = (self.shared(node.test), self.shared(node.then), self.shared(node.otherwise))
            return self.nodes.setdefault(sides, Either(*sides))
        subject, bound = self.term(node.subject), node.bound and self.term(node.bound)
        key = (node.text, node.shape, node.facts, node.demand, subject, bound)
        if key not in self.nodes:
            self.nodes[key] = replace(node, subject=subject, bound=bound)
        return self.nodes[key]

    def term(self, term: Term) -> Term:
        """The term that means the same and is said in the same words."""
        options = term.fact and tuple(term.fact.options.items())
        return self.terms.setdefault((term.shape, term.sort, term.says, term.unit, term.is_question, options), term)
