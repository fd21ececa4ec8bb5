"""Every wait of a review: on whom, since when, until when, what then, which exits; and what time itself brings about."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from tongban.approvals.claims import time_out
from tongban.approvals.events import AssistanceLapsed, OfficialReminded, WaitExceeded, WaitNeared
from tongban.approvals.models import Assistance, Inquiry, Review, Track
from tongban.approvals.queries import (
    NEAR_DAYS,
    PAGE,
    assistance_visible_to,
    by_due_day,
    first_look,
    sees_everything,
    visible_to,
)
from tongban.approvals.reviews.defects import drop_defects, tell_when_ready
from tongban.approvals.reviews.tracks import hold
from tongban.approvals.states import PENDING, AssistanceState, InquiryState, TrackState
from tongban.approvals.types import Load, Wait, WaitKind
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Silence, Step
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words
from tongban.notices import public as notices

logger = logging.getLogger(__name__)

BATCH = 200
SYSTEM = "system"
GOING = (InquiryState.OPEN, InquiryState.REPORTED)
THEN = {
    Silence.WAITS: Words(
        "到期后亮红灯并告知督查人员，仍要等该部门的意见",
        "It turns red and the supervisor is told; the opinion is still needed",
    ),
    Silence.AGREES: Words("到期未提意见，视为同意", "Silence counts as agreement from then on"),
    Silence.LAPSES: Words("到期未提意见，其他部门不再等待", "The others go on without this organ's opinion"),
}
THEN_CORRECTED = Words("申请人补正后回到本部门", "It comes back to this organ when the applicant has corrected it")
THEN_DEFECTS = Words(
    "到这一天，连同其他部门提出的一并告知申请人",
    "On this day they go to the applicant, together with those of other organs",
)
THEN_INQUIRY = Words("到期亮红灯并告知督查人员", "It turns red and the supervisor is told")
THEN_ASSISTANCE = Words("到期未答复，提出请求的部门继续办理", "The organ that asked goes on without the answer")
OVERDUE = Words("“{title}”已超过期限", "“{title}” is overdue")
OVERDUE_BODY = Words(
    "{subject} 在本部门的期限是 {due_on}，已经超过。请尽快办理，或改派、说明原因。",
    "The limit of {subject} in your organ was {due_on} and has passed. Deal with it, give it to somebody else, or say why.",
)
REMINDED = Words("请尽快办理“{title}”", "Please deal with “{title}”")
REMINDED_BODY = Words(
    "{by} 提醒：{subject} 正等待您办理，期限是 {due_on}。",
    "{by} reminds you: {subject} waits for you; its limit is {due_on}.",
)

# One range of a small partial index in each table, whatever the number of reviews (benchmarks/queue.py).
DUE = """
SELECT subject FROM (
  SELECT subject FROM approvals_track WHERE state = 'open' AND look_on <= %(on)s
  UNION SELECT subject FROM approvals_review WHERE send_on <= %(on)s
  UNION SELECT t.subject FROM approvals_inquiry i JOIN approvals_track t ON t.id = i.track_id WHERE i.look_on <= %(on)s
  UNION SELECT t.subject FROM approvals_assistance a JOIN approvals_track t ON t.id = a.track_id WHERE a.look_on <= %(on)s
) due WHERE subject > %(last)s ORDER BY subject LIMIT %(most)s
"""


def pass_time(at: datetime) -> int:
    """Look at every limit that is near or over on this day, once each; gives how many subjects were looked at.

    It announces what is near or exceeded, and lets silence count where the order says so. It may run at any time, as often as
    one likes and in several workers: a subject that somebody holds is left to the next run.
    """
    seen, last = 0, ""
    while subjects := _due(localdate(at), last):
        last = subjects[-1]
        for subject in subjects:
            try:
                seen += _look_at(subject, at)
            except Exception:  # one subject that fails must not keep the others waiting
                logger.exception("the limits of %s could not be looked at", subject)
    return seen


def _due(on: date, last: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"on": on, "last": last, "most": BATCH})
        return [subject for (subject,) in cursor.fetchall()]


@transaction.atomic
def _look_at(subject: str, at: datetime) -> bool:
    review = Review.objects.select_for_update(skip_locked=True).filter(subject=subject).first()
    if review is None:
        return False
    on = localdate(at)
    _look_at_defects(review, at)
    tracks = Track.objects.filter(subject=subject, state=TrackState.OPEN, look_on__lte=on)
    if Track.objects.filter(subject=subject, state=TrackState.RETURNED).exists():
        tracks.update(look_on=on + timedelta(days=1))  # nobody's silence counts while the applicant corrects
    for code in list(tracks.order_by("id").values_list("code", flat=True)):
        track = Track.objects.select_for_update().get(code=code)
        if track.state == TrackState.OPEN:  # one before it may just have concluded the review
            _look_at_track(review, track, at)
    for inquiry in (
        Inquiry.objects.filter(track__subject=subject, look_on__lte=on).select_related("track").order_by("id")
    ):
        _tell(inquiry, inquiry.track, WaitKind.INQUIRY, at)
    for request in Assistance.objects.filter(track__subject=subject, look_on__lte=on).select_related("track"):
        _look_at_request(request, at)
    return True


def _look_at_defects(review: Review, at: datetime) -> None:
    """The notice of defects goes out on its day. After the lead's last day it would come too late, and lapses."""
    if review.send_on is None or review.send_on > localdate(at):
        return
    tracks = list(Track.objects.select_for_update().filter(subject=review.subject).order_by("id"))
    if localdate(at) > max(review.send_on, *(track.due_on for track in tracks if track.is_lead)):
        drop_defects(review.subject, by=SYSTEM, at=at)
        review.refresh_from_db(fields=["send_on"])
    else:
        tell_when_ready(review, tracks, by=SYSTEM, at=at)


