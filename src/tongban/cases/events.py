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
    """The case is accepted and the time limits run; `deemed` when the organ said nothing in time (art. 32)."""

    statutory_due_on: date | None
    promised_due_on: date | None
    deemed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNotAccepted(Event):
    """The organ did not accept the case (不予受理)."""

    reasons: str


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
class CaseSuspended(Event):
    """A special procedure of `kind` began (特别程序, art. 45): its time does not count."""

    kind: str
    reason: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(Event):
    """The last open special procedure has ended: the limits run again, to these days."""

    kind: str
    result: str
    statutory_due_on: date | None
    promised_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAsked(Event):
    """The organ's officer asked its head for an extension."""

    days: int
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDecided(Event):
    """The organ's head approved the extension, or did not."""

    agreed: bool
    days: int
    words: str
    statutory_due_on: date | None
    promised_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapSupplied(Event):
    """The applicant supplied the material that was to follow (容缺补齐)."""

    material: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapConfirmed(Event):
    """The organ has looked at the material that followed, and it fits."""

    material: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDelayed(Event):
    """The organs agree, and the grant waits for these materials that were to follow."""

    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(Event):
    """The decision (审批决定); `automatic` when the machine granted it."""

    granted: bool
    reasons: str
    at: datetime
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecalled(Event):
    """A person recalled the automatic decision: the case is under review again."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderFounded(Event):
    """An organisation came into being with this grant and holds, from now on, what its founder applied for."""

    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantShaken(Event):
    """The result on which this grant rests (the case `rests_on`) was taken back: its organ must look at it again."""

    rests_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantConfirmed(Event):
    """A shaken grant stands, for these reasons; without reasons because what it rests on was given again."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(Event):
    """The applicant took the case back."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTerminated(Event):
    """The case cannot go on: what it waited for did not come, or for these reasons."""

    waited_for: str
    reasons: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """The result is delivered, or every part of the bundle has ended."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineNeared(Event):
    """At most two working days are left of the clock `kind`."""

    kind: str
    organ: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReached(Event):
    """The clock `kind` ends today."""

    kind: str
    organ: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMissed(Event):
    """The clock `kind` is overdue: its last day is over."""

    kind: str
    organ: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved(Event):
    """A newly published calendar moved the day of the clock `kind`."""

    kind: str
    before: date
    due_on: date
    calendar: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlanned(Event):
    """A case was granted on commitment; `sampled` says whether its promise is to be checked by the day."""

    licence: str
    due_on: date
    sampled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecorded(Event):
    """The organ checked the promise: `kept`, or broken."""

    kept: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRepaired(Event):
    """A breach was made good: the party may choose commitment again."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPrinted(Event):
    """A written notice of the case was numbered, printed, sealed and put into the applicant's space."""

    kind: str
    number: str
    document: str
    digest: str
