"""Many expressions as one program (规则程序): judges a person at once, and lowers itself onto a population."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from math import lcm
from typing import Any, NamedTuple

from msgspec import Struct

from tongban.rules.advice import LONGEST_WAIT, Chance, asked, chance_of, nearly
from tongban.rules.clauses import Atom, Joined, Node, Person, Way, way_of
from tongban.rules.expressions import AmountExpression, Expression, with_parameters
from tongban.rules.programs.source import Judging, judging
from tongban.rules.shapes import Shape, facts_in, joined, negated, on_day, parameters_in
from tongban.rules.sharing import Sharing
from tongban.rules.types import Band, BandStep, BandTable, Nearness, Outcome, Parameter, Step, Value, Verdict

OUTCOMES = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)
THREE_VALUES = (False, None, True)


@dataclass(frozen=True, slots=True)
class Entry:
    """One condition of a program, and what it pays."""

    name: str
    condition: Shape
    amount: Shape | None
    expression: Expression | None = field(compare=False)
    """Nothing where the program was sent to another process, which only runs populations."""

    @property
    def parameters(self) -> dict[str, Parameter | BandTable]:
        return {**parameters_in(self.condition), **(parameters_in(self.amount) if self.amount else {})}


class Seen(Struct, eq=False):
    """In which way a condition came out: the same for everybody of whom it did.

    `facts` are those on which the clauses rest that decided it, `chance` what is to be looked at for nearness, once it is asked.
    """

    way: Way
    facts: frozenset[str]
    chance: Chance | None = None

    def chance_of(self, node: Node, person: Person) -> Chance:
        self.chance = self.chance or chance_of(node, person)
        return self.chance


class Judgement(Struct, frozen=True):
    """How one condition came out for one person, and what is due in fen (None: nothing asked, not met, or unknown)."""

    name: str
    outcome: Outcome
    fen: int | None
    node: Node
    seen: Seen
    person: Person

    def reasons(self) -> Verdict:
        """The verdict with its clauses and its sentence."""
        return self.person.verdict(self.seen.way)

    def nearly(self, within: int = LONGEST_WAIT) -> Nearness | None:
        """What would have to change, as `near` tells of a condition alone, where it is little: waiting is enough, or one clause is
        lacking that has more and less; None otherwise. For who asks many conditions, and shows what is nearly met."""
        return nearly(self.node, self.person, within, self.seen.chance_of(self.node, self.person))

    def asks(self) -> tuple[str, ...]:
        """The unknown facts that can still change it, those first that end the asking soonest."""
        return asked(self.node, self.person)


def questions_of(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """The unknown facts that can still change an outcome, those first that settle most of what is open.

    Each open condition has one vote, shared among the facts that it waits for: who waits for one fact gives it the whole.
    """
    waits = [each.asks() for each in judgements if each.outcome is Outcome.UNKNOWN]
    whole, votes = lcm(*(len(each) or 1 for each in waits)), Counter[str]()
    for each in waits:
        for code in each:
            votes[code] += whole // len(each)
    return tuple(sorted(votes, key=lambda code: -votes[code]))


@dataclass(frozen=True, slots=True)
class Program:
    """Expressions in their intermediate form, equal parts shared. `instead` holds parameters that were moved."""

    entries: tuple[Entry, ...]
    instead: tuple[Parameter | BandTable, ...] = ()
    settled: dict[date, list[tuple[str, Shape, Shape | None]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    written: "dict[date, Written]" = field(default_factory=dict, init=False, compare=False, repr=False)
    sharing: Sharing = field(default_factory=Sharing, init=False, compare=False, repr=False)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that the program needs."""
        shapes = [shape for each in self.entries for shape in (each.condition, each.amount) if shape is not None]
        return tuple(dict.fromkeys(code for shape in shapes for code in facts_in(shape)))

    def uses(self, code: str) -> tuple[str, ...]:
        """The names of those conditions that a parameter can change."""
        return tuple(each.name for each in self.entries if code in each.parameters)

    def with_parameter(self, code: str, value: Value | tuple[Band, ...]) -> "Program":
        """The same program as if a parameter or a table had this value on every day. An unknown code is a `KeyError`."""
        found = next((each.parameters[code] for each in self.entries if code in each.parameters), None)
        if found is None:
            raise KeyError(code)
        moved = _moved(found, value)
        return replace(self, instead=(*(each for each in self.instead if each.code != code), moved))

    def only(self, names: tuple[str, ...]) -> "Program":
        """The program of some of its conditions."""
        return replace(self, entries=tuple(each for each in self.entries if each.name in names))

    def bare(self) -> "Program":
        """The program without the words of its conditions: enough for a population, and it can be sent to another process."""
        return replace(self, entries=tuple(replace(each, expression=None) for each in self.entries))

    def judge(self, values: Mapping[str, Value], *, on: date) -> tuple[Judgement, ...]:
        """One person, all conditions. A value of a wrong kind is a `TypeError`."""
        written = self.written.get(on) or self._write(on)
        outcomes, amounts, noted, numbers = written.judge(values)
        person = Person(dict(values), on)
        person.outcomes.update(zip(written.nodes, map(THREE_VALUES.__getitem__, noted), strict=True))
        # Hundreds are made for each person: nothing is called for each but what makes it.
        found = zip(written.names, outcomes, amounts, written.roots, numbers, written.ways, strict=True)
        return tuple([
            Judgement(name, OUTCOMES[outcome], fen, root, ways.get(number) or _seen(ways, number, root, person), person)
            for name, outcome, fen, root, number, ways in found
        ])  # fmt: skip

    def questions(self, values: Mapping[str, Value], *, on: date) -> tuple[str, ...]:
        """Over all conditions, the question first that settles most of what is open: `questions_of` their judgements."""
        return questions_of(self.judge(values, on=on))

    def _write(self, on: date) -> "Written":
        """Writes the function of one day: it tells how every condition came out, and every part of one."""
        expressions = [each.expression for each in self.entries if each.expression is not None]
        roots = [self.sharing.shared(with_parameters(each, self.instead).node) for each in expressions]
        nodes = list(dict.fromkeys(node for root in roots for node in _walked(root)))
        instead = {each.code: each for each in self.instead}
        parts = [on_day(node.shape, on, instead) for node in nodes]
        at = {node: number for number, node in enumerate(nodes)}
        leaves = {
            root: list(dict.fromkeys(at[each] for each in _walked(root) if isinstance(each, Atom))) for root in roots
        }
        ways: dict[Node, dict[int, Seen]] = {root: {} for root in leaves}
        judge = judging(self.shapes(on), parts, [leaves[root] for root in roots], on)
        names = [each.name for each in self.entries]
        written = self.written[on] = Written(judge, names, roots, nodes, [ways[root] for root in roots])
        return written

    def shapes(self, on: date) -> list[tuple[str, Shape, Shape | None]]:
        """Each condition and amount as of one day: dated values are settled."""
        if on not in self.settled:
            instead = {each.code: each for each in self.instead}
            self.settled[on] = [
                (each.name, on_day(each.condition, on, instead), each.amount and on_day(each.amount, on, instead))
                for each in self.entries
            ]
        return self.settled[on]


