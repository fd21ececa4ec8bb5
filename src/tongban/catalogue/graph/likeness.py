"""Facts that look like one and the same under two names. Found by rules that are told; nothing is joined by itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from tongban.catalogue.graph.nodes import Graph, Kind, Tie
from tongban.catalogue.types import Edition, Fact
from tongban.rules.public import FactKind

ALIKE = 0.5
"""From this share of common pairs of characters on, two labels are alike."""
RAREST = 60
"""A pair of characters that more labels have than this says nothing about a label."""


class Ground(StrEnum):
    """Why two facts look like one."""

    SAME_COLUMN = "same_column"  # the same field of the same register answers for both
    SAME_LABEL = "same_label"
    SAME_OPTIONS = "same_options"  # the same list of options, and labels that are somewhat alike
    ALIKE_LABEL = "alike_label"


@dataclass(frozen=True)
class Likeness:
    """Two facts that look like one (疑似同一数据项): why, how alike their labels are (0 to 1), and in what they differ.

    `differences` names the parts of their definitions that differ: kind, options, unit, pattern, range. `items` and `organs`
    are those that ask for either.
    """

    first: Fact
    second: Fact
    ground: Ground
    score: float
    differences: tuple[str, ...]
    items: tuple[str, ...]
    organs: tuple[str, ...]

    @property
    def is_conflict(self) -> bool:
        """Whether one answer could not be given to both as they are defined."""
        return bool(self.differences)


def alike_facts(edition: Edition, graph: Graph, *, among: Iterable[str] | None = None) -> tuple[Likeness, ...]:
    """Pairs of facts that different items ask for and that look like one, the most alike first.

    `among` limits it to these facts. Pairs that the content itself declares different (`differs_from`) are left out.
    """
    wanted = edition.facts.keys() if among is None else set(among) & edition.facts.keys()
    facts = {code: edition.facts[code] for code in edition.facts if code in wanted}
    askers = {code: _askers(graph, code) for code in facts}
    positions = {code: position for position, code in enumerate(edition.items)}
    found: dict[frozenset[str], Likeness] = {}
    for first, second, ground, score in _candidates(facts):
        if not _declared_different(first, second) and _are_asked_apart(askers[first.code], askers[second.code]):
            pair = frozenset((first.code, second.code))
            if pair not in found:
                found[pair] = _likeness(edition, first, second, ground, score=score, askers=askers, positions=positions)
    return tuple(sorted(found.values(), key=lambda each: (-each.score, each.first.code, each.second.code)))


def _askers(graph: Graph, code: str) -> frozenset[str]:
    node = graph.nodes.get(f"{Kind.FACT.value}:{code}")
    asking = graph.resting_on(node, Tie.ASKS) if node else []
    return frozenset(each.code for each in asking if each.kind is Kind.ITEM)


def _are_asked_apart(first: frozenset[str], second: frozenset[str]) -> bool:
    """Both are asked, and no item asks for both: one that does tells them apart itself."""
    return bool(first and second) and not first & second


def _declared_different(first: Fact, second: Fact) -> bool:
    return second.code in first.differs_from or first.code in second.differs_from


def _candidates(facts: Mapping[str, Fact]) -> Iterator[tuple[Fact, Fact, Ground, float]]:
    """Pairs worth a look, the strongest ground first. No pass compares everything with everything."""
    by_column: dict[tuple[str, str], list[Fact]] = {}
    by_label: dict[str, list[Fact]] = {}
    for fact in facts.values():
        if fact.source and fact.register_field:
            by_column.setdefault((fact.source, fact.register_field), []).append(fact)
        for label in {plain(fact.label.zh), plain(fact.label.en)}:
            by_label.setdefault(label, []).append(fact)
    for same in by_column.values():
        yield from ((one, other, Ground.SAME_COLUMN, 1.0) for one, other in combinations(same, 2))
    for same in by_label.values():
        yield from ((one, other, Ground.SAME_LABEL, 1.0) for one, other in combinations(same, 2))
    for one, other, score in _overlapping(facts):
        if one.options and one.options.keys() == other.options.keys() and score >= ALIKE / 2:
            yield one, other, Ground.SAME_OPTIONS, score
        elif score >= ALIKE:
            yield one, other, Ground.ALIKE_LABEL, score


def _overlapping(facts: Mapping[str, Fact]) -> Iterator[tuple[Fact, Fact, float]]:
    """Pairs whose Chinese labels share a pair of characters that is not everywhere, with the share of what they have in common."""
    pairs = {code: pairs_of(fact.label.zh) for code, fact in facts.items()}
    having: dict[str, list[str]] = {}
    for code, own in pairs.items():
        for each in own:
            having.setdefault(each, []).append(code)
    seen: set[tuple[str, str]] = set()
    for codes in having.values():
        if len(codes) > RAREST:
            continue
        for one, other in combinations(codes, 2):
            if (one, other) not in seen:
                seen.add((one, other))
                both = len(pairs[one] & pairs[other])
                yield facts[one], facts[other], both / (len(pairs[one]) + len(pairs[other]) - both)


def plain(label: str) -> str:
    """A label without spaces, marks and the words in brackets after it."""
    bare = label.partition("（")[0].partition("(")[0]
    return "".join(char for char in bare.casefold() if char.isalnum())


def pairs_of(label: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a label; a single character is its own."""
    text = plain(label)
    return frozenset(text[start : start + 2] for start in range(len(text) - 1)) or frozenset((text,))


def _likeness(
    edition: Edition,
    first: Fact,
    second: Fact,
    ground: Ground,
    *,
    score: float,
    askers: Mapping[str, frozenset[str]],
    positions: Mapping[str, int],
) -> Likeness:
    items = tuple(sorted(askers[first.code] | askers[second.code], key=positions.__getitem__))
    organs = tuple(dict.fromkeys(edition.items[code].organ for code in items))
    return Likeness(first, second, ground, round(score, 2), differences(first, second), items, organs)


def differences(first: Fact, second: Fact) -> tuple[str, ...]:
    """The parts in which the definitions differ so that one value might not serve both."""
    is_choice = {first.kind, second.kind} & {FactKind.CHOICE, FactKind.CHOICES}
    pairs = {
        "kind": (first.kind, second.kind),
        "options": (set(first.options), set(second.options)) if is_choice else (0, 0),
        "unit": (first.unit and first.unit.zh, second.unit and second.unit.zh),
        "pattern": (first.pattern, second.pattern),
        "range": ((first.minimum, first.maximum), (second.minimum, second.maximum)),
    }
    return tuple(name for name, (one, other) in pairs.items() if one != other)
