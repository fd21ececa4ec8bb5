"""What the outbox's worker does for policies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.kernel.events import carries_out
from tongban.policies import snapshots


@carries_out(snapshots.PREPARE)
def prepare(body: Mapping[str, Any]) -> None:
    """The next columns of a snapshot, so that no officer waits for them."""
    snapshots.prepare(body["snapshot"], at=datetime.fromisoformat(body["at"]))