def compile(
    conditions: Mapping[str, Expression],
    *,
    amounts: Mapping[str, AmountExpression] | None = None,
    excluding: Mapping[str, Sequence[Expression]] | None = None,
) -> Program:
    """One program of named conditions, some with an amount that is due where they are met.

    `excluding` holds conditions that shut somebody out: where one is unknown, the outcome is too. The reasons that are told are
    those of the condition alone.
    """
    given, shut = amounts or {}, excluding or {}
    entries = tuple(
        Entry(name, _except(each, shut.get(name, ())), given[name].term.shape if name in given else None, each)
        for name, each in conditions.items()
    )
    unknown = (given.keys() | shut.keys()) - conditions.keys()
    if unknown:
        raise ValueError(f"amounts or exclusions without a condition: {', '.join(sorted(unknown))}")
    return Program(entries)


def _except(condition: Expression, shut: Sequence[Expression]) -> Shape:
    return joined(True, (condition.node.shape, *(negated(each.node.shape) for each in shut)))


class Written(NamedTuple):
    """The function of one day, the conditions by name, and their nodes: of each condition, and all of them."""

    judge: Judging
    names: list[str]
    roots: list[Node]
    nodes: list[Node]
    ways: list[dict[int, Seen]]
    """Of each condition, in which ways it came out so far; conditions that are one have one."""


MOST_WAYS = 1000


def _seen(known: dict[int, Seen], number: int, root: Node, person: Person) -> Seen:
    """The way in which a condition comes out for a person, kept for the next of whom it does."""
    if len(known) >= MOST_WAYS:
        known.clear()
    way = way_of(root, person)
    seen = known[number] = Seen(way, frozenset(chain.from_iterable([each.facts for each in way.atoms])))
    return seen


def _walked(node: Node) -> Iterator[Node]:
    yield node
    if not isinstance(node, Atom):
        for part in node.parts if isinstance(node, Joined) else (node.test, node.then, node.otherwise):
            yield from _walked(part)


def _moved(found: Parameter | BandTable, value: Any) -> Parameter | BandTable:
    if isinstance(found, BandTable):
        return replace(found, steps=(BandStep(date.min, value),))
    return replace(found, steps=(Step(date.min, value),))
