"""What sayings mean, as vectors: it finds what shares no word with the question. Made ready in the background, kept on disk."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray

from tongban.knowledge.ports import Encoder

log = logging.getLogger(__name__)
SEEN_WHOLE = 20_000
NEIGHBOURS = 30
REMEMBERED = 2048
STIFF = 1.0
Vectors = NDArray[np.float32]


class Meaning:
    """The sayings of the entries as vectors; `owners` says to which entry each saying belongs.

    Until `is_ready`, the search goes without it. Vectors are kept in `folder` by the digest of their text, so that only new
    sayings are ever read. `directions` are learned from them: which way the sayings of each entry lie, all of them together and
    unlike those of the others (ridge regression of the entries on the vectors; Hoerl and Kennard, 1970).
    """

    def __init__(self, sayings: Sequence[str], owners: Sequence[int], encoder: Encoder, folder: Path) -> None:
        self.sayings, self.owners = sayings, np.asarray(owners, np.int64)
        self.first = np.searchsorted(self.owners, np.arange(int(self.owners[-1]) + 2 if len(owners) else 1))
        self.encoder, self.folder = encoder, folder
        self.vectors: Vectors | None = None
        self.directions: Vectors = np.zeros((len(self.first) - 1, 0), np.float32)
        self.begun = Lock()
        self.asked = lru_cache(maxsize=REMEMBERED)(self._asked)

    @property
    def is_ready(self) -> bool:
        return self.vectors is not None

    def prepare(self, *, wait: bool = False) -> None:
        """Begin to make it ready, once; `wait` until it is."""
        if wait and not self.is_ready:
            self._load()
        elif not self.is_ready and self.begun.acquire(blocking=False):
            Thread(target=self._load_quietly, name="meaning", daemon=True).start()

    def likeness(self, text: str, candidates: Sequence[int], *, widen: bool) -> dict[int, tuple[float, float]]:
        """For each candidate, and with `widen` for the nearest of all: the cosine of its nearest saying, and how far the question
        lies in its direction (about 0 for what it has nothing to do with, about 1 for one of its own sayings)."""
        question = self.asked(text)
        near = self._nearness(question, candidates, widen=widen)
        leaning = self.directions[list(near)] @ question
        return dict(zip(near, zip(near.values(), leaning.tolist(), strict=True), strict=True))

    def _nearness(self, question: Vectors, candidates: Sequence[int], *, widen: bool) -> dict[int, float]:
        assert self.vectors is not None
        if not widen or len(self.sayings) > SEEN_WHOLE:
            return {at: self._best(question, at) for at in candidates}
        near = self.vectors @ question
        best = np.full(len(self.first) - 1, -1.0, np.float32)
        np.maximum.at(best, self.owners, near)
        found = {*candidates, *np.argsort(-best)[:NEIGHBOURS].tolist()}
        return {at: float(best[at]) for at in found}

    def _best(self, question: Vectors, at: int) -> float:
        assert self.vectors is not None
        own = self.vectors[self.first[at] : self.first[at + 1]]
        return float(np.max(own @ question)) if len(own) else 0.0

    def _asked(self, text: str) -> Vectors:
        vector: Vectors = self.encoder.encode([text])[0]
        return vector

    def _load_quietly(self) -> None:
        try:
            self._load()
        except Exception:
            # The search goes on without it; what is wrong stands in the log.
            log.exception("the meaning of sayings could not be read")

    def _load(self) -> None:
        file = self.folder / f"{self.encoder.name}.npz"
        kept = _kept(file)
        digests = [sha256(text.encode()).hexdigest()[:32] for text in self.sayings]
        new = {digest: text for digest, text in zip(digests, self.sayings, strict=True) if digest not in kept}
        if new:
            kept |= dict(zip(new, self.encoder.encode(list(new.values())), strict=True))
            _keep(file, {digest: kept[digest] for digest in digests})
        else:
            self.encoder.encode(["?"])
        vectors = np.stack([kept[digest] for digest in digests]).astype(np.float32)
        self.directions, self.vectors = directions_of(vectors, self.first), vectors


def directions_of(vectors: Vectors, first: NDArray[np.int64]) -> Vectors:
    """One row for each entry, whose sayings are the rows of `vectors` from `first` of it to that of the next."""
    sums, some = np.zeros((len(first) - 1, vectors.shape[1]), np.float32), first[1:] > first[:-1]
    sums[some] = np.add.reduceat(vectors, first[:-1][some], axis=0)
    alike = vectors.T @ vectors + STIFF * np.eye(vectors.shape[1], dtype=np.float32)
    found: Vectors = np.linalg.solve(alike, sums.T).T.astype(np.float32)
    return found


def _kept(file: Path) -> dict[str, Vectors]:
    try:
        with np.load(file, allow_pickle=False) as found:
            return dict(zip(found["digests"].tolist(), found["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError):
        return {}


def _keep(file: Path, vectors: dict[str, Vectors]) -> None:
    """Written beside and then put in place: another process may be reading."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f"{file.name}.{np.random.default_rng().integers(1 << 40)}.new")
    with half.open("wb") as written:
        np.savez(written, digests=np.array(list(vectors)), vectors=np.stack(list(vectors.values())).astype(np.float16))
    half.replace(file)
