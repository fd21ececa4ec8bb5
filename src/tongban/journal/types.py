"""What the journal hands out: entries as read, the proof of the chain, the effects that still wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as read: what happened to which subject, by whom, when. `position` is None until it is sealed."""

    subject: str
    kind: str
    body: Mapping[str, Any]
    by: str
    at: datetime
    position: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome of recomputing the whole chain. `fault` is None when nothing was changed, removed or put in between."""

    entries: int
    not_sealed: int
    anchors: int
    head: str
    fault: Words | None

    @property
    def holds(self) -> bool:
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A promised effect that is not carried out yet: what, since when, how often tried, what went wrong."""

    key: str
    kind: str
    at: datetime
    due_at: datetime
    attempts: int
    trouble: str
    given_up: bool
