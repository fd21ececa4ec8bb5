"""When each limit of a case ends, and why on that day: computed from instants, intervals, extension and the calendar's version.

`project` is the only function that computes the days, `write` the only one that puts them into the columns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate, localtime

from tongban.cases.models import Case, Extension, Gap, Pause
from tongban.cases.queries import OWN_STOPS, SPECIAL
from tongban.cases.states import ENDED, State
from tongban.cases.types import CaseView, Clock, DayCount, Light
from tongban.catalogue import public as catalogue
from tongban.kernel.calendar import Calendar
from tongban.kernel.clock import DayLine, Interval, Span, deadline, explain
from tongban.kernel.words import Words

ANSWER = Span(5, catalogue.DayUnit.WORKING_DAYS)  # accept or tell all defects: Administrative Licensing Law, article 32
DELIVER = Span(10, catalogue.DayUnit.WORKING_DAYS)  # make and deliver after the grant: article 44
LAPSE = "lapse"  # the last day of a licence that silence renews: article 50
CORRECT_WITHIN = 5  # working days that the applicant is given: this product's setting, sample
NAMES = {
    "answer": (Words("受理答复", "answer on acceptance"), "organ", "第三十二条", "32"),
    "correction": (Words("补正", "correction"), "applicant", "第三十二条", "32"),
    "gap": (Words("容缺补交", "material to follow"), "applicant", "", ""),
    "special": (Words("特别程序", "special procedure"), "organ", "第四十五条", "45"),
    "statutory": (Words("法定时限", "statutory limit"), "organ", "第四十二条", "42"),
    "promised": (Words("承诺时限", "promised limit"), "organ", "第四十二条", "42"),
    "deliver": (Words("送达", "delivery"), "organ", "第四十四条", "44"),
}
LAW = Words("行政许可法{zh}", "Administrative Licensing Law, article {en}")
OWN_RULE = Words("本平台规则（样例）", "a rule of this product (sample)")
FIRST_DAY = Words("当天不算，从第二天起算", "The day itself does not count")
DAY_OFF = Words("休息日，不计时限", "Not a working day: not counted")
HOLIDAY = Words("法定节假日，不计时限", "A public holiday: not counted")
NOT_COUNTED = Words("{kind}，不计时限", "{kind}: not counted")
DAYS_OFF = LAW.filled(zh="第八十二条", en="82")
STARTS = Words("民法典第二百零一条", "Civil Code, article 201")


@dataclass(frozen=True, slots=True)
class Course:
    """What the days of a case are computed from."""

    state: State
    received_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    statutory: Span
    promised: Span
    intervals: tuple[Interval, ...] = ()
    extension: int = 0
    others: tuple[tuple[str, date], ...] = ()

    def counted_out(self, kind: str) -> tuple[Interval, ...]:
        """The intervals that the limit `kind` does not count. While the applicant's material is waited for the promise stops;
        the statutory limit goes on, because article 45 does not name that wait."""
        if kind == "promised":
            return self.intervals
        return tuple(one for one in self.intervals if one.kind != "gap") if kind == "statutory" else ()


@dataclass(frozen=True, slots=True)
class Days:
    """The computed days of a case, under one calendar. `watched` are the clocks that run now: (kind, start, due day)."""

    answer_due_on: date | None
    statutory_due_on: date | None
    promised_due_on: date | None
    deliver_due_on: date | None
    is_provisional: bool
    watched: tuple[tuple[str, date, date], ...] = field(default=())


def course_of(
    case: Case,
    item: catalogue.Item,
    *,
    pauses: Iterable[Pause] = (),
    extension: Extension | None = None,
    others: Iterable[tuple[str, date]] = (),
) -> Course:
    """The course of a stored case; `others` are days that are fixed and not computed, as a gap's."""
    return Course(
        State(case.state),
        case.received_at,
        case.accepted_at,
        case.decided_at,
        _span(item.statutory),
        _span(item.promised),
        tuple(_interval(pause.kind, pause.began_at, pause.ended_at) for pause in pauses),
        extension.days if extension and extension.agreed else 0,
        tuple(others),
    )


