"""What payments announces. Payees are never named: a batch is, with its count, its sum and its digest."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FundGranted(Event):
    """So much (in fen) may be spent from the fund `subject`, on top of what was granted before."""

    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyReserved(Event):
    """So much of the fund is held for the list `subject`."""

    fund: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationReleased(Event):
    """What was left of the money held for the list `subject` is free again."""

    fund: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOrdered(Event):
    """A batch of payments was ordered; `digest` is the SHA-256 of its bank file."""

    reservation: str
    count: int
    fen: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSettled(Event):
    """The bank has answered for every payment of the batch."""

    reservation: str
    arrived: int
    arrived_fen: int
    returned: int
    returned_fen: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCancelled(Event):
    """A payment that came back (`subject` is its code) was given up: its money is free again."""

    fen: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryOpened(Event):
    """So much of the payment `payment` has to be paid back."""

    payment: str
    fen: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySettled(Event):
    """What had to be paid back has been: it is in the fund again."""

    payment: str
    fen: int
