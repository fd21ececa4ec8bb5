"""A bar chart of what waits, as values for a drawing in SVG: widths in hundredths, never by colour alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tongban.approvals.public import Load

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, named by its key: how many are overdue, near, and have time; `widths` are shares of the longest, in percent."""

    key: str
    overdue: int
    near: int
    others: int
    widths: tuple[float, float, float]

    @property
    def total(self) -> int:
        return self.overdue + self.near + self.others


def bars(loads: Iterable[Load], *, by: Callable[[Load], str]) -> list[Bar]:
    """The loads joined by what `by` gives, the most burdened first."""
    ordered = sorted(loads, key=by)
    sums = [(key, _sum(list(group))) for key, group in groupby(ordered, key=by)]
    longest = max((sum(counts) for _, counts in sums), default=0) or 1
    found = [Bar(key, *counts, widths=_widths(counts, longest)) for key, counts in sums]
    return sorted(found, key=lambda bar: (-bar.overdue, -bar.total, bar.key))


def _sum(loads: Sequence[Load]) -> tuple[int, int, int]:
    overdue, near = sum(load.overdue for load in loads), sum(load.near for load in loads)
    return overdue, near, sum(load.open for load in loads) - overdue - near


def _widths(counts: tuple[int, int, int], longest: int) -> tuple[float, float, float]:
    overdue, near, others = (round(WHOLE * count / longest, 2) for count in counts)
    return overdue, near, others
