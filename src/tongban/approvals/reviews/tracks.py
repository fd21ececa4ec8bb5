"""One track of a review: the only place where it changes, and what its organ says."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import to_builtins

from tongban.approvals.events import OpinionGiven
from tongban.approvals.models import Review, StoredOpinion, Track
from tongban.approvals.queries import digest_of, first_look, latest_opinion
from tongban.approvals.states import CONCLUDED, NEXT, TrackState
from tongban.approvals.types import Judgement, Opinion, OpinionRefused, Ruling
from tongban.journal import public as journal
from tongban.kernel.words import Words

CLOSED = Words("这件已经有结论，不能再提意见", "This one is concluded: no further opinion can be given")
ONLY_LOOKS = Words("督办人员只能查看，不能代为审查", "A supervisor looks, and does not decide in a reviewer's place")
INTEREST = Words("本人与申请人有利害关系，应当回避", "You have an interest in this applicant and must step aside")
SYSTEM = "system"


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


def faults_of(track: Track) -> tuple[tuple[str, str], ...]:
    """What the track's present opinion holds against the subject: (point, words)."""
    opinion = latest_opinion(track)
    rulings = opinion.rulings if opinion else []
    return tuple((r["point"], r["words"]) for r in rulings if r["judgement"] != Judgement.FITS)


def hold(*subjects: str) -> None:
    """Lock the reviews of these subjects in the caller's transaction.

    Opinions lock the review first and the subject after it. Whoever changes subjects and their reviews together does the
    same, or the two wait for each other.
    """
    list(Review.objects.select_for_update().filter(subject__in=subjects).order_by("subject"))


def move_due(*subjects: str, due_on: date, seats: Mapping[str, date] | None = None) -> None:
    """Tell the tracks of these subjects their new due day; `seats` gives the organs that have a limit of their own theirs."""
    own = dict(seats or {})
    pending = Track.objects.filter(subject__in=subjects).exclude(state__in=CONCLUDED)
    pending.exclude(organ__in=own).update(due_on=due_on, look_on=first_look(due_on), light="")
    for organ, day in own.items():
        pending.filter(organ=organ).update(due_on=day, look_on=first_look(day), light="")


def name_holder(*subjects: str, code: str, name: str) -> None:
    """The holder of these subjects is now known under another code and name."""
    Track.objects.filter(subject__in=subjects).update(holder_code=code, holder_name=name)
