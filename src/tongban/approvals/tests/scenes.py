"""Short words for what officials do in these tests."""

from datetime import UTC, date, datetime
from itertools import count

from tongban.approvals import public as approvals
from tongban.approvals.public import JoinKind, Judgement, Opinion, ReviewOrder, Ruling, SeatOrder, Step
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)  # a Friday
DUE = date(2026, 11, 27)
MARKET, FIRE, WATER, TOBACCO = "market_regulation", "fire_rescue", "water", "tobacco"
OFFICERS = {MARKET: "zhao", FIRE: "qian", WATER: "li", TOBACCO: "zhou"}
ALL_STEPS = (Step.OFFICER, Step.REVIEWER, Step.HEAD)
NUMBERS = count(1)


def start(
    *seats: SeatOrder, join=JoinKind.ALL, quorum=0, automatic=None, at=AT, points=("clean", "safe"), holder="SAMPLE"
) -> str:
    """A review of a new subject; gives the subject."""
    subject = f"S{next(NUMBERS)}"
    order = ReviewOrder(
        subject=subject,
        title=Words("食品经营许可", "Food licence"),
        holder_code=holder,
        holder_name="样例店",
        points=points,
        due_on=DUE,
        seats=seats or (SeatOrder(MARKET),),
        join=join,
        quorum=quorum,
        automatic=automatic,
    )
    approvals.start_reviews([order], at=at)
    return subject


def track(subject: str, organ: str = MARKET) -> approvals.TrackView:
    code = approvals.track_of(subject, organ=organ)
    return approvals.get_track(code, seen_by=identity.person(OFFICERS[organ]), on=AT.date())


def say(subject, opinion=Opinion.AGREE, *, organ=MARKET, who=None, words="理由", at=AT):
    """The officer's opinion, with the first point against where it is not agreeing."""
    against = {Opinion.RETURN: Judgement.TO_CORRECT, Opinion.DISAGREE: Judgement.DOES_NOT_FIT}.get(opinion)
    seen = track(subject, organ)
    first = Ruling(seen.points[0], against, "请改") if against else Ruling(seen.points[0], Judgement.FITS)
    rulings = [first, *(Ruling(point, Judgement.FITS) for point in seen.points[1:])]
    by = identity.person(who or OFFICERS[organ])
    approvals.give_opinion(seen.code, by=by, opinion=opinion, rulings=rulings, words=words, at=at)


def sign(subject, who, *, agree=True, words="同意", organ=MARKET, digest=None, at=AT):
    seen = track(subject, organ)
    named = seen.opinions[-1].digest if digest is None else digest
    approvals.countersign(seen.code, by=identity.person(who), agree=agree, words=words, digest=named, at=at)


def told(subject, kind):
    """What was announced of this kind, in order."""
    return [entry.body for entry in journal.history(subject, kinds=[kind])]


def concluded(subject):
    """Whether it was agreed: one answer for each conclusion that was announced."""
    return [body["agreed"] for body in told(subject, "ReviewConcluded")]
