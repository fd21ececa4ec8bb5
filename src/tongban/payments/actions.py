"""Grant a fund its money, hold some of it for a list, order payments, order them again, and ask money back."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.db import connection, transaction

from tongban.journal import public as journal
from tongban.kernel import money
from tongban.kernel.words import Words
from tongban.payments import banking, secrecy
from tongban.payments.events import (
    BatchOrdered,
    FundGranted,
    MoneyReserved,
    PaymentCancelled,
    RecoveryOpened,
    RecoverySettled,
    ReservationReleased,
)
from tongban.payments.ledger import post
from tongban.payments.models import Batch, Fund, Order, Recovery, Reservation
from tongban.payments.states import Account, PaymentState
from tongban.payments.types import Instruction, Ordered, OverBudget, PaymentRefused

LONGEST_CODE = 22


def code_of(basis: str) -> str:
    """The one code of a payment's basis (统一取码): TB and 22 hexadecimal digits of its SHA-256. Whoever asks, it is the same."""
    return f"TB{sha256(basis.encode()).hexdigest()[:LONGEST_CODE].upper()}"


@transaction.atomic
def grant_fund(code: str, *, name: Words, fen: int, key: str, by: str, at: datetime) -> None:
    """Put `fen` into the fund, which is made if it is not there. The same `key` again adds nothing."""
    Fund.objects.get_or_create(code=code, defaults={"name_zh": name.zh, "name_en": name.en})
    fund = Fund.objects.select_for_update().get(code=code)
    if fund.posting_set.filter(step=f"granted:{key}", order=None, reservation=None).exists():
        return
    post(fund, f"granted:{key}", fen, source=Account.BUDGET, target=Account.FREE, at=at)
    fund.granted_fen += fen
    fund.free_fen += fen
    fund.save()
    journal.publish(FundGranted(subject=code, fen=fen), by=by, at=at)


@transaction.atomic
def reserve(key: str, *, fund: str, fen: int, by: str, at: datetime) -> None:
    """Hold `fen` of the fund for one list: all of it, or `OverBudget` and nothing. The same `key` again holds nothing more."""
    purse = _fund(fund)
    if Reservation.objects.filter(key=key).exists():
        return
    if fen > purse.free_fen:
        free, lacks = _yuan(purse.free_fen), _yuan(fen - purse.free_fen)
        raise OverBudget(OVER.filled(fund=purse.name, needed=_yuan(fen), free=free, lacks=lacks))
    held = Reservation.objects.create(key=key, fund=purse, fen=fen, left_fen=fen, at=at)
    post(purse, "reserved", fen, source=Account.FREE, target=Account.RESERVED, at=at, reservation=held)
    _add_free(purse, -fen)
    journal.publish(MoneyReserved(subject=key, fund=fund, fen=fen), by=by, at=at)


@transaction.atomic
def release(key: str, *, by: str, at: datetime) -> int:
    """Free what is left of a reservation, for nothing more is ordered from it; gives how much. A second time frees nothing."""
    held = Reservation.objects.select_for_update().filter(key=key, released_at=None).first()
    if held is None:
        return 0
    purse, left = _fund(held.fund.code), held.left_fen
    if left:
        post(purse, "released", left, source=Account.RESERVED, target=Account.FREE, at=at, reservation=held)
        _add_free(purse, left)
    held.left_fen, held.released_at = 0, at
    held.save()
    journal.publish(ReservationReleased(subject=key, fund=purse.code, fen=left), by=by, at=at)
    return left


# A campaign's hot path (benchmarks/campaign.py): one statement for all payments of a batch and their postings.
ORDER = """
WITH told AS (SELECT * FROM json_to_recordset(%(rows)s::json) AS t(code text, basis text, payee text, name text, bank text,
  account text, fen bigint)),
made AS (INSERT INTO payments_order (code, basis, batch_id, payee, name, bank, account, fen, attempt, state, reason, at)
  SELECT code, basis, %(batch)s, payee, name, bank, account, fen, 1, 'ordered', '', %(at)s::timestamptz FROM told ORDER BY basis
  ON CONFLICT (basis) DO NOTHING RETURNING id, basis, fen),
posted AS (INSERT INTO payments_posting (fund_id, order_id, step, source, target, fen, at)
  SELECT %(fund)s, id, 'ordered:1', 'reserved', 'clearing', fen, %(at)s FROM made)
SELECT (SELECT count(*) FROM made), (SELECT coalesce(sum(fen), 0)::bigint FROM made),
  ARRAY(SELECT basis FROM told EXCEPT SELECT basis FROM made ORDER BY 1)
"""