def _look_at_track(review: Review, track: Track, at: datetime) -> None:
    if localdate(at) > track.due_on and track.silence != Silence.WAITS:
        time_out(review, track, silence=track.silence, words="", by=SYSTEM, at=at)
    else:
        _tell(track, track, WaitKind.OPINION if track.step == Step.OFFICER else WaitKind.COUNTERSIGNING, at)


def _look_at_request(request: Assistance, at: datetime) -> None:
    if localdate(at) <= request.due_on:
        _tell(request, request.track, WaitKind.ASSISTANCE, at)
        return
    request.state, request.look_on, request.light = AssistanceState.LAPSED, None, "overdue"
    request.save(update_fields=["state", "look_on", "light"])
    lapsed = AssistanceLapsed(
        subject=request.track.subject, organ=request.organ, asked=request.asked, assistance=request.code
    )
    journal.publish(lapsed, by=SYSTEM, at=at)


def _tell(held: Track | Inquiry | Assistance, track: Track, kind: WaitKind, at: datetime) -> None:
    """Announce once that a limit is near, and once that it has passed; then nothing more until it is moved."""
    is_over = localdate(at) > held.due_on
    event = WaitExceeded if is_over else WaitNeared
    told = event(subject=track.subject, organ=track.organ, kind=kind, code=held.code, due_on=held.due_on)
    held.light = "overdue" if is_over else "near"
    held.look_on = None if is_over else held.due_on + timedelta(days=1)
    held.save(update_fields=["light", "look_on"])
    journal.publish(told, by=SYSTEM, at=at)
    if is_over:
        overseers = identity.officials_of(track.organ, role=identity.Official.Role.SUPERVISOR)
        to = {*_waited_on(held, track), *(person.code for person in overseers)}
        _send(to, track, title=OVERDUE, body=OVERDUE_BODY, due_on=held.due_on, by="", at=at)


def _waited_on(held: Track | Inquiry | Assistance, track: Track) -> list[str]:
    """The codes of the people who can end this wait."""
    if isinstance(held, Inquiry):
        return list(held.officers) or [held.opened_by]
    if isinstance(held, Assistance):
        return [person.code for person in identity.reviewers_of(held.asked)]
    if held.claimed_by:
        return [held.claimed_by]
    return [person.code for person in identity.officials_of(track.organ, role=track.step)]


