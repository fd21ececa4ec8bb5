"""Who acts, for whom, by what right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Protocol

from tongban.kernel.words import Words


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
    COUNTER = "counter"  # a clerk writes for the person at the window, who is the `person` of the right


@dataclass(frozen=True, slots=True)
class Acting:
    """One person acting for one party. `scope` is empty for everything, else the item and bundle codes that the mandate names.

    `is_struck_off` says that the party is an organisation which its register no longer keeps: nothing new begins in its name.
    """

    person: str
    party: Party
    right: Right
    mandate: str | None = None
    scope: tuple[str, ...] = ()
    is_struck_off: bool = False

    def covers(self, code: str) -> bool:
        """Whether this right reaches the item or bundle `code`."""
        return not self.scope or code in self.scope


@dataclass(frozen=True, slots=True)
class Capacity:
    """What an official may do on one day: the steps, with those of whom they stand in for (codes of people).

    `oversees` is whether they supervise their organ, `oversees_all` whether they do so for every organ.
    """

    organ: str
    steps: frozenset[str]
    stands_in_for: frozenset[str] = frozenset()
    oversees: bool = False
    oversees_all: bool = False


class MandateStanding(StrEnum):
    """Where a mandate stands on one day."""

    NOT_BEGUN = "not_begun"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ENDED = "ended"


class AssuranceLevel(IntEnum):
    """How sure we are who signed in (实名认证等级). The three steps are our own; a provider maps its levels to them."""

    DECLARED = 1  # the person says so
    VERIFIED = 2  # name and number agree with the population register
    PROVEN = 3  # verified, and seen: a live face or a counter


@dataclass(frozen=True, slots=True)
class Choice:
    """One account that may be chosen at a demonstration sign-in, and what it is for."""

    code: str
    name: str
    purpose: Words

    def __str__(self) -> str:
        return f"{self.code}  {self.name}  {self.purpose.zh} / {self.purpose.en}"


CastMember = Choice


@dataclass(frozen=True, slots=True)
class Invitation:
    """How signing in begins: either the address of the provider's own page, or accounts to choose from."""

    address: str | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who the provider says it is (the person's code), and how sure it is."""

    person: str
    level: AssuranceLevel


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person as the population knows one: code, citizen number, name, birthday, phone."""

    code: str
    number: str
    name: str
    born_on: date
    phone: str


@dataclass(frozen=True, slots=True)
class Population:
    """All people, the organisations with their legal representative's number, and family ties as pairs of numbers."""

    people: tuple[Citizen, ...]
    organisations: tuple[tuple[Party, str], ...]
    marriages: tuple[tuple[str, str, date], ...]
    guardianships: tuple[tuple[str, str], ...]


class OrganEntry(Protocol):
    """What `load_organs` needs to know of an organ of the catalogue."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Words: ...
    @property
    def credit_code(self) -> str: ...


Assertion = Mapping[str, str]
"""What the provider sent back, as plain values: a token, a signed statement, or, in the demonstration, the chosen code."""


class NotAllowed(PermissionError):
    """This person may not do this. The message says why and who can; `says` is the same for one language."""

    def __init__(self, says: Words | str = "") -> None:
        if isinstance(says, str):
            zh, _, en = says.partition(" / ")
            says = Words(zh, en or zh)
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class LevelTooLow(NotAllowed):
    """For this it must be surer who is at the keyboard: they have to be seen (`prove`), and then try again."""


class MandateRefused(ValueError):
    """A mandate that cannot be granted as written: what is wrong with it and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class AbsenceRefused(ValueError):
    """A leave that cannot be recorded as written: what is wrong with it and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class NotFound(LookupError):
    """It does not exist, or not for this person: the two are never told apart."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A party's name, and the public code of the person who is told of its affairs."""

    name: str
    person: str
