"""Approvals: the review of a subject by one organ or by several at once, each on its own track, with a verdict on every point.

It knows no case: whatever has a subject can be reviewed. Inside an organ the steps sign one after the other; between organs
the join rule of the order decides (并联审批). Every wait is visible, has a limit, and has an exit.
"""

from tongban.approvals.actions import countersign, give_opinion, send_defects
from tongban.approvals.claims import claim, go_on_without, reassign, recall, release
from tongban.approvals.events import (
    AssistanceAnswered,
    AssistanceAsked,
    AssistanceLapsed,
    DefectsLapsed,
    DefectsNamed,
    InquiryClosed,
    InquiryOpened,
    InquiryReported,
    OfficialReminded,
    OpinionCountersigned,
    OpinionGiven,
    OpinionSentBack,
    ReviewConcluded,
    ReviewRecalled,
    SubjectReturned,
    TrackClaimed,
    TrackDropped,
    TrackReassigned,
    TrackReleased,
    TrackTimedOut,
    WaitExceeded,
    WaitNeared,
)
from tongban.approvals.inquiries import (
    answer_assistance,
    ask_assistance,
    call_off_inquiry,
    close_inquiry,
    confirm_inquiry,
    get_assistance,
    open_inquiry,
    requests_for,
)
from tongban.approvals.queries import (
    MOST_COUNTED,
    PAGE,
    decided_automatically,
    get_inquiry,
    get_track,
    inquiries_for,
    queue,
    standings,
    track_of,
    tracks_of,
)
from tongban.approvals.reviews.conclusions import reopen_review, take_up_again, withdraw_review
from tongban.approvals.reviews.defects import drop_defects, is_pooling
from tongban.approvals.reviews.orders import start_reviews
from tongban.approvals.reviews.tracks import INTEREST, hold, move_due, name_holder
from tongban.approvals.states import AssistanceState, InquiryState, TrackState
from tongban.approvals.types import (
    AssistanceView,
    Countersigning,
    Finding,
    InquiryResult,
    InquiryView,
    Judgement,
    Load,
    Opinion,
    OpinionRefused,
    OpinionView,
    OrganStanding,
    Queue,
    QueueRow,
    ReviewOrder,
    Ruling,
    SeatOrder,
    Sift,
    TrackView,
    Wait,
    WaitKind,
)
from tongban.approvals.waits import load, pass_time, remind, waits, waits_of
from tongban.catalogue.public import InquiryKind, JoinKind, Silence, Step

__all__ = [
    "INTEREST", "MOST_COUNTED", "PAGE", "AssistanceAnswered", "AssistanceAsked", "AssistanceLapsed", "AssistanceState",
    "AssistanceView", "Countersigning", "DefectsLapsed", "DefectsNamed", "Finding", "InquiryClosed", "InquiryKind", "InquiryOpened",
    "InquiryReported", "InquiryResult", "InquiryState", "InquiryView", "JoinKind", "Judgement", "Load",
    "OfficialReminded", "Opinion", "OpinionCountersigned", "OpinionGiven", "OpinionRefused", "OpinionSentBack",
    "OpinionView", "OrganStanding", "Queue", "QueueRow", "ReviewConcluded", "ReviewOrder", "ReviewRecalled",
    "Ruling", "SeatOrder", "Sift", "Silence", "Step", "SubjectReturned", "TrackClaimed", "TrackDropped",
    "TrackReassigned", "TrackReleased", "TrackState", "TrackTimedOut", "TrackView", "Wait", "WaitExceeded",
    "WaitKind", "WaitNeared", "answer_assistance", "ask_assistance", "call_off_inquiry", "claim", "close_inquiry",
    "confirm_inquiry", "countersign", "decided_automatically", "drop_defects", "get_assistance", "get_inquiry", "get_track",
    "give_opinion", "go_on_without", "hold", "inquiries_for", "is_pooling", "load", "move_due", "name_holder",
    "open_inquiry", "pass_time",
    "queue", "reassign", "recall", "release", "remind", "reopen_review", "requests_for",
    "send_defects", "standings", "start_reviews", "take_up_again",
    "track_of", "tracks_of", "waits", "waits_of", "withdraw_review",
]  # fmt: skip
