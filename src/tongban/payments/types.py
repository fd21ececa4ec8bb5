"""What payments takes and hands out. All money in fen, as whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.words import Words
from tongban.payments.states import Account, PaymentState


@dataclass(frozen=True, slots=True)
class Instruction:
    """Whom to pay, and why (付款依据). `basis` says for what, once and for all: a policy, a period and a party.

    `account` is encrypted for the payee (`encrypted`).
    """

    basis: str
    payee: str
    name: str
    bank: str
    account: str
    fen: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """What became of instructions: the batch, how many were ordered and for how much; `repeated` had been ordered before."""

    batch: str
    count: int
    fen: int
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FundView:
    """A fund and its accounts: what was granted, and where it is now."""

    code: str
    name: Words
    granted_fen: int
    free_fen: int
    balances: Mapping[Account, int]


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment as it stands. `account` is masked; `reason` says why the bank gave it back."""

    code: str
    basis: str
    batch: str
    payee: str
    fen: int
    bank: str
    account: str
    state: PaymentState
    attempt: int
    reason: str
    ordered_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """What was asked back of a payment, why, and whether it has come."""

    code: str
    fen: int
    why: str
    at: datetime
    repaid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Settled:
    """How one payment of a batch ended, as the bank said."""

    basis: str
    state: PaymentState
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """The outcome of adding the whole ledger up again (账目核对). `faults` is empty when it is balanced to the fen."""

    funds: int
    payments: int
    postings: int
    arrived_fen: int
    faults: tuple[Words, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A file for the bank. `content` is CSV, UTF-8, with the columns of `ports.COLUMNS`; `digest` its SHA-256."""

    batch: str
    content: bytes
    digest: str
    count: int
    fen: int


class PaymentRefused(ValueError):
    """It cannot be paid, moved or recovered so. `says` tells why, and what to do."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says


class OverBudget(PaymentRefused):
    """The fund has not enough left for the whole; nothing was reserved."""


class BankFault(RuntimeError):
    """The bank's answer cannot be right: a payment is missing, foreign or answered twice. Nothing of it was taken over."""