@transaction.atomic
def order_payments(
    instructions: Sequence[Instruction], *, reservation: str, key: str, purpose: str, by: str, at: datetime
) -> Ordered:
    """Order payments from a reservation as one batch for the bank, which gets it through the outbox.

    A basis that was ordered before, by whomever, is not ordered again and is named in `repeated`; the same `key` again gives the
    batch that is there. Raises `PaymentRefused` for more than was reserved, or for no or a negative sum.
    """
    known = Batch.objects.filter(key=key).first()
    if known is not None:
        return Ordered(known.code, known.count, known.fen)
    if wrong := [each for each in instructions if each.fen <= 0 or not secrecy.is_kept_text(each.account)]:
        raise PaymentRefused(NOTHING.filled(basis=wrong[0].basis))
    held = Reservation.objects.select_for_update(of=("self",)).select_related("fund").get(key=reservation)
    batch = Batch.objects.create(code=_fresh("PB"), key=key, reservation=held, purpose=purpose, at=at)
    count, fen, repeated = _write(instructions, batch)
    if not count:
        batch.delete()
        return Ordered("", 0, 0, tuple(repeated))
    if fen > held.left_fen:
        raise PaymentRefused(TOO_MUCH.filled(key=reservation, fen=_yuan(fen), left=_yuan(held.left_fen)))
    held.left_fen -= fen
    held.save(update_fields=["left_fen"])
    _send(batch, count=count, fen=fen, by=by, at=at)
    return Ordered(batch.code, count, fen, tuple(repeated))


def _write(instructions: Sequence[Instruction], batch: Batch) -> tuple[int, int, Sequence[str]]:
    rows = [{"code": code_of(each.basis), **msgspec.to_builtins(each)} for each in instructions]
    with connection.cursor() as cursor:
        said: dict[str, Any] = {"rows": msgspec.json.encode(rows).decode(), "batch": batch.pk, "at": batch.at}
        cursor.execute(ORDER, said | {"fund": batch.reservation.fund_id})
        count, fen, repeated = cursor.fetchone()
    return count, fen, repeated


def _send(batch: Batch, *, count: int, fen: int, by: str, at: datetime) -> None:
    """Fix what the batch holds, promise its way to the bank, and announce it."""
    batch.count, batch.fen = count, fen
    batch.digest = banking.file_of(batch).digest
    batch.save()
    journal.promise(kind=banking.HAND_OVER, key=f"bank:{batch.code}", body={"batch": batch.code}, at=at)
    told = BatchOrdered(
        subject=batch.code, reservation=batch.reservation.key, count=count, fen=fen, digest=batch.digest
    )
    journal.publish(told, by=by, at=at)


@transaction.atomic
def reissue(code: str, *, name: str, bank: str, account: str, by: str, at: datetime) -> str:
    """Send a payment that came back to another account: the same code, the next attempt, a batch of its own; gives the batch.

    `account` is in clear, and kept encrypted. Raises `PaymentRefused` for one that did not come back.
    """
    order = _returned(code)
    first = order.batch
    order.attempt += 1
    order.state, order.reason, order.settled_at = PaymentState.ORDERED, "", None
    order.name, order.bank, order.account = name, bank, secrecy.encrypted(account, payee=order.payee)
    batch = Batch.objects.create(
        code=_fresh("PB"),
        key=f"again:{code}:{order.attempt}",
        reservation=first.reservation,
        purpose=first.purpose,
        at=at,
    )
    order.batch = batch
    order.save()
    step = f"ordered:{order.attempt}"
    fund = first.reservation.fund
    post(fund, step, order.fen, source=Account.RETURNED, target=Account.CLEARING, at=at, order=order)
    _send(batch, count=1, fen=order.fen, by=by, at=at)
    return batch.code


