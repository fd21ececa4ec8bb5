"""Conclude a review by its join rule, once; let the machine grant; take it up again; end it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.approvals.events import InquiryClosed, ReviewConcluded, ReviewRecalled, TrackDropped
from tongban.approvals.models import Assistance, Inquiry, Review, StoredOpinion, Track
from tongban.approvals.queries import first_look, latest_opinion, standings_of
from tongban.approvals.reviews.defects import tell_when_ready
from tongban.approvals.reviews.tracks import SYSTEM, faults_of, move, write_opinion
from tongban.approvals.states import CONCLUDED, AssistanceState, Conclusion, InquiryState, TrackState, conclude
from tongban.approvals.types import InquiryResult, Judgement, Opinion, Ruling
from tongban.catalogue.public import JoinKind, Step
from tongban.journal import public as journal
from tongban.kernel.words import Words

NO_VOICE = Words("规定的期限内没有部门表示同意", "No organ that had a voice agreed within its limit")
DROPPED = Words(
    "其他部门的意见已使这件有了结论，不再需要本部门的意见",
    "The opinions of other organs have concluded this one: this organ's is not needed any more",
)


@transaction.atomic
def decide_automatically(body: Mapping[str, Any]) -> None:
    """Grant what the order let the machine decide, with its reason for every point; where a person was faster, nothing."""
    subject, at = body["subject"], datetime.fromisoformat(body["at"])
    review = Review.objects.select_for_update().get(subject=subject)
    track = Track.objects.select_for_update().get(subject=subject)
    touched = track.claimed_by or track.round > 1 or latest_opinion(track) is not None
    if review.concluded_at is not None or track.state != TrackState.OPEN or touched or review.automatic is None:
        return
    rulings = tuple(Ruling(point, Judgement.FITS, words) for point, words in review.automatic)
    reasons = "；".join(dict.fromkeys(ruling.words for ruling in rulings))
    write_opinion(track, Opinion.AGREE, rulings, words=reasons, by=SYSTEM, at=at)
    move(track, state=TrackState.AGREED, decided_at=at, decided_by=SYSTEM, look_on=None)
    join(review, by=SYSTEM, at=at, automatic=True)


def join(review: Review, *, by: str, at: datetime, automatic: bool = False) -> None:
    """Conclude the review if its join rule now says so: once, and those who have not spoken are told that they need not."""
    tracks = list(Track.objects.filter(subject=review.subject).order_by("id"))
    outcome = conclude(JoinKind(review.join), review.quorum, standings_of(tracks))
    if review.concluded_at is not None:
        return
    if outcome is None:
        tell_when_ready(review, tracks, by=by, at=at)
        return
    for track in tracks:
        if track.state == TrackState.OPEN:
            move(track, state=TrackState.NOT_NEEDED, decided_at=at, look_on=None, closed_because=_said(DROPPED))
            journal.publish(TrackDropped(subject=track.subject, organ=track.organ), by=by, at=at)
    end_inquiries(review.subject, by=by, at=at)
    review.concluded_at, review.agreed = at, outcome == Conclusion.AGREED
    review.decided_automatically = automatic
    review.save(update_fields=["concluded_at", "agreed", "decided_automatically"])
    faults, words = _reasons(review, tracks)
    told = ReviewConcluded(
        subject=review.subject, agreed=review.agreed, faults=faults, words=words, by=by, at=at, automatic=automatic
    )
    journal.publish(told, by=by, at=at)


def _said(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _reasons(review: Review, tracks: Sequence[Track]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The faults and words that carry the conclusion: of the lead where it decides, else of all who are on its side."""
    side = TrackState.AGREED if review.agreed else TrackState.DISAGREED
    carrying = [track for track in tracks if track.state == side]
    if review.join == JoinKind.LEAD:
        carrying = [track for track in tracks if track.is_lead]
    opinions = [opinion for track in carrying if (opinion := latest_opinion(track)) is not None]
    words = "；".join(dict.fromkeys(opinion.words.strip() for opinion in opinions if opinion.words.strip()))
    faults = tuple(fault for track in carrying for fault in faults_of(track))
    return faults, words or ("" if review.agreed or faults else NO_VOICE.zh)


