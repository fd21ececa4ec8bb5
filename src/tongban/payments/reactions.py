"""What the outbox's worker does for payments."""

from collections.abc import Mapping
from typing import Any

from tongban.kernel.events import carries_out
from tongban.payments import banking


@carries_out(banking.HAND_OVER)
def hand_over(body: Mapping[str, Any]) -> None:
    """Give the bank the file that was promised."""
    banking.hand_over(body["batch"])


@carries_out(banking.ASK)
def ask(body: Mapping[str, Any]) -> None:
    """Ask the bank what became of a batch."""
    banking.ask(body["batch"])
