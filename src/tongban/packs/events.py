"""What happens to packs."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSent(Event):
    """A service pack was put together for the organisation `party` and sent; `subject` is its code, `cause` what made it due."""

    party: str
    organ: str
    digest: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOpened(Event):
    """One of the company's people opened the pack `subject` for the first time."""

    party: str
