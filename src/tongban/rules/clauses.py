"""Conditions as they are weighed: clauses joined by all, any and either. Kleene's three values are True, False and None."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from msgspec import Struct

from tongban.kernel.words import Words
from tongban.rules.readings import Reading, Values, missing, reading
from tongban.rules.sentences import ENDS, capital, said_value, spaced
from tongban.rules.shapes import Shape, either, is_dated, joined, parameters_in
from tongban.rules.types import Clause, FactType, Outcome, Verdict

OUTCOMES: Mapping[bool | None, Outcome] = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}


class Sort(Enum):
    """What a term's values are. Whole numbers, numbers and money are one sort."""

    NUMBER = Words("数字", "a number")
    DATE = Words("日期", "a date")
    BOOLEAN = Words("是或否", "yes or no")
    TEXT = Words("文字", "text")
    CHOICE = Words("单选项", "a choice")
    CHOICES = Words("多选项", "several choices")


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """What has a value: a fact, a literal, a dated parameter, or a calculation on them."""

    sort: Sort
    shape: Shape
    says: Words
    unit: Words | None = None
    fact: FactType | None = None
    is_literal: bool = False
    is_sum: bool = False
    is_question: bool = False
    read: Reading = field(init=False)
    name: str = field(init=False)
    """In English, at the beginning of a sentence."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", reading(self.shape))
        object.__setattr__(self, "name", capital(self.says.en))

    def missing(self, values: Values, on: date) -> tuple[str, ...]:
        """The unknown facts that it waits for."""
        return missing(self.shape, values, on)

    def shown(self, value: object) -> Words:
        """A known value of this term, in words."""
        return said_value(value, fact=self.fact, unit=self.unit)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a clause demands of its subject: in Chinese, and in English after "it" in two forms ("is ..." and "must be ...")."""

    zh: str
    now: str
    must: str


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """One clause. `bound` is the term that the demand compares with, where that is not written in the demand itself."""

    text: str
    facts: tuple[str, ...]
    shape: Shape
    subject: Term
    demand: Demand
    bound: Term | None = None
    about_knowing: bool = False
    judge: Reading = field(init=False)
    is_dated: bool = field(init=False)
    """Whether time alone can change how it comes out."""
    waits_for: str | None = field(init=False)
    """The one fact that it waits for wherever that is unknown; None where it depends."""
    ends: "Ends | None" = field(init=False)
    """How its sentences end, where that is the same for everybody."""

    def __post_init__(self) -> None:
        is_plain = len(self.facts) == 1 and all(each.op != "choose" for each in self.shape.walk())
        object.__setattr__(self, "judge", reading(self.shape))
        object.__setattr__(self, "is_dated", is_dated(self.shape))
        object.__setattr__(self, "waits_for", self.facts[0] if is_plain else None)
        object.__setattr__(self, "ends", _ends(self.demand) if self.bound is None else None)

    @property
    def says(self) -> Words:
        return Words(spaced(self.subject.says.zh, self.demand.zh), f"{self.subject.says.en} {self.demand.now}")

    def wanted(self, values: Values, on: date) -> Words:
        """What the clause asks, with the value of what it compares with."""
        demand = self._demand(values, on)
        return Words(spaced(self.subject.says.zh, demand.zh), f"{self.subject.says.en} {demand.now}")

    def weigh(self, person: "Person") -> bool | None:
        outcome: bool | None = self.judge(person.values, person.on)
        return outcome

    def missing(self, values: Values, on: date) -> tuple[str, ...]:
        """The unknown facts that it waits for, where it is unknown."""
        only = self.waits_for
        return (only,) if only is not None and values.get(only) is None else missing(self.shape, values, on)

    def clause(self, person: "Person", *, sources: Mapping[str, Words] | None = None) -> Clause:
        """How it came out for a person, in words; where `sources` are given, each value with its own."""
        outcome, values, on = person.outcome(self), person.values, person.on
        waits = self.missing(values, on) if outcome is None else ()
        have = person.had(self.subject) if not self.about_knowing else _known(self.subject, values, on)
        if sources:
            have = self._proved(have, values, sources)
        ends = self.ends or _ends(self._demand(values, on))
        is_said = outcome is True and have.zh.endswith(ends.demand)  # what is so and ought to be is said once
        zh, en = ends.after[outcome]
        sentence = Words(have.zh if is_said else have.zh + zh, have.en + en)
        return Clause(self.text, sentence, OUTCOMES[outcome], self.facts, waits)

    def _proved(self, have: Words, values: Values, sources: Mapping[str, Words]) -> Words:
        said = dict.fromkeys(sources[code] for code in self.facts if code in sources and values.get(code) is not None)
        if not said:
            return have
        zh, en = "、".join(each.zh for each in said), ", ".join(each.en for each in said)
        return Words(f"{have.zh}（据{zh}）", f"{have.en} (source: {en})")

    def _demand(self, values: Values, on: date) -> Demand:
        if self.bound is None:
            return self.demand
        value = self.bound.read(values, on)
        if value is None:
            why = _why(self.bound, on)
            unknown = Words("还不知道", "not known")
            shown = unknown if self.bound.missing(values, on) else Words(f"{why.zh}，无法计算", why.en)
        else:
            shown = self.bound.shown(value)
        demand = self.demand
        return Demand(f"{demand.zh}（{shown.zh}）", f"{demand.now} ({shown.en})", f"{demand.must} ({shown.en})")


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Conditions of which all must hold (`is_all`), or at least one."""

    is_all: bool
    parts: tuple["Node", ...]

    @property
    def shape(self) -> Shape:
        return joined(self.is_all, tuple(part.shape for part in self.parts))

    @property
    def says(self) -> Words:
        zh, en = ("，且", ", and ") if self.is_all else ("，或者", ", or ")
        said = [bracketed(part) for part in self.parts]
        return Words(zh.join(each.zh for each in said), en.join(each.en for each in said))

    def weigh(self, person: "Person") -> bool | None:
        # All are weighed, also behind one that spoils: a value of a wrong kind is told wherever it stands.
        outcomes = [person.outcome(part) for part in self.parts]
        spoiling = not self.is_all
        return spoiling if spoiling in outcomes else None if None in outcomes else self.is_all

    def deciding(self, person: "Person") -> Sequence["Node"]:
        """The parts that came out as the whole did."""
        outcome, outcomes = person.outcome(self), person.outcomes
        return [part for part in self.parts if outcomes[part] is outcome]


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One condition where `test` holds, another where it does not."""

    test: "Node"
    then: "Node"
    otherwise: "Node"

    @property
    def shape(self) -> Shape:
        return either(self.test.shape, self.then.shape, self.otherwise.shape)

    @property
    def says(self) -> Words:
        test, then, other = bracketed(self.test), bracketed(self.then), bracketed(self.otherwise)
        return Words(
            f"如果{test.zh}，则{then.zh}，否则{other.zh}", f"if {test.en}, then {then.en}, otherwise {other.en}"
        )

    def weigh(self, person: "Person") -> bool | None:
        test = person.outcome(self.test)
        if test is not None:
            return person.outcome(self.then if test else self.otherwise)
        then = person.outcome(self.then)
        return then if then is person.outcome(self.otherwise) else None

    def deciding(self, person: "Person") -> Sequence["Node"]:
        """The test and the side that it chose; both sides where they agree; else the test and what else is unknown."""
        test = person.outcome(self.test)
        if test is not None:
            return self.test, self.then if test else self.otherwise
        branches = (self.then, self.otherwise)
        if person.outcome(self) is not None:
            return branches
        return self.test, *(branch for branch in branches if person.outcome(branch) is None)


