"""Read funds and payments. Rooms above have seen to it who may."""

from collections.abc import Collection

from tongban.payments import secrecy
from tongban.payments.ledger import balances
from tongban.payments.models import Fund, Order, Recovery
from tongban.payments.states import PaymentState
from tongban.payments.types import FundView, Payment, RecoveryView, Settled


def fund(code: str) -> FundView | None:
    """The fund with its accounts, or None."""
    found = Fund.objects.filter(code=code).first()
    return FundView(found.code, found.name, found.granted_fen, found.free_fen, balances(found)) if found else None


def free_fen(code: str) -> int | None:
    """What the fund may still spend, in fen, or None where there is no such fund."""
    return Fund.objects.filter(code=code).values_list("free_fen", flat=True).first()


def payments_with(codes: Collection[str]) -> dict[str, Payment]:
    """The payments with these codes; codes of none are left out. One query."""
    found = Order.objects.filter(code__in=codes).select_related("batch")
    return {each.code: _payment(each) for each in found}


def recoveries_of(codes: Collection[str]) -> dict[str, tuple[RecoveryView, ...]]:
    """What was asked back of the payments with these codes, by code, the oldest first; payments of which nothing was are left
    out. One query."""
    found: dict[str, tuple[RecoveryView, ...]] = {}
    rows = Recovery.objects.filter(order__code__in=codes).select_related("order").order_by("id")
    for each in rows:
        view = RecoveryView(each.code, each.fen, each.why, each.at, each.repaid_at)
        found[each.order.code] = (*found.get(each.order.code, ()), view)
    return found


def settled_in(batch: str) -> list[Settled]:
    """How each payment of the batch ended."""
    rows = Order.objects.filter(batch__code=batch).order_by("id").values_list("basis", "state", "reason")
    return [Settled(basis, PaymentState(state), reason) for basis, state, reason in rows]


def renew_accounts() -> int:
    """Encrypt the accounts of all payments under the first key; gives how many lay under another."""
    return secrecy.renew(Order.objects.all(), payee="payee")


def _payment(order: Order) -> Payment:
    return Payment(
        code=order.code, basis=order.basis, batch=order.batch.code, payee=order.payee, fen=order.fen, bank=order.bank,
        account=secrecy.masked(order.account, payee=order.payee), state=PaymentState(order.state), attempt=order.attempt,
        reason=order.reason,
        ordered_at=order.at, sent_at=order.batch.sent_at, settled_at=order.settled_at,
    )  # fmt: skip
