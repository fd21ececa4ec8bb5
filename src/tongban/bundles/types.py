"""The nouns of a bundle as it stands for one applicant."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.catalogue.public import Component, Item
from tongban.kernel.words import Words


class Standing(StrEnum):
    """Whether an item of the bundle is needed here. What is not known yet is said as unknown."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    UNKNOWN = "unknown"
    OFFERED = "offered"


@dataclass(frozen=True)
class Part:
    """One item of the bundle, how it stands and why. `waits_for` are needed items whose results it cannot do without."""

    component: Component
    item: Item
    standing: Standing
    because: Words
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Composition:
    """A bundle in one situation (组合办理方案): its parts in the bundle's order, and the facts that are still to be asked."""

    parts: tuple[Part, ...]
    open_questions: tuple[str, ...]

    @property
    def needed(self) -> tuple[Item, ...]:
        return tuple(part.item for part in self.parts if part.standing is Standing.NEEDED)
