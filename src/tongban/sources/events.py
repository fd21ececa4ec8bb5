"""What happens to people's data."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUsed(Event):
    """Facts about the party `subject` (its public code) were asked of `source` for `purpose`; the values are never told."""

    source: str
    facts: tuple[str, ...]
    purpose: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataExtracted(Event):
    """Facts about all persons, or all organisations (`kind`), were asked of the source `subject` for `purpose` (批量使用)."""

    kind: str
    size: int
    facts: tuple[str, ...]
    purpose: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChanged(Event):
    """A register says otherwise than before of the party `subject` (its public code; `kind` is person or organisation)."""

    kind: str
    register: str
    at: datetime