def _send(to: Iterable[str], track: Track, *, title: Words, body: Words, due_on: date, by: str, at: datetime) -> None:
    people = sorted(set(to))
    if people:
        named = Words(track.title_zh, track.title_en)
        notices.send(
            to=people,
            title=title.filled(title=named),
            body=body.filled(subject=track.subject, due_on=due_on, by=by),
            about=track.subject,
            link=f"/desk/{track.code}/",
            at=at,
        )


@transaction.atomic
def remind(code: str, *, by: identity.Person, at: datetime) -> bool:
    """Send a message to those on whom a track, an inquiry or a request for help (its code) waits; at most once a day.

    Any official who sees the wait may; for anybody else NotFound. Gives whether a message was sent. Announces OfficialReminded.
    """
    held = _waiting(code, by)
    track = held if isinstance(held, Track) else held.track
    hold(track.subject)  # two clicks at the same moment are one reminder
    today = [entry for entry in journal.history(track.subject) if localdate(entry.at) == localdate(at)]
    if any(entry.kind == OfficialReminded.__name__ and entry.body["code"] == code for entry in today):
        return False
    kind = {Track: WaitKind.OPINION, Inquiry: WaitKind.INQUIRY, Assistance: WaitKind.ASSISTANCE}[type(held)]
    told = OfficialReminded(subject=track.subject, organ=track.organ, kind=kind, code=code)
    journal.publish(told, by=by.code, at=at)
    _send(_waited_on(held, track), track, title=REMINDED, body=REMINDED_BODY, due_on=held.due_on, by=by.name, at=at)
    return True


def _waiting(code: str, by: identity.Person) -> Track | Inquiry | Assistance:
    mine = visible_to(by)
    beside = Track.objects.filter(subject__in=mine.values("subject"), state=TrackState.OPEN)
    track = beside.filter(code=code).first() if code else None
    inquiry = Inquiry.objects.select_related("track").filter(code=code, state__in=GOING, track__in=mine).first()
    request = assistance_visible_to(by).select_related("track").filter(code=code, state=AssistanceState.OPEN).first()
    found = track or inquiry or request
    if found is None:
        raise identity.NotFound(code)
    return found


def waits_of(subject: str, *, seen_by: identity.Person, on: date) -> tuple[Wait, ...]:
    """Everything that the subject waits for, for officials of an organ that reviews it; for anybody else NotFound."""
    if not visible_to(seen_by).filter(subject=subject).exists():
        raise identity.NotFound(subject)
    tracks = list(Track.objects.filter(subject=subject, state__in=PENDING).order_by("id"))
    send_on = Review.objects.filter(subject=subject).values_list("send_on", flat=True).first()
    inquiries = Inquiry.objects.filter(track__subject=subject, state__in=GOING).select_related("track").order_by("id")
    requests = Assistance.objects.filter(track__subject=subject, state=AssistanceState.OPEN).select_related("track")
    return _all(tracks, inquiries, requests.order_by("id"), on=on, send_on=send_on)


def waits(by: identity.Person, *, on: date, after: int = 0) -> tuple[Wait, ...]:
    """A page of what waits in this official's organ (for the city's supervisor: everywhere), the most urgent first."""
    most = after + PAGE
    mine = visible_to(by)
    tracks = by_due_day(mine, tuple(Step), most, everywhere=sees_everything(by))
    inquiries = Inquiry.objects.filter(track__in=mine, state__in=GOING).select_related("track").order_by("due_on", "id")
    requests = assistance_visible_to(by).filter(state=AssistanceState.OPEN).select_related("track")
    found = _all(tracks, inquiries[:most], requests.order_by("due_on", "id")[:most], on=on)
    return tuple(sorted(found, key=lambda wait: (wait.due_on, wait.code)))[after:most]


