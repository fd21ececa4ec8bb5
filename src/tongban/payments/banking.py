"""The way to the bank and back: files out, answers in, through the outbox."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from tongban.journal import public as journal
from tongban.kernel import money
from tongban.payments import secrecy
from tongban.payments.events import BatchSettled
from tongban.payments.models import Batch, Order
from tongban.payments.ports import ANSWER, COLUMNS, PAID, RETURNED, Bank
from tongban.payments.types import BankFault, PaymentFile

HAND_OVER, ASK = "payments.hand_over", "payments.ask"
BANK = "bank"


def bank() -> Bank:
    """The adapter that the setting BANK names."""
    adapter: Bank = import_string(settings.BANK)()
    return adapter


def file_of(batch: Batch) -> PaymentFile:
    """The bank's file of a batch: one line a payment, in the order of their codes. The same batch gives the same bytes."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    orders = Order.objects.filter(batch=batch).order_by("code")
    count, total = 0, 0
    columns = ("code", "attempt", "payee", "name", "bank", "account", "fen")
    for code, attempt, payee, name, at_bank, kept, fen in orders.values_list(*columns):
        account = secrecy.decrypted(kept, payee=payee)
        lines.writerow((code, attempt, name, at_bank, account, money.of_fen(fen), batch.purpose))
        count, total = count + 1, total + fen
    content = text.getvalue().encode()
    return PaymentFile(batch.code, content, sha256(content).hexdigest(), count, total)


@transaction.atomic
def hand_over(batch_code: str) -> None:
    """Give the batch's file to the bank, and promise to ask for its answer. Raises what the bank raises."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("reservation").get(code=batch_code)
    if batch.sent_at is not None:
        return
    file = file_of(batch)
    if (file.digest, file.count, file.fen) != (batch.digest, batch.count, batch.fen):
        raise BankFault(f"{batch.code}: the payments are not those that were ordered")
    bank().submit(file)
    Batch.objects.filter(pk=batch.pk).update(sent_at=Now())
    journal.promise(kind=ASK, key=f"bank-answer:{batch.code}", body={"batch": batch.code}, at=batch.at)


# A campaign's hot path (benchmarks/campaign.py).
SETTLE = """
WITH told AS (SELECT * FROM json_to_recordset(%(rows)s::json) AS t(code text, attempt int, outcome text, reason text)),
settled AS (UPDATE payments_order o SET state = CASE t.outcome WHEN 'paid' THEN 'arrived' ELSE 'returned' END,
    reason = t.reason, settled_at = %(at)s::timestamptz
  FROM told t WHERE o.code = t.code AND o.attempt = t.attempt AND o.batch_id = %(batch)s AND o.state = 'ordered'
  RETURNING o.id, o.fen, o.attempt, o.state),
posted AS (INSERT INTO payments_posting (fund_id, order_id, step, source, target, fen, at)
  SELECT %(fund)s, id, state || ':' || attempt, 'clearing', CASE state WHEN 'arrived' THEN 'payee' ELSE 'returned' END, fen,
    %(at)s FROM settled)
SELECT count(*) FILTER (WHERE state = 'arrived'), coalesce(sum(fen) FILTER (WHERE state = 'arrived'), 0)::bigint,
  count(*) FILTER (WHERE state = 'returned'), coalesce(sum(fen) FILTER (WHERE state = 'returned'), 0)::bigint FROM settled
"""


@transaction.atomic
def ask(batch_code: str) -> None:
    """Take the bank's answer over: all of it, once. Raises NotAnswered, or `BankFault` for an answer that cannot be right."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("reservation").get(code=batch_code)
    if batch.settled_at is not None:
        return
    rows, at = _read(batch, bank().answer(batch.code))
    with connection.cursor() as cursor:
        said: dict[str, Any] = {"rows": msgspec.json.encode(rows).decode(), "at": at, "batch": batch.pk}
        cursor.execute(SETTLE, said | {"fund": batch.reservation.fund_id})
        arrived, arrived_fen, returned, returned_fen = cursor.fetchone()
    if (arrived + returned, arrived_fen + returned_fen) != (batch.count, batch.fen):
        raise BankFault(f"{batch.code}: the answer is not for the payments of this batch")
    batch.settled_at = at
    batch.save(update_fields=["settled_at"])
    told = BatchSettled(
        subject=batch.code, reservation=batch.reservation.key, arrived=arrived, arrived_fen=arrived_fen,
        returned=returned, returned_fen=returned_fen, at=at.isoformat(),
    )  # fmt: skip
    journal.publish(told, by=BANK, at=at)


def _read(batch: Batch, answer: bytes) -> tuple[Sequence[Mapping[str, Any]], datetime]:
    reader = csv.DictReader(io.StringIO(answer.decode()))
    if tuple(reader.fieldnames or ()) != ANSWER:
        raise BankFault(f"{batch.code}: the answer has the columns {reader.fieldnames}, not {ANSWER}")
    rows = list(reader)
    known = len({row["code"] for row in rows}) == len(rows) == batch.count
    if not known or not {row["outcome"] for row in rows} <= {PAID, RETURNED}:
        raise BankFault(f"{batch.code}: the answer lacks a payment, has one twice, or an outcome that is not known")
    return rows, max(datetime.fromisoformat(row["at"]) for row in rows)
