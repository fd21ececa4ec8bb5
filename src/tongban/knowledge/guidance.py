"""Guided questions (智能引导): from a vague wish to the exact thing, by the few questions that remove the most."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.catalogue.public import Axis, Edition
from tongban.knowledge.finding.entries import AMBIGUITY, QUESTION, Entry, entries_of
from tongban.knowledge.types import Hit, NodeKind

UNSURE = "unsure"
FEW = 6
ASKED = ("audience", "aim", "stage", "topic", "organ", "way")
MOST_OPTIONS = 14


@dataclass(frozen=True)
class Guidance:
    """Where somebody stands: what remains, and the next question, if one still helps.

    `facet` names the question: audience, aim, stage, topic, organ or way; `options` are its values with how many things remain
    behind each. No facet means that the list is short enough, or that nothing tells the rest apart.
    """

    remaining: tuple[Hit, ...]
    facet: str = ""
    options: tuple[tuple[str, int], ...] = ()


def guide(answers: Mapping[str, str], *, edition: Edition) -> Guidance:
    """What remains of an edition's bundles, items, policies and advice by these answers, and what to ask next.

    The next question is the one after which fewest are expected to remain. An answer `unsure` leaves everything and is not asked
    again; unknown facets and values remove nothing.
    """
    entries = [
        each for each in entries_of(edition) if each.kind not in (AMBIGUITY, QUESTION, NodeKind.LAW, NodeKind.ADVICE)
    ]
    headed = [(each, headings(each, edition)) for each in entries]
    known = {name: {value for _, heads in headed for value in heads[name]} for name in ASKED}
    given = {name: value for name, value in answers.items() if value in known.get(name, ())}
    left = [(each, heads) for each, heads in headed if _fits(heads, given)]
    hits = tuple(_hit(each) for each, _ in sorted(left, key=lambda one: (one[0].kind != NodeKind.BUNDLE, one[0].code)))
    open_facets = [name for name in ASKED if name not in given and answers.get(name) != UNSURE]
    if len(left) <= FEW:
        return Guidance(hits)
    best = min(open_facets, key=lambda name: (_expected(left, name), ASKED.index(name)), default="")
    if not best or _expected(left, best) >= len(left):
        return Guidance(hits)
    counts = Counter(value for _, heads in left for value in heads[best])
    return Guidance(hits, best, tuple(counts.most_common(MOST_OPTIONS)))


def headings(entry: Entry, edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Under what an entry stands, for each facet that is asked."""
    themes = [edition.themes[code] for code in entry.facets.get("theme", ()) if code in edition.themes]
    return {
        "audience": entry.facets.get("audience", ()),
        "aim": entry.facets.get("aim", ()),
        "stage": tuple(theme.code for theme in themes if theme.axis == Axis.STAGE),
        "topic": tuple(theme.code for theme in themes if theme.axis == Axis.TOPIC),
        "organ": entry.facets.get("organ", ()),
        "way": entry.facets.get("way", ()),
    }


def _fits(heads: Mapping[str, tuple[str, ...]], given: Mapping[str, str]) -> bool:
    return all(value in heads[name] or not heads[name] for name, value in given.items())


def _expected(left: Sequence[tuple[Entry, Mapping[str, tuple[str, ...]]]], name: str) -> float:
    """How many are expected to remain after this question, when each of them is as likely to be meant."""
    counts = Counter(value for _, heads in left for value in heads[name])
    unheaded = sum(not heads[name] for _, heads in left)
    total = sum(counts.values())
    if len(counts) < 2 or not total:
        return float(len(left))
    spread = MOST_OPTIONS / max(MOST_OPTIONS, len(counts))
    return sum(count * count for count in counts.values()) / total / spread + unheaded


def _hit(entry: Entry) -> Hit:
    return Hit(entry.kind, entry.code, entry.title, entry.summary, 0.0, entry.facets)
