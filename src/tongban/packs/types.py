"""What a pack says, and what a pack is to whoever may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tongban.kernel.words import Words


class EntryKind(StrEnum):
    """The four parts of a pack, in their order."""

    ENTITLED = "entitled"  # a policy that is due
    NEARLY = "nearly"  # a policy that is near, and what is lacking
    ENDING = "ending"  # a licence that ends soon
    DUE = "due"  # a day by which something must be done


class Subject(StrEnum):
    """What a line of a pack is about."""

    POLICY = "policy"
    LICENCE = "licence"
    CASE = "case"


@dataclass(frozen=True)
class Entry:
    """One line of a pack about the policy, licence or case with the code `about`; `organ` whose matter it is; `fen` what is due."""

    kind: EntryKind
    subject: Subject
    about: str
    organ: str
    name: Words
    says: Words
    on: date | None = None
    fen: int | None = None


@dataclass(frozen=True)
class Content:
    """What a pack says on a day: the company in a few facts (企业画像), the entries, and the sources that did not answer."""

    profile: Mapping[str, str | int]
    entries: tuple[Entry, ...]
    silent: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Draft:
    """A pack as it would be sent now, for who is about to send it; `same_as` is the one sent before that says the same."""

    party: str
    name: str
    content: Content
    elsewhere: int
    same_as: "PackView | None"


@dataclass(frozen=True)
class ReceiptView:
    """Who of the company opened it first, and when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class PackView:
    """A sent pack as somebody may see it: its company all of it, an organ its own entries; `elsewhere` counts the others."""

    code: str
    party: str
    name: str
    organ: str
    edition: int
    on: date
    at: datetime
    by_system: bool
    content: Content
    elsewhere: int
    receipts: tuple[ReceiptView, ...]

    def of_kind(self, kind: EntryKind) -> tuple[Entry, ...]:
        return tuple(each for each in self.content.entries if each.kind is kind)


class PackRefused(Exception):
    """A pack that is not sent: `says` tells why, and what to do."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says
