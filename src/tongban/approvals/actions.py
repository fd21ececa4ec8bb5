"""One organ's word: give an opinion, edit it, countersign it, send it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals.events import OpinionCountersigned, OpinionSentBack
from tongban.approvals.models import Countersignature, Review, StoredOpinion, Track
from tongban.approvals.queries import first_look, latest_opinion, standings_of, visible_to
from tongban.approvals.reviews.conclusions import join
from tongban.approvals.reviews.defects import name_defects, tell_when_ready
from tongban.approvals.reviews.tracks import CLOSED, INTEREST, ONLY_LOOKS, move, write_opinion
from tongban.approvals.states import InquiryState, TrackState, Voice
from tongban.approvals.types import Judgement, Opinion, OpinionRefused, Ruling, unmet
from tongban.catalogue.public import JoinKind, Step
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
LONGEST = 2000
TOO_LONG = Words("一处最多写 {most} 个字，请写短一些", "At most {most} characters in one place: please shorten it")
NOT_THEIR_STEP = Words(
    "这一步由本部门的其他岗位办理（{step}），请由该岗位或其AB岗办理",
    "This step ({step}) is another role's in your organ: let that role or its deputy do it",
)
CLAIMED = Words("这件已由 {who} 认领，请先请其放回", "{who} has claimed this one: ask them to release it first")
NEEDS_INQUIRY = Words(
    "“{kind}”要有结果，而且不是“不符合”，才能同意",
    "Before it can be agreed to, the inquiry “{kind}” must have a result other than “not met”",
)
LEAD_IS_LAST = Words(
    "牵头部门要在其他部门都发表意见（或到期）之后决定",
    "The lead organ decides after all others have spoken or timed out",
)
NOTHING_TO_SIGN = Words("现在没有等待会签的意见", "No opinion waits for a countersignature now")
EDITED = Words(
    "意见在您打开之后被改过，请看了新的意见再签", "The opinion was edited after you opened it: read it again, then sign"
)
SAME_PERSON = Words(
    "同一个人不能做同一路的两步，请由他人会签", "One person cannot do two steps: let another countersign"
)
NO_WORDS = Words("退回上一步要写明原因", "Sending it back must say why")
LEAD_SENDS = Words(
    "由牵头部门的审查人员送出补正告知，其他部门不用送",
    "A reviewer of the lead organ sends the notice; the others need not",
)
NO_NOTICE = Words("没有等待送出的补正告知", "No notice of defects waits to be sent")
STATE_OF = {
    Opinion.AGREE: TrackState.AGREED,
    Opinion.DISAGREE: TrackState.DISAGREED,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A review and one of its tracks, both locked, and what the one who acts may do in that organ today."""

    review: Review
    track: Track
    can: identity.Capacity


def locked(code: str, *, by: identity.Person, on: date) -> Held:
    """Lock the review and then its track for an official who may see it. Raises NotFound, and NotAllowed to the interested."""
    found = visible_to(by).filter(code=code).first()
    can = identity.capacity(by, on=on)
    if found is None or can is None:
        raise identity.NotFound(code)
    review = Review.objects.select_for_update().get(subject=found.subject)
    track = Track.objects.select_for_update().get(pk=found.pk)
    if identity.has_interest(by, party_code=track.holder_code, on=on):
        raise identity.NotAllowed(INTEREST)
    return Held(review, track, can)


def is_free(track: Track, can: identity.Capacity, by: str) -> bool:
    """Whether nobody else has claimed the track: it is free, theirs, or of a colleague for whom they stand in."""
    return track.claimed_by in {"", by, *can.stands_in_for}


