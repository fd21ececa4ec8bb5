"""Defects are told once (一次性告知): what several organs find goes to the applicant in one notice.

The first organ that returns opens a short window in which the others name theirs, or say that they have none. Then one notice
goes out: when nobody is left to be heard, when the lead sends it, or on the day `send_on`; never later than the lead's last day.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals.events import DefectsLapsed, DefectsNamed, SubjectReturned
from tongban.approvals.models import Review, Track
from tongban.approvals.queries import first_look
from tongban.approvals.reviews.tracks import faults_of, move
from tongban.approvals.states import TrackState
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Silence, Step
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.notices import public as notices

WINDOW_DAYS = 2  # working days from the first return to the notice: this product's setting, sample
NAMED = Words("“{title}”有部门要求补正", "“{title}”: an organ asks for a correction")
NAMED_BODY = Words(
    "{subject}：补正只能一次告知。本部门也有要补正的，请在 {send_on} 以前提出，一并告知申请人；没有的，请照常提出意见。",
    "{subject}: defects are told once. If your organ has any, name them before {send_on}: one notice goes to the applicant. If it "
    "has none, give your opinion as usual.",
)


def name_defects(review: Review, track: Track, *, by: str, at: datetime) -> None:
    """The organ returns the subject: its defects are told now, or together with those of the organs not yet heard."""
    if track.state == TrackState.OPEN:
        ended = {
            "decided_at": at,
            "decided_by": by,
            "since": at,
            "claimed_by": "",
            "step": Step.OFFICER,
            "look_on": None,
        }
        move(track, state=TrackState.RETURNING, **ended)
    tracks = list(Track.objects.filter(subject=track.subject).order_by("id"))
    first = review.send_on is None
    if first:
        review.send_on = _send_on(tracks, localdate(at))
        review.save(update_fields=["send_on"])
    tell_when_ready(review, tracks, by=by, at=at)
    if review.send_on is None:
        return
    named = DefectsNamed(subject=track.subject, organ=track.organ, send_on=review.send_on, by=by, at=at)
    journal.publish(named, by=by, at=at)
    if first:
        _tell_the_others(tracks, review.send_on, at)


def _send_on(tracks: Sequence[Track], today: date) -> date:
    """The day on which the notice goes out: the window's, but not after the lead's last day, nor before today."""
    window = catalogue.calendar().add_working_days(today, WINDOW_DAYS)
    return max(today, min([window, *(track.due_on for track in tracks if track.is_lead)]))


def _tell_the_others(tracks: Sequence[Track], send_on: date, at: datetime) -> None:
    for track in tracks:
        if track.state != TrackState.OPEN:
            continue
        officers = [person.code for person in identity.officials_of(track.organ, role=track.step)]
        notices.send(
            to=[track.claimed_by] if track.claimed_by else officers,
            title=NAMED.filled(title=Words(track.title_zh, track.title_en)),
            body=NAMED_BODY.filled(subject=track.subject, send_on=send_on),
            about=track.subject,
            link=f"/desk/{track.code}/",
            at=at,
        )


def tell_when_ready(review: Review, tracks: Sequence[Track], *, by: str, at: datetime, now: bool = False) -> None:
    """Send the one notice if its time has come: nobody is left to be heard, its day is there, or somebody says so (`now`)."""
    if review.send_on is None:
        return
    returning = [track for track in tracks if track.state == TrackState.RETURNING]
    left = any(track.state == TrackState.OPEN for track in tracks)
    if returning and left and not now and localdate(at) < review.send_on:
        return
    review.send_on = None
    if returning:
        review.returned_at = at
    review.save(update_fields=["send_on", "returned_at"])
    faults = list(dict.fromkeys(fault for track in _lead_first(returning) for fault in faults_of(track)))
    for track in returning:
        move(track, state=TrackState.RETURNED)
    if returning:
        organs = tuple(track.organ for track in _lead_first(returning))
        told = SubjectReturned(subject=review.subject, organs=organs, faults=tuple(faults), by=by, at=at)
        journal.publish(told, by=by, at=at)


def _lead_first(tracks: Sequence[Track]) -> list[Track]:
    return sorted(tracks, key=lambda track: not track.is_lead)


def is_pooling(subject: str) -> bool:
    """Whether defects were named whose notice has not gone out yet."""
    return Review.objects.filter(subject=subject, send_on__isnull=False).exists()


@transaction.atomic
def drop_defects(subject: str, *, by: str, at: datetime) -> None:
    """The subject can be returned no more: the organs that named defects must speak again, and their silence counts for nothing
    now, because they were not silent. Announces DefectsLapsed."""
    review = Review.objects.select_for_update().filter(subject=subject, send_on__isnull=False).first()
    if review is None:
        return
    review.send_on = None
    review.save(update_fields=["send_on"])
    for track in Track.objects.select_for_update().filter(subject=subject, state=TrackState.RETURNING).order_by("id"):
        again = {"state": TrackState.OPEN, "round": track.round + 1, "marks": [*track.marks, "defects_lapsed"]}
        again |= {"silence": Silence.WAITS}
        move(track, **again, decided_at=None, decided_by="", since=at, look_on=first_look(track.due_on), light="")
        journal.publish(DefectsLapsed(subject=subject, organ=track.organ), by=by, at=at)
