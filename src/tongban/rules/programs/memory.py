"""What a program remembers: clauses that are alike are one, weighed once a person, and said once for equal values."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.rules.clauses import Atom, Either, Joined, Node, Person, verdict_of
from tongban.rules.readings import Reading, Values
from tongban.rules.types import Clause, Verdict

MOST = 50_000


@dataclass(slots=True)
class Memory:
    """The nodes, each once, and the clauses in words by values and day."""

    nodes: dict[Hashable, Node] = field(default_factory=dict)
    clauses: dict[Hashable, Clause] = field(default_factory=dict)

    def shared(self, node: Node) -> Node:
        """The same condition made of shared parts."""
        if isinstance(node, Joined):
            parts = tuple(self.shared(part) for part in node.parts)
            return self.nodes.setdefault((node.is_all, parts), Joined(node.is_all, parts))
        if isinstance(node, Either):
            sides = (self.shared(node.test), self.shared(node.then), self.shared(node.otherwise))
            return self.nodes.setdefault(sides, Either(*sides))
        return self.nodes.setdefault(_alike(node), node)

    def remember(self, key: Hashable, clause: Clause) -> Clause:
        if len(self.clauses) >= MOST:
            self.clauses.clear()
        self.clauses[key] = clause
        return clause


def _alike(atom: Atom) -> Hashable:
    """Equal for atoms that mean the same and are said in the same words."""
    terms = (atom.subject,) if atom.bound is None else (atom.subject, atom.bound)
    words = tuple((term.says, term.unit, term.fact and tuple(term.fact.options.items())) for term in terms)
    return atom.text, atom.shape, atom.facts, atom.demand, words


class RememberedPerson(Person):
    """A person of whom many conditions are asked. The values must have been checked against their facts."""

    __slots__ = ("days", "had", "memory", "verdicts")

    def __init__(self, values: Values, on: date, memory: Memory) -> None:
        super().__init__(values, on)
        self.memory = memory
        self.had: dict[Reading, Any] = {}
        self.days: dict[date, Person] = {}
        self.verdicts: dict[Node, Verdict] = {}

    def clause(self, atom: Atom) -> Clause:
        said = self.said.get(atom)
        if said is None:
            key = self._key(atom)
            said = self.memory.clauses.get(key) or self.memory.remember(
                key, atom.clause(self.outcome(atom), self.values, self.on)
            )
            self.said[atom] = said
        return said

    def _key(self, atom: Atom) -> Hashable:
        """What the words of a clause rest on: where all is known, how it came out, its value and with what that is compared."""
        outcome, had = self.outcome(atom), self.had
        if outcome is not None:
            key: list[Any] = [atom, self.on, outcome]
            for term in (atom.subject, atom.bound) if atom.bound else (atom.subject,):
                read = term.read
                if read not in had:
                    had[read] = read(self.values, self.on)
                key.append(had[read])
            if None not in key:
                return tuple(key)
        return (atom, self.on, *[self.values.get(code) for code in atom.facts], None)

    def verdict(self, node: Node) -> Verdict:
        found = self.verdicts.get(node)
        if found is None:
            found = self.verdicts[node] = verdict_of(node, self)
        return found

    def later(self, day: date) -> Person:
        if day not in self.days:
            self.days[day] = Person(self.values, day)
        return self.days[day]
