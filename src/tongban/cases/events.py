"""What the room announces: the life of a case."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """A case was received, under one number. `parent` is empty for a bundle's parent and for an item alone."""

    item: str
    organ: str
    parent: str
    dossier: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(Event):
    """The organ accepted the case: the time limits run."""

    statutory_due_on: date | None
    promised_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked(Event):
    """All defects were told at once (一次性告知)."""

    faults: tuple[tuple[str, str], ...]
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCorrected(Event):
    """The applicant mended what was asked; `dossier` is the digest of the supplement."""

    dossier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReleased(Event):
    """What the case waited for is there: it goes to its organ now."""

    waited_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(Event):
    """The decision (审批决定)."""

    granted: bool
    reasons: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(Event):
    """The applicant took the case back."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTerminated(Event):
    """The case cannot go on, because what it waited for did not come."""

    waited_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """The result is delivered, or every part of the bundle has ended."""

    at: datetime