@transaction.atomic
def cancel(code: str, *, why: str, by: str, at: datetime) -> None:
    """Give up a payment that came back: its money is free again. Raises `PaymentRefused` for one that did not come back."""
    order = _returned(code)
    purse = _fund(order.batch.reservation.fund.code)
    order.state = PaymentState.CANCELLED
    order.save()
    post(purse, "cancelled", order.fen, source=Account.RETURNED, target=Account.FREE, at=at, order=order)
    _add_free(purse, order.fen)
    journal.publish(PaymentCancelled(subject=code, fen=order.fen, why=why), by=by, at=at)


@transaction.atomic
def recover(code: str, *, fen: int, why: str, key: str, by: str, at: datetime) -> str:
    """Ask `fen` of a payment that arrived back (追回); gives the recovery's code. The same `key` again gives the same.

    Raises `PaymentRefused` for what has not arrived, and for more than arrived.
    """
    order = Order.objects.select_for_update().get(code=code)
    known = Recovery.objects.filter(key=key).first()
    if known is not None:
        return known.code
    asked = sum(Recovery.objects.filter(order=order).values_list("fen", flat=True))
    if order.state != PaymentState.ARRIVED or not 0 < fen <= order.fen - asked:
        raise PaymentRefused(NOT_SO_MUCH.filled(code=code, fen=_yuan(fen)))
    made = Recovery.objects.create(code=_fresh("RC"), key=key, order=order, fen=fen, why=why, at=at)
    fund = order.batch.reservation.fund
    post(fund, f"recovery:{made.code}", fen, source=Account.PAYEE, target=Account.RECEIVABLE, at=at, order=order)
    journal.publish(RecoveryOpened(subject=made.code, payment=code, fen=fen, why=why), by=by, at=at)
    return made.code


@transaction.atomic
def note_repaid(recovery: str, *, by: str, at: datetime) -> None:
    """What had to be paid back is there: it goes to the fund. A second time changes nothing."""
    made = Recovery.objects.select_for_update().get(code=recovery)
    if made.repaid_at is not None:
        return
    order = made.order
    purse = _fund(order.batch.reservation.fund.code)
    post(purse, f"repaid:{made.code}", made.fen, source=Account.RECEIVABLE, target=Account.FREE, at=at, order=order)
    _add_free(purse, made.fen)
    made.repaid_at = at
    made.save()
    journal.publish(RecoverySettled(subject=made.code, payment=order.code, fen=made.fen), by=by, at=at)


def _returned(code: str) -> Order:
    order = Order.objects.select_for_update().get(code=code)
    if order.state != PaymentState.RETURNED:
        raise PaymentRefused(NOT_RETURNED.filled(code=code))
    return order


def _fund(code: str) -> Fund:
    fund = Fund.objects.select_for_update().filter(code=code).first()
    if fund is None:
        raise PaymentRefused(NO_FUND.filled(code=code))
    return fund


def _add_free(fund: Fund, fen: int) -> None:
    fund.free_fen += fen
    fund.save(update_fields=["free_fen"])


def _fresh(prefix: str) -> str:
    return f"{prefix}{secrets.token_hex(8).upper()}"


def _yuan(fen: int) -> Words:
    return money.show(money.of_fen(fen))


OVER = Words(
    "预算不够：“{fund}”还剩 {free}，这份名单需要 {needed}，差 {lacks}。一笔都没有发放；请追加预算，或缩小范围后重新匹配。",
    "Over budget: “{fund}” has {free} left, this list needs {needed}, {lacks} more. Nothing was paid; add to the budget, or narrow "
    "the policy and match again.",
)
TOO_MUCH = Words(
    "“{key}”占用的预算还剩 {left}，不够发放 {fen}", "“{key}” has only {left} reserved, {fen} cannot be paid from it"
)
NOTHING = Words(
    "付款依据 {basis} 的金额必须大于零，并且要有收款账户", "A payment needs a sum above zero and an account: {basis}"
)
NOT_RETURNED = Words(
    "付款 {code} 没有被退回，不能重新发放或取消",
    "Payment {code} did not come back, so it is neither sent again nor given up",
)
NOT_SO_MUCH = Words(
    "付款 {code} 没有到账，或者要追回的 {fen} 比到账的还多",
    "Payment {code} has not arrived, or {fen} is more than can be asked back",
)
NO_FUND = Words("没有资金 {code}：先登记这项政策的预算", "There is no fund {code}: enter the policy's budget first")
