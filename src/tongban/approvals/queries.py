"""What officials see: the queue of their step, one track with all that belongs to it, requests for help, inquiries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from msgspec import json

from tongban.approvals.models import Assistance, Countersignature, Inquiry, Review, StoredOpinion, Track
from tongban.approvals.states import AssistanceState, InquiryState, Standing, TrackState
from tongban.approvals.types import (
    EVERYTHING,
    AssistanceView,
    Countersigning,
    Finding,
    InquiryView,
    Judgement,
    Opinion,
    OpinionView,
    OrganStanding,
    Queue,
    QueueRow,
    Ruling,
    Sift,
    TrackView,
)
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import InquiryKind, Silence, Step
from tongban.identity import public as identity
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words

PAGE = 50
MOST_COUNTED = 1000  # a count that reads every row would grow with the city (benchmarks/pages.py)
OF_THE_CITY = (identity.Official.Role.SUPERVISOR, identity.GOVERNMENT_OFFICE)
BACK = (TrackState.RETURNED, TrackState.RETURNING)  # in this order: the partial index `track_returned` has it so
NEAR_DAYS = 1  # working days: a limit is near on the one before its last


def first_look(due_on: date, calendar: Calendar | None = None) -> date:
    """The day on which the scan of limits looks for the first time; whoever asks often gives the newest calendar."""
    return (calendar or catalogue.calendar()).add_working_days(due_on, -NEAR_DAYS)


def digest_of(whole: Sequence[object]) -> str:
    """SHA-256 of the canonical text of these values."""
    return sha256(json.encode(whole)).hexdigest()


def visible_to(person: identity.Person) -> QuerySet[Track]:
    """The tracks that this person may see: those of the organ in which they review or supervise; none for anybody else.

    A supervisor of the government office sees all of them.
    """
    official = identity.official_of(person)
    if official is None or official.role == identity.Official.Role.CLERK:
        return Track.objects.none()
    return Track.objects.all() if sees_everything(person) else Track.objects.filter(organ=official.organ.code)


def sees_everything(person: identity.Person) -> bool:
    """Whether they supervise the whole city."""
    official = identity.official_of(person)
    return official is not None and (official.role, official.organ.code) == OF_THE_CITY


def assistance_visible_to(person: identity.Person) -> QuerySet[Assistance]:
    """The requests for help that their organ asked or was asked."""
    official = identity.official_of(person)
    if official is None or official.role == identity.Official.Role.CLERK:
        return Assistance.objects.none()
    return Assistance.objects.filter(Q(organ=official.organ.code) | Q(asked=official.organ.code))


def latest_opinion(track: Track) -> StoredOpinion | None:
    """The present wording of this round's opinion."""
    return track.opinions.filter(round=track.round).order_by("-version").first()


def standings_of(tracks: Iterable[Track]) -> list[Standing]:
    return [Standing(TrackState(track.state), Silence(track.silence), track.is_lead) for track in tracks]


def _mine(by: identity.Person, on: date | None) -> tuple[QuerySet[Track], tuple[str, ...]]:
    """The tracks that may wait for this person, and the steps at which they do. A supervisor sees every step."""
    found = visible_to(by)
    can = identity.capacity(by, on=on) if on else None
    own = identity.official_of(by)
    if own is None:
        return found, ()
    if own.role == identity.Official.Role.SUPERVISOR:
        return found, tuple(Step)
    steps = can.steps if can else STEPS_OF.get(own.role, frozenset())
    colleagues = can.stands_in_for if can else frozenset()
    return found.filter(claimed_by__in=["", by.code, *colleagues]), tuple(step for step in Step if step in steps)


STEPS_OF: Mapping[str, frozenset[str]] = {
    Step.OFFICER: frozenset({Step.OFFICER}),
    Step.REVIEWER: frozenset({Step.REVIEWER}),
    Step.HEAD: frozenset({Step.REVIEWER, Step.HEAD}),
}