def _span(limit: catalogue.Limit) -> Span:
    return Span(limit.days, limit.unit)


def _interval(kind: str, began_at: datetime, ended_at: datetime | None) -> Interval:
    return Interval(kind, localtime(began_at), localtime(ended_at) if ended_at else None)


def project(course: Course, calendar: Calendar) -> Days:
    """The days of a case. Statutory and promised limits run side by side from acceptance; the extension lengthens both."""
    ends, watched, doubtful = {}, [], False
    for kind, start, span in _limits(course):
        counted = kind in {"statutory", "promised"}
        found = deadline(
            localtime(start),
            span,
            intervals=course.counted_out(kind),
            extension=course.extension if counted else 0,
            calendar=calendar,
        )
        ends[kind] = found.due_on
        doubtful = doubtful or found.is_provisional
        if found.due_on and kind in RUNS[course.state]:
            watched.append((kind, localdate(start), found.due_on))
    watched += [(kind, due, due) for kind, due in course.others]
    return Days(
        ends.get("answer"),
        ends.get("statutory"),
        ends.get("promised"),
        ends.get("deliver"),
        doubtful,
        tuple(watched),
    )


RUNS: dict[State, frozenset[str]] = {state: frozenset() for state in State} | {
    State.RECEIVED: frozenset({"answer"}),
    State.ACCEPTED: frozenset({"statutory", "promised"}),
    State.GRANTED: frozenset({"deliver"}),
}


def _limits(course: Course) -> list[tuple[str, datetime, Span]]:
    limits = []
    if course.received_at:
        limits.append(("answer", course.received_at, ANSWER))
    if course.accepted_at:
        limits += [("statutory", course.accepted_at, course.statutory)]
        limits += [("promised", course.accepted_at, course.promised)]
    if course.decided_at and course.state in {State.GRANTED, State.CLOSED}:
        limits.append(("deliver", course.decided_at, DELIVER))
    return limits


def newest(version: int | None = None) -> Calendar:
    """The calendar of this version, or the newest one that the city has published."""
    return catalogue.calendar(version)


def write(case: Case, *, at: datetime, calendar: Calendar | None = None) -> Days:
    """Compute the days of a case anew and put them into its columns; saves them. `calendar` defaults to the newest."""
    calendar = calendar or newest()
    item = catalogue.edition(case.edition).items[case.item]
    pauses = list(Pause.objects.filter(case=case))
    extension = Extension.objects.filter(case=case).first()
    days = project(course_of(case, item, pauses=pauses, extension=extension, others=fixed_days(case, pauses)), calendar)
    put(case, days, calendar, on=localdate(at))
    case.save(update_fields=PROJECTED)
    return days


PROJECTED = (
    *("answer_due_on", "statutory_due_on", "promised_due_on", "deliver_due_on"),
    *("calendar", "is_provisional", "look_on"),
)


def put(case: Case, days: Days, calendar: Calendar, *, on: date) -> None:
    """Put computed days into the columns, without saving."""
    case.answer_due_on, case.deliver_due_on = days.answer_due_on, days.deliver_due_on
    case.statutory_due_on, case.promised_due_on = days.statutory_due_on, days.promised_due_on
    case.calendar, case.is_provisional = calendar.version, days.is_provisional
    case.look_on = None if case.state in ENDED else next_look(days.watched, case.lights, calendar, on=on)


