"""What the room announces."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStarted(Event):
    """Somebody began to apply, under an edition of the catalogue."""

    title: str
    edition: int
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftUpdated(Event):
    """A draft went on from the edition `before` to `after`, whose changes were shown. `kept_aside` names answers
    that no longer fit."""

    before: int
    after: int
    kept_aside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueDisputed(Event):
    """The applicant says that a register is wrong about a fact (数据异议). The values themselves stay in the draft."""

    fact: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted(Event):
    """The application was signed and submitted: exactly the dossier and the declaration with these digests."""

    draft: str
    dossier: str
    sheet: str
    edition: int
    right: str
    mandate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementGiven(Event):
    """The applicant answered a request for correction: `facts` and `materials` were changed, nothing else."""

    dossier: str
    facts: tuple[str, ...]
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRead(Event):
    """An official opened the dossier (谁看过我的材料)."""

    official: str
    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceStarted(Event):
    """A clerk attends to `person` at a window, who acts for `party` by `right`; `checked_by` tells how their card was checked."""

    person: str
    party: str
    right: str
    mandate: str
    checked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceEnded(Event):
    """The attendance `subject` ended; `why` is clerk (explicitly), next (somebody else came) or time."""

    person: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverOffered(Event):
    """The applicant made a code with which a window may go on with the draft `subject`."""

    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAttended(Event):
    """The draft `subject` is open at a window: it was begun there, or taken over (接续); `way` is begun or taken_over."""

    attendance: str
    person: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingNotified(Event):
    """Not received yet: everything that the draft `subject` lacks was told at once on a slip (一次性告知单)."""

    attendance: str
    answers: tuple[str, ...]
    fields: tuple[str, ...]
    materials: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReceived(Event):
    """A clerk received the application `subject` at a window; the applicant signed by `signature` (paper or phone)."""

    draft: str
    attendance: str
    person: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialCollected(Event):
    """A clerk took in the material that was to follow (容缺补交) in the case `subject` from the person at the window."""

    attendance: str
    person: str
    material: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReceived(Event):
    """A clerk typed the correction of the case `subject` for the person at the window, who had seen the difference `seen`."""

    attendance: str
    person: str
    checked_by: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseQuestioned(Event):
    """Somebody objected to a use of their data; `subject` is the objection, `key` the look, `organ` answers by `due_on`."""

    key: str
    organ: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UseJudged(Event):
    """A supervisor answered the objection `subject`: whether the use was in order."""

    was_proper: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCollected(Event):
    """The result of the case `subject` was handed to `recipient` at a window, whose card was checked by `checked_by`."""

    attendance: str
    recipient: str
    checked_by: str
    licence: str
