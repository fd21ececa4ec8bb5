"""What a search gives."""

from dataclasses import dataclass

from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: a bundle or an item of the edition. A higher score is a better answer."""

    kind: str
    code: str
    title: Words
    summary: Words
    score: float
