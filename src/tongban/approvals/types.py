"""What approvals hands over and out: the order for a review, the opinion, what a reviewer sees of a track."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class ReviewOrder:
    """Ask `organs` to review `subject`, each on its own track and all at once. `points` must all be judged."""

    subject: str
    organs: tuple[str, ...]
    title: Words
    holder_code: str
    holder_name: str
    points: tuple[str, ...]
    due_on: date
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """A reviewer's judgement of one point, and what they write to the applicant."""

    point: str
    judgement: Judgement
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a reviewer's queue."""

    code: str
    subject: str
    title: Words
    holder_name: str
    due_on: date
    state: str
    round: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the reviewer's queue, most urgent first, with counts by state for the filters."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    more: bool


@dataclass(frozen=True, slots=True)
class TrackView:
    """One organ's track as its reviewer sees it, with the opinions so far."""

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
    opinions: tuple["OpinionView", ...]
    following: str | None = None
    preceding: str | None = None


@dataclass(frozen=True, slots=True)
class OpinionView:
    opinion: Opinion
    by: str
    at: datetime
    words: str
    rulings: tuple[Ruling, ...]
    round: int


class OpinionRefused(ValueError):
    """The opinion cannot be given so. `says` tells the reviewer what is missing and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says
