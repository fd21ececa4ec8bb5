"""What the room takes in and gives out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tongban.cases.states import ENDED, State
from tongban.catalogue.public import Purpose
from tongban.identity.public import Party, Person
from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Founding:
    """What comes into being with a grant (设立): an organisation with this name, legal form and representative (a citizen number).

    `source` enters it, with `record` by that register's own names; `code_field` is its name of the code that it gives, and
    `code_label` how the code is called on licences.
    """

    source: str
    name: str
    form: str
    representative: str
    code_fact: str
    code_field: str
    code_label: Words
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PartOrder:
    """One item to be opened as a case. `shows` are the values for its licence: (label, value).

    `gaps` are the materials that follow later: (material code, days in the unit that the material names). `automatic` is what
    the machine found of every review point, (point, words), where it may grant; `acts_on` the number of the licence that the
    item renews, changes or ends; `needs_visit` whether an on-site inspection is due; `founding` what comes into being with it.
    """

    number: str
    item: str
    waits_for: tuple[str, ...]
    shows: tuple[tuple[Words, str], ...]
    marks: tuple[str, ...] = ()
    by_commitment: bool = False
    gaps: tuple[tuple[str, int], ...] = ()
    automatic: tuple[tuple[str, str], ...] | None = None
    acts_on: str | None = None
    needs_visit: bool = False
    founding: Founding | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything that `open_cases` needs: who applies for what, under which edition, with which dossier.

    `title` is the parent's, where it is not the bundle's name. `told` are those who must hear of it, where the caller knows them.
    """

    number: str
    edition: int
    bundle: str | None
    holder: Party
    applicant: str
    dossier: str
    parts: tuple[PartOrder, ...]
    title: Words | None = None
    told: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One request for correction: all defects, until when, and whether it is answered."""

    faults: tuple[tuple[str, str], ...]
    asked_at: datetime
    due_on: date
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PauseView:
    """A stretch of time that does not count: why, by when it must end, what came out."""

    kind: str
    name: Words
    began_at: datetime
    ended_at: datetime | None
    due_on: date | None
    reason: str
    result: str


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """An extension: `agreed` is None while the organ's head has not decided."""

    days: int
    reasons: str
    asked_by: str
    asked_at: datetime
    agreed: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class GapView:
    """A material that may follow: due when, supplied when, and confirmed by the organ when."""

    material: str
    name: Words
    due_on: date
    supplied_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as somebody may see it. A bundle's parent has `children`; dates are None where they do not run.

    `is_held` says that the organs agree and the grant waits for a material that is to follow. `licence` is the one that a
    renewal, change or cancellation is about; `shaken_at` since when a grant rests on a result that was taken back.
    """

    number: str
    title: Words
    item: str | None
    bundle: str | None
    edition: int
    organ: str | None
    parent: str | None
    holder: Party
    applicant: str
    state: State
    opened_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    answer_due_on: date | None
    statutory_due_on: date | None
    promised_due_on: date | None
    waits_for: tuple[str, ...]
    reasons: str
    shows: tuple[tuple[Words, str], ...]
    correction: CorrectionView | None = None
    children: tuple["CaseView", ...] = ()
    received_at: datetime | None = None
    deliver_due_on: date | None = None
    is_provisional: bool = False
    calendar: int = 0
    purpose: Purpose = Purpose.NEW
    licence: str | None = None
    on_commitment: bool = False
    is_held: bool = False
    deemed: bool = False
    automatic: tuple[tuple[str, str], ...] | None = None
    extension: ExtensionView | None = None
    pauses: tuple[PauseView, ...] = ()
    gaps: tuple[GapView, ...] = ()
    shaken_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def due_on(self) -> date | None:
        """The day until which somebody must act: the applicant in a correction or for a material to follow, else the organ."""
        if self.correction and not self.correction.answered_at:
            return self.correction.due_on
        if self.state == State.SUSPENDED:
            return max((pause.due_on for pause in self.pauses if pause.due_on and not pause.ended_at), default=None)
        if self.is_held and (missing := [gap.due_on for gap in self.gaps if gap.supplied_at is None]):
            return max(missing)
        if self.has_ended or self.state == State.GRANTED:
            return self.deliver_due_on if self.state == State.GRANTED else None
        return (self.promised_due_on or self.statutory_due_on) if self.accepted_at else self.answer_due_on

    @property
    def parts(self) -> tuple["CaseView", ...]:
        """The cases that organs decide: the children of a bundle, or the case itself."""
        return self.children or (self,)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the record that the applicant sees (办理记录)."""

    at: datetime
    number: str
    kind: str
    says: Words
    hot: bool = False


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of a deadline's explanation: whether it counted, as which day, why not in plain words, and by which article."""

    day: date
    counted: int | None
    why: Words | None
    article: Words | None = None
    is_provisional: bool = False


class Light(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    NEAR = "near"
    DUE = "due"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit of a case on one day. `kind` is answer, correction, gap, special, statutory, promised, deliver; `who` organ
    or applicant. `lines` explain it day by day."""

    kind: str
    name: Words
    due_on: date | None
    light: Light
    who: str
    article: Words
    is_provisional: bool = False
    lines: tuple[DayCount, ...] = ()


class PaperKind(StrEnum):
    """The kinds of written notices (文书)."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    NOT_ACCEPTED = "not_accepted"
    REFUSAL = "refusal"
    EXTENSION = "extension"
    SPECIAL_PROCEDURE = "special_procedure"
    GRANT = "grant"
    TERMINATION = "termination"


@dataclass(frozen=True, slots=True)
class PaperView:
    """A written notice of a case; `number` is empty and `is_ready` False until the worker has printed and sealed it."""

    code: str
    case: str
    kind: PaperKind
    title: Words
    number: str
    drawn_up_at: datetime
    is_ready: bool


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """How a paper would read: its sentences, the faults it names as (point, words), and the remedies, if it tells them."""

    kind: PaperKind
    title: Words
    addressee: str
    body: tuple[Words, ...]
    faults: tuple[tuple[Words, str], ...]
    remedies: Words | None


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check after a grant on commitment; `kept` is None while it is not done."""

    case: str
    title: Words
    holder: str
    licence: str
    due_on: date
    is_overdue: bool
    kept: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Irregularity:
    """Something that the supervisor must look into: the case, what kind, since when, and what it is."""

    number: str
    title: Words
    kind: str
    since: date
    says: Words


class Refused(ValueError):
    """The step cannot be taken so. `says` tells what is wrong and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


Titles = Mapping[str, Words]
