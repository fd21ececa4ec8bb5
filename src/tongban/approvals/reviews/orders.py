"""Order a review: its seats, its tracks, and what the machine may decide (the benchmark is submit.py)."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import connection
from msgspec import json
from psycopg.types.json import Jsonb

from tongban.approvals.queries import first_look
from tongban.approvals.types import ReviewOrder, SeatOrder
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import JoinKind, Silence, Step
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar

ERRAND = "approvals.decide"

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
        values: dict[str, Any] = {"rows": Jsonb(rows, dumps=json.encode), "at": at}
        cursor.execute(INSERT, values)
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
