"""What an examination finds, what a rejection says, and what a seal proves."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in an uploaded file: its true media type, pages, and remarks about how well it can be read."""

    media_type: str
    pages: int
    remarks: tuple[Words, ...]


class Rejected(ValueError):
    """The file cannot be taken. `says` tells the person what is wrong with it and how to mend it."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class Damaged(RuntimeError):
    """The kept file is gone or is no longer what was stored: its digest differs. Somebody must look at the store."""


@dataclass(frozen=True, slots=True)
class SealOwner:
    """The organ whose seal (电子印章) it is."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class SealReport:
    """What the seal of a PDF proves. `valid` only if it is intact, covers the whole file, and its certificate is trusted."""

    valid: bool
    signer: str
    signed_at: datetime | None
    covers_whole_document: bool
    says: Words
