"""The time that is left, and the light that it gives: by the newest legal calendar, on the day of reading."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.approvals.public import QueueRow
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Step
from tongban.identity.public import Capacity
from tongban.kernel.calendar import Calendar

MOST_DAYS = 250  # working days of a limit that an official sets: about a year
NEAR = 2  # working days: from then on a limit is near


@dataclass(frozen=True, slots=True)
class Remaining:
    """Working days (工作日) left until the due day; negative when it has passed. On a day off after it none has passed yet."""

    days: int
    is_past: bool = False

    @property
    def is_late(self) -> bool:
        """Late, due today or on the next working day: shown in red, and always in words too."""
        return self.days <= 1

    @property
    def light(self) -> str:
        """overdue, due, near or running."""
        if self.is_past:
            return "overdue"
        if not self.days:
            return "due"
        return "near" if self.days <= NEAR else "running"


def remaining(due_on: date, *, on: date, calendar: Calendar) -> Remaining:
    """The working days after `on` up to and including the due day. A list asks for its calendar once."""
    return Remaining(calendar.working_days_between(on, due_on), due_on < on)


def within(text: str, *, on: date) -> date | None:
    """The last of so many working days after `on`; None for what is no such number."""
    sensible = text.isascii() and text.isdigit() and len(text) < 7 and 0 < int(text) <= MOST_DAYS
    return catalogue.calendar().add_working_days(on, int(text)) if sensible else None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue: the time left, who has claimed it, and for which colleagues the reader would do it (代)."""

    row: QueueRow
    left: Remaining
    claimed_by: str
    is_mine: bool
    instead_of: tuple[str, ...]
    statutory: date | None = None
    promised: date | None = None


def lines(
    rows: Sequence[QueueRow],
    *,
    on: date,
    can: Capacity | None = None,
    reader: str = "",
    role: str = "",
    names: Mapping[str, str] | None = None,
    limits: Mapping[str, tuple[date | None, date | None]] | None = None,
) -> list[Line]:
    """The rows with what the day and the reader add: `names` of the people in `codes_in`, `limits` (statutory, promised)."""
    named, known, calendar = names or {}, limits or {}, catalogue.calendar()
    return [
        Line(
            row,
            remaining(row.due_on, on=on, calendar=calendar),
            named.get(row.claimed_by, row.claimed_by),
            row.claimed_by == reader,
            tuple(named.get(code, code) for code in instead_of(row.claimed_by, row.step, role=role, can=can)),
            *known.get(row.subject, (None, None)),
        )
        for row in rows
    ]


def codes_in(rows: Sequence[QueueRow], can: Capacity | None) -> Collection[str]:
    """The codes of the people that these rows name."""
    return {row.claimed_by for row in rows if row.claimed_by} | (can.stands_in_for if can else frozenset())


def instead_of(claimed_by: str, step: str, *, role: str, can: Capacity | None) -> Sequence[str]:
    """For which colleagues on leave the reader would act: who claimed it, or all of them where the step is not the reader's own."""
    if can is None or not can.stands_in_for:
        return ()
    if claimed_by in can.stands_in_for:
        return [claimed_by]
    own = {role, Step.REVIEWER} if role == Step.HEAD else {role}
    return () if step in own else sorted(can.stands_in_for)
