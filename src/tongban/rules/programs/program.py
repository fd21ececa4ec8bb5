"""Many expressions as one program (规则程序): judges a person at once, and lowers itself onto a population."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from tongban.rules.advice import asked
from tongban.rules.clauses import Node, Person, verdict_of
from tongban.rules.expressions import AmountExpression, Expression, with_parameters
from tongban.rules.programs.memory import Memory, RememberedPerson
from tongban.rules.programs.source import Judging, judging
from tongban.rules.shapes import Shape, facts_in, on_day, parameters_in
from tongban.rules.types import Band, BandStep, BandTable, Outcome, Parameter, Step, Value, Verdict

OUTCOMES = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)


@dataclass(frozen=True, slots=True)
class Entry:
    """One condition of a program, and what it pays."""

    name: str
    condition: Shape
    amount: Shape | None
    expression: Expression = field(compare=False)

    @property
    def parameters(self) -> dict[str, Parameter | BandTable]:
        return {**parameters_in(self.condition), **(parameters_in(self.amount) if self.amount else {})}


class Judgement(NamedTuple):
    """How one condition came out for one person, and what is due in fen (None: nothing asked, not met, or unknown)."""

    name: str
    outcome: Outcome
    fen: int | None
    reasons: Callable[[], Verdict]
    """Makes the verdict with its clauses and its sentence."""


@dataclass(frozen=True, slots=True)
class Program:
    """Expressions in their intermediate form, equal parts shared. `instead` holds parameters that were moved."""

    entries: tuple[Entry, ...]
    instead: tuple[Parameter | BandTable, ...] = ()
    settled: dict[date, list[tuple[str, Shape, Shape | None]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    written: dict[date, Judging] = field(default_factory=dict, init=False, compare=False, repr=False)
    nodes: dict[str, Node] = field(default_factory=dict, init=False, compare=False, repr=False)
    memory: Memory = field(default_factory=Memory, init=False, compare=False, repr=False)

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

    def judge(self, values: Mapping[str, Value], *, on: date) -> tuple[Judgement, ...]:
        """One person, all conditions. A value of a wrong kind is a `TypeError`."""
        if on not in self.written:
            self.written[on] = judging(self.shapes(on), on)
        outcomes, amounts = self.written[on](values)
        person = RememberedPerson(dict(values), on, self.memory)
        return tuple(
            Judgement(entry.name, OUTCOMES[outcome], fen, partial(self._verdict, entry, person))
            for entry, outcome, fen in zip(self.entries, outcomes, amounts, strict=True)
        )

    def questions(self, values: Mapping[str, Value], *, on: date) -> tuple[str, ...]:
        """The unknown facts that can still change an outcome, those first that settle most of what is open.

        Each open condition has one vote, shared among the facts that it waits for: who waits for one fact gives it the whole.
        """
        person = RememberedPerson(dict(values), on, self.memory)
        votes: dict[str, Fraction] = {}
        for entry in self.entries:
            weighed = self._node(entry).weigh(person)
            waits = asked(weighed, values, on) if weighed.outcome is None else ()
            for code in waits:
                votes[code] = votes.get(code, Fraction(0)) + Fraction(1, len(waits))
        return tuple(sorted(votes, key=lambda code: -votes[code]))

    def _verdict(self, entry: Entry, person: Person) -> Verdict:
        return verdict_of(self._node(entry), person)

    def _node(self, entry: Entry) -> Node:
        if entry.name not in self.nodes:
            self.nodes[entry.name] = self.memory.shared(with_parameters(entry.expression, self.instead).node)
        return self.nodes[entry.name]

    def shapes(self, on: date) -> list[tuple[str, Shape, Shape | None]]:
        """Each condition and amount as of one day: dated values are settled."""
        if on not in self.settled:
            instead = {each.code: each for each in self.instead}
            self.settled[on] = [
                (each.name, on_day(each.condition, on, instead), each.amount and on_day(each.amount, on, instead))
                for each in self.entries
            ]
        return self.settled[on]


def compile(conditions: Mapping[str, Expression], *, amounts: Mapping[str, AmountExpression] | None = None) -> Program:
    """One program of named conditions, some with an amount that is due where they are met."""
    given = amounts or {}
    entries = tuple(
        Entry(name, each.node.shape, given[name].term.shape if name in given else None, each)
        for name, each in conditions.items()
    )
    unknown = given.keys() - conditions.keys()
    if unknown:
        raise ValueError(f"amounts without a condition: {', '.join(sorted(unknown))}")
    return Program(entries)


def _moved(found: Parameter | BandTable, value: Any) -> Parameter | BandTable:
    if isinstance(found, BandTable):
        return replace(found, steps=(BandStep(date.min, value),))
    return replace(found, steps=(Step(date.min, value),))
