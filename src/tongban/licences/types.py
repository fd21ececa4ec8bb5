"""What anybody may know of a licence."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.words import Words
from tongban.licences.models import Composite, Licence
from tongban.licences.states import Standing


@dataclass(frozen=True, slots=True)
class Verification:
    """The public answer (公开核验) about one licence. A person's name is masked; without a licence, all but `says` is empty.

    A composite licence has its `parts`, and is valid where all of them are.
    """

    found: bool
    valid: bool
    says: Words
    standing: Standing | None = None
    number: str = ""
    name: Words | None = None
    holder: str = ""
    organ: Words | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    parts: tuple["Verification", ...] = ()


@dataclass(frozen=True, slots=True)
class CompositeView:
    """A composite licence with its licences, the newest of each line, and how each stands on that day."""

    composite: Composite
    parts: tuple[tuple[Licence, Standing], ...]

    @property
    def standing(self) -> str:
        """`in_force` where all are, `partly` where some are, `being_made` while none has ended, else `ended`."""
        found = {standing for _, standing in self.parts}
        if found == {Standing.IN_FORCE}:
            return "in_force"
        if Standing.IN_FORCE in found:
            return "partly" if found - {Standing.IN_FORCE, Standing.BEING_MADE} else "being_made"
        return "being_made" if Standing.BEING_MADE in found else "ended"

    @property
    def in_force(self) -> tuple[Licence, ...]:
        """The licences with which something can still be done."""
        return tuple(licence for licence, standing in self.parts if standing == Standing.IN_FORCE)
