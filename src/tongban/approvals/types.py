"""What approvals hands over and out: the order for a review, opinions, inquiries, requests for help, waits, views."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tongban.approvals.states import AssistanceState, InquiryState
from tongban.catalogue.public import InquiryKind, JoinKind, Silence, Step
from tongban.kernel.words import Words


class Opinion(StrEnum):
    """What an organ can say of a subject (审批意见)."""

    AGREE = "agree"
    DISAGREE = "disagree"
    RETURN = "return"


class Judgement(StrEnum):
    """What a reviewer says of one review point."""

    FITS = "fits"
    TO_CORRECT = "to_correct"
    DOES_NOT_FIT = "does_not_fit"


class InquiryResult(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    DONE = "done"  # a hearing or a public notice, which has no pass mark
    CALLED_OFF = "called_off"


def unmet(required: Sequence[str], closed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The required kinds that have no result, or whose latest one is not met; `closed` are (kind, result), the earliest first."""
    latest = dict(closed)
    return tuple(kind for kind in required if latest.get(kind, InquiryResult.NOT_MET) == InquiryResult.NOT_MET)


@dataclass(frozen=True, slots=True)
class SeatOrder:
    """One organ's part of the order: its steps, in order and beginning with the officer; its points, or all; its own limit.

    It cannot agree before every inquiry of `required_inquiries` was closed with a result.
    """

    organ: str
    steps: tuple[Step, ...] = (Step.OFFICER,)
    points: tuple[str, ...] = ()
    due_on: date | None = None
    silence: Silence = Silence.WAITS
    is_lead: bool = False
    required_inquiries: tuple[InquiryKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOrder:
    """Ask organs to review `subject`, each on its own track and all at once. `points` must all be judged.

    `organs` is the short form of `seats` for organs with one officer each. The first seat leads when none says so. `automatic`
    gives the machine's reason (point, words) for every point: then it is granted without a person, as soon as it is submitted.
    """

    subject: str
    organs: tuple[str, ...] = ()
    title: Words
    holder_code: str
    holder_name: str
    points: tuple[str, ...]
    due_on: date
    marks: tuple[str, ...] = ()
    seats: tuple[SeatOrder, ...] = ()
    join: JoinKind = JoinKind.ALL
    quorum: int = 0
    automatic: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A reviewer's judgement of one point, and what they write to the applicant."""

    point: str
    judgement: Judgement
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a reviewer's queue. `claimed_by` is a person's code, or empty."""

    code: str
    subject: str
    title: Words
    holder_name: str
    due_on: date
    state: str
    round: int
    marks: tuple[str, ...]
    step: str = Step.OFFICER
    claimed_by: str = ""
    organ: str = ""


@dataclass(frozen=True, slots=True)
class Sift:
    """What a queue is narrowed to: one step, one mark, tracks claimed by the reader ("mine") or by nobody ("free"), due days."""

    step: str = ""
    mark: str = ""
    claimed: str = ""
    due_from: date | None = None
    due_by: date | None = None


EVERYTHING = Sift()


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the reviewer's queue, most urgent first, with counts by state for the filters."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    more: bool


@dataclass(frozen=True, slots=True)
class Countersigning:
    """A countersignature (会签), or with `agrees` false a sending back. One that is not `valid` signed an earlier wording."""

    step: str
    by: str
    at: datetime
    agrees: bool
    words: str
    valid: bool


@dataclass(frozen=True, slots=True)
class OpinionView:
    """An opinion as given. `by` is a name; `version` counts the edits of a round; `digest` is what countersignatures name."""

    opinion: Opinion
    by: str
    at: datetime
    words: str
    rulings: tuple[Ruling, ...]
    round: int
    version: int = 1
    digest: str = ""
    countersignings: tuple[Countersigning, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganStanding:
    """Where another organ of the same review stands, for those who review beside it."""

    organ: str
    state: str
    step: str
    is_lead: bool
    due_on: date
    silence: str
    words: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of an inquiry's checklist, whether it was met (None: does not apply), and what was seen."""

    line: Words
    is_met: bool | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class InquiryView:
    """An inquiry (特别程序). `officers` are codes of persons; `photos` codes of documents; `digest` is what is confirmed."""

    code: str
    subject: str
    track: str
    organ: str
    kind: InquiryKind
    reason: str
    state: InquiryState
    opened_at: datetime
    due_on: date
    officers: tuple[str, ...]
    checklist: tuple[Words, ...]
    findings: tuple[Finding, ...]
    photos: tuple[str, ...]
    result: str
    words: str
    reported_by: str
    confirmed_by: str
    closed_at: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class AssistanceView:
    """A request for help (行政协助). The organ that is asked sees this, and nothing of the dossier."""

    code: str
    title: Words
    organ: str
    asked: str
    question: str
    state: AssistanceState
    asked_at: datetime
    due_on: date
    answer: str = ""
    documents: tuple[str, ...] = ()
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrackView:
    """One organ's track as its officials see it, with the opinions so far.

    `step` is the step at which it stands, `my_step` whether the reader may act there now; `closed_because` says why it was
    closed without the organ's opinion; `send_on` the day on which defects that were named go out in one notice.
    """

    code: str
    subject: str
    organ: str
    title: Words
    holder_code: str
    holder_name: str
    state: str
    round: int
    due_on: date
    points: tuple[str, ...]
    opinions: tuple[OpinionView, ...]
    following: str | None = None
    preceding: str | None = None
    steps: tuple[str, ...] = (Step.OFFICER,)
    step: str = Step.OFFICER
    my_step: bool = True
    claimed_by: str = ""
    waiting_since: datetime | None = None
    is_lead: bool = True
    join: str = JoinKind.ALL
    others: tuple[OrganStanding, ...] = ()
    required_inquiries: tuple[str, ...] = ()
    inquiries: tuple[InquiryView, ...] = ()
    assistance: tuple[AssistanceView, ...] = ()
    is_automatic: bool = False
    is_concluded: bool = False
    send_on: date | None = None
    closed_because: Words | None = None

    @property
    def inquiries_missing(self) -> tuple[str, ...]:
        """The kinds of inquiry that must still be met before it can be agreed to."""
        closed = [one for one in self.inquiries if one.closed_at and one.state == InquiryState.CLOSED]
        closed.sort(key=lambda one: one.closed_at or one.opened_at)
        return unmet(self.required_inquiries, [(one.kind, one.result) for one in closed])


class WaitKind(StrEnum):
    OPINION = "opinion"
    COUNTERSIGNING = "countersigning"
    DEFECTS = "defects"  # named, and waiting for those of other organs: one notice goes out
    CORRECTION = "correction"
    INQUIRY = "inquiry"
    ASSISTANCE = "assistance"


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that a subject waits for: on whom, since when, until when, what happens then, and which exits there are.

    `person` is a code where an official has claimed it, else empty; for a correction it is empty and `organ` is the one that
    asked. `exits` are verbs of this room: remind, reassign, give_opinion, countersign, go_on_without and others.
    """

    kind: WaitKind
    subject: str
    code: str
    title: Words
    organ: str
    step: str
    person: str
    since: datetime | None
    due_on: date
    light: str
    then: Words
    exits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """How many open tracks stand at one step of an organ, claimed by one person (empty: by nobody); how many are urgent."""

    organ: str
    step: str
    person: str
    open: int
    near: int
    overdue: int


class OpinionRefused(ValueError):
    """The opinion cannot be given so. `says` tells the reviewer what is missing and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says
