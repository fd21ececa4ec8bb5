"""What has happened to the catalogue."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(Event):
    """A new edition is in force from `effective_on`. `subject` is "edition-<number>"; `changed` names the definitions that are
    new or different."""

    number: int
    digest: str
    changed: tuple[str, ...]
    effective_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionStarted(Event):
    """An editor began the revision `subject` of the content (修订)."""

    title: str
    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionMoved(Event):
    """The revision `subject` came into another state: checked, returned with words, approved, published, withdrawn."""

    before: str
    after: str
    words: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideReported(Event):
    """A visitor said that the guide of `about` is wrong (指南纠错). What they wrote stays in the report `subject`."""

    about: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideReportAnswered(Event):
    """An official answered the report `subject`: whether it was right, and what was done."""

    about: str
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(Event):
    """A new version of the legal calendar is in force. `subject` is "calendar-<number>"; in `years` some day is worked
    or free that was not, or what was provisional is no longer. Only deadlines that touch them can move."""

    number: int
    digest: str
    years: tuple[int, ...]
