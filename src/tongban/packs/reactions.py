"""What packs does when a register or a licence changes, and what the worker carries out."""

from collections.abc import Mapping
from typing import Any

from tongban.identity.public import PartyKind
from tongban.kernel.events import carries_out, reacts_to
from tongban.licences.public import LicenceCancelled, LicenceGranted, LicenceRevoked
from tongban.packs import actions
from tongban.sources.public import RecordChanged


@reacts_to(RecordChanged)
def look_again(event: RecordChanged) -> None:
    """A register says otherwise of an organisation."""
    if event.kind == PartyKind.ORGANISATION:
        actions.promise_look(event.subject, event.register, at=event.at)


@reacts_to(LicenceGranted)
def look_at_its_holder(event: LicenceGranted) -> None:
    """A licence was granted, anew or in the place of another."""
    actions.promise_look_at_holder(event.subject, "granted", at=event.at)


@reacts_to(LicenceRevoked)
def look_at_who_held_it(event: LicenceRevoked) -> None:
    """It was revoked."""
    actions.promise_look_at_holder(event.subject, "revoked", at=event.at)


@reacts_to(LicenceCancelled)
def look_at_who_gave_it_back(event: LicenceCancelled) -> None:
    """It was given back."""
    actions.promise_look_at_holder(event.subject, "cancelled", at=event.at)


@carries_out(actions.LOOK)
def look(body: Mapping[str, Any]) -> None:
    """Put the pack of a company together again."""
    actions.look_at(body)
