"""Start a review, give an opinion, take a returned subject up again, withdraw."""

from collections.abc import Sequence
from datetime import date, datetime
from secrets import token_hex

from django.db import connection, transaction
from django.utils.timezone import localdate
from msgspec import json, to_builtins

from tongban.approvals.events import OpinionGiven, ReviewConcluded, SubjectReturned
from tongban.approvals.models import Review, StoredOpinion, Track
from tongban.approvals.queries import visible_to
from tongban.approvals.states import CONCLUDED, NEXT, TrackState
from tongban.approvals.types import Judgement, Opinion, OpinionRefused, ReviewOrder, Ruling
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

MISSING = Words("还有 {count} 项没有判断，判断完才能提交", "{count} points are not judged yet: judge them, then submit")
FAULTY = Words("有要补正或不符合的要点，就不能通过", "A point to be corrected or not met stands against agreeing")
NO_FAULT = Words(
    "没有指出要补正的要点：请至少标出一项并写明怎么补", "No point to correct is named: mark at least one, and say how"
)
NO_REASON = Words("不予许可要写明理由", "A refusal must give its reasons")
NO_ADVICE = Words("“{point}”要补正，请写给申请人怎么补", "“{point}” is to be corrected: tell the applicant how")
ONCE = Words("补正只能一次说清，这件已经补正过", "Defects are told once, and for this one they have been told")
CLOSED = Words("这件已经有结论，不能再提意见", "This one is concluded: no further opinion can be given")
LONGEST = 2000
TOO_LONG = Words("一处最多写 {most} 个字，请写短一些", "At most {most} characters in one place: please shorten it")
ONLY_LOOKS = Words("督办人员只能查看，不能代为审查", "A supervisor looks, and does not decide in a reviewer's place")
INTEREST = Words("本人与申请人有利害关系，应当回避", "You have an interest in this applicant and must step aside")

STATE_OF = {
    Opinion.AGREE: TrackState.AGREED,
    Opinion.DISAGREE: TrackState.DISAGREED,
    Opinion.RETURN: TrackState.RETURNED,
}

# The submission's hot path (benchmarks/submit.py): one statement for all reviews and their tracks.
INSERT = """
WITH told AS (SELECT * FROM jsonb_to_recordset(%s::jsonb) AS t(code text, subject text, organ text, title_zh text,
  title_en text, holder_code text, holder_name text, points jsonb, marks jsonb, due_on date)),
reviews AS (INSERT INTO approvals_review (subject, started_at) SELECT DISTINCT subject, %s::timestamptz FROM told)
INSERT INTO approvals_track (code, subject, organ, title_zh, title_en, holder_code, holder_name, state, round, points,
                             marks, due_on, decided_by)
SELECT code, subject, organ, title_zh, title_en, holder_code, holder_name, 'open', 1, points, marks, due_on, '' FROM told
"""


def start_reviews(orders: Sequence[ReviewOrder], *, at: datetime) -> None:
    """Open a track in every organ of every order, all in the caller's transaction. A subject is reviewed once."""
    if not orders:
        return
    rows = [_track_row(order, organ) for order in orders for organ in order.organs]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [json.encode(rows).decode(), at])


def _track_row(order: ReviewOrder, organ: str) -> dict[str, object]:
    return {
        "code": token_hex(10),
        "subject": order.subject,
        "organ": organ,
        "title_zh": order.title.zh,
        "title_en": order.title.en,
        "holder_code": order.holder_code,
        "holder_name": order.holder_name,
        "points": order.points,
        "marks": order.marks,
        "due_on": order.due_on,
    }


@transaction.atomic
def give_opinion(
    code: str,
    *,
    by: identity.Person,
    opinion: Opinion,
    rulings: Sequence[Ruling],
    words: str,
    at: datetime,
) -> None:
    """Say what this reviewer's organ says of the subject.

    Raises NotFound for an official of another organ, NotAllowed for one with an interest in the applicant, OpinionRefused when
    a point is not judged, when the opinion contradicts the judgements, when defects were told before, or when it is concluded.
    """
    track = _locked(code, by=by, on=localdate(at))
    _refuse_if_wrong(track, opinion, rulings, words)
    _note(track, opinion, rulings, words=words, by=by.code, at=at)
    faults = tuple((r.point, r.words) for r in rulings if r.judgement != Judgement.FITS)
    if opinion == Opinion.RETURN:
        told = SubjectReturned(subject=track.subject, organ=track.organ, faults=faults, by=by.code, at=at)
        journal.publish(told, by=by.code, at=at)
    else:
        _conclude_if_all_have_spoken(track, faults, words=words, by=by.code, at=at)


