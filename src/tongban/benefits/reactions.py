"""What benefits does when reviews conclude, banks answer and registers change, and what the worker carries out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.approvals.public import ReviewConcluded, ReviewRecalled
from tongban.benefits import campaigns
from tongban.benefits.steps import payouts, rechecks
from tongban.identity.public import OrganisationDeregistered, OrganisationFounded, OrganisationReinstated
from tongban.kernel.events import carries_out, reacts_to
from tongban.licences.public import LicenceCancelled, LicenceGranted, LicenceRevoked
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
    look = rechecks.Look(event.register, event.subject, event.kind, (event.register,))
    rechecks.promise_look(look, at=event.at)


@reacts_to(OrganisationFounded)
def look_at_the_founded(event: OrganisationFounded) -> None:
    """A new organisation stands in its register: it is looked at, and whoever represents it."""
    rechecks.promise_looks_at_both("founded", event)


@reacts_to(OrganisationDeregistered)
def look_at_the_struck_off(event: OrganisationDeregistered) -> None:
    """A register struck an organisation off."""
    rechecks.promise_looks_at_both("struck off", event)


@reacts_to(OrganisationReinstated)
def look_at_the_reinstated(event: OrganisationReinstated) -> None:
    """A register took an organisation back."""
    rechecks.promise_looks_at_both("reinstated", event)


@reacts_to(LicenceGranted)
def look_at_its_holder(event: LicenceGranted) -> None:
    """A licence that a register enters was granted, anew or in the place of another."""
    rechecks.promise_look_at_holder(event.subject, "granted", at=event.at)


@reacts_to(LicenceRevoked)
def look_at_who_held_it(event: LicenceRevoked) -> None:
    """It was revoked."""
    rechecks.promise_look_at_holder(event.subject, "revoked", at=event.at)


@reacts_to(LicenceCancelled)
def look_at_who_gave_it_back(event: LicenceCancelled) -> None:
    """It was given back."""
    rechecks.promise_look_at_holder(event.subject, "cancelled", at=event.at)


@carries_out(campaigns.GO_ON)
def go_on(body: Mapping[str, Any]) -> None:
    """The next chunk of a long step."""
    campaigns.go_on(body["campaign"], at=datetime.fromisoformat(body["at"]))


@carries_out(rechecks.LOOK)
def look(body: Mapping[str, Any]) -> None:
    """Judge again those policies that the register can have changed for the party."""
    rechecks.look_at(body)
