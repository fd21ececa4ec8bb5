"""For which period one amount is."""

from datetime import date, timedelta

from tongban.catalogue.public import Period
from tongban.kernel.words import Words

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


def period_of(period: Period, on: date) -> tuple[str, date, date]:
    """The name of the period in which the day lies, with its first and last day: 2026-11, 2026-Q4, 2026-W48, 2026, or once."""
    if period is Period.ONCE:
        return "once", FIRST, LAST
    if period is Period.WEEKLY:
        monday = on - timedelta(days=on.weekday())
        year, week, _ = on.isocalendar()
        return f"{year}-W{week:02}", monday, monday + timedelta(days=6)
    months = {Period.MONTHLY: 1, Period.QUARTERLY: 3, Period.YEARLY: 12}[period]
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    following = date(first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1, 1)
    names = {1: f"{on:%Y-%m}", 3: f"{on.year}-Q{(on.month + 2) // 3}", 12: f"{on.year}"}
    return names[months], first, following - timedelta(days=1)


def period_words(period: str) -> Words:
    """The period as people read it."""
    return Words("一次性", "once") if period == "once" else Words(period, period)