def queue(
    by: identity.Person,
    *,
    state: str = TrackState.OPEN,
    words: str = "",
    after: int = 0,
    on: date | None = None,
    sift: Sift = EVERYTHING,
) -> Queue:
    """What waits for this official, least remaining time first: open tracks at their step that no colleague has claimed.

    Tracks in another `state` are those of the whole organ, the latest first. `words` looks in names and numbers; with the day
    `on`, what waits for those for whom they stand in is among it. The counts are of everything, whatever `sift` leaves out, and
    stop at `MOST_COUNTED`.
    """
    mine, steps = _mine(by, on)
    wanted = _looked_for(words) & _sifted(sift, by)
    some = [step for step in steps if sift.step in ("", step)]
    if state == TrackState.OPEN:
        most = after + PAGE + 1
        tracks = by_due_day(mine.filter(wanted), some, most, everywhere=sees_everything(by))[after:]
    else:
        tracks = _rest(by, state, wanted, after)
    waiting = mine.filter(state=TrackState.OPEN, step__in=steps)
    counted = {TrackState.OPEN: waiting, TrackState.RETURNED: _in(visible_to(by), TrackState.RETURNED)}
    counts = {str(name): number for name, found in counted.items() if (number := found[:MOST_COUNTED].count())}
    return Queue(tuple(_row(track) for track in tracks[:PAGE]), counts, len(tracks) > PAGE)


def _looked_for(words: str) -> Q:
    named = Q(holder_name__icontains=words) | Q(subject__icontains=words) | Q(holder_code=words)
    return named if words else Q()


def _sifted(sift: Sift, by: identity.Person) -> Q:
    wanted = Q(marks__contains=[sift.mark]) if sift.mark else Q()
    if sift.claimed:
        wanted &= Q(claimed_by=by.code if sift.claimed == "mine" else "")
    if sift.due_from:
        wanted &= Q(due_on__gte=sift.due_from)
    return wanted & Q(due_on__lte=sift.due_by) if sift.due_by else wanted


def by_due_day(mine: QuerySet[Track], steps: Sequence[str], most: int, *, everywhere: bool = False) -> list[Track]:
    """The first open tracks at these steps, least remaining time first; `everywhere` if `mine` are those of all organs."""
    # One range of the queue's index for each step, joined: with `step IN` every row would be read and sorted.
    found = mine.filter(state=TrackState.OPEN)
    if everywhere:  # one range of `track_everywhere`
        return list(found.filter(step__in=steps).order_by("due_on", "id")[:most])
    ranges = [found.filter(step=step).order_by("due_on", "id")[:most] for step in steps]
    if len(ranges) < 2 or mine.query.is_empty():
        return [track for tracks in ranges for track in tracks]
    return list(ranges[0].union(*ranges[1:], all=True).order_by("due_on", "id")[:most])


def _in(tracks: QuerySet[Track], state: str) -> QuerySet[Track]:
    """Those in a state; what was returned is also what is about to be."""
    return tracks.filter(state__in=BACK) if state == TrackState.RETURNED else tracks.filter(state=state)


def _rest(by: identity.Person, state: str, wanted: Q, /, after: int) -> list[Track]:
    found = _in(visible_to(by).filter(wanted), state)
    return list(found.order_by("-due_on", "-id")[after : after + PAGE + 1])


def _row(track: Track) -> QueueRow:
    return QueueRow(
        code=track.code,
        subject=track.subject,
        title=Words(track.title_zh, track.title_en),
        holder_name=track.holder_name,
        due_on=track.due_on,
        state=track.state,
        round=track.round,
        marks=tuple(track.marks),
        step=track.step,
        claimed_by=track.claimed_by,
        organ=track.organ,
    )


def get_track(code: str, *, seen_by: identity.Person, on: date | None = None) -> TrackView:
    """One track with its opinions, and its neighbours in the queue. Another organ's track does not exist."""
    track = visible_to(seen_by).filter(code=code).annotate(**WITH_IT).first()
    if track is None:
        raise identity.NotFound(code)
    mine, steps = _mine(seen_by, on)
    following, preceding = _neighbours(track, mine.exclude(pk=track.pk), steps)
    free = not track.claimed_by or mine.filter(pk=track.pk).exists()
    is_open = track.state in (TrackState.OPEN, TrackState.RETURNING)
    my_step = is_open and track.step in steps and free and not _supervises(seen_by)
    return replace(_view(track), following=following, preceding=preceding, my_step=my_step)


