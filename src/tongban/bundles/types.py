"""The nouns of a bundle as it stands for one applicant."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.catalogue.public import Component, Item, graph
from tongban.forms.public import Form, Question
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


@dataclass(frozen=True)
class Order:
    """In which order items run (办理顺序): those of a stage may run at once, after all stages before it.

    `circles` are items that wait for each other, from the one waited for to the one that waits, back to the first. `outside` are
    (item, the item it waits for) where the latter is not among them: its result must be there already.
    """

    stages: tuple[tuple[str, ...], ...]
    circles: tuple[tuple[str, ...], ...] = ()
    outside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Share:
    """What one item's organ receives of the one application (部门所得): exactly what its own form would have asked for."""

    item: str
    organ: str
    facts: tuple[str, ...]
    materials: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A count before and after the items were joined."""

    before: int
    after: int

    @property
    def percent(self) -> int:
        """The share that is saved, in percent; 0 where there was nothing to save."""
        return round(100 * (self.before - self.after) / self.before) if self.before else 0


@dataclass(frozen=True)
class Reduction:
    """What one application saves over several (四减): forms, fields to fill in, materials to hand in, steps, visits, working days.

    `fields_on_form` is the number of fields of the one form, of which some are prefilled or were answered before.
    """

    forms: Figure
    fields: Figure
    fields_on_form: int
    materials: Figure
    steps: Figure
    visits: Figure
    promised_days: Figure
    statutory_days: Figure


@dataclass(frozen=True)
class Gathering:
    """Any set of items as one application (任意组合)."""

    items: tuple[Item, ...]
    form: Form
    order: Order
    shares: tuple[Share, ...]
    conflicts: tuple[graph.Likeness, ...]
    questions: tuple[Question, ...]
    reduction: Reduction
