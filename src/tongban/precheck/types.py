"""What the examination before submission found."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.kernel.words import Words
from tongban.rules.public import Outcome


class FindingKind(StrEnum):
    CONDITION = "condition"
    REVIEW_POINT = "review_point"
    MATERIAL = "material"


@dataclass(frozen=True)
class Finding:
    """One condition, review point or material of an item, examined (预审发现). Without `by_machine` an officer must judge it."""

    item: str
    point: str
    label: Words
    outcome: Outcome
    says: Words
    mend: Words | None
    basis: Words | None
    facts: tuple[str, ...]
    materials: tuple[str, ...]
    by_machine: bool
    kind: FindingKind
