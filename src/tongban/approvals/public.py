"""Approvals: the review of a subject by one organ or by several at once, each on its own track, with a verdict on every point.

It knows no case: whatever has a subject can be reviewed. The join rule is that all must agree (并联审批).
"""

from tongban.approvals.actions import (
    INTEREST,
    give_opinion,
    hold,
    move_due,
    start_reviews,
    take_up_again,
    withdraw_review,
)
from tongban.approvals.events import OpinionGiven, ReviewConcluded, SubjectReturned
from tongban.approvals.queries import get_track, queue, track_of
from tongban.approvals.states import TrackState
from tongban.approvals.types import (
    Judgement,
    Opinion,
    OpinionRefused,
    OpinionView,
    Queue,
    QueueRow,
    ReviewOrder,
    Ruling,
    TrackView,
)

__all__ = [
    "INTEREST",
    "Judgement",
    "Opinion",
    "OpinionGiven",
    "OpinionRefused",
    "OpinionView",
    "Queue",
    "QueueRow",
    "ReviewConcluded",
    "ReviewOrder",
    "Ruling",
    "SubjectReturned",
    "TrackState",
    "TrackView",
    "get_track",
    "give_opinion",
    "hold",
    "move_due",
    "queue",
    "start_reviews",
    "take_up_again",
    "track_of",
    "withdraw_review",
]