def fixed_days(
    case: Case, pauses: Sequence[Pause], *, known: Sequence[tuple[str, date]] | None = None
) -> list[tuple[str, date]]:
    """Days that were told to somebody and are not computed again: a correction's, a special procedure's, a gap's.

    `known` are those of corrections and gaps, where the caller has read them for many cases at once.
    """
    fixed = list(_told_days(case) if known is None else known)
    if case.state == State.SUSPENDED:
        fixed += [("special", pause.due_on) for pause in pauses if pause.due_on and pause.ended_at is None]
    if case.lapses_on and case.state in {State.RECEIVED, State.ACCEPTED, State.SUSPENDED}:
        fixed.append((LAPSE, case.lapses_on))
    return fixed


def _told_days(case: Case) -> list[tuple[str, date]]:
    told = [("correction", case.correction.due_on)] if case.state == State.CORRECTING else []
    if case.with_gap and case.state not in ENDED | {State.WAITING}:
        missing = Gap.objects.filter(case=case, supplied_at=None).values_list("due_on", flat=True)
        told += [("gap", day) for day in missing]
    return told


def joined_days(case: Case) -> dict[str, date]:
    """The last day of every organ that joins the review (会签), by organ: its own limit, without what special procedures take.

    One that is still open is counted until the day by which it must end.
    """
    seats = catalogue.edition(case.edition).items[case.item].procedure.joins
    if not seats:
        return {}
    calendar, start = newest(), localtime(case.received_at or case.opened_at)
    intervals = [_interval(p.kind, p.began_at, p.ended_at or _end_of(p)) for p in Pause.objects.filter(case=case)]
    found = {
        seat.organ: deadline(
            start, Span(seat.days, catalogue.DayUnit.WORKING_DAYS), intervals=intervals, calendar=calendar
        ).due_on
        for seat in seats
    }
    return {organ: day for organ, day in found.items() if day}


def _end_of(pause: Pause) -> datetime | None:
    """Noon of the day by which an open procedure must end; never before it began."""
    if pause.due_on is None:
        return None
    return max(
        pause.began_at,
        localtime(pause.began_at).replace(year=pause.due_on.year, month=pause.due_on.month, day=pause.due_on.day),
    )


def first_answer(at: datetime, calendar: Calendar) -> Days:
    """The days of a case that is received at this instant: it must be answered."""
    found = deadline(localtime(at), ANSWER, calendar=calendar)
    watched = (("answer", localdate(at), found.due_on),) if found.due_on else ()
    return Days(found.due_on, None, None, None, found.is_provisional, watched)


def day_after(day: date, days: int, limit: catalogue.Limit | None, calendar: Calendar) -> date:
    """So many days after `day`, in the unit of the limit: working days where it names none."""
    if limit and limit.unit == catalogue.DayUnit.NATURAL_DAYS:
        return calendar.next_working_day(day + timedelta(days=days))
    return calendar.add_working_days(day, days)


def near_on(start: date, due: date, calendar: Calendar) -> date | None:
    """The day from which a limit is near: two working days are left of five or more, one of fewer, none of a single one."""
    length = calendar.working_days_between(start, due)
    left = 2 if length >= 5 or start == due else 1 if length >= 2 else 0
    return calendar.add_working_days(due, -left) if left else None


def light_on(start: date, due: date, calendar: Calendar, *, on: date) -> Light:
    """How a running clock stands on a day."""
    if on > due:
        return Light.OVERDUE
    if on == due:
        return Light.DUE
    near = near_on(start, due, calendar)
    return Light.NEAR if near and on >= near else Light.RUNNING


def told_as(kind: str, light: Light, due: date) -> str:
    """How `lights` remembers that something was told. The day is part of it: when it moves, it is told anew."""
    return f"{kind} {light} {due}"


def next_look(
    watched: Sequence[tuple[str, date, date]], told: Sequence[str], calendar: Calendar, *, on: date
) -> date | None:
    """The next day on which something of these clocks is to be told; `on` itself where it was not told yet."""
    looks = []
    for kind, start, due in watched:
        if kind == LAPSE:  # nothing is told before it; the day after, it is acted on
            looks.append(max(on, due + timedelta(days=1)))
            continue
        light = light_on(start, due, calendar, on=on)
        if light is not Light.RUNNING and told_as(kind, light, due) not in told:
            return on
        steps = (near_on(start, due, calendar), due, due + timedelta(days=1))
        looks += [day for day in steps if day and day > on]
    return min(looks, default=None)


