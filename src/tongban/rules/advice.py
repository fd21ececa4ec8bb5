"""What follows for a person: the reasons clause by clause, the questions that end soonest, and what is still lacking."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from tongban.kernel.words import Words
from tongban.rules.calculation import EXACT
from tongban.rules.clauses import OUTCOMES, Atom, Joined, Node, Person, Sort
from tongban.rules.readings import Reading, Values, reading
from tongban.rules.sentences import said_date, said_number
from tongban.rules.shapes import Shape, facts_in, is_dated, parameters_in, rebuilt
from tongban.rules.types import Gap, Nearness, Outcome, Value

LONGEST_WAIT = 120 * 366
STEADY = frozenset({"years", "months", "days_until"})
_DAY_BY_DAY, _STRIDE = 400, 28
_STEPS = (*range(1, _DAY_BY_DAY), *range(_DAY_BY_DAY, LONGEST_WAIT, _STRIDE))


def reasons(node: Node, values: Values, on: date, sources: Mapping[str, Words]) -> Words:
    """Every clause with the person's own values, in the order of the text."""
    person = Person(values, on)
    said = dict.fromkeys(atom.clause(person, sources=sources).sentence for atom in atoms_of(node))
    return Words("；".join(each.zh for each in said), "; ".join(each.en for each in said))


def atoms_of(node: Node) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
        return
    for part in node.parts if isinstance(node, Joined) else (node.test, node.then, node.otherwise):
        yield from atoms_of(part)


def asked(node: Node, person: Person) -> tuple[str, ...]:
    """The unknown facts that matter, those first with which the fewest answers can settle the outcome; none where it is settled."""
    return _asked(node, person) if person.outcome(node) is None else ()


def _asked(node: Node, person: Person) -> tuple[str, ...]:
    if isinstance(node, Atom):
        return node.missing(person.values, person.on) if person.outcome(node) is None else ()
    parts = [_asked(part, person) for part in node.deciding(person)]
    if isinstance(node, Joined):
        parts.sort(key=len)
    return tuple(dict.fromkeys(code for part in parts for code in part))


class Lack(NamedTuple):
    """A clause that is not met, and the day on which time alone meets it."""

    atom: Atom
    met_on: date | None


def nearness(node: Node, person: Person, within: int = LONGEST_WAIT) -> Nearness:
    """The fewest changes by which the condition would be met; waiting is looked at for `within` days."""
    lacks, met_on = _fewest(node, person, within)
    return _near(node, person, lacks, met_on)


class Chance(NamedTuple):
    """What is to be looked at to tell whether a condition is nearly met: the same for everybody of whom it comes out in one way.

    `is_far`: nothing; `only` is the one clause that is lacking, where there is but one and time changes it.
    """

    is_far: bool
    only: Atom | None = None


def chance_of(node: Node, person: Person) -> Chance:
    """The chance of a condition that came out for a person as it did. No value and no day is looked at."""
    if not any(atom.is_dated for atom in atoms_of(node) if person.outcome(atom) is not True):
        return Chance(not _is_little(tuple(dict.fromkeys(_lacks(node, person, 0)))))
    if type(node) is not Joined or not node.is_all:
        return Chance(False)
    lacking = [part for part in node.parts if person.outcome(part) is not True]
    atoms = [part for part in lacking if type(part) is Atom]
    if len(lacking) > 1 or not atoms:
        return Chance(len(atoms) > 1 and not all(each.is_dated for each in atoms))
    return Chance(False, atoms[0]) if atoms[0].is_dated else Chance(_is_unmeasured(atoms[0]))


def nearly(node: Node, person: Person, within: int, chance: Chance) -> Nearness | None:
    """The same, where waiting is enough, or one clause is lacking that has more and less; else None, and no word is said."""
    if chance.is_far or (chance.only and _lack(chance.only, person, within).met_on is None):
        return None
    lacks, met_on = _fewest(node, person, within)
    return _near(node, person, lacks, met_on) if met_on is not None or _is_little(lacks) else None


def _is_little(lacks: Sequence[Lack]) -> bool:
    return len(lacks) == 1 and not _is_unmeasured(lacks[0].atom)


