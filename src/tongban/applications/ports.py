"""What the counter needs from outside: a machine that reads identity cards."""

from dataclasses import dataclass
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Card:
    """What stands in the chip of an identity card (居民身份证): nobody typed it."""

    number: str
    name: str


class CardReader(Protocol):
    """A reader of identity cards at a window. It sees plain values, never our models."""

    name: str

    def cards(self) -> tuple[tuple[str, Words], ...]:
        """Cards that may be laid on a reader that is only shown: (what is sent, what is told). Empty for a real one."""

    def read(self, sent: str) -> Card:
        """The card, from what the reader's driver sent, checked (signature, age). Raises ValueError when it cannot be believed."""


def card_reader() -> CardReader:
    """The adapter that the setting CARD_READER names."""
    return cast(CardReader, import_string(settings.CARD_READER)())
