"""What leaves the house."""

from dataclasses import dataclass

from tongban.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A short text to one telephone. It names the matter and where to read on: no name, number or reason of anybody."""

    code: str
    phone: str
    text: Words
