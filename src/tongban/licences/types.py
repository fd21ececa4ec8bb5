"""What anybody may know of a licence."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.words import Words
from tongban.licences.states import Standing


@dataclass(frozen=True, slots=True)
class Verification:
    """The public answer (公开核验) about one licence. A person's name is masked; without a licence, all but `says` is empty."""

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
