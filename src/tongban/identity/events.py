"""What happens to identities and mandates."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """The person `subject` signed in; `level` is an `AssuranceLevel`, `provider` the one who vouches for it."""

    level: int
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProven(Event):
    """The person `subject`, who was signed in, was seen to be the one (人脸核验): `level` and `provider` as of `SignedIn`."""

    level: int
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGranted(Event):
    """The mandate `subject` was granted for `party` to the person `agent`, for the items and bundles in `scope`."""

    party: str
    party_name: str
    agent: str
    scope: tuple[str, ...]
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEnded(Event):
    """The mandate `subject` of the person `agent` for `party` was ended before its last day."""

    party: str
    party_name: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecorded(Event):
    """The leave `subject` of an official was recorded: from one day to another `deputy` acts in their place (AB 岗)."""

    official: str
    deputy: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded(Event):
    """The official is back before the last day of the leave `subject`."""

    official: str
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDeregistered(Event):
    """The register struck off the organisation `subject`, because the decision `basis` that founded it no longer holds.

    `representative` is its legal representative's code.
    """

    name: str
    representative: str
    register: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationReinstated(Event):
    """The register took the organisation `subject` back: the decision `basis` was given again."""

    name: str
    representative: str
    register: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFounded(Event):
    """An organisation came into being by the decision `basis` and stands in `register`; `representative` is a person's code."""

    name: str
    representative: str
    register: str
    basis: str
    at: datetime