def clocks_of(case: CaseView, *, on: date) -> tuple[Clock, ...]:
    """Every limit of a case as it stands on a day, with its explanation day by day; nothing for a bundle's parent."""
    if case.item is None:
        return ()
    calendar, item = newest(case.calendar), catalogue.edition(case.edition).items[case.item]
    intervals = tuple(_interval(pause.kind, pause.began_at, pause.ended_at) for pause in case.pauses)
    extension = case.extension.days if case.extension and case.extension.agreed else 0
    course = Course(
        case.state,
        case.received_at,
        case.accepted_at,
        case.decided_at,
        _span(item.statutory),
        _span(item.promised),
        intervals,
        extension,
    )
    computed = [_computed(course, limit, calendar, on=on) for limit in _limits(course)]
    return (*(clock for clock in computed if clock), *_fixed(case, calendar, on=on))


def _computed(course: Course, limit: tuple[str, datetime, Span], calendar: Calendar, /, on: date) -> Clock | None:
    kind, start, span = limit
    counted = kind in {"statutory", "promised"}
    intervals, extension = course.counted_out(kind), course.extension if counted else 0
    began = localtime(start)
    found = deadline(began, span, intervals=intervals, extension=extension, calendar=calendar)
    said = explain(began, span, intervals=intervals, extension=extension, calendar=calendar)
    lines = tuple(_line(line) for line in said)
    runs = kind in RUNS[course.state]
    if found.due_on is None:
        return _clock(kind, None, Light.PAUSED, lines=lines) if lines else None
    light = light_on(localdate(start), found.due_on, calendar, on=on) if runs else Light.MET
    return _clock(kind, found.due_on, light, lines=lines, is_provisional=found.is_provisional)


def _clock(
    kind: str, due: date | None, light: Light, *, lines: tuple[DayCount, ...] = (), is_provisional: bool = False
) -> Clock:
    name, who, zh, en = NAMES[kind]
    article = LAW.filled(zh=zh, en=en) if zh else OWN_RULE
    return Clock(kind, name, due, light, who, article, is_provisional, lines)


def _fixed(case: CaseView, calendar: Calendar, *, on: date) -> list[Clock]:
    fixed = [("correction", case.correction.due_on)] if case.correction and not case.correction.answered_at else []
    fixed += [("special", pause.due_on) for pause in case.pauses if pause.due_on and not pause.ended_at]
    fixed += [("gap", gap.due_on) for gap in case.gaps if gap.supplied_at is None]
    if case.has_ended:
        return []
    return [_clock(kind, due, light_on(due, due, calendar, on=on)) for kind, due in fixed]


def _line(line: DayLine) -> DayCount:
    kind = line.kind
    why: Words | None = None
    article: Words | None = None
    if kind == "first_day":
        why, article = FIRST_DAY, STARTS
    elif kind in {"day_off", "holiday"}:
        why, article = (HOLIDAY if kind == "holiday" else DAY_OFF), DAYS_OFF
    elif kind:
        why = NOT_COUNTED.filled(kind=SPECIAL.get(kind, Words(kind, kind)))
        number = ("第三十二条", "32") if kind == "correction" else ("第四十五条", "45")
        article = OWN_RULE if kind in OWN_STOPS else LAW.filled(zh=number[0], en=number[1])
    return DayCount(line.day, line.counted, why, article, line.is_provisional)


def explain_due(case: CaseView) -> list[DayCount]:
    """The promised limit of an accepted case, day by day; empty before it is accepted."""
    if case.accepted_at is None or case.item is None:
        return []
    on = localdate(case.accepted_at)
    return [line for clock in clocks_of(case, on=on) if clock.kind == "promised" for line in clock.lines]
