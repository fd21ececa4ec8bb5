"""What approvals does when the worker comes to what it promised."""

from collections.abc import Mapping
from typing import Any

from tongban.approvals import reviews
from tongban.kernel.events import carries_out


@carries_out(reviews.ERRAND)
def decide(body: Mapping[str, Any]) -> None:
    """Decide what the order lets the machine decide."""
    reviews.decide_automatically(body)
