"""What a reviewer sees: the queue of their organ, and one track."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from tongban.approvals.models import StoredOpinion, Track
from tongban.approvals.states import TrackState
from tongban.approvals.types import Judgement, Opinion, OpinionView, Queue, QueueRow, Ruling, TrackView
from tongban.identity import public as identity
from tongban.kernel.words import Words

PAGE = 50


def visible_to(person: identity.Person) -> QuerySet[Track]:
    """The tracks that this person may see: those of the organ in which they are an official; none for anybody else."""
    official = identity.official_of(person)
    return Track.objects.filter(organ=official.organ.code) if official else Track.objects.none()


def queue(by: identity.Person, *, state: str = TrackState.OPEN, words: str = "", after: int = 0) -> Queue:
    """The tracks of this reviewer's organ in one state, least remaining time first; `words` looks in names and numbers."""
    mine = visible_to(by)
    found = mine.filter(state=state)
    if words:
        found = found.filter(Q(holder_name__icontains=words) | Q(subject__icontains=words) | Q(holder_code=words))
    order = ("due_on", "id") if state == TrackState.OPEN else ("-due_on", "-id")
    tracks = list(found.order_by(*order)[after : after + PAGE + 1])
    open_ones = Q(state__in=[TrackState.OPEN, TrackState.RETURNED])
    counts = dict(mine.filter(open_ones).values_list("state").annotate(Count("id")).order_by("state"))
    return Queue(tuple(_row(track) for track in tracks[:PAGE]), counts, len(tracks) > PAGE)


def _row(track: Track) -> QueueRow:
    title = Words(track.title_zh, track.title_en)
    marks = tuple(track.marks)
    return QueueRow(track.code, track.subject, title, track.holder_name, track.due_on, track.state, track.round, marks)


def get_track(code: str, *, seen_by: identity.Person) -> TrackView:
    """One track with its opinions, and its neighbours in the queue. Another organ's track does not exist."""
    track = visible_to(seen_by).filter(code=code).first()
    if track is None:
        raise identity.NotFound(code)
    given = list(track.opinions.order_by("round"))
    names = (
        {code: person.name for code, person in identity.people({each.by for each in given}).items()} if given else {}
    )
    opinions = tuple(_opinion(opinion, names) for opinion in given)
    following, preceding = _neighbours(track, visible_to(seen_by).filter(state=TrackState.OPEN).exclude(pk=track.pk))
    return TrackView(
        code=track.code,
        subject=track.subject,
        organ=track.organ,
        title=Words(track.title_zh, track.title_en),
        holder_code=track.holder_code,
        holder_name=track.holder_name,
        state=track.state,
        round=track.round,
        due_on=track.due_on,
        points=tuple(track.points),
        opinions=opinions,
        following=following,
        preceding=preceding,
    )


def _neighbours(track: Track, in_queue: QuerySet[Track]) -> tuple[str | None, str | None]:
    """The codes of the next and of the one before in the queue, in one query."""
    # A range that the queue's index can start from; an OR of two ranges is read from the beginning (benchmarks/pages.py).
    later = Q(due_on__gte=track.due_on) & ~Q(due_on=track.due_on, id__lte=track.pk)
    earlier = Q(due_on__lte=track.due_on) & ~Q(due_on=track.due_on, id__gte=track.pk)
    after = in_queue.filter(later).order_by("due_on", "id")[:1]
    before = in_queue.filter(earlier).order_by("-due_on", "-id")[:1]
    found = after.values_list(Value("after", CharField()), "code").union(
        before.values_list(Value("before", CharField()), "code"), all=True
    )
    codes: dict[str, str] = dict(found)
    return codes.get("after"), codes.get("before")


def _opinion(opinion: StoredOpinion, names: Mapping[str, str]) -> OpinionView:
    rulings = tuple(_ruling(ruling) for ruling in opinion.rulings)
    by = names.get(opinion.by, opinion.by)
    return OpinionView(Opinion(opinion.opinion), by, opinion.at, opinion.words, rulings, opinion.round)


def _ruling(stored: Mapping[str, Any]) -> Ruling:
    return Ruling(stored["point"], Judgement(stored["judgement"]), stored["words"])


def track_of(subject: str, *, organ: str) -> str | None:
    """The code of an organ's track on a subject, if there is one."""
    return Track.objects.filter(subject=subject, organ=organ).values_list("code", flat=True).first()