def end_inquiries(subject: str, *, by: str, at: datetime, announced: bool = True) -> None:
    """The review has ended: what was still being looked into or asked of others is called off."""
    going = Inquiry.objects.filter(track__subject=subject, state__in=[InquiryState.OPEN, InquiryState.REPORTED])
    for inquiry in going.select_related("track").order_by("id"):
        end_inquiry(inquiry, by=by, at=at, announced=announced)
    Assistance.objects.filter(track__subject=subject, state=AssistanceState.OPEN).update(
        state=AssistanceState.NOT_NEEDED, look_on=None
    )


def end_inquiry(inquiry: Inquiry, *, by: str, at: datetime, announced: bool = True) -> None:
    """End an inquiry without a result."""
    inquiry.state, inquiry.result = InquiryState.CALLED_OFF, InquiryResult.CALLED_OFF
    inquiry.closed_at, inquiry.look_on = at, None
    inquiry.save()
    if announced:
        journal.publish(closed(inquiry, by=by, at=at), by=by, at=at)


def closed(inquiry: Inquiry, *, by: str, at: datetime) -> InquiryClosed:
    """The announcement that an inquiry has ended."""
    return InquiryClosed(
        subject=inquiry.track.subject,
        organ=inquiry.track.organ,
        inquiry=inquiry.code,
        kind=inquiry.kind,
        result=inquiry.result,
        by=by,
        at=at,
    )


@transaction.atomic
def take_up_again(subject: str, *, due_on: date, at: datetime | None = None) -> None:
    """Give a corrected subject back to the organs that returned it: the next round.

    What another organ said meanwhile can conclude the review now; `at` is that moment (without it, when the last opinion was
    given).
    """
    review = Review.objects.select_for_update().filter(subject=subject).first()
    if review is None:
        return
    for track in Track.objects.select_for_update().filter(subject=subject, state=TrackState.RETURNED):
        again = {"state": TrackState.OPEN, "round": track.round + 1, "marks": [*track.marks, "corrected"]}
        move(track, **again, due_on=due_on, look_on=first_look(due_on), light="", since=at or review.returned_at)
    last = StoredOpinion.objects.filter(track__subject=subject).order_by("-at", "-id").first()
    if last is not None:
        join(review, by=last.by, at=at or last.at)


@transaction.atomic
def withdraw_review(subject: str, *, at: datetime) -> None:
    """End the review of a subject that was withdrawn: no organ has to say anything any more."""
    Review.objects.select_for_update().filter(subject=subject, concluded_at=None).update(concluded_at=at, send_on=None)
    ended = {"state": TrackState.WITHDRAWN, "decided_at": at, "look_on": None, "claimed_by": ""}
    Track.objects.filter(subject=subject).exclude(state__in=CONCLUDED).update(**ended)
    end_inquiries(subject, by=SYSTEM, at=at, announced=False)


def reopen(review: Review, *, organ: str, words: str, by: str, at: datetime) -> None:
    """Take a conclusion back: every organ of the review says again, from its officer on. Announces ReviewRecalled."""
    review.concluded_at, review.agreed, review.decided_automatically, review.automatic = None, None, False, None
    review.save(update_fields=["concluded_at", "agreed", "decided_automatically", "automatic"])
    for track in Track.objects.select_for_update().filter(subject=review.subject).order_by("id"):
        again = {"state": TrackState.OPEN, "round": track.round + 1, "step": Step.OFFICER, "claimed_by": ""}
        again |= {"decided_at": None, "decided_by": "", "closed_because": None, "light": "", "since": at}
        move(track, **again, marks=[*track.marks, "recalled"], look_on=first_look(track.due_on))
    told = ReviewRecalled(subject=review.subject, organ=organ, words=words, by=by, at=at)
    journal.publish(told, by=by, at=at)


@transaction.atomic
def reopen_review(subject: str, *, organ: str, words: str, by: str, at: datetime) -> None:
    """Take the conclusion of a review back, for whoever ordered it: `organ` does so, with words. Raises ValueError while it is
    not concluded."""
    review = Review.objects.select_for_update().get(subject=subject)
    if review.concluded_at is None:
        raise ValueError(f"{subject}: not concluded")
    reopen(review, organ=organ, words=words, by=by, at=at)
