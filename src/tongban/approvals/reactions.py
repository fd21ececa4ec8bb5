"""What approvals does when the worker comes to what it promised."""

from collections.abc import Mapping
from typing import Any

from tongban.approvals.reviews import conclusions, orders
from tongban.kernel.events import carries_out


@carries_out(orders.ERRAND)
def decide(body: Mapping[str, Any]) -> None:
    """Decide what the order lets the machine decide."""
    conclusions.decide_automatically(body)
