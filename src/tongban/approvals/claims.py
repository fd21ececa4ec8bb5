"""Who does it: claim a track, release it, give it to a colleague; go on without an organ; recall what the machine decided."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals.actions import LONGEST, TOO_LONG, Held, allow_step, is_free, locked
from tongban.approvals.events import TrackClaimed, TrackReassigned, TrackReleased, TrackTimedOut
from tongban.approvals.models import Review, Track
from tongban.approvals.queries import visible_to
from tongban.approvals.reviews.conclusions import join, reopen
from tongban.approvals.reviews.tracks import CLOSED, ONLY_LOOKS, move
from tongban.approvals.states import TrackState
from tongban.approvals.types import OpinionRefused
from tongban.catalogue.public import Silence
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

CLAIMED = Words("这件已由 {who} 认领，请先请其放回", "{who} has claimed this one: ask them to release it first")
NOT_THEIRS = Words("只有认领的人或其AB岗可以放回", "Only who claimed it, or their deputy, releases it")
ONLY_HEADS = Words(
    "只有本部门负责人或督查人员可以改派", "Only the head or a supervisor of the organ gives it to somebody else"
)
NOT_A_COLLEAGUE = Words(
    "改派的人应是本部门办理这一步的工作人员", "It can be given only to an official of the organ who does this step"
)
NO_WORDS = Words("请写明原因", "Say why")
NOT_AUTOMATIC = Words("这件不是自动作出的决定，不能撤回", "This was not decided by the machine, and cannot be recalled")
NOT_YET = Words(
    "该部门的期限还没有过，不能先行决定", "The organ's limit has not passed yet: the others cannot go on without it"
)
NOT_THE_LEAD = Words("不能略过牵头部门", "The lead organ cannot be passed over")
ONLY_LEAD = Words(
    "只有牵头部门负责人或市级督查人员可以决定先行办理",
    "Only the head of the lead organ or a supervisor of the city decides to go on without an organ",
)


@transaction.atomic
def claim(code: str, *, by: identity.Person, at: datetime) -> None:
    """Take the track on at its present step, so that no colleague does the same work. Claiming twice changes nothing.

    Raises NotFound, NotAllowed to another role, OpinionRefused when a colleague was faster or it is not open.
    """
    held = locked(code, by=by, on=localdate(at))
    track = _open(held)
    allow_step(held, track.step)
    if track.claimed_by == by.code:
        return
    if not is_free(track, held.can, by.code):
        raise OpinionRefused(CLAIMED.filled(who=track.claimed_by))
    move(track, claimed_by=by.code)
    told = TrackClaimed(subject=track.subject, organ=track.organ, step=track.step)
    journal.publish(told, by=by.code, at=at)


@transaction.atomic
def release(code: str, *, by: identity.Person, at: datetime) -> None:
    """Lay a claimed track down again. Raises as `claim`; OpinionRefused to somebody who has not claimed it."""
    held = locked(code, by=by, on=localdate(at))
    track = _open(held)
    allow_step(held, track.step)
    if not track.claimed_by:
        return
    if not is_free(track, held.can, by.code):
        raise OpinionRefused(NOT_THEIRS)
    move(track, claimed_by="")
    told = TrackReleased(subject=track.subject, organ=track.organ, step=track.step)
    journal.publish(told, by=by.code, at=at)


@transaction.atomic
def reassign(code: str, *, to: str, by: identity.Person, words: str, at: datetime) -> None:
    """Give the track to the official `to` (a person's code), as head or supervisor of the organ, with words.

    Raises NotFound, NotAllowed to others, OpinionRefused when `to` does not do this step, or it is not open.
    """
    held = locked(code, by=by, on=localdate(at))
    track = _open(held)
    if not _arranges(held, by):
        raise identity.NotAllowed(ONLY_HEADS)
    colleague = identity.people([to]).get(to)
    if colleague is None or not identity.may_act(colleague, organ=track.organ, step=track.step, on=localdate(at)):
        raise OpinionRefused(NOT_A_COLLEAGUE)
    _refuse_words(words)
    move(track, claimed_by=to)
    told = TrackReassigned(subject=track.subject, organ=track.organ, step=track.step, official=to, words=words)
    journal.publish(told, by=by.code, at=at)


def _refuse_words(words: str) -> None:
    if not words.strip():
        raise OpinionRefused(NO_WORDS)
    if len(words) > LONGEST:
        raise OpinionRefused(TOO_LONG.filled(most=LONGEST))


def _open(held: Held) -> Track:
    if held.track.state != TrackState.OPEN or held.review.concluded_at is not None:
        raise OpinionRefused(CLOSED)
    return held.track


def _arranges(held: Held, by: identity.Person) -> bool:
    """Whether they arrange the work of the track's organ: its head or supervisor, or the city's supervisor."""
    own = identity.official_of(by)
    leads = own is not None and own.role == identity.Official.Role.HEAD
    of_the_organ = held.can.organ == held.track.organ and (leads or held.can.oversees)
    return of_the_organ or held.can.oversees_all


@transaction.atomic
def go_on_without(subject: str, *, organ: str, by: identity.Person, words: str, at: datetime) -> None:
    """Decide without a joined organ whose limit has passed, as head of the lead organ or supervisor of the city, with words.

    The organ then counts as having said nothing, whatever its silence would mean. Raises NotFound, NotAllowed to others,
    OpinionRefused before its limit has passed, for the lead organ itself, and when it is not open.
    """
    lead = visible_to(by).filter(subject=subject, is_lead=True).values_list("code", flat=True).first()
    if lead is None:
        raise identity.NotFound(subject)
    held = locked(lead, by=by, on=localdate(at))
    if not _arranges(held, by) or (held.can.oversees and not held.can.oversees_all):
        raise identity.NotAllowed(ONLY_LEAD)
    track = Track.objects.select_for_update().filter(subject=subject, organ=organ).first()
    if track is None:
        raise identity.NotFound(organ)
    wrong = (
        (held.review.concluded_at is not None or track.state != TrackState.OPEN, CLOSED),
        (track.is_lead, NOT_THE_LEAD),
        (localdate(at) <= track.due_on, NOT_YET),
    )
    for is_wrong, says in wrong:
        if is_wrong:
            raise OpinionRefused(says)
    _refuse_words(words)
    time_out(held.review, track, silence=Silence.LAPSES, words=words, by=by.code, at=at)


def time_out(review: Review, track: Track, *, silence: str, words: str, by: str, at: datetime) -> None:
    """The organ's silence counts now as `silence` says; that may conclude the review."""
    because = Words("期限内没有发表意见", "Nothing was said within the limit")
    move(
        track,
        state=TrackState.TIMED_OUT,
        silence=silence,
        decided_at=at,
        look_on=None,
        closed_because={"zh": words or because.zh, "en": words or because.en},
    )
    told = TrackTimedOut(subject=track.subject, organ=track.organ, silence=silence, words=words, at=at)
    journal.publish(told, by=by, at=at)
    join(review, by=by, at=at)


@transaction.atomic
def recall(code: str, *, by: identity.Person, words: str, at: datetime) -> None:
    """Take an automatic decision back, as a person who reviews for the organ: the review is open again, for people.

    Raises NotFound, NotAllowed to a supervisor and to the interested, OpinionRefused where no machine decided.
    """
    held = locked(code, by=by, on=localdate(at))
    review, track = held.review, held.track
    if held.can.organ != track.organ or not held.can.steps:
        raise identity.NotAllowed(ONLY_LOOKS)
    if not review.decided_automatically:
        raise OpinionRefused(NOT_AUTOMATIC)
    _refuse_words(words)
    reopen(review, organ=track.organ, words=words, by=by.code, at=at)