def _view(track: Track) -> TrackView:
    it, because = vars(track), track.closed_because
    same = {name: getattr(track, name) for name in SAME}
    return TrackView(
        **same,
        title=Words(track.title_zh, track.title_en),
        points=tuple(track.points),
        opinions=_opinions(track) if it["has_opinions"] else (),
        steps=tuple(track.steps),
        waiting_since=track.since,
        join=it["its_join"],
        others=standings(track.subject, but=track.pk) if it["has_others"] else (),
        required_inquiries=tuple(track.needs),
        inquiries=_inquiries(track) if it["has_inquiries"] else (),
        assistance=_assistance(track) if it["has_requests"] else (),
        is_automatic=it["is_automatic"],
        is_concluded=it["its_end"] is not None,
        send_on=it["its_day"],
        closed_because=Words(because["zh"], because["en"]) if because else None,
    )


SAME = (
    *("code", "subject", "organ", "holder_code", "holder_name", "state", "round", "due_on", "step", "claimed_by"),
    "is_lead",
)
REVIEW = Review.objects.filter(subject=OuterRef("subject"))
# What belongs to a track is asked for together with it, and read only where there is some: most tracks have nothing.
WITH_IT: dict[str, Any] = {
    "its_join": Subquery(REVIEW.values("join")),
    "its_end": Subquery(REVIEW.values("concluded_at")),
    "its_day": Subquery(REVIEW.values("send_on")),
    "is_automatic": Subquery(REVIEW.values("decided_automatically")),
    "has_opinions": Exists(StoredOpinion.objects.filter(track=OuterRef("pk"))),
    "has_others": Exists(Track.objects.filter(subject=OuterRef("subject")).exclude(pk=OuterRef("pk"))),
    "has_inquiries": Exists(Inquiry.objects.filter(track=OuterRef("pk"))),
    "has_requests": Exists(Assistance.objects.filter(track=OuterRef("pk"))),
}


def _supervises(person: identity.Person) -> bool:
    official = identity.official_of(person)
    return official is not None and official.role == identity.Official.Role.SUPERVISOR


def _neighbours(track: Track, mine: QuerySet[Track], steps: Sequence[str]) -> tuple[str | None, str | None]:
    """The codes of the next and of the one before in the reader's queue, in one query."""
    # Ranges that the queue's index can start from; an OR of two ranges is read from the beginning (benchmarks/pages.py).
    later = Q(due_on__gte=track.due_on) & ~Q(due_on=track.due_on, id__lte=track.pk)
    earlier = Q(due_on__lte=track.due_on) & ~Q(due_on=track.due_on, id__gte=track.pk)
    found: list[Any] = []
    for step in steps:
        in_queue = mine.filter(state=TrackState.OPEN, step=step)
        after = in_queue.filter(later).order_by("due_on", "id")[:1]
        before = in_queue.filter(earlier).order_by("-due_on", "-id")[:1]
        found.append(after.values_list(Value("after", CharField()), "code", "due_on", "id"))
        found.append(before.values_list(Value("before", CharField()), "code", "due_on", "id"))
    if not found:
        return None, None
    rows = list(found[0].union(*found[1:], all=True))
    following = min(((due, key, code) for side, code, due, key in rows if side == "after"), default=None)
    preceding = max(((due, key, code) for side, code, due, key in rows if side == "before"), default=None)
    return following[2] if following else None, preceding[2] if preceding else None


def _opinions(track: Track) -> tuple[OpinionView, ...]:
    given = list(track.opinions.order_by("round", "version").prefetch_related("countersignatures"))
    codes = {each.by for each in given} | {c.by for each in given for c in each.countersignatures.all()}
    names = {code: person.name for code, person in identity.people(codes).items()}
    present = (track.round, max((o.version for o in given if o.round == track.round), default=0))
    return tuple(_opinion(opinion, names, is_present=(opinion.round, opinion.version) == present) for opinion in given)


def _opinion(opinion: StoredOpinion, names: Mapping[str, str], *, is_present: bool) -> OpinionView:
    signed = sorted(opinion.countersignatures.all(), key=lambda each: each.pk)
    return OpinionView(
        opinion=Opinion(opinion.opinion),
        by=names.get(opinion.by, opinion.by),
        at=opinion.at,
        words=opinion.words,
        rulings=tuple(_ruling(ruling) for ruling in opinion.rulings),
        round=opinion.round,
        version=opinion.version,
        digest=opinion.digest,
        countersignings=tuple(_countersigning(each, names, is_present=is_present) for each in signed),
    )


def _countersigning(each: Countersignature, names: Mapping[str, str], *, is_present: bool) -> Countersigning:
    by = names.get(each.by, each.by)
    return Countersigning(each.step, by, each.at, each.agrees, each.words, valid=is_present and each.agrees)