def _note(track: Track, opinion: Opinion, rulings: Sequence[Ruling], *, words: str, by: str, at: datetime) -> None:
    track.state = STATE_OF[opinion]
    track.decided_at, track.decided_by = at, by
    track.save(update_fields=["state", "decided_at", "decided_by"])
    said = to_builtins(tuple(rulings))
    StoredOpinion.objects.create(
        track=track, round=track.round, opinion=opinion, rulings=said, words=words, by=by, at=at
    )
    given = OpinionGiven(subject=track.subject, organ=track.organ, opinion=opinion, round=track.round)
    journal.publish(given, by=by, at=at)


def _locked(code: str, *, by: identity.Person, on: date) -> Track:
    found = visible_to(by).filter(code=code).first()
    if found is None:
        raise identity.NotFound(code)
    if not identity.may_review(by, organ=found.organ):
        raise identity.NotAllowed(ONLY_LOOKS)
    Review.objects.select_for_update().get(subject=found.subject)
    track = Track.objects.select_for_update().get(pk=found.pk)
    if identity.has_interest(by, party_code=track.holder_code, on=on):
        raise identity.NotAllowed(INTEREST)
    return track


def _refuse_if_wrong(track: Track, opinion: Opinion, rulings: Sequence[Ruling], words: str) -> None:
    judged = {ruling.point: ruling for ruling in rulings}
    missing = [point for point in track.points if point not in judged]
    against = [ruling for ruling in rulings if ruling.judgement != Judgement.FITS]
    without_advice = next((ruling for ruling in against if not ruling.words.strip()), None)
    wrong = (
        (STATE_OF[opinion] not in NEXT[TrackState(track.state)], CLOSED),
        (bool(missing), MISSING.filled(count=len(missing))),
        (opinion == Opinion.AGREE and bool(against), FAULTY),
        (opinion == Opinion.RETURN and track.round > 1, ONCE),
        (opinion == Opinion.RETURN and not against, NO_FAULT),
        (opinion == Opinion.DISAGREE and not words.strip(), NO_REASON),
        (max(map(len, [words, *(r.words for r in rulings)])) > LONGEST, TOO_LONG.filled(most=LONGEST)),
        (without_advice is not None, NO_ADVICE.filled(point=without_advice.point if without_advice else "")),
    )
    for is_wrong, says in wrong:
        if is_wrong:
            raise OpinionRefused(says)


def _conclude_if_all_have_spoken(
    track: Track, faults: tuple[tuple[str, str], ...], *, words: str, by: str, at: datetime
) -> None:
    states = set(Track.objects.filter(subject=track.subject).values_list("state", flat=True))
    if not states <= CONCLUDED:
        return
    agreed = states == {TrackState.AGREED}
    Review.objects.filter(subject=track.subject).update(concluded_at=at, agreed=agreed)
    told = ReviewConcluded(subject=track.subject, agreed=agreed, faults=faults, words=words, by=by, at=at)
    journal.publish(told, by=by, at=at)


def hold(*subjects: str) -> None:
    """Lock the reviews of these subjects in the caller's transaction.

    Opinions lock the review first and the subject after it. Whoever changes subjects and their reviews together does the
    same, or the two wait for each other.
    """
    list(Review.objects.select_for_update().filter(subject__in=subjects).order_by("subject"))


@transaction.atomic
def take_up_again(subject: str, *, due_on: date) -> None:
    """Give a corrected subject back to the organs that returned it: the next round."""
    for track in Track.objects.select_for_update().filter(subject=subject, state=TrackState.RETURNED):
        track.state, track.round, track.due_on = TrackState.OPEN, track.round + 1, due_on
        track.marks = [*track.marks, "corrected"]
        track.save(update_fields=["state", "round", "due_on", "marks"])


def move_due(subject: str, *, due_on: date) -> None:
    """Tell the tracks of a subject their new due day."""
    Track.objects.filter(subject=subject).exclude(state__in=CONCLUDED).update(due_on=due_on)


@transaction.atomic
def withdraw_review(subject: str, *, at: datetime) -> None:
    """End the review of a subject that was withdrawn: no organ has to say anything any more."""
    Review.objects.select_for_update().filter(subject=subject).update(concluded_at=at)
    Track.objects.filter(subject=subject).exclude(state__in=CONCLUDED).update(state=TrackState.WITHDRAWN, decided_at=at)
