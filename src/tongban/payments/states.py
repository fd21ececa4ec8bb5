"""The states of a payment, and the accounts between which its money moves."""

from collections.abc import Mapping
from enum import StrEnum


class PaymentState(StrEnum):
    """Where a payment order stands (付款单状态)."""

    ORDERED = "ordered"  # on its way to the bank, or with the bank
    ARRIVED = "arrived"  # the bank has paid it into the account
    RETURNED = "returned"  # the bank gave it back: account closed, unknown...
    CANCELLED = "cancelled"  # given up after it came back: the money is free again


NEXT: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.ORDERED: frozenset({PaymentState.ARRIVED, PaymentState.RETURNED}),
    PaymentState.RETURNED: frozenset({PaymentState.ORDERED, PaymentState.CANCELLED}),
    PaymentState.ARRIVED: frozenset(),
    PaymentState.CANCELLED: frozenset(),
}


class Account(StrEnum):
    """The accounts of a fund's ledger (账户). Money moves from one to another, and is never made or lost between."""

    BUDGET = "budget"  # where the fund's money comes from
    FREE = "free"  # what may still be spent
    RESERVED = "reserved"  # held for a list that is not ordered yet
    CLEARING = "clearing"  # ordered, and not answered by the bank
    PAYEE = "payee"  # has arrived
    RETURNED = "returned"  # came back, and waits for another account
    RECEIVABLE = "receivable"  # to be paid back by who had too much
