"""Conditions as they are weighed: clauses joined by all, any and either. Kleene's three values are True, False and None."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from tongban.kernel.words import Words
from tongban.rules.readings import Reading, Values, missing, reading
from tongban.rules.sentences import ENDS, capital, said_value, spaced
from tongban.rules.shapes import Shape, either, is_dated, joined, parameters_in
from tongban.rules.types import Clause, FactType, Outcome, Verdict

OUTCOMES = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", reading(self.shape))

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

    def __post_init__(self) -> None:
        object.__setattr__(self, "judge", reading(self.shape))
        object.__setattr__(self, "is_dated", is_dated(self.shape))

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

    def clause(
        self, outcome: bool | None, values: Values, on: date, *, sources: Mapping[str, Words] | None = None
    ) -> Clause:
        """How it came out for these values, in words; where `sources` are given, each value with its own."""
        waits = missing(self.shape, values, on) if outcome is None else ()
        end = ENDS[OUTCOMES[outcome]]
        have, demand = self._have(values, on), self._demand(values, on)
        if sources:
            have = self._proved(have, values, sources)
        sentence = Words(_judged(have.zh, demand.zh, outcome), f"{have.en}; it {demand.must}: {end}")
        return Clause(self.text, sentence, OUTCOMES[outcome], self.facts, waits)

    def _proved(self, have: Words, values: Values, sources: Mapping[str, Words]) -> Words:
        said = dict.fromkeys(sources[code] for code in self.facts if code in sources and values.get(code) is not None)
        if not said:
            return have
        zh, en = "、".join(each.zh for each in said), ", ".join(each.en for each in said)
        return Words(f"{have.zh}（据{zh}）", f"{have.en} (source: {en})")

    def _have(self, values: Values, on: date) -> Words:
        says, value = self.subject.says, self.subject.read(values, on)
        label = capital(says.en)
        if value is None:
            if not self.about_knowing and not self.subject.missing(values, on):
                why = _why(self.subject, on)
                return Words(f"{says.zh}无法计算（{why.zh}）", f"{label} cannot be calculated ({why.en})")
            if self.subject.is_question:
                return Words(f"{says.zh}还没有回答", f"{label} is not answered yet")
            zh = f"{says.zh}未知" if self.about_knowing else f"还不知道{says.zh}"
            return Words(zh, f"{label} is not known")
        if self.about_knowing:
            return Words(f"{says.zh}已知", f"{label} is known")
        shown = self.subject.shown(value)
        if self.subject.is_question and self.subject.sort is Sort.BOOLEAN:
            return Words(f"{says.zh}答{shown.zh}", f"{label} is answered {shown.en}")
        joint = " " if self.subject.sort in (Sort.NUMBER, Sort.DATE) else "是"
        return Words(f"{says.zh}{joint}{shown.zh}", f"{label} is {shown.en}")

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
    flat: tuple["Node", ...] = field(init=False)
    """The parts, where all must hold with those of parts of which all must hold too: they decide alike, and are told alike."""

    def __post_init__(self) -> None:
        inner = (
            part.flat if self.is_all and isinstance(part, Joined) and part.is_all else (part,) for part in self.parts
        )
        object.__setattr__(self, "flat", tuple(each for parts in inner for each in parts))

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

    __slots__ = ("lacks", "on", "outcomes", "said", "values")

    def __init__(self, values: Values, on: date) -> None:
        self.values, self.on = values, on
        self.outcomes: dict[Node, bool | None] = {}
        self.said: dict[Atom, Clause] = {}
        self.lacks: dict[tuple[Atom, int], Any] = {}

    def outcome(self, node: Node) -> bool | None:
        """Met, not met or unknown."""
        outcomes = self.outcomes
        if node not in outcomes:
            outcomes[node] = node.weigh(self)
        return outcomes[node]

    def clause(self, atom: Atom) -> Clause:
        """A clause in words, made once."""
        if atom not in self.said:
            self.said[atom] = atom.clause(self.outcome(atom), self.values, self.on)
        return self.said[atom]

    def verdict(self, node: Node) -> Verdict:
        """The outcome, the clauses that decided, each once, and the one sentence made of them."""
        return verdict_of(node, self)

    def later(self, day: date) -> "Person":
        """The same values on another day."""
        return Person(self.values, day)


def _why(term: Term, on: date) -> Words:
    """Why a value cannot be had although every fact is known."""
    silent = [each.label for each in parameters_in(term.shape).values() if each.on(on) is None]
    if silent:
        return Words(f"{silent[0].zh}在这一天还没有规定", f"{silent[0].en} is not laid down for this day")
    return Words("除数为零", "division by zero")


def _judged(have: str, demand: str, outcome: bool | None) -> str:
    """What is so, and how it ought to be; what is so and ought to be is said once."""
    if outcome is not True:
        return spaced(f"{have}，须{demand}", "才符合")
    return have if have.endswith(demand) else f"{have}，{demand}"


def bracketed(node: Node) -> Words:
    """A node's words, in brackets where they would run together with their neighbours."""
    said = node.says
    return said if isinstance(node, Atom) else Words(f"（{said.zh}）", f"({said.en})")


def verdict_of(node: Node, person: Person) -> Verdict:
    """The outcome, the clauses that decided, each once, and the one sentence made of them."""
    outcome = OUTCOMES[person.outcome(node)]
    if type(node) is Atom:
        clause = person.said.get(node) or person.clause(node)
        return Verdict(outcome, (clause,), clause.sentence)
    clauses: dict[Atom, Clause] = {}
    zh: list[str] = []
    en: list[str] = []
    _gather(node, person, clauses, (zh, en))
    return Verdict(outcome, tuple(clauses.values()), Words(ZH_JOINT.join(zh), EN_JOINT.join(en)))


ZH_JOINT, EN_JOINT = "；", ". "


def _gather(node: Node, person: Person, clauses: dict[Atom, Clause], said: tuple[list[str], list[str]]) -> None:
    """Puts down the clauses that decided, and their words. Of alternatives none of which is met, it is said that they are such."""
    if type(node) is Joined:
        outcomes = person.outcomes
        outcome = outcomes[node]
        deciding: Sequence[Node] = [part for part in node.flat if outcomes[part] is outcome]
        is_alternative = not node.is_all and outcome is not True and len(deciding) > 1
    else:
        deciding, is_alternative = node.deciding(person), False  # type: ignore[union-attr]
    own = zh, en = ([], []) if is_alternative else said
    known = person.said
    for part in deciding:
        if type(part) is Atom:
            clause = clauses[part] = known.get(part) or person.clause(part)
            sentence = clause.sentence
            zh.append(sentence.zh)
            en.append(sentence.en)
        else:
            _gather(part, person, clauses, own)
    if is_alternative:
        said[0].append(f"以下须至少一项符合（{ZH_JOINT.join(zh)}）")
        said[1].append(f"At least one of these must be met ({EN_JOINT.join(en)})")
