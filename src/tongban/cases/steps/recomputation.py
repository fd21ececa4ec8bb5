"""After a calendar was published: the days of all open cases are computed anew, in batches, and whoever is affected is told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.cases import clocks, letters
from tongban.cases.actions import SYSTEM, move_review_due
from tongban.cases.events import DeadlineMoved
from tongban.cases.models import Case, Correction, Extension, Gap, Pause
from tongban.cases.states import ENDED, State
from tongban.catalogue import public as catalogue
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar

ERRAND = "cases.recompute"
BATCH = 2000
DAYS = ("answer_due_on", "statutory_due_on", "promised_due_on", "deliver_due_on")
TELLS_APPLICANT = {"promised_due_on", "statutory_due_on"}

# One statement for a batch (benchmarks/deadlines.py).
UPDATE = """
UPDATE cases_case c SET answer_due_on = n.answer, statutory_due_on = n.statutory, promised_due_on = n.promised,
  deliver_due_on = n.deliver, is_provisional = n.provisional, look_on = n.look, calendar = %s
FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::date[], %s::date[], %s::boolean[], %s::date[])
  AS n(id, answer, statutory, promised, deliver, provisional, look) WHERE c.id = n.id
"""


def promise_recomputation(version: int, *, at: datetime, after: int = 0) -> None:
    """Promise to compute the open cases anew under this version of the calendar, beginning after the row `after`."""
    body = {"calendar": version, "after": after, "at": at.isoformat()}
    journal.promise(kind=ERRAND, key=f"recompute:{version}:{after}", body=body, at=at)


@transaction.atomic
def carry_on(body: Mapping[str, Any]) -> None:
    """Carry out one batch of the promise and promise the next."""
    at = datetime.fromisoformat(body["at"])
    calendar = clocks.newest(body["calendar"])
    last = recompute_deadlines(calendar, at=at, after=body["after"])
    if last:
        promise_recomputation(calendar.version, at=at, after=last)


@transaction.atomic
def recompute_deadlines(calendar: Calendar, *, at: datetime, after: int = 0, limit: int = BATCH) -> int:
    """Compute up to `limit` open cases anew whose days were computed under an older calendar; gives the last row, 0 at the end.

    Where a promised or statutory day moved, the applicant is told, and DeadlineMoved announces every clock that moved.
    """
    open_ones = Case.objects.filter(closed_at=None, calendar__lt=calendar.version).exclude(item="")
    batch = list(open_ones.filter(pk__gt=after).order_by("pk").values_list("pk", "number", "parent")[:limit])
    if not batch:
        return 0
    cases = _locked(open_ones, batch)
    before = {case.pk: [getattr(case, name) for name in DAYS] for case in cases}
    _compute(cases, calendar, on=localdate(at))
    _write(cases, calendar)
    moved = [(case, name, was) for case in cases for name, was in zip(DAYS, before[case.pk], strict=True)
             if was and getattr(case, name) and was != getattr(case, name)]  # fmt: skip
    _move_reviews({case.pk: case for case, _, _ in moved}.values())
    with journal.together():
        _announce(moved, calendar, at)
    return batch[-1][0]


def _locked(open_ones: QuerySet[Case], batch: Sequence[tuple[int, str, int | None]]) -> list[Case]:
    """The cases of the batch that are still open, locked as every decision locks: reviews, then parents, then parts."""
    approvals.hold(*(number for _, number, _ in batch))
    parents = {parent for _, _, parent in batch if parent}
    if parents:
        list(Case.objects.select_for_update().filter(pk__in=parents).order_by("pk"))
    found = open_ones.filter(pk__in=[key for key, _, _ in batch])
    return list(found.select_related("parent").select_for_update(of=("self",)).order_by("pk"))


def _move_reviews(cases: Iterable[Case]) -> None:
    """The organs' queues go by the new days: one statement for each day, one for each case that other organs join."""
    by_day = defaultdict(list)
    for case in cases:
        due = case.answer_due_on if case.state == State.RECEIVED else case.promised_due_on or case.statutory_due_on
        if due is None or case.state not in {State.RECEIVED, State.ACCEPTED}:
            continue
        if catalogue.edition(case.edition).items[case.item].procedure.joins:
            move_review_due(case, due_on=due)
        else:
            by_day[due].append(case.number)
    for due, numbers in by_day.items():
        approvals.move_due(*numbers, due_on=due)


def _compute(cases: Sequence[Case], calendar: Calendar, *, on: date) -> None:
    """The new days, from three queries for all of them."""
    numbers = [case.pk for case in cases]
    pauses, others = defaultdict(list), _fixed(numbers, with_gap=any(case.with_gap for case in cases))
    for pause in Pause.objects.filter(case__in=numbers):
        pauses[pause.case_id].append(pause)
    extensions = {one.case_id: one for one in Extension.objects.filter(case__in=numbers)}
    for case in cases:
        item = catalogue.edition(case.edition).items[case.item]
        fixed = clocks.fixed_days(case, pauses[case.pk], known=others[case.pk])
        course = clocks.course_of(case, item, pauses=pauses[case.pk], extension=extensions.get(case.pk), others=fixed)
        clocks.put(case, clocks.project(course, calendar), calendar, on=on)


def _fixed(numbers: Sequence[int], *, with_gap: bool) -> dict[int, list[tuple[str, date]]]:
    fixed: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for case, due in Correction.objects.filter(case__in=numbers, answered_at=None).values_list("case_id", "due_on"):
        fixed[case].append(("correction", due))
    gaps = Gap.objects.filter(case__in=numbers, supplied_at=None) if with_gap else Gap.objects.none()
    for case, due in gaps.values_list("case_id", "due_on"):
        fixed[case].append(("gap", due))
    return fixed


def _write(cases: Sequence[Case], calendar: Calendar) -> None:
    columns = [[getattr(case, name) for case in cases] for name in ("pk", *DAYS, "is_provisional", "look_on")]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [calendar.version, *columns])


def _announce(moved: Sequence[tuple[Case, str, date]], calendar: Calendar, at: datetime) -> None:
    events = [
        DeadlineMoved(
            subject=case.number,
            kind=name.removesuffix("_due_on"),
            before=was,
            due_on=getattr(case, name),
            calendar=calendar.version,
        )
        for case, name, was in moved
    ]
    if events:
        journal.publish(*events, by=SYSTEM, at=at)
    told = set()
    for case, name, was in reversed(moved):  # the promised day before the statutory one
        if name in TELLS_APPLICANT and case.pk not in told and case.state not in ENDED:
            told.add(case.pk)
            letters.tell(case, "moved", at=at, before=was, due=getattr(case, name))
