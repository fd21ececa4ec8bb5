"""What the outbox's worker does for licences."""

from collections.abc import Mapping
from typing import Any

from tongban.kernel.events import carries_out
from tongban.licences import actions


@carries_out(actions.ERRAND)
def produce(body: Mapping[str, Any]) -> None:
    """Make the sealed document that was promised."""
    actions.produce(body)
