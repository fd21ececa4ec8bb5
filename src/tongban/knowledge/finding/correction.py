"""What was perhaps meant: a wrong character that sounds like a name, an English word with a slip."""

import difflib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable

from tongban.knowledge.finding.analysis import ENGLISH_FILLERS, HAN, LATIN, stem, syllables

SHORTEST, LONGEST = 2, 8
CLOSE = 0.8
SLIP, MOST_OF_IT, LEAST_TYPED = 0.85, 0.6, 4


class Ways:
    """All the ways of typing names in Latin letters."""

    def __init__(self, ways: Iterable[str]) -> None:
        self.ways = sorted(set(ways))
        self.by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for way in self.ways:
            self.by_letter[way[0]].append(way)

    def nearest(self, typed: str) -> str:
        """What was typed where it is a way or begins one; else the way it is but for a slip, or the longest that begins it."""
        at = bisect_left(self.ways, typed)
        if len(typed) < LEAST_TYPED or (at < len(self.ways) and self.ways[at].startswith(typed)):
            return typed
        own = self.by_letter.get(typed[0], [])
        if near := difflib.get_close_matches(typed, own, n=1, cutoff=SLIP):
            return near[0]
        begin = [way for way in own if typed.startswith(way) and len(way) >= max(LEAST_TYPED, MOST_OF_IT * len(typed))]
        return max(begin, key=len, default=typed)


class Correction:
    """The names of things by their sound, and the English words that occur."""

    def __init__(self, names: Iterable[str], known: Container[str]) -> None:
        self.known = known
        self.sounding: dict[tuple[str, ...], str] = {}
        self.english: dict[str, list[str]] = {}
        for name in names:
            for run in HAN.findall(name):
                if SHORTEST <= len(run) <= LONGEST:
                    self.sounding.setdefault(tuple(syllables(run)), run)
            for word in LATIN.findall(name):
                if len(word) > 3 and word.isalpha():
                    words = self.english.setdefault(word[0], [])
                    if word not in words:
                        words.append(word)

    def mended(self, text: str) -> str:
        """The normal text with its wrong words put right; "" where nothing is wrong."""
        mended = HAN.sub(lambda run: self._chinese(run[0]), text)
        mended = LATIN.sub(lambda word: self._english(word[0]), mended)
        return mended if mended != text else ""

    def _chinese(self, run: str) -> str:
        """From left to right, the longest stretch that sounds like a name but is not written like anything known."""
        heard, found, at = syllables(run), "", 0
        while at < len(run):
            step = 1
            for length in range(min(LONGEST, len(run) - at), SHORTEST - 1, -1):
                written = run[at : at + length]
                name = self.sounding.get(tuple(heard[at : at + length]))
                if name is None:
                    continue
                step = length
                if name != written and self._is_strange(written):
                    found += name
                else:
                    found += written
                break
            else:
                found += run[at]
            at += step
        return found

    def _is_strange(self, written: str) -> bool:
        """Whether one of its pairs of characters occurs nowhere."""
        return any(written[at : at + 2] not in self.known for at in range(len(written) - 1))

    def _english(self, word: str) -> str:
        if len(word) < 4 or not word.isalpha() or word in ENGLISH_FILLERS or stem(word) in self.known:
            return word
        near = difflib.get_close_matches(word, self.english.get(word[0], ()), n=1, cutoff=CLOSE)
        return near[0] if near else word
