"""The clock of a case as people look at it: a small calendar, day by day, and who is waited for since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from tongban.cases.public import CaseView, Clock, DayCount, Light, PauseView, State
from tongban.kernel.words import Words

WEEK = 7
LATEST = timedelta(weeks=2)  # an overdue limit is drawn until today, but not for ever
DRAWN = ("promised", "statutory", "answer", "deliver")


@dataclass(frozen=True)
class Cell:
    """One day of the drawing. `kind` is out, first, counted, off, pause or open; `ends` are the clocks that end on it."""

    day: date
    kind: str
    counted: int | None
    is_today: bool
    ends: tuple[Clock, ...]


@dataclass(frozen=True)
class Face:
    """The limits of one part, the weeks of its calendar, and the same days as lines."""

    clocks: tuple[Clock, ...]
    weeks: tuple[tuple[Cell, ...], ...]
    lines: tuple[DayCount, ...]
    today: date

    @property
    def overdue(self) -> tuple[Clock, ...]:
        """The limits that the organ has let pass."""
        return tuple(clock for clock in self.clocks if clock.light is Light.OVERDUE and clock.who == "organ")

    @property
    def is_provisional(self) -> bool:
        return any(clock.is_provisional for clock in self.clocks)

    def days_left(self, clock: Clock) -> int:
        """How many counted days of a clock are still to come, today included."""
        return sum(line.counted is not None and line.day >= self.today for line in clock.lines)


def face_of(clocks: Sequence[Clock], today: date, *, pauses: Sequence[PauseView] = ()) -> Face:
    """The drawing follows the limit with the most days; the others end on the same calendar."""
    explained = [clock for clock in clocks if clock.lines and clock.kind in DRAWN]
    running = [clock for clock in explained if clock.light is not Light.MET] or explained
    lines = max((clock.lines for clock in running), key=len, default=())
    together = [clock for clock in running if lines and clock.lines[0].day == lines[0].day]
    return Face(tuple(clocks), _weeks(lines, together, pauses, today), lines, today)


def _weeks(
    lines: Sequence[DayCount], running: Sequence[Clock], pauses: Sequence[PauseView], today: date
) -> tuple[tuple[Cell, ...], ...]:
    if not lines:
        return ()
    by_day = {line.day: line for line in lines}
    monday = lines[0].day - timedelta(days=lines[0].day.weekday())
    count = (max(lines[-1].day, min(today, lines[-1].day + LATEST)) - monday).days // WEEK + 1
    cells = [
        Cell(
            day=day,
            kind=_kind(by_day.get(day), day, pauses, is_first=day == lines[0].day, is_past=lines[0].day < day <= today),
            counted=by_day[day].counted if day in by_day else None,
            is_today=day == today,
            ends=tuple(clock for clock in running if clock.due_on == day),
        )
        for day in (monday + timedelta(days=number) for number in range(count * WEEK))
    ]
    return tuple(tuple(cells[first : first + WEEK]) for first in range(0, len(cells), WEEK))


def _kind(line: DayCount | None, day: date, pauses: Sequence[PauseView], *, is_first: bool, is_past: bool) -> str:
    """A pause that still lasts has no end to explain: its days are drawn until today."""
    rests = any(_lasts(pause, day) for pause in pauses)
    if line is None:
        return "pause" if rests and is_past else "out"
    if line.counted is not None:
        return "counted"
    if is_first:
        return "first"
    return "pause" if rests else "off"


def _lasts(pause: PauseView, day: date) -> bool:
    """The day on which a pause begins still counts, the day on which it ends does not."""
    return localdate(pause.began_at) < day and (pause.ended_at is None or day <= localdate(pause.ended_at))


@dataclass(frozen=True)
class Wait:
    """Whom a part waits for since when: `who` is organ or applicant; `says` tells what is to be done."""

    who: str
    since: datetime
    says: Words


def wait_of(part: CaseView) -> Wait | None:
    """Nothing is waited for once a part has ended; what waits for another part is told by that part."""
    state = part.state
    if state == State.CORRECTING and part.correction:
        return Wait("applicant", part.correction.asked_at, Words("补正", "your correction"))
    if state == State.SUSPENDED:
        running = [pause for pause in part.pauses if pause.ended_at is None]
        return Wait("organ", running[-1].began_at, running[-1].name) if running else None
    if part.is_held and (gaps := [gap for gap in part.gaps if gap.supplied_at is None]):
        stops = [pause.began_at for pause in part.pauses if pause.kind == "gap" and pause.ended_at is None]
        return Wait("applicant", stops[-1] if stops else part.opened_at, gaps[0].name)
    since = {
        State.RECEIVED: (part.received_at or part.opened_at, Words("答复是否受理", "the answer on acceptance")),
        State.ACCEPTED: (part.accepted_at, Words("审查和决定", "the review and the decision")),
        State.GRANTED: (part.decided_at, Words("制证和送达", "the licence to be made and delivered")),
    }.get(state)
    return Wait("organ", since[0], since[1]) if since and since[0] else None
