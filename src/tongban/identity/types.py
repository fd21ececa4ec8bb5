"""Who acts, for whom, by what right."""

from dataclasses import dataclass
from enum import StrEnum


class PartyKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Party:
    """The holder of rights and duties (办事主体): a natural person (code: citizen number) or an organisation (credit code)."""

    kind: PartyKind
    code: str
    name: str


class Right(StrEnum):
    """By what right a person acts for a party."""

    SELF = "self"
    LEGAL_REPRESENTATIVE = "legal_representative"
    GUARDIAN = "guardian"
    MANDATE = "mandate"


@dataclass(frozen=True, slots=True)
class Acting:
    """One person acting for one party. `scope` is empty for everything, else the item and bundle codes that the mandate names."""

    person: str
    party: Party
    right: Right
    mandate: str | None = None
    scope: tuple[str, ...] = ()

    def covers(self, code: str) -> bool:
        """Whether this right reaches the item or bundle `code`."""
        return not self.scope or code in self.scope


class NotAllowed(PermissionError):
    """This person may not do this. The message says why and who can."""


class NotFound(LookupError):
    """It does not exist, or not for this person: the two are never told apart."""
