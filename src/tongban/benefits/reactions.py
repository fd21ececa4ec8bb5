"""What benefits does when reviews conclude, banks answer and registers change, and what the worker carries out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.approvals.public import ReviewConcluded, ReviewRecalled
from tongban.benefits import campaigns
from tongban.benefits.steps import payouts, rechecks
from tongban.kernel.events import carries_out, reacts_to
from tongban.payments.public import BatchSettled
from tongban.sources.public import RecordChanged


@reacts_to(ReviewConcluded)
def conclude(event: ReviewConcluded) -> None:
    """The organs of a joint review have concluded."""
    campaigns.conclude_review(event.subject, agreed=event.agreed, words=event.words, by=event.by, at=event.at)


@reacts_to(ReviewRecalled)
def reopen(event: ReviewRecalled) -> None:
    """An organ takes its opinion back."""
    campaigns.reopen_review(event.subject, words=event.words, by=event.by, at=event.at)


@reacts_to(BatchSettled)
def settle(event: BatchSettled) -> None:
    """The bank has answered for a batch."""
    payouts.take_answer(event.subject, reservation=event.reservation, at=datetime.fromisoformat(event.at))


@reacts_to(RecordChanged)
def look_again(event: RecordChanged) -> None:
    """What a register says of somebody has changed: they are looked at, and nobody else."""
    rechecks.promise_look(event)


@carries_out(campaigns.GO_ON)
def go_on(body: Mapping[str, Any]) -> None:
    """The next chunk of a long step."""
    campaigns.go_on(body["campaign"], at=datetime.fromisoformat(body["at"]))


@carries_out(rechecks.LOOK)
def look(body: Mapping[str, Any]) -> None:
    """Judge again those policies that the register can have changed for the party."""
    rechecks.look_at(body)
