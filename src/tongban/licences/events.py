"""What has happened to a licence; `subject` is its number."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceGranted(Event):
    """The licence exists in law; its sealed document is being made."""

    basis: str
    code: str
    licence_type: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceIssued(Event):
    """The sealed document is there: the holder can have it. `digest` is its SHA-256."""

    basis: str
    code: str
    licence_type: str
    document: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceRevoked(Event):
    """The licence is no longer valid, from now on."""

    basis: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceReplaced(Event):
    """A renewed or changed licence, `by_licence`, has taken the place of this one."""

    by_licence: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceCancelled(Event):
    """The licence was cancelled (注销) at its holder's request, decided in the case `basis`."""

    basis: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeGranted(Event):
    """A composite licence (行业综合许可证) exists for a trade in a shop; `subject` is its number, `basis` the case."""

    code: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeChanged(Event):
    """These licences stand in the composite `subject` from now on: new ones, or those that replaced others."""

    licences: tuple[str, ...]
    at: datetime
