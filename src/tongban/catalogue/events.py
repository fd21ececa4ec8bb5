"""What has happened to the catalogue."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(Event):
    """A new edition is in force. `subject` is "edition-<number>"; `changed` names the definitions that are new or different."""

    number: int
    digest: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(Event):
    """A new version of the legal calendar is in force. `subject` is "calendar-<number>"; in `years` some day is worked
    or free that was not, or what was provisional is no longer. Only deadlines that touch them can move."""

    number: int
    digest: str
    years: tuple[int, ...]