Node = Atom | Joined | Either


class Person:
    """Of whom it is asked, and on which day. How a condition came out is weighed once, however often it is asked."""

    __slots__ = ("days", "haves", "lacks", "on", "outcomes", "said", "values", "verdicts")

    def __init__(self, values: Values, on: date) -> None:
        self.values, self.on = values, on
        self.outcomes: dict[Node, bool | None] = {}
        self.said: dict[Atom, Clause] = {}
        self.haves: dict[Term, Words] = {}
        self.verdicts: dict[Way, Verdict] = {}
        self.lacks: dict[tuple[Atom, int], Any] = {}
        self.days: dict[date, Person] = {}

    def outcome(self, node: Node) -> bool | None:
        """Met, not met or unknown."""
        outcomes = self.outcomes
        if node not in outcomes:
            outcomes[node] = node.weigh(self)
        return outcomes[node]

    def clause(self, atom: Atom) -> Clause:
        """A clause in words, made once."""
        if atom not in self.said:
            self.said[atom] = atom.clause(self)
        return self.said[atom]

    def had(self, term: Term) -> Words:
        """What the person has of a term, in words, made once."""
        have = self.haves.get(term)
        if have is None:
            have = self.haves[term] = _have(term, self.values, self.on)
        return have

    def verdict(self, way: "Way") -> Verdict:
        """What `told` says of a condition that comes out in this way, made once."""
        verdict = self.verdicts.get(way)
        if verdict is None:
            verdict = self.verdicts[way] = told(way, self)
        return verdict

    def later(self, day: date) -> "Person":
        """The same values on another day."""
        if day not in self.days:
            self.days[day] = Person(self.values, day)
        return self.days[day]


def _why(term: Term, on: date) -> Words:
    """Why a value cannot be had although every fact is known."""
    silent = [each.label for each in parameters_in(term.shape).values() if each.on(on) is None]
    if silent:
        return Words(f"{silent[0].zh}在这一天还没有规定", f"{silent[0].en} is not laid down for this day")
    return Words("除数为零", "division by zero")


