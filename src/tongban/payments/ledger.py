"""Post to the ledger, and add it all up again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from tongban.kernel.words import Words
from tongban.payments.models import Fund, Order, Posting, Reservation
from tongban.payments.states import Account
from tongban.payments.types import LedgerProof


def post(
    fund: Fund,
    step: str,
    fen: int,
    *,
    source: Account,
    target: Account,
    at: datetime,
    order: Order | None = None,
    reservation: Reservation | None = None,
) -> None:
    """One posting. The same step of the same order, reservation or fund a second time is an IntegrityError."""
    Posting.objects.create(
        fund=fund, order=order, reservation=reservation, step=step, source=source, target=target, fen=fen, at=at
    )


BALANCES = """
SELECT fund_id, account, sum(fen)::bigint FROM (
  SELECT fund_id, source AS account, -sum(fen) AS fen FROM payments_posting GROUP BY 1, 2
  UNION ALL
  SELECT fund_id, target, sum(fen) FROM payments_posting GROUP BY 1, 2) AS sides
GROUP BY 1, 2
"""

# What each account of each fund must hold, told by the orders, reservations and recoveries, without looking at any posting.
EXPECTED = """
SELECT id, 'budget', -granted_fen FROM payments_fund
UNION ALL SELECT id, 'free', free_fen FROM payments_fund
UNION ALL SELECT fund_id, 'reserved', sum(left_fen)::bigint FROM payments_reservation GROUP BY 1
UNION ALL SELECT r.fund_id, CASE o.state WHEN 'ordered' THEN 'clearing' WHEN 'arrived' THEN 'payee' ELSE 'returned' END,
  sum(o.fen)::bigint
  FROM payments_order o JOIN payments_batch b ON b.id = o.batch_id JOIN payments_reservation r ON r.id = b.reservation_id
  WHERE o.state <> 'cancelled' GROUP BY 1, 2
UNION ALL SELECT r.fund_id, 'payee', -sum(c.fen)::bigint
  FROM payments_recovery c JOIN payments_order o ON o.id = c.order_id JOIN payments_batch b ON b.id = o.batch_id
  JOIN payments_reservation r ON r.id = b.reservation_id GROUP BY 1
UNION ALL SELECT r.fund_id, 'receivable', sum(c.fen)::bigint
  FROM payments_recovery c JOIN payments_order o ON o.id = c.order_id JOIN payments_batch b ON b.id = o.batch_id
  JOIN payments_reservation r ON r.id = b.reservation_id WHERE c.repaid_at IS NULL GROUP BY 1
"""

# Payments whose postings do not add up to where they stand: each `ordered` once for each attempt, one arrival at most.
ODD = """
SELECT o.code FROM payments_order o LEFT JOIN (
  SELECT order_id,
    sum(fen) FILTER (WHERE target = 'clearing') AS went, sum(fen) FILTER (WHERE source = 'clearing') AS answered,
    sum(fen) FILTER (WHERE target = 'payee') AS arrived, sum(fen) FILTER (WHERE target = 'returned') AS returned
  FROM payments_posting WHERE order_id IS NOT NULL GROUP BY 1) p ON p.order_id = o.id
WHERE coalesce(p.went, 0) <> o.fen * o.attempt
   OR coalesce(p.answered, 0) <> o.fen * (o.attempt - (o.state = 'ordered')::int)
   OR coalesce(p.arrived, 0) <> o.fen * (o.state = 'arrived')::int
   OR coalesce(p.returned, 0) <> o.fen * (o.attempt - (o.state IN ('ordered', 'arrived'))::int)
ORDER BY o.id LIMIT 5
"""


def balances(fund: Fund) -> dict[Account, int]:
    """What each account of the fund holds, added up from the postings, in fen."""
    return _sides(BALANCES).get(fund.pk, {})


def _sides(statement: str) -> dict[int, dict[Account, int]]:
    found: dict[int, dict[Account, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for fund, account, fen in cursor.fetchall():
            one = found.setdefault(fund, {})
            one[Account(account)] = one.get(Account(account), 0) + int(fen)
    return found


def prove() -> LedgerProof:
    """Add every fund's ledger up again, and compare it with the payments, reservations and recoveries, to the fen.

    While payments go on, call it in a transaction with the isolation REPEATABLE READ: it asks several times.
    """
    with connection.cursor() as cursor:
        held, expected = _sides(BALANCES), _sides(EXPECTED)
        faults = [fault for fund in Fund.objects.order_by("code") for fault in _differences(fund, held, expected)]
        cursor.execute(ODD)
        faults += [ODD_PAYMENT.filled(code=code) for (code,) in cursor.fetchall()]
        cursor.execute(
            "SELECT (SELECT count(*) FROM payments_order), (SELECT count(*) FROM payments_posting), "
            "(SELECT coalesce(sum(fen), 0)::bigint FROM payments_order WHERE state = 'arrived')"
        )
        payments, postings, arrived = cursor.fetchone()
    return LedgerProof(Fund.objects.count(), payments, postings, arrived, tuple(faults))


Sides = Mapping[int, Mapping[Account, int]]


def _differences(fund: Fund, held: Sides, expected: Sides) -> list[Words]:
    mine, wanted = held.get(fund.pk, {}), expected.get(fund.pk, {})
    return [
        UNBALANCED.filled(fund=fund.code, account=account, held=mine.get(account, 0), wanted=wanted.get(account, 0))
        for account in Account
        if mine.get(account, 0) != wanted.get(account, 0)
    ]


UNBALANCED = Words(
    "资金 {fund} 的账户 {account} 账上 {held} 分，付款记录合计 {wanted} 分",
    "Fund {fund}, account {account}: the ledger holds {held} fen, the payments say {wanted} fen",
)
ODD_PAYMENT = Words(
    "付款 {code} 的分录与它的状态不符", "The postings of payment {code} do not add up to where it stands"
)
