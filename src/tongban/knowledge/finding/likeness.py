"""How much a question is like what a node is called and how people ask for it: the weighing of the candidates.

Two readings of every saying are kept, by its characters and by its sound. A node's likeness is its best saying (cosine of
weighted tokens) together with how much of the question the node explains at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tongban.knowledge.finding.analysis import tokens
from tongban.knowledge.finding.lexicon import SIGN, Lexicon

CHARACTER, PAIR, SIGN_WEIGHT, NUMBER = 0.3, 1.0, 1.3, 0.25
TOLD = 0.45
SECOND = 0.08

Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]


@dataclass
class Rows:
    """Rows of numbered tokens, one after the other; `ends` says where each row ends."""

    at: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=lambda: [0])

    def add(self, row: Iterable[int]) -> None:
        self.at.extend(row)
        self.ends.append(len(self.at))


class Reading:
    """The sayings of all entries under one reading, and what each token of it is worth."""

    def __init__(self, sayings: Sequence[Sequence[Sequence[str]]], told: Sequence[Sequence[str]]) -> None:
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        rows, wholes, first = Rows(), Rows(), [0]
        shares: list[float] = []
        for said, more in zip(sayings, told, strict=True):
            first.append(first[-1] + len(said))
            numbered = [set(map(numbers.__getitem__, each)) for each in said]
            for row in numbered:
                rows.add(row)
            own: set[int] = set().union(*numbered)
            further = set(map(numbers.__getitem__, more)) - own
            wholes.add([*own, *further])
            shares += [1.0] * len(own) + [TOLD] * len(further)
        self.numbers = dict(numbers)
        self.first = np.array(first, dtype=np.int64)
        self.at, self.ends = np.array(rows.at, np.int32), np.array(rows.ends, np.int64)
        self.whole_at, self.whole_ends = np.array(wholes.at, np.int32), np.array(wholes.ends, np.int64)
        self.worth = self._worth(len(sayings))
        self.weights = self._unit(self.worth[self.at])
        self.shares = np.array(shares, np.float32)

    def _worth(self, count: int) -> Weights:
        seen = np.bincount(self.whole_at, minlength=len(self.numbers))
        rare = np.log1p((count - seen + 0.5) / (seen + 0.5))
        kinds = np.fromiter((kind_weight(token) for token in self.numbers), np.float32, len(self.numbers))
        worth: Weights = (rare * kinds).astype(np.float32)
        return worth

    def _unit(self, weights: Weights) -> Weights:
        """Each row of length 1."""
        squares = np.concatenate(([0.0], np.cumsum(weights.astype(np.float64) ** 2)))
        lengths = np.sqrt(squares[self.ends[1:]] - squares[self.ends[:-1]])
        lengths[lengths == 0] = 1.0
        unit: Weights = (weights / np.repeat(lengths, np.diff(self.ends))).astype(np.float32)
        return unit

    def compare(self, asked: Sequence[str], candidates: Numbers) -> tuple[Weights, Weights]:
        """For each candidate the cosine of its best saying (with a little of the second), and the share that it explains."""
        wanted = list(dict.fromkeys(asked))
        known = [self.numbers[token] for token in wanted if token in self.numbers]
        rarest = float(np.log1p(len(self.first) - 1))
        total = [self.worth[self.numbers[t]] if t in self.numbers else rarest * kind_weight(t) for t in wanted]
        length, mass = float(np.sqrt(np.sum(np.square(total)))), float(np.sum(total))
        if not known or not length:
            return np.zeros(len(candidates), np.float32), np.zeros(len(candidates), np.float32)
        question = np.zeros(len(self.numbers), np.float32)
        question[known] = self.worth[known]
        return self._best(question, candidates) / length, self._share(question, candidates) / mass

    def _best(self, question: Weights, candidates: Numbers) -> Weights:
        begin, end = self.first[candidates], self.first[candidates + 1]
        rows = _ranges(begin, end)
        sums = _row_sums(question[self.at[_ranges(self.ends[rows], self.ends[rows + 1])]]
                         * self.weights[_ranges(self.ends[rows], self.ends[rows + 1])],
                         self.ends[rows + 1] - self.ends[rows])  # fmt: skip
        counts = end - begin
        best = np.zeros(len(candidates), np.float32)
        some = counts > 0
        if some.any():
            starts = (np.cumsum(counts) - counts)[some]
            top = np.maximum.reduceat(sums, starts)
            rest = np.where(sums < np.repeat(top, counts[some]), sums, 0.0)
            best[some] = top + SECOND * np.maximum.reduceat(rest, starts)
        return best

    def _share(self, question: Weights, candidates: Numbers) -> Weights:
        begin, end = self.whole_ends[candidates], self.whole_ends[candidates + 1]
        positions = _ranges(begin, end)
        return _row_sums(question[self.whole_at[positions]] * self.shares[positions], end - begin)


def kind_weight(token: str) -> float:
    """What a token is worth by its kind: a sign most, one character and a number least."""
    if token.startswith(SIGN):
        return SIGN_WEIGHT
    if token.isdigit():
        return NUMBER
    return CHARACTER if len(token) == 1 else PAIR


def _ranges(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """All positions from each begin to its end, one after the other."""
    lengths = end - begin
    starts = np.repeat(begin - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return starts + np.arange(int(lengths.sum()))


def _row_sums(values: Weights, lengths: NDArray[np.int64]) -> Weights:
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    ends = np.cumsum(lengths)
    totals: Weights = (sums[ends] - sums[ends - lengths]).astype(np.float32)
    return totals


def words_of(text: str, lexicon: Lexicon) -> list[str]:
    """The tokens and signs of a normal text."""
    plain = lexicon.in_plain_words(text)
    return [*tokens(plain), *lexicon.signs_in(plain)]
