"""The rounds: what the passing of time alone brings about. Idempotent; one transaction a case, so a kill loses nothing."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.cases import clocks, letters
from tongban.cases.actions import SYSTEM, conclude, locked, move, take_on
from tongban.cases.events import DeadlineMissed, DeadlineNeared, DeadlineReached
from tongban.cases.models import Case, Gap, Pause, PostCheck
from tongban.cases.states import ENDED, State
from tongban.cases.steps.endings import end
from tongban.cases.types import Light
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words
from tongban.licences import public as licences

logger = logging.getLogger(__name__)

BATCH = 500
EVENTS = {Light.NEAR: DeadlineNeared, Light.DUE: DeadlineReached, Light.OVERDUE: DeadlineMissed}
TOLD_TO_APPLICANT = {
    ("promised", Light.OVERDUE): "late",
    ("statutory", Light.OVERDUE): "late_statutory",
    ("deliver", Light.OVERDUE): "late_delivery",
    ("correction", Light.NEAR): "correction_near",
    ("correction", Light.DUE): "correction_near",
    ("correction", Light.OVERDUE): "correction_late",
    ("gap", Light.NEAR): "gap_near",
    ("gap", Light.DUE): "gap_near",
}
CAN_LAPSE = frozenset({State.RECEIVED, State.ACCEPTED, State.SUSPENDED})
NOT_SUPPLIED = Words("到期没有补交容缺的材料：{materials}", "Not supplied by its day: {materials}")
ART_50 = Words(
    "行政机关在有效期届满前没有作出决定，视为准予延续（行政许可法第五十条）。",
    "The organ did not decide before the licence ended: deemed renewed (Administrative Licensing Law, article 50).",
)


def pass_time(at: datetime) -> int:
    """Look at everything that is due to be looked at on this day; gives how many cases and checks were looked at.

    What fails is logged and stays due; it stops nothing else.
    """
    seen: set[str] = set()
    day = localdate(at)
    stuck, more = 0, True  # what stays due, because it failed, is tried by the next round, and hides nothing behind it
    while more:
        found = due_to_look(day, limit=BATCH + stuck)
        fresh = [number for number in found if number not in seen]
        more = bool(fresh) or len(found) == BATCH + stuck
        stuck = len(found) - len(fresh)
        seen.update(fresh)
        for number in fresh:
            _safely(number, at)
    return len(seen) + _look_at_checks(at)


def due_to_look(day: date, *, limit: int) -> Sequence[str]:
    """The cases whose day to be looked at has come, from the partial index alone (benchmarks/deadlines.py)."""
    found = Case.objects.filter(look_on__lte=day, look_on__isnull=False).order_by("look_on", "id")
    return list(found.values_list("number", flat=True)[:limit])


def _safely(number: str, at: datetime) -> None:
    try:
        with transaction.atomic():
            look_at(number, at)
    except Exception:
        logger.exception("the round could not look at case %s", number)


def look_at(number: str, at: datetime) -> None:
    """What time brings about for one case, in the caller's transaction: lights are told once, then what follows from them."""
    approvals.hold(number)
    case, day = locked(number), localdate(at)
    if case.look_on is None or case.look_on > day:
        return
    if case.state in ENDED:
        case.look_on = None
        case.save(update_fields=["look_on"])
        return
    calendar = clocks.newest()
    for kind, start, due in clocks.write(case, at=at, calendar=calendar).watched:
        if kind == clocks.LAPSE:
            continue
        light = clocks.light_on(start, due, calendar, on=day)
        if light is not Light.RUNNING:
            _tell(case, kind, light, due=due, at=at)
    _follow(case, day, at)
    clocks.write(case, at=at, calendar=calendar)


def _tell(case: Case, kind: str, light: Light, *, due: date, at: datetime) -> None:
    told = clocks.told_as(kind, light, due)
    if told in case.lights:
        return
    case.lights = [*case.lights, told]
    case.save(update_fields=["lights"])
    event = EVENTS[light](subject=case.number, kind=kind, organ=case.organ, due_on=due)
    journal.publish(event, by=SYSTEM, at=at)
    what = TOLD_TO_APPLICANT.get((kind, light))
    if what:
        letters.tell(case, what, at=at, due=due, materials=_missing(case))


def _missing(case: Case) -> str:
    return "、".join(Gap.objects.filter(case=case, supplied_at=None).values_list("name_zh", flat=True))


def _follow(case: Case, day: date, at: datetime) -> None:
    """What the law attaches to a day that is over. At most one thing: it changes the state."""
    if case.with_gap and Gap.objects.filter(case=case, supplied_at=None, due_on__lt=day).exists():
        materials = _missing(case)
        end(case, reasons=NOT_SUPPLIED.filled(materials=materials), by=SYSTEM, at=at)
    elif _silence_renews(case, day):
        _deem_renewed(case, at)
    elif case.state == State.RECEIVED and case.answer_due_on and day > case.answer_due_on:
        take_on(case, by=SYSTEM, at=at, deemed=True)
        letters.tell(case, "deemed", at=at)


def _silence_renews(case: Case, day: date) -> bool:
    """Whether the licence has ended while the organ was silent. Not while the applicant still owes a material; and a licence
    that was revoked or cancelled meanwhile is not renewed by silence, nor looked at again."""
    if not case.lapses_on or day <= case.lapses_on or case.state not in CAN_LAPSE:
        return False
    if licences.held(case.acts_on, holder_code=case.holder_code, on=case.lapses_on) is None:
        case.lapses_on = None
        case.save(update_fields=["lapses_on"])
        return False
    return not Gap.objects.filter(case=case, supplied_at=None).exists()


def _deem_renewed(case: Case, at: datetime) -> None:
    if case.state == State.RECEIVED:
        take_on(case, by=SYSTEM, at=at, deemed=True)
    if case.state == State.SUSPENDED:
        Pause.objects.filter(case=case, ended_at=None).update(ended_at=at)
        move(case, State.ACCEPTED, at=at)
    approvals.withdraw_review(case.number, at=at)
    conclude(case, granted=True, reasons=ART_50.zh, by=SYSTEM, at=at)
    letters.tell(case, "deemed_renewed", at=at)


def _look_at_checks(at: datetime) -> int:
    day, calendar = localdate(at), clocks.newest()
    due = PostCheck.objects.filter(look_on__lte=day, look_on__isnull=False).order_by("look_on", "id")
    numbers = list(due.values_list("pk", flat=True)[:BATCH])
    for number in numbers:
        try:
            with transaction.atomic():
                found = PostCheck.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case")
                check = found.filter(pk=number, done_at=None, look_on__lte=day).first()
                if check:
                    _light_check(check, calendar, at)
        except Exception:
            logger.exception("the round could not look at check %s", number)
    return len(numbers)


def _light_check(check: PostCheck, calendar: Calendar, at: datetime) -> None:
    """A sampled check whose day has come or is over: told once each."""
    day = localdate(at)
    light = Light.OVERDUE if day > check.due_on else Light.DUE
    told = clocks.told_as("check", light, check.due_on)
    check.look_on = calendar.add_working_days(check.due_on, 1) if light is Light.DUE else None
    if told not in check.told:
        check.told = [*check.told, told]
        event = EVENTS[light](subject=check.case.number, kind="check", organ=check.organ, due_on=check.due_on)
        journal.publish(event, by=SYSTEM, at=at)
    check.save(update_fields=["told", "look_on"])