def _have(term: Term, values: Values, on: date) -> Words:
    """What a person has of a term, in words."""
    says, label, value = term.says, term.name, term.read(values, on)
    if value is None:
        if not term.missing(values, on):
            why = _why(term, on)
            return Words(f"{says.zh}无法计算（{why.zh}）", f"{label} cannot be calculated ({why.en})")
        if term.is_question:
            return Words(f"{says.zh}还没有回答", f"{label} is not answered yet")
        return Words(f"还不知道{says.zh}", f"{label} is not known")
    shown = term.shown(value)
    if term.is_question and term.sort is Sort.BOOLEAN:
        return Words(f"{says.zh}答{shown.zh}", f"{label} is answered {shown.en}")
    joint = " " if term.sort in (Sort.NUMBER, Sort.DATE) else "是"
    return Words(f"{says.zh}{joint}{shown.zh}", f"{label} is {shown.en}")


def _known(term: Term, values: Values, on: date) -> Words:
    """Whether a term is known, in words."""
    says, label = term.says, term.name
    if term.read(values, on) is not None:
        return Words(f"{says.zh}已知", f"{label} is known")
    if term.is_question:
        return Words(f"{says.zh}还没有回答", f"{label} is not answered yet")
    return Words(f"{says.zh}未知", f"{label} is not known")


class Ends(NamedTuple):
    """A demand in Chinese, and what comes after what the person has, in Chinese and English, by how the clause came out."""

    demand: str
    after: Mapping[bool | None, tuple[str, str]]


def _ends(demand: Demand) -> Ends:
    failing = spaced(f"，须{demand.zh}", "才符合")
    zh = {True: f"，{demand.zh}", False: failing, None: failing}
    after = {each: (zh[each], f"; it {demand.must}: {ENDS[OUTCOMES[each]]}") for each in OUTCOMES}
    return Ends(demand.zh, after)


def bracketed(node: Node) -> Words:
    """A node's words, in brackets where they would run together with their neighbours."""
    said = node.says
    return said if isinstance(node, Atom) else Words(f"（{said.zh}）", f"({said.en})")


class Way(Struct, frozen=True, eq=False):
    """In which way a condition comes out (情形): the clauses that decide, the same for everybody of whom it comes out so.

    `told` is in which order they are told; alternatives none of which is met stand in a way of their own, and are not flat.
    """

    outcome: Outcome
    atoms: tuple[Atom, ...]
    told: tuple["Atom | Way", ...]
    is_flat: bool


def way_of(node: Node, person: Person) -> Way:
    """The way in which a condition comes out for a person."""
    return _way(OUTCOMES[person.outcome(node)], _deciding(node, person))


def _way(outcome: Outcome, parts: Sequence["Atom | Way"]) -> Way:
    told = tuple(dict.fromkeys(parts))
    is_flat = all(type(part) is Atom for part in told)
    atoms = told if is_flat else tuple(dict.fromkeys(_atoms_told(told)))
    return Way(outcome, atoms, told, is_flat)  # type: ignore[arg-type]


def _atoms_told(parts: Sequence["Atom | Way"]) -> Iterator[Atom]:
    for part in parts:
        yield from (part,) if isinstance(part, Atom) else part.atoms


def _deciding(node: Node, person: Person) -> Sequence["Atom | Way"]:
    """The clauses that decided. Of alternatives none of which is met, it is said that they are such."""
    if isinstance(node, Atom):
        return (node,)
    deciding, outcome = dict.fromkeys(node.deciding(person)), person.outcome(node)
    parts = list[Atom | Way]()
    for part in deciding:
        parts += (part,) if type(part) is Atom else _deciding(part, person)
    is_alternative = len(deciding) > 1 and outcome is not True and isinstance(node, Joined) and not node.is_all
    return (_way(OUTCOMES[outcome], parts),) if is_alternative else parts


def told(way: Way, person: Person) -> Verdict:
    """The verdict for a person of whom a condition comes out in this way: the clauses, each once, and one sentence of them."""
    said = person.said
    clauses = tuple([said.get(atom) or person.clause(atom) for atom in way.atoms])
    if len(clauses) == 1:
        return Verdict(way.outcome, clauses, clauses[0].sentence)
    if way.is_flat:
        zh, en = [each.sentence.zh for each in clauses], [each.sentence.en for each in clauses]
        return Verdict(way.outcome, clauses, Words(ZH_JOINT.join(zh), EN_JOINT.join(en)))
    return Verdict(way.outcome, clauses, _sentence(way, person))


ZH_JOINT, EN_JOINT = "；", ". "


def _sentence(way: Way, person: Person) -> Words:
    zh, en, said = list[str](), list[str](), person.said
    for part in way.told:
        if type(part) is Atom:
            sentence = said[part].sentence
            zh.append(sentence.zh)
            en.append(sentence.en)
        else:
            sentence = _sentence(part, person)  # type: ignore[arg-type]
            zh.append(f"以下须至少一项符合（{sentence.zh}）")
            en.append(f"At least one of these must be met ({sentence.en})")
    return Words(ZH_JOINT.join(zh), EN_JOINT.join(en))