def _fewest(node: Node, person: Person, within: int) -> tuple[tuple[Lack, ...], date | None]:
    """The clauses that are lacking on the shortest way, and the day where waiting is enough."""
    lacks = tuple(dict.fromkeys(_lacks(node, person, within)))
    days = [each.met_on for each in lacks]
    met_on = max((day for day in days if day is not None), default=None)
    if met_on is None or None in days or person.later(met_on).outcome(node) is not True:
        # Waiting for one clause may spoil another: then waiting alone is no way.
        met_on = None
    return lacks, met_on


def _near(node: Node, person: Person, lacks: Sequence[Lack], met_on: date | None) -> Nearness:
    gaps = [_gap(each, person) for each in lacks]
    once = tuple({gap.clause: gap for gap in gaps}.values()) if len(gaps) > 1 else tuple(gaps)
    return Nearness(OUTCOMES[person.outcome(node)], once, met_on)


def _is_unmeasured(atom: Atom) -> bool:
    return atom.is_dated or atom.subject.sort is not Sort.NUMBER


def _lacks(node: Node, person: Person, within: int) -> Sequence[Lack]:
    outcomes = person.outcomes
    if person.outcome(node) is True:
        return ()
    if isinstance(node, Atom):
        return (_lack(node, person, within),)
    if isinstance(node, Joined):
        if node.is_all:
            return [lack for part in node.parts if outcomes[part] is not True for lack in _lacks(part, person, within)]
        return min([_lacks(part, person, within) for part in node.parts], key=_effort)
    test = person.outcome(node.test)
    if test is None:
        return (*_lacks(node.test, person, within), *_lacks(node.then, person, within))
    return _lacks(node.then if test else node.otherwise, person, within)


def _effort(way: Sequence[Lack]) -> tuple[int, int, date]:
    """First the fewest clauses, then what waiting brings, then what waiting brings soonest."""
    by_acting = sum(each.met_on is None for each in way)
    return len(way), by_acting, max((each.met_on or date.max for each in way), default=date.min)


def _lack(atom: Atom, person: Person, within: int) -> Lack:
    known = person.lacks
    if (atom, within) not in known:
        known[atom, within] = Lack(atom, _waited(atom, person, within) if atom.is_dated else None)
    found: Lack = known[atom, within]
    return found


def _waited(atom: Atom, person: Person, within: int) -> date | None:
    if person.outcome(atom) is None:
        return None
    values, on = person.values, person.on
    last = min(within, (date.max - on).days)
    if _turns_once(atom, on):
        return _turns_on(atom.judge, values, on, last)
    shape = _chosen(atom.shape, values, on)
    if _is_steady(shape, on):
        return _turns_on(reading(shape), values, on, last)
    named = tuple((code, values.get(code)) for code in facts_in(atom.shape))
    return _met_on(shape, named, on, last)


def _gap(lack: Lack, person: Person) -> Gap:
    """What a clause lacks, in words."""
    atom, met_on = lack
    values, on, clause = person.values, person.on, person.clause(atom)
    if clause.outcome is Outcome.UNKNOWN:
        return Gap(clause, clause.sentence)
    if met_on is not None:
        wait, day, says = _said_wait(on, met_on), said_date(met_on), atom.wanted(values, on)
        zh = f"{says.zh}：还有 {wait.zh}（{day.zh}起）"
        return Gap(clause, Words(zh, f"{says.en}: in {wait.en} (from {day.en})"), None, met_on)
    lacks = _distance(atom, values, on)
    if lacks is None:
        return Gap(clause, clause.sentence)
    shown = said_number(_short(abs(lacks)), atom.subject.unit)
    zh, en = ("还差", "short by") if lacks > 0 else ("超出", "over by")
    return Gap(
        clause, Words(f"{clause.sentence.zh}（{zh} {shown.zh}）", f"{clause.sentence.en} ({en} {shown.en})"), lacks
    )


