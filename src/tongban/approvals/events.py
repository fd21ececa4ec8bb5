"""What approvals announces."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven(Event):
    """An organ's officer gave an opinion on the subject. `version` counts its edits within the round, from 1."""

    organ: str
    opinion: str
    round: int
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionCountersigned(Event):
    """The next step of the organ (审核、审批) signed the opinion with this digest, and no other."""

    organ: str
    step: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionSentBack(Event):
    """A step of the organ sent the opinion back to the step before it, with words."""

    organ: str
    step: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectsNamed(Event):
    """An organ named defects; on the day `send_on` one notice goes out, with those that other organs name until then."""

    organ: str
    send_on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectsLapsed(Event):
    """The subject could be returned no more: the organ that named defects must speak again."""

    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectReturned(Event):
    """The organs ask the applicant to correct the subject: all faults of all of them at once, each (point, words)."""

    organs: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewConcluded(Event):
    """The review has its one conclusion, by its join rule (并联审批). `faults` are (point, words) of those who are against."""

    agreed: bool
    faults: tuple[tuple[str, str], ...]
    words: str
    by: str
    at: datetime
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecalled(Event):
    """The organ took a conclusion back, an automatic one or one whose ground has gone: the review is open again."""

    organ: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackClaimed(Event):
    """An official took on the organ's track at this step."""

    organ: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackReleased(Event):
    """An official laid the organ's track down: any colleague of the step may take it on."""

    organ: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackReassigned(Event):
    """The organ's head or supervisor gave the track to the official `official` (their code)."""

    organ: str
    step: str
    official: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackTimedOut(Event):
    """An organ said nothing within its limit. `silence` says what that means; `words` are empty when no person decided it."""

    organ: str
    silence: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackDropped(Event):
    """The others concluded before this organ spoke: its opinion is not needed any more."""

    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryOpened(Event):
    """An inquiry began (听证、检验、检测、检疫、鉴定、专家评审、现场核查、公示): time that does not count towards the limits."""

    organ: str
    inquiry: str
    kind: str
    reason: str
    due_on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryReported(Event):
    """One officer wrote down what was found on site; a second must confirm it."""

    organ: str
    inquiry: str
    kind: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryClosed(Event):
    """An inquiry ended with a result, or was called off (`result` is then "called_off")."""

    organ: str
    inquiry: str
    kind: str
    result: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceAsked(Event):
    """An organ asked another one for help (行政协助), with a limit of its own."""

    organ: str
    asked: str
    assistance: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceAnswered(Event):
    """The organ that was asked for help has answered. What it said stays with the request."""

    organ: str
    asked: str
    assistance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceLapsed(Event):
    """The limit of a request for help passed without an answer: the organ that asked goes on without it."""

    organ: str
    asked: str
    assistance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitNeared(Event):
    """A limit inside the review is near: of a track, a request for help or an inquiry (`kind`)."""

    organ: str
    kind: str
    code: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitExceeded(Event):
    """A limit inside the review has passed and the wait goes on: of a track or an inquiry (`kind`)."""

    organ: str
    kind: str
    code: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialReminded(Event):
    """Somebody reminded the officials on whom the subject waits."""

    organ: str
    kind: str
    code: str