def _all(
    tracks: Iterable[Track],
    inquiries: Iterable[Inquiry],
    requests: Iterable[Assistance],
    *,
    on: date,
    send_on: date | None = None,
) -> tuple[Wait, ...]:
    today = Today(on, catalogue.calendar())
    return (
        *(_of_track(track, today, send_on) for track in tracks),
        *(_of_inquiry(inquiry, today) for inquiry in inquiries),
        *(_of_request(request, today) for request in requests),
    )


@dataclass(frozen=True, slots=True)
class Today:
    """The day of reading and the newest legal calendar, read once for a whole page."""

    on: date
    calendar: Calendar

    def light(self, due_on: date) -> str:
        """overdue, near or running."""
        if self.on > due_on:
            return "overdue"
        return "near" if self.on >= first_look(due_on, self.calendar) else "running"


def _of_track(track: Track, today: Today, send_on: date | None = None) -> Wait:
    exits: tuple[str, ...]
    light = today.light(track.due_on)
    if track.state == TrackState.RETURNING:
        kind, light, then, exits = WaitKind.DEFECTS, "running", THEN_DEFECTS, ("send_defects", "give_opinion")
    elif track.state == TrackState.RETURNED:
        kind, light, then, exits = WaitKind.CORRECTION, "paused", THEN_CORRECTED, ("take_up_again", "withdraw_review")
    else:
        at_officer = track.step == Step.OFFICER
        kind = WaitKind.OPINION if at_officer else WaitKind.COUNTERSIGNING
        exits = ("give_opinion" if at_officer else "countersign", "claim", "reassign", "remind")
        exits = (*exits, "go_on_without") if light == "overdue" and not track.is_lead else exits
        then = THEN[Silence(track.silence)]
    return Wait(
        kind=kind,
        subject=track.subject,
        code=track.code,
        title=Words(track.title_zh, track.title_en),
        organ=track.organ,
        step=track.step,
        person=track.claimed_by,
        since=track.since,
        due_on=send_on if track.state == TrackState.RETURNING and send_on else track.due_on,
        light=light,
        then=then,
        exits=exits,
    )


def _of_inquiry(inquiry: Inquiry, today: Today) -> Wait:
    track = inquiry.track
    end = "confirm_inquiry" if inquiry.state == InquiryState.REPORTED else "close_inquiry"
    return Wait(
        kind=WaitKind.INQUIRY,
        subject=track.subject,
        code=inquiry.code,
        title=Words(track.title_zh, track.title_en),
        organ=track.organ,
        step=inquiry.kind,
        person=inquiry.officers[0] if inquiry.officers else "",
        since=inquiry.opened_at,
        due_on=inquiry.due_on,
        light=today.light(inquiry.due_on),
        then=THEN_INQUIRY,
        exits=(end, "call_off_inquiry", "remind"),
    )


def _of_request(request: Assistance, today: Today) -> Wait:
    return Wait(
        kind=WaitKind.ASSISTANCE,
        subject=request.track.subject,
        code=request.code,
        title=Words(request.title_zh, request.title_en),
        organ=request.asked,
        step="",
        person="",
        since=request.asked_at,
        due_on=request.due_on,
        light=today.light(request.due_on),
        then=THEN_ASSISTANCE,
        exits=("answer_assistance", "remind"),
    )


def load(by: identity.Person, *, on: date) -> tuple[Load, ...]:
    """How much waits at each step, with each person who has claimed some: for heads and supervisors of the organ. One query."""
    until = catalogue.calendar().add_working_days(on, NEAR_DAYS)
    near, over = Q(due_on__gte=on, due_on__lte=until), Q(due_on__lt=on)
    open_ones = visible_to(by).filter(state=TrackState.OPEN).values_list("organ", "step", "claimed_by")
    rows = open_ones.annotate(all=Count("id"), near=Count("id", filter=near), over=Count("id", filter=over))
    return tuple(Load(*row) for row in rows.order_by("organ", "step", "claimed_by"))