def _chosen(shape: Shape, values: Values, on: date) -> Shape:
    """The shape with the side chosen wherever time does not choose: "60 for men and 50 for women" is one number for a person."""
    return rebuilt(shape, lambda node: _side(node, values, on)) if _has_choice(shape) else shape


def _side(node: Shape, values: Values, on: date) -> Shape:
    if node.op != "choose" or is_dated(node.parts[0]) or parameters_in(node.parts[0]):
        return node
    outcome = reading(node.parts[0])(values, on)
    return node if outcome is None else node.parts[1] if outcome else node.parts[2]


@lru_cache(maxsize=4096)
def _has_choice(shape: Shape) -> bool:
    return any(each.op == "choose" for each in shape.walk())


@lru_cache(maxsize=4096)
def _met_on(shape: Shape, named: tuple[tuple[str, Value], ...], on: date, within: int) -> date | None:
    """The first day, seen from `on`, on which time alone makes a clause true: day by day for a year, then by four weeks."""
    values, judge, before = dict(named), reading(shape), 0
    for step in takewhile(lambda step: step <= within, _STEPS):
        if judge(values, on + timedelta(step)):
            later = range(before + 1, step + 1)
            return next(day for day in (on + timedelta(each) for each in later) if judge(values, day))
        before = step
    return None


@lru_cache(maxsize=16384)
def _turns_once(atom: Atom, on: date) -> bool:
    """Whether that is so of a clause whatever the values are."""
    return not _has_choice(atom.shape) and _is_steady(atom.shape, on)


@lru_cache(maxsize=4096)
def _is_steady(shape: Shape, on: date) -> bool:
    """Whether the truth of a clause turns at most once from `on`: an age, months or days to go against what stays as it is."""
    inner = shape.parts[0] if shape.op == "not" else shape
    if inner.op not in ("<", "<="):
        return False
    moving = [part for part in inner.parts if is_dated(part)]
    changes = [step.from_on for each in parameters_in(shape).values() for step in each.steps]
    return len(moving) == 1 and moving[0].op in STEADY and all(day <= on for day in changes)


def _turns_on(judge: Reading, values: Values, on: date, last: int) -> date | None:
    """The first day within `last` days on which a clause that turns at most once is true."""
    if last < 1 or judge(values, on + timedelta(last)) is not True:
        return None
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if judge(values, on + timedelta(middle)) else (middle, high)
    return on + timedelta(high)


def _short(number: Decimal) -> Decimal:
    """A number as one reads it: of endless decimals four, rounded up, so that making good what is said is enough."""
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -4 else number.quantize(Decimal("0.0001"), ROUND_CEILING)


def _distance(atom: Atom, values: Values, on: date) -> Decimal | None:
    """How far a number is from its bound: positive where it is short, negative where it is over."""
    if _is_unmeasured(atom):
        return None
    shape, wanted = (atom.shape.parts[0], False) if atom.shape.op == "not" else (atom.shape, True)
    if shape.op == "and":
        failing = [each for each in shape.parts if reading(each)(values, on) is False]
        shape, wanted = (failing[0].parts[0], False) if failing[0].op == "not" else (failing[0], True)
    if shape.op not in ("<", "<=") and not (shape.op == "==" and wanted):
        return None
    left, right = (reading(part)(values, on) for part in shape.parts)
    is_ours = shape.parts[0] == atom.subject.shape
    if not is_ours:
        left, right = right, left
    if type(left) is type(right) is Decimal:
        return EXACT.subtract(right, left)
    # A share is a fraction and its bound a decimal; Python subtracts neither from the other.
    lacks = Fraction(right) - Fraction(left)
    return Decimal(lacks.numerator) / Decimal(lacks.denominator)


def _said_wait(on: date, until: date) -> Words:
    """How long it is until a day: days below two months, full months below two years, then years."""
    days = (until - on).days
    months = (until.year - on.year) * 12 + until.month - on.month - (until.day < on.day)
    if days < 60:
        return Words(f"{days} 天", f"{days} days" if days > 1 else "1 day")
    if months < 24:
        return Words(f"{months} 个月", f"{months} months")
    return Words(f"{months // 12} 年", f"{months // 12} years")
