"""What has happened to the catalogue."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(Event):
    """A new edition is in force. `subject` is "edition-<number>"; `changed` names the definitions that are new or different."""

    number: int
    digest: str
    changed: tuple[str, ...]
