"""Payments: funds with a double-entry ledger, payments with one code for each basis, and the way to the bank and back.

`grant_fund` enters a budget, `reserve` holds the money of a whole list or refuses, `order_payments` orders a batch: the same
basis is paid once, whatever is repeated, retried or crashes (统一取码、凭码核拨). What the bank returns is sent again (`reissue`)
or given up (`cancel`); what was paid wrongly is asked back (`recover`). `prove` adds the ledger up again, to the fen.

Account numbers are kept encrypted for their payee (`encrypted`, `masked`); only the file for the bank has them in clear.
Rooms above say who may see or order what: no page opens this door.
"""

from tongban.payments.actions import (
    cancel,
    code_of,
    grant_fund,
    note_repaid,
    order_payments,
    recover,
    reissue,
    release,
    reserve,
)
from tongban.payments.events import BatchSettled
from tongban.payments.ledger import prove
from tongban.payments.queries import free_fen, fund, payments_with, recoveries_of, renew_accounts, settled_in
from tongban.payments.secrecy import Unreadable, encrypted, masked, renew
from tongban.payments.states import Account, PaymentState
from tongban.payments.types import (
    BankFault,
    FundView,
    Instruction,
    LedgerProof,
    Ordered,
    OverBudget,
    Payment,
    PaymentRefused,
    RecoveryView,
    Settled,
)

__all__ = [
    "Account", "BankFault", "BatchSettled", "FundView", "Instruction", "LedgerProof", "Ordered", "OverBudget", "Payment",
    "PaymentRefused", "PaymentState", "RecoveryView", "Settled", "Unreadable", "cancel", "code_of", "encrypted", "free_fen", "fund",
    "grant_fund", "masked", "note_repaid", "order_payments", "payments_with", "prove", "recover", "recoveries_of", "reissue",
    "release", "renew", "renew_accounts", "reserve", "settled_in",
]  # fmt: skip