def _ruling(stored: Mapping[str, Any]) -> Ruling:
    return Ruling(stored["point"], Judgement(stored["judgement"]), stored["words"])


def standings(subject: str, *, but: int = 0) -> tuple[OrganStanding, ...]:
    """Where each organ of a review stands, in the order of the review; without the track `but`. Rooms above say who may."""
    others = list(Track.objects.filter(subject=subject).exclude(pk=but).order_by("id"))
    words = {other.pk: o.words for other in others if (o := latest_opinion(other)) and other.state != TrackState.OPEN}
    return tuple(
        OrganStanding(
            organ=other.organ,
            state=other.state,
            step=other.step,
            is_lead=other.is_lead,
            due_on=other.due_on,
            silence=other.silence,
            words=words.get(other.pk, ""),
            decided_at=other.decided_at,
        )
        for other in others
    )


def _inquiries(track: Track) -> tuple[InquiryView, ...]:
    return tuple(inquiry_view(inquiry, track) for inquiry in track.inquiries.order_by("id"))


def inquiry_view(inquiry: Inquiry, track: Track) -> InquiryView:
    """The inquiry as it is shown."""
    findings = [Finding(Words(*found["line"]), found["is_met"], found["words"]) for found in inquiry.findings]
    return InquiryView(
        code=inquiry.code,
        subject=track.subject,
        track=track.code,
        organ=track.organ,
        kind=InquiryKind(inquiry.kind),
        reason=inquiry.reason,
        state=InquiryState(inquiry.state),
        opened_at=inquiry.opened_at,
        due_on=inquiry.due_on,
        officers=tuple(inquiry.officers),
        checklist=tuple(Words(*line) for line in inquiry.checklist),
        findings=tuple(findings),
        photos=tuple(inquiry.photos),
        result=inquiry.result,
        words=inquiry.words,
        reported_by=inquiry.reported_by,
        confirmed_by=inquiry.confirmed_by,
        closed_at=inquiry.closed_at,
        digest=inquiry.digest,
    )


def get_inquiry(code: str, *, seen_by: identity.Person) -> InquiryView:
    """One inquiry, for officials of its organ; for anybody else NotFound."""
    inquiry = Inquiry.objects.select_related("track").filter(code=code, track__in=visible_to(seen_by)).first()
    if inquiry is None:
        raise identity.NotFound(code)
    return inquiry_view(inquiry, inquiry.track)


def inquiries_for(by: identity.Person, *, after: int = 0) -> list[InquiryView]:
    """The inquiries of this official's organ that have not ended, the most urgent first."""
    going = Inquiry.objects.filter(track__in=visible_to(by), state__in=[InquiryState.OPEN, InquiryState.REPORTED])
    found = going.select_related("track").order_by("due_on", "id")[after : after + PAGE]
    return [inquiry_view(inquiry, inquiry.track) for inquiry in found]


def decided_automatically(by: identity.Person) -> list[QueueRow]:
    """The latest tracks of this official's organ that the machine decided, and that a person can still recall."""
    subjects = Review.objects.filter(decided_automatically=True).values("subject")
    found = visible_to(by).filter(subject__in=subjects, state=TrackState.AGREED)
    return [_row(track) for track in found.order_by("-decided_at", "-id")[:PAGE]]


def _assistance(track: Track) -> tuple[AssistanceView, ...]:
    return tuple(assistance_view(request) for request in track.requests.order_by("id"))


def assistance_view(request: Assistance) -> AssistanceView:
    """The request as both organs see it: question, title and answer, nothing of the dossier."""
    return AssistanceView(
        code=request.code,
        title=Words(request.title_zh, request.title_en),
        organ=request.organ,
        asked=request.asked,
        question=request.question,
        state=AssistanceState(request.state),
        asked_at=request.asked_at,
        due_on=request.due_on,
        answer=request.answer,
        documents=tuple(request.documents),
        answered_by=request.answered_by,
        answered_at=request.answered_at,
    )


def tracks_of(subjects: Collection[str], *, organ: str) -> dict[str, str]:
    """The codes of an organ's tracks, by subject. One query."""
    return dict(Track.objects.filter(subject__in=subjects, organ=organ).values_list("subject", "code"))


def track_of(subject: str, *, organ: str) -> str | None:
    """The code of an organ's track on a subject, if there is one."""
    return tracks_of([subject], organ=organ).get(subject)
