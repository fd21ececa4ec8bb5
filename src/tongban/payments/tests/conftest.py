"""A fund with money, and what it takes to order from it."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.payments import public as payments
from tongban.payments.public import Instruction

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FUND, LIST = "old_allowance-2026", "MS-1"
GOOD, CLOSED, UNKNOWN = "9900001234567891", "9900001234567800", "6222001234567891"


def instruction(number: int, *, fen: int = 7500, account: str = GOOD) -> Instruction:
    payee = f"31010119500101{number:04}"
    kept = payments.encrypted(account, payee=payee)
    return Instruction(f"old/2026-11/{number}", payee, f"样例{number}", "示例银行", kept, fen)


def order(*instructions: Instruction, key: str = "chunk-1", reservation: str = LIST) -> payments.Ordered:
    return payments.order_payments(
        instructions, reservation=reservation, key=key, purpose="老年综合津贴", by="zhao", at=AT
    )


def work() -> None:
    while journal.work(limit=50, at=timezone.now()):
        pass


@pytest.fixture
def fund(db):
    """A thousand yuan, six hundred of them held for a list."""
    payments.grant_fund(FUND, name=Words("老年综合津贴", "Allowance"), fen=100_000, key="2026", by="zhao", at=AT)
    payments.reserve(LIST, fund=FUND, fen=60_000, by="zhao", at=AT)


def balances() -> dict[str, int]:
    found = payments.fund(FUND)
    return {account.value: fen for account, fen in found.balances.items() if fen}
