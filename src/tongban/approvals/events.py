"""What approvals announces."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven(Event):
    """An organ's reviewer gave an opinion on the subject."""

    organ: str
    opinion: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectReturned(Event):
    """An organ asks the applicant to correct the subject: all faults at once, each (point, words)."""

    organ: str
    faults: tuple[tuple[str, str], ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewConcluded(Event):
    """Every organ has said its last word. `agreed` by the join rule: all must agree (并联审批, 一票否决)."""

    agreed: bool
    faults: tuple[tuple[str, str], ...]
    words: str
    by: str
    at: datetime
