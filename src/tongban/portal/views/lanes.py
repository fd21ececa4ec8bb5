"""The lanes of a case: what each department did and will do, placed on up to fourteen columns of days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tongban.cases.public import CaseView, State
from tongban.kernel.words import Words

COLUMNS = 12

STATES = {
    State.WAITING: Words("等前面的结果", "Waiting for another result"),
    State.RECEIVED: Words("收到了，在核对", "Received, being checked"),
    State.CORRECTING: Words("等您补正", "Waiting for your correction"),
    State.NOT_ACCEPTED: Words("不予受理", "Not accepted"),
    State.ACCEPTED: Words("正在办", "Under review"),
    State.SUSPENDED: Words("暂停计时", "The clock is stopped"),
    State.GRANTED: Words("批准了，正在制证", "Granted, licence being made"),
    State.REFUSED: Words("不予许可", "Refused"),
    State.WITHDRAWN: Words("已撤回", "Withdrawn"),
    State.TERMINATED: Words("已终止", "Ended"),
    State.CLOSED: Words("已办好", "Done"),
}
SHORT = {
    State.WAITING: Words("在等", "Waits"),
    State.RECEIVED: Words("核对", "Check"),
    State.NOT_ACCEPTED: Words("不受理", "Not accepted"),
    State.ACCEPTED: Words("审查", "Review"),
    State.SUSPENDED: Words("暂停", "Stopped"),
    State.GRANTED: Words("批准", "Granted"),
    State.REFUSED: Words("不许可", "Refused"),
    State.WITHDRAWN: Words("撤回", "Withdrawn"),
    State.TERMINATED: Words("终止", "Ended"),
    State.CLOSED: Words("办好", "Done"),
}
MARKS = {
    **dict.fromkeys((State.CORRECTING, State.REFUSED, State.NOT_ACCEPTED), "bad"),
    State.SUSPENDED: "todo",
    **dict.fromkeys((State.CLOSED, State.GRANTED), "ok"),
}
ENDS = {State.CLOSED: "end", State.GRANTED: "end", State.REFUSED: "wait", State.NOT_ACCEPTED: "wait"}
QUIET = frozenset({State.WAITING, State.WITHDRAWN, State.TERMINATED})


@dataclass(frozen=True)
class Bar:
    kind: str
    first: int
    last: int
    text: str

    def row(self) -> tuple[str, int, int, str]:
        return self.kind, self.first, self.last, self.text


@dataclass(frozen=True)
class Lane:
    """One department's part: its bars on the axis, and the same as steps for a phone and for reading aloud."""

    case: CaseView
    state: Words
    mark: str
    bars: tuple[tuple[str, int, int, str], ...]
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Axis:
    """Columns of `days_each` days from `first`."""

    first: date
    days_each: int
    today: date

    def column(self, day: date) -> int:
        """The column, from 1, in which a day lies; days outside are put at the edge."""
        return max(1, min(COLUMNS, (day - self.first).days // self.days_each + 1))

    @property
    def columns(self) -> list[tuple[date, bool, bool]]:
        """(first day, whether it is a day off, whether today lies in it) of each column."""
        starts = [self.first + timedelta(days=self.days_each * number) for number in range(COLUMNS)]
        off = self.days_each == 1
        return [(day, off and day.weekday() > 4, self.column(self.today) == self.column(day)) for day in starts]


def axis_of(case: CaseView, today: date) -> Axis:
    first = localdate(case.opened_at)
    ends = [part.due_on for part in case.parts if part.due_on] + [today]
    return Axis(first, max(1, ceil(((max(ends) - first).days + 1) / COLUMNS)), today)


def lanes_of(case: CaseView, axis: Axis, titles: Mapping[str, Words], language: str) -> list[Lane]:
    return [
        Lane(part, STATES[part.state], MARKS.get(part.state, "" if part.state in QUIET else "run"), bars, steps)
        for part in case.parts
        for bars, steps in [(tuple(bars_of(part, axis, language)), tuple(steps_of(part, titles, language)))]
    ]


def bars_of(part: CaseView, axis: Axis, language: str) -> Sequence[tuple[str, int, int, str]]:
    """What lies behind, what is now, what is promised: never more than three bars, never one over another."""
    opened, now = axis.column(localdate(part.opened_at)), axis.column(axis.today)
    state = STATES[part.state].said(language)
    if part.has_ended or part.state == State.GRANTED:
        ended = axis.column(localdate(part.closed_at or part.decided_at or part.opened_at))
        kind = ENDS.get(part.state, "plan")
        return [Bar(kind, opened, ended + 1, SHORT[part.state].said(language)).row()]
    due = axis.column(part.due_on) if part.due_on else now
    past = [Bar("done", opened, now, _("收到") if not part.accepted_at else _("受理"))] if now > opened else []
    if part.state == State.SUSPENDED:
        return [bar.row() for bar in (*past, Bar("plan", now, max(due, now) + 1, state))]
    if part.state == State.CORRECTING:
        return [bar.row() for bar in (*past, Bar("wait", now, max(due, now) + 1, state))]
    current = Bar("plan" if part.state == State.WAITING else "act", now, now + 1, SHORT[part.state].said(language))
    ahead = (
        [Bar("plan", now + 1, due + 1, _("承诺期内") if part.accepted_at else _("等答复是否受理"))] if due > now else []
    )
    return [bar.row() for bar in (*past, current, *ahead)]


def steps_of(part: CaseView, titles: Mapping[str, Words], language: str) -> list[tuple[str, str]]:
    """The same as a list of steps: d done, c current, w waits for the applicant, empty for what is to come."""
    state = part.state
    steps = [("d", _("收到"))]
    if part.waits_for and state == State.WAITING:
        steps.append(("c", STATES[state].said(language)))
    if part.correction:
        steps.append(("w", _("等您补正")) if state == State.CORRECTING else ("d", _("补正")))
    if state in (State.WITHDRAWN, State.TERMINATED, State.NOT_ACCEPTED):
        return [*steps, ("d", STATES[state].said(language))]
    steps.append(("d" if part.accepted_at else "c" if state == State.RECEIVED else "", _("受理")))
    if state == State.SUSPENDED:
        steps.append(("c", SHORT[state].said(language)))
    decided = part.decided_at is not None
    steps.append(("d" if decided else "c" if state == State.ACCEPTED else "", _("审查决定")))
    if state == State.REFUSED:
        return [*steps, ("d", STATES[state].said(language))]
    return [*steps, ("d" if state == State.CLOSED else "c" if state == State.GRANTED else "", _("领证"))]
