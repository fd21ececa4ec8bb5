"""What the outbox's worker does for licences."""

from collections.abc import Mapping
from typing import Any

from tongban.kernel.events import carries_out
from tongban.licences import actions, composites


@carries_out(actions.ERRAND)
def produce(body: Mapping[str, Any]) -> None:
    """Make the sealed document that was promised."""
    actions.produce(body)


@carries_out(composites.ERRAND)
def produce_composite(body: Mapping[str, Any]) -> None:
    """Print the composite licence as its parts stand."""
    composites.produce(body)
