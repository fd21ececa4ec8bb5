"""A review as a whole: begin it, decide it by the machine, join the organs' words, take it up again, withdraw it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import connection, transaction
from msgspec import json, to_builtins

from tongban.approvals.events import InquiryClosed, OpinionGiven, ReviewConcluded, TrackDropped
from tongban.approvals.models import Assistance, Inquiry, Review, StoredOpinion, Track
from tongban.approvals.queries import digest_of, first_look, latest_opinion, standings_of
from tongban.approvals.states import (
    CONCLUDED,
    NEXT,
    AssistanceState,
    Conclusion,
    InquiryState,
    TrackState,
    conclude,
)
from tongban.approvals.types import InquiryResult, Judgement, Opinion, OpinionRefused, ReviewOrder, Ruling, SeatOrder
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import JoinKind, Silence, Step
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words

CLOSED = Words("这件已经有结论，不能再提意见", "This one is concluded: no further opinion can be given")
NO_VOICE = Words("规定的期限内没有部门表示同意", "No organ that had a voice agreed within its limit")
DROPPED = Words(
    "其他部门的意见已使这件有了结论，不再需要本部门的意见",
    "The opinions of other organs have concluded this one: this organ's is not needed any more",
)
ONLY_LOOKS = Words("督办人员只能查看，不能代为审查", "A supervisor looks, and does not decide in a reviewer's place")
INTEREST = Words("本人与申请人有利害关系，应当回避", "You have an interest in this applicant and must step aside")
ERRAND = "approvals.decide"
SYSTEM = "system"

# The submission's hot path (benchmarks/submit.py): one statement for all reviews and their tracks.
INSERT = """
WITH told AS (SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS t(code text, subject text, organ text, title_zh text,
  title_en text, holder_code text, holder_name text, points jsonb, marks jsonb, due_on date, look_on date, steps jsonb,
  silence text, is_lead boolean, needs jsonb, rule text, quorum int, automatic jsonb)),
reviews AS (INSERT INTO approvals_review (subject, started_at, "join", quorum, automatic, decided_automatically)
  SELECT DISTINCT ON (subject) subject, %(at)s::timestamptz, rule, quorum, automatic, false FROM told)
INSERT INTO approvals_track (code, subject, organ, title_zh, title_en, holder_code, holder_name, state, round, points,
  marks, due_on, decided_by, steps, step, silence, is_lead, needs, claimed_by, since, look_on, light)
SELECT code, subject, organ, title_zh, title_en, holder_code, holder_name, 'open', 1, points, marks, due_on, '', steps,
  'officer', silence, is_lead, needs, '', %(at)s, look_on, '' FROM told