def allow_step(held: Held, step: str) -> None:
    """Raises NotAllowed to somebody who does not do this step of this organ, OpinionRefused where a colleague has claimed it."""
    if held.can.organ != held.track.organ or not held.can.steps:
        raise identity.NotAllowed(ONLY_LOOKS)
    if step not in held.can.steps:
        raise identity.NotAllowed(NOT_THEIR_STEP.filled(step=step))


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
    """Say, as its officer, what this organ says of the subject; giving it again before the last step has signed is an edit.

    With further steps it counts only when the last of them has countersigned; an edit makes their signatures void. A return for
    correction needs the officer alone, and is possible once for a subject. Raises NotFound for an official of another organ,
    NotAllowed for one with an interest in the applicant or another role, OpinionRefused when it cannot be given so.
    """
    held = locked(code, by=by, on=localdate(at))
    allow_step(held, Step.OFFICER)
    _refuse_if_wrong(held, opinion, rulings, words=words, by=by.code)
    review, track = held.review, held.track
    write_opinion(track, opinion, rulings, words=words, by=by.code, at=at)
    if opinion == Opinion.RETURN:
        name_defects(review, track, by=by.code, at=at)
    elif len(track.steps) > 1:
        _to_next_step(review, track, by=by.code, at=at)
    else:
        _speak(review, track, opinion, by=by.code, at=at)


def _to_next_step(review: Review, track: Track, *, by: str, at: datetime) -> None:
    """To the step after the officer's. One that had named defects takes them back with this opinion: others may go on."""
    again = {"state": TrackState.OPEN, "look_on": first_look(track.due_on)} if track.state != TrackState.OPEN else {}
    move(track, **again, step=track.steps[1], since=at, claimed_by="")
    if again:
        join(review, by=by, at=at)


@transaction.atomic
def send_defects(code: str, *, by: identity.Person, at: datetime) -> None:
    """Send the notice of defects now, as a reviewer of the lead organ, without waiting for those not yet heard.

    Raises NotFound, NotAllowed to others, OpinionRefused where no notice waits.
    """
    held = locked(code, by=by, on=localdate(at))
    if held.can.organ != held.track.organ or not held.can.steps or not held.track.is_lead:
        raise identity.NotAllowed(LEAD_SENDS)
    if held.review.send_on is None:
        raise OpinionRefused(NO_NOTICE)
    tracks = list(Track.objects.filter(subject=held.track.subject).order_by("id"))
    tell_when_ready(held.review, tracks, by=by.code, at=at, now=True)


def _speak(review: Review, track: Track, opinion: Opinion, *, by: str, at: datetime) -> None:
    """The organ's last word."""
    move(track, state=STATE_OF[opinion], decided_at=at, decided_by=by, look_on=None, claimed_by="")
    join(review, by=by, at=at)


def _refuse_if_wrong(held: Held, opinion: Opinion, rulings: Sequence[Ruling], *, words: str, by: str) -> None:
    track, review = held.track, held.review
    judged = {ruling.point: ruling for ruling in rulings}
    missing = [point for point in track.points if point not in judged]
    against = [ruling for ruling in rulings if ruling.judgement != Judgement.FITS]
    without_advice = next((ruling for ruling in against if not ruling.words.strip()), None)
    waits_to_agree = _missing_inquiry(track) if opinion == Opinion.AGREE else None
    at_first_step = track.step == Step.OFFICER
    wrong = (
        (review.concluded_at is not None, CLOSED),
        (track.state not in (TrackState.OPEN, TrackState.RETURNING), CLOSED),
        (at_first_step and not is_free(track, held.can, by), CLAIMED.filled(who=track.claimed_by)),
        (bool(missing), MISSING.filled(count=len(missing))),
        (opinion == Opinion.AGREE and bool(against), FAULTY),
        (opinion == Opinion.RETURN and review.returned_at is not None, ONCE),
        (opinion == Opinion.RETURN and not against, NO_FAULT),
        (opinion == Opinion.DISAGREE and not words.strip(), NO_REASON),
        (max(map(len, [words, *(r.words for r in rulings)])) > LONGEST, TOO_LONG.filled(most=LONGEST)),
        (without_advice is not None, NO_ADVICE.filled(point=without_advice.point if without_advice else "")),
        (waits_to_agree is not None, NEEDS_INQUIRY.filled(kind=waits_to_agree or "")),
        (opinion != Opinion.RETURN and _must_wait_for_others(review, track), LEAD_IS_LAST),
    )
    for is_wrong, says in wrong:
        if is_wrong:
            raise OpinionRefused(says)


