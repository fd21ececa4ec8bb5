"""The clock of the law: when a limit ends, and why on that day."""

from enum import StrEnum


class DayUnit(StrEnum):
    """What a time limit is counted in."""

    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    HOURS = "hours"
    ON_THE_SPOT = "on_the_spot"
    NONE = "none"
