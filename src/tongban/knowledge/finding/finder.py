"""The search over one edition: candidates from the index, weighed by their likeness to the question."""

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tongban.knowledge.finding.analysis import (
    HAN,
    about,
    matter,
    normal,
    sounds,
    spoken,
    syllable_pairs,
    typed_matter,
)
from tongban.knowledge.finding.correction import Correction, Ways
from tongban.knowledge.finding.entries import AMBIGUITY, QUESTION, Entry
from tongban.knowledge.finding.lexicon import Lexicon
from tongban.knowledge.finding.likeness import Reading, words_of
from tongban.knowledge.finding.meaning import Meaning
from tongban.knowledge.ports import Index, Terms
from tongban.knowledge.types import NodeKind

CANDIDATES = 50
COSINE, SHARE, SOUND, SAME, SPOKEN, MEANING, LEANING = 1.0, 0.5, 0.2, 0.5, 1.2, 1.6, 1.5
DECIDED, AHEAD = 1.25, 0.3
LONGEST_TYPED = 10
LATER = 0.94
VOWEL = re.compile("[aeiou]")
PREFERENCE: Mapping[str, float] = {NodeKind.BUNDLE: 1.04, QUESTION: 0.8, NodeKind.LAW: 0.8}

Told = tuple[list[str], str]
Weights = tuple[float, float, float]
"""Of a candidate: its score, the share of the question that it explains, how near its meaning is."""


@dataclass(frozen=True)
class Question:
    """Somebody's words as they are looked for: normal, as tokens and signs, by their sound, and as typed in Latin letters."""

    text: str
    words: tuple[str, ...]
    heard: tuple[str, ...]
    typed: str = ""
    is_spoken: bool = False
    meant: str = ""


@dataclass(frozen=True)
class Weighed:
    """A candidate: its score, the share of the question that it explains, and how near its meaning is (each 0 to 1).

    `is_exact`: somebody said a name of it, or an ambiguity, and nothing else.
    """

    entry: Entry
    score: float
    share: float
    nearness: float = 0.0
    is_exact: bool = False