"""


def start_reviews(orders: Sequence[ReviewOrder], *, at: datetime, calendar: Calendar | None = None) -> None:
    """Open a track in every organ of every order, all in the caller's transaction. A subject is reviewed once.

    What the machine may decide it decides after the commit, through the outbox. Raises ValueError for an order that could never
    be concluded, or that lets the machine decide what it may not.
    """
    if not orders:
        return
    newest = calendar or catalogue.calendar()
    rows = [row for order in orders for row in _rows(order, newest)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, {"rows": json.encode(rows).decode(), "at": at})
    subjects = [order.subject for order in orders if order.automatic is not None]
    if subjects:
        journal.promise_all([(ERRAND, f"decide:{s}", {"subject": s, "at": at.isoformat()}) for s in subjects], at=at)


def _rows(order: ReviewOrder, calendar: Calendar) -> list[dict[str, object]]:
    seats = _seats(order)
    _refuse_order(order, seats)
    return [_row(order, seat, calendar) for seat in seats]


def _seats(order: ReviewOrder) -> tuple[SeatOrder, ...]:
    """The seats, of which exactly the first leads where none says so."""
    seats = order.seats or tuple(SeatOrder(organ) for organ in order.organs)
    if any(seat.is_lead for seat in seats) or not seats:
        return seats
    first = to_lead(seats[0])
    return (first, *seats[1:])


def to_lead(seat: SeatOrder) -> SeatOrder:
    """The same seat, leading."""
    return SeatOrder(seat.organ, seat.steps, seat.points, seat.due_on, seat.silence, True, seat.required_inquiries)


def _refuse_order(order: ReviewOrder, seats: Sequence[SeatOrder]) -> None:
    organs, leads = [seat.organ for seat in seats], [seat for seat in seats if seat.is_lead]
    quorum_fits = order.join != JoinKind.QUORUM or 1 <= order.quorum <= len(seats)
    automatic = order.automatic is None or _may_be_automatic(order, seats)
    wrong = {
        "no organ, or one twice": not seats or len(set(organs)) != len(organs),
        "exactly one seat leads": len(leads) != 1,
        "the lead's silence can decide nothing": any(seat.silence != Silence.WAITS for seat in leads),
        "steps run from the officer to the head, each once": not all(_in_order(seat.steps) for seat in seats),
        "where an inquiry is required, silence cannot agree": any(
            seat.required_inquiries and seat.silence == Silence.AGREES for seat in seats
        ),
        "the quorum cannot be reached": not quorum_fits,
        "the machine decides for one organ, without inquiries, with a reason for every point": not automatic,
    }
    for reason, is_wrong in wrong.items():
        if is_wrong:
            raise ValueError(f"{order.subject}: {reason}")


def _in_order(steps: Sequence[Step]) -> bool:
    return bool(steps) and steps[0] == Step.OFFICER and list(steps) == [step for step in Step if step in set(steps)]


def _may_be_automatic(order: ReviewOrder, seats: Sequence[SeatOrder]) -> bool:
    reasons = {point for point, words in order.automatic or () if words.strip()}
    return len(seats) == 1 and not seats[0].required_inquiries and reasons >= set(order.points)


def _row(order: ReviewOrder, seat: SeatOrder, calendar: Calendar) -> dict[str, object]:
    due_on = seat.due_on or order.due_on
    return {
        "code": token_hex(10),
        "subject": order.subject,
        "organ": seat.organ,
        "title_zh": order.title.zh,
        "title_en": order.title.en,
        "holder_code": order.holder_code,
        "holder_name": order.holder_name,
        "points": seat.points or order.points,
        "marks": order.marks,
        "due_on": due_on,
        "look_on": first_look(due_on, calendar),
        "steps": seat.steps,
        "silence": seat.silence,
        "is_lead": seat.is_lead,
        "needs": seat.required_inquiries,
        "rule": order.join,
        "quorum": order.quorum,
        "automatic": order.automatic,
    }


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


def move(track: Track, **changes: object) -> None:
    """The only place where one track changes. Raises OpinionRefused for a state that may not follow."""
    state = changes.get("state")
    if state is not None and state not in NEXT[TrackState(track.state)]:
        raise OpinionRefused(CLOSED)
    for name, value in changes.items():
        setattr(track, name, value)
    track.save(update_fields=list(changes))


def write_opinion(
    track: Track, opinion: Opinion, rulings: Sequence[Ruling], *, words: str, by: str, at: datetime
) -> None:
    """Keep an opinion, as a further version of the round where there is one already, and announce it."""
    before = latest_opinion(track)
    version = before.version + 1 if before else 1
    said = to_builtins(tuple(rulings))
    digest = digest_of([track.code, track.round, version, opinion, said, words, by])
    written = StoredOpinion(track=track, round=track.round, version=version, opinion=opinion, digest=digest)
    written.rulings, written.words, written.by, written.at = said, words, by, at
    written.save(force_insert=True)
    given = OpinionGiven(subject=track.subject, organ=track.organ, opinion=opinion, round=track.round, version=version)
    journal.publish(given, by=by, at=at)


def join(review: Review, *, by: str, at: datetime, automatic: bool = False) -> None:
    """Conclude the review if its join rule now says so: once, and those who have not spoken are told that they need not."""
    tracks = list(Track.objects.filter(subject=review.subject).order_by("id"))
    outcome = conclude(JoinKind(review.join), review.quorum, standings_of(tracks))
    if outcome is None or review.concluded_at is not None:
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


def faults_of(track: Track) -> tuple[tuple[str, str], ...]:
    """What the track's present opinion holds against the subject: (point, words)."""
    opinion = latest_opinion(track)
    rulings = opinion.rulings if opinion else []
    return tuple((r["point"], r["words"]) for r in rulings if r["judgement"] != Judgement.FITS)


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


def hold(*subjects: str) -> None:
    """Lock the reviews of these subjects in the caller's transaction.

    Opinions lock the review first and the subject after it. Whoever changes subjects and their reviews together does the
    same, or the two wait for each other.
    """
    list(Review.objects.select_for_update().filter(subject__in=subjects).order_by("subject"))


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


def move_due(*subjects: str, due_on: date, seats: Mapping[str, date] | None = None) -> None:
    """Tell the tracks of these subjects their new due day; `seats` gives the organs that have a limit of their own theirs."""
    own = dict(seats or {})
    pending = Track.objects.filter(subject__in=subjects).exclude(state__in=CONCLUDED)
    pending.exclude(organ__in=own).update(due_on=due_on, look_on=first_look(due_on), light="")
    for organ, day in own.items():
        pending.filter(organ=organ).update(due_on=day, look_on=first_look(day), light="")


@transaction.atomic
def withdraw_review(subject: str, *, at: datetime) -> None:
    """End the review of a subject that was withdrawn: no organ has to say anything any more."""
    Review.objects.select_for_update().filter(subject=subject, concluded_at=None).update(concluded_at=at)
    ended = {"state": TrackState.WITHDRAWN, "decided_at": at, "look_on": None, "claimed_by": ""}
    Track.objects.filter(subject=subject).exclude(state__in=CONCLUDED).update(**ended)
    end_inquiries(subject, by=SYSTEM, at=at, announced=False)
