"""What the search needs from outside: something that names the candidates among many nodes, and something that reads sentences.

The candidates are then weighed in the process. The embedded index (tantivy) is the default; a city with a search cluster names
another class in TONGBAN_SEARCH_INDEX.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FIELDS: Mapping[str, float] = {"called": 3.0, "asked": 2.0, "told": 0.6, "heard": 0.35, "typed": 3.0}
"""The fields of a document and what a token found in each is worth. All hold tokens with a space between them."""


@dataclass(frozen=True)
class Terms:
    """What is looked for: tokens with the fields in which they may stand, and the beginning of a word being typed.

    Tokens are characters, pairs, stems and signs, never somebody's raw words, so that no sign in them is an instruction.
    """

    words: Sequence[str]
    heard: Sequence[str] = ()
    typed: str = ""


class Index(Protocol):
    """An index over the documents of one edition, named by its digest. Documents are numbered from 0 in the given order."""

    def __init__(self, digest: str, documents: Sequence[Mapping[str, str]]) -> None: ...

    def candidates(self, terms: Terms, limit: int) -> Sequence[int]:
        """The numbers of the documents that have any of the terms, the most promising first, at most `limit`."""
        ...


class Encoder(Protocol):
    """Turns sentences into vectors of length 1, so that those that mean nearly the same lie close together.

    TONGBAN_SEARCH_ENCODER names the class; with "none" the search goes by words and sounds alone.
    """

    name: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text. The first call may take seconds, because it loads the model."""
        ...
