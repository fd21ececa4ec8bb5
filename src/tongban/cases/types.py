"""What the room takes in and gives out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.cases.states import ENDED, State
from tongban.identity.public import Party
from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class PartOrder:
    """One item to be opened as a case. `shows` are the values for its licence: (label, value)."""

    number: str
    item: str
    waits_for: tuple[str, ...]
    shows: tuple[tuple[Words, str], ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything that `open_cases` needs: who applies for what, under which edition, with which dossier."""

    number: str
    edition: int
    bundle: str | None
    holder: Party
    applicant: str
    dossier: str
    parts: tuple[PartOrder, ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One request for correction: all defects, until when, and whether it is answered."""

    faults: tuple[tuple[str, str], ...]
    asked_at: datetime
    due_on: date
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as somebody may see it. A bundle's parent has `children`; dates are None where they do not run."""

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

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def due_on(self) -> date | None:
        """The day until which somebody must act: the applicant in a correction, else the organ."""
        if self.correction and not self.correction.answered_at:
            return self.correction.due_on
        return None if self.has_ended else self.promised_due_on or self.answer_due_on

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
    """One day of a deadline's explanation: whether it counted, as which day, and why not."""

    day: date
    counted: int | None
    why: Words | None


Titles = Mapping[str, Words]