class Finder:
    """Finds the nodes among some entries. `index` supplies the candidates, `digest` names these entries for it."""

    def __init__(self, entries: Sequence[Entry], lexicon: Lexicon, index: type[Index], digest: str) -> None:
        self.entries, self.lexicon = entries, lexicon
        self.meaning: Meaning | None = None
        with _nothing_thrown_away():
            self._read_all(entries, lexicon, index, digest)

    def _read_all(self, entries: Sequence[Entry], lexicon: Lexicon, index: type[Index], digest: str) -> None:
        called = [[normal(text) for text in each.called] for each in entries]
        asked = [[normal(text) for text in each.asked] for each in entries]
        words = [[words_of(text, lexicon) for text in (*a, *b)] for a, b in zip(called, asked, strict=True)]
        read: dict[str, Told] = {}  # many nodes say the same: the conditions and materials of one organ
        read_of = [[_once(text, lexicon, read) for text in each.told] for each in entries]
        told = [[token for tokens, _ in each for token in tokens] for each in read_of]
        heard = [[syllable_pairs(text) for text in (*a, *b)] for a, b in zip(called, asked, strict=True)]
        matters = [about_all(texts) for texts in called]
        self.typed = [typed_ways(texts, named) for texts, named in zip(called, matters, strict=True)]
        documents = [
            {
                "called": _joined(words[at][: len(called[at])]), "asked": _joined(words[at][len(called[at]) :]),
                "told": " ".join([longer for _, longer in read_of[at]]),
                "heard": _joined(heard[at]), "typed": " ".join(_beginnings(self.typed[at])),
            }
            for at in range(len(entries))
        ]  # fmt: skip
        with ThreadPoolExecutor(1) as beside:  # the index is written on another core meanwhile
            writing = beside.submit(index, digest, documents)
            self.words, self.sound = Reading(words, told), Reading(heard, [()] * len(heard))
            exactly = (
                about_all(asked[at]) if each.kind == AMBIGUITY else matters[at] for at, each in enumerate(entries)
            )
            self.same = _numbered((text, at) for at, texts in enumerate(exactly) for text in texts)
            self.preference = [preference(each) for each in entries]
            self.ways = Ways(way for ways in self.typed for way in ways)
            self.correction = Correction((text for texts in called for text in texts), self.words.numbers)
            self.index = writing.result()

    def read(self, words: str) -> Question:
        """Somebody's words as a question, wrong words mended beside the words as they were said."""
        text = normal(words)
        said = words_of(text, self.lexicon)
        meant = self.correction.mended(text)
        more = [token for token in words_of(meant, self.lexicon) if token not in said] if meant else []
        heard, is_spoken, typed = syllable_pairs(text), False, ""
        if text.isascii():
            typed = typed_matter(text)
            is_english = sum(token in self.words.numbers for token in said) * 2 > len(said)
            typed = typed if is_english else self.ways.nearest(typed)
            parts = [] if is_english else spoken(typed)
            is_spoken = len(parts) > 1
            heard = [f"{a}_{b}" for a, b in pairwise(parts)]
        return Question(text, (*said, *more), tuple(heard), typed, is_spoken, meant)

    def weigh(self, question: Question, *, quick: bool = False) -> list[Weighed]:
        """The candidates for a question, best first. `quick` leaves their meaning out, as do words that decide it alone."""
        typed = question.typed if 1 < len(question.typed) <= 30 else ""
        found = self.index.candidates(Terms(_useful(question.words), _useful(question.heard), typed), CANDIDATES)
        exact = self.same.get(about(question.text), ())
        by_words = self._by_words(question, sorted({*found, *exact}), exact, typed)
        is_sentence = not question.typed or VOWEL.search(question.typed)
        if not quick and is_sentence and not question.is_spoken and self._needs_meaning(by_words):
            by_words = self._with_meaning(question, by_words)
        weighed = [
            Weighed(self.entries[at], round(score * self.preference[at], 4), share, nearness, at in exact)
            for at, (score, share, nearness) in by_words.items()
        ]
        return sorted(weighed, key=lambda each: (-each.score, each.entry.kind, each.entry.code))

    def _by_words(self, question: Question, found: list[int], exact: Sequence[int], typed: str) -> dict[int, Weights]:
        if not found:
            return {}
        numbers = np.array(found, np.int64)
        cosine, share = self.words.compare(question.words, numbers)
        heard, heard_share = self.sound.compare(question.heard, numbers)
        sound = 0.7 * heard + 0.3 * heard_share
        scores = COSINE * cosine + SHARE * share + SOUND * sound
        if question.is_spoken:
            scores, share = np.maximum(scores, SPOKEN * sound), np.maximum(share, heard_share)
        weights = {}
        for number, score, explained in zip(found, scores.tolist(), share.tolist(), strict=True):
            typing = _typing(typed, self.typed[number])
            weights[number] = (score + (SAME if number in exact else 0.0) + typing, max(explained, typing), 0.0)
        return weights

    def _needs_meaning(self, by_words: Mapping[int, Weights]) -> bool:
        """Not where one candidate is far ahead by its words: reading the sentence would take ten times as long."""
        if self.meaning is None or not self.meaning.is_ready:
            return False
        best = sorted((score for score, _, _ in by_words.values()), reverse=True)[:2]
        return not best or best[0] < DECIDED or (len(best) > 1 and best[0] - best[1] < AHEAD)

    def _with_meaning(self, question: Question, by_words: Mapping[int, Weights]) -> dict[int, Weights]:
        assert self.meaning is not None
        near = self.meaning.likeness(question.text, list(by_words), widen=True)
        nothing = (0.0, 0.0, 0.0)
        return {
            at: (score + MEANING * nearness + LEANING * leaning, share, nearness)
            for at, (nearness, leaning) in near.items()
            for score, share, _ in [by_words.get(at, nothing)]
        }


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Millions of tokens are made and nearly all are kept: looking for garbage among them takes a sixth of the time."""
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()


def preference(entry: Entry) -> float:
    """What is asked for oftener is a little nearer: whole events before parts, first applications before what comes after them."""
    later = (
        LATER
        if set(entry.facets.get("aim", ())) & {"renew", "change", "cancel"} and entry.kind == NodeKind.ITEM
        else 1.0
    )
    return later * PREFERENCE.get(entry.kind, 1.0)


def _once(text: str, lexicon: Lexicon, read: dict[str, Told]) -> Told:
    """The tokens of a text, and those that are longer than a character as one text; kept in `read`."""
    if text not in read:
        found = words_of(normal(text), lexicon)
        read[text] = found, " ".join([token for token in found if len(token) > 1])
    return read[text]


def about_all(texts: Iterable[str]) -> list[str]:
    """What each of the normal texts is about."""
    return [about(text) for text in texts]


def typed_ways(called: Sequence[str], matters: Sequence[str]) -> tuple[str, ...]:
    """What somebody may type for the names: pinyin, whole and as initials, and the words of the English ones.

    The names are normal; `matters` says of each what it is about.
    """
    short = [
        named for text, named in zip(called, matters, strict=True) if HAN.search(text) and len(named) <= LONGEST_TYPED
    ]
    ways = [way for text in short for way in sounds(text)]
    english = [word for text in called if text.isascii() for word in matter(text).split() if len(word) > 3]
    return tuple(dict.fromkeys((*ways, *english)))


def _typing(typed: str, ways: Sequence[str]) -> float:
    """1 for exactly one of the ways, less for a beginning of one, else 0."""
    if not typed:
        return 0.0
    begun = [len(typed) / len(way) for way in ways if way.startswith(typed)]
    return max((1.0 if each == 1.0 else 0.7 * each for each in begun), default=0.0)


def _beginnings(ways: Sequence[str]) -> list[str]:
    """Every beginning of a way, so that it is found while it is being typed; the whole of it counts twice."""
    begun = {way[:end] for way in ways for end in range(2, len(way) + 1)}
    return [*sorted(begun), *ways]


def _numbered(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for text, at in pairs:
        if at not in found.setdefault(text, []):
            found[text].append(at)
    return {text: tuple(each) for text, each in found.items()}


def _joined(rows: Iterable[Iterable[str]]) -> str:
    return " ".join([token for row in rows for token in row])


def _useful(tokens: Sequence[str]) -> list[str]:
    """Each once; single characters only where there is nothing longer."""
    once = list(dict.fromkeys(tokens))
    longer = [token for token in once if len(token) > 1]
    return longer if len(longer) > 2 else once