def _missing_inquiry(track: Track) -> str | None:
    if not track.needs:
        return None
    closed = track.inquiries.filter(state=InquiryState.CLOSED).order_by("closed_at", "id").values_list("kind", "result")
    return next(iter(unmet(track.needs, closed)), None)


def _must_wait_for_others(review: Review, track: Track) -> bool:
    if review.join != JoinKind.LEAD or not track.is_lead:
        return False
    others = Track.objects.filter(subject=track.subject).exclude(pk=track.pk)
    return any(standing.voice == Voice.AWAITED for standing in standings_of(others))


@transaction.atomic
def countersign(code: str, *, by: identity.Person, agree: bool, words: str, digest: str, at: datetime) -> None:
    """Sign the opinion with this `digest` at the track's present step, or send it back one step with words (`agree` false).

    Only the last step's signature makes it the organ's word. Raises as `give_opinion`; OpinionRefused too when the opinion was
    edited since, and to somebody who did another step of this round.
    """
    held = locked(code, by=by, on=localdate(at))
    track = held.track
    opinion = latest_opinion(track)
    if track.state != TrackState.OPEN or held.review.concluded_at is not None:
        raise OpinionRefused(CLOSED)
    if track.step == Step.OFFICER or opinion is None:
        raise OpinionRefused(NOTHING_TO_SIGN)
    allow_step(held, track.step)
    _refuse_signature(held, opinion, by=by.code, digest=digest, words=words, agree=agree)
    Countersignature.objects.create(
        opinion=opinion, step=track.step, agrees=agree, digest=digest, words=words, by=by.code, at=at
    )
    _go_on(held.review, track, opinion, agree=agree, words=words, by=by.code, at=at)


def _go_on(
    review: Review, track: Track, opinion: StoredOpinion, *, agree: bool, words: str, by: str, at: datetime
) -> None:
    place, step = track.steps.index(track.step), track.step
    if not agree:
        move(track, step=track.steps[place - 1], since=at, claimed_by="")
        back = OpinionSentBack(subject=track.subject, organ=track.organ, step=step, words=words)
        journal.publish(back, by=by, at=at)
        return
    signed = OpinionCountersigned(subject=track.subject, organ=track.organ, step=step, digest=opinion.digest)
    journal.publish(signed, by=by, at=at)
    if place + 1 < len(track.steps):
        move(track, step=track.steps[place + 1], since=at, claimed_by="")
    else:
        _speak(review, track, Opinion(opinion.opinion), by=by, at=at)


def _refuse_signature(held: Held, opinion: StoredOpinion, *, by: str, digest: str, words: str, agree: bool) -> None:
    track = held.track
    wrong = (
        (not is_free(track, held.can, by), CLAIMED.filled(who=track.claimed_by)),
        (digest != opinion.digest, EDITED),
        (by in _those_of_other_steps(track), SAME_PERSON),
        (not agree and not words.strip(), NO_WORDS),
        (len(words) > LONGEST, TOO_LONG.filled(most=LONGEST)),
    )
    for is_wrong, says in wrong:
        if is_wrong:
            raise OpinionRefused(says)


def _those_of_other_steps(track: Track) -> set[str]:
    """Who did another step than the present one in this round: whoever wrote a wording, or signed at another step."""
    opinions = StoredOpinion.objects.filter(track=track, round=track.round)
    signed = Countersignature.objects.filter(opinion__in=opinions).exclude(step=track.step)
    return {*opinions.values_list("by", flat=True), *signed.values_list("by", flat=True)}
