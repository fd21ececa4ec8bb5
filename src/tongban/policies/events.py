"""What happens to populations."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotTaken(Event):
    """What the registers know of everybody was set down in the snapshot `subject` (its digest); `silent` did not answer."""

    audience: str
    size: int
    edition: str
    silent: tuple[str, ...]
