"""What the outbox's worker does for notices."""

from collections.abc import Mapping
from typing import Any

from tongban.kernel.events import carries_out
from tongban.notices import actions


@carries_out(actions.ERRAND)
def deliver(body: Mapping[str, Any]) -> None:
    """Send the text that was promised."""
    actions.deliver(body)
