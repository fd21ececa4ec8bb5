"""A basis is paid once: again, in another batch, from another list, after a retry."""

import pytest
from django.db import DatabaseError, transaction

from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.payments import public as payments
from tongban.payments.models import Order, Posting
from tongban.payments.tests.conftest import AT, FUND, LIST, balances, instruction, order, work


def test_the_same_basis_has_the_same_code_and_is_paid_once(fund):
    first = order(instruction(1), instruction(2))
    again = order(instruction(1), instruction(2))
    other = order(instruction(2), instruction(3), key="chunk-2")
    work()

    assert (first.count, first.fen, again.batch) == (2, 15000, first.batch)
    assert (other.count, other.repeated) == (1, (instruction(2).basis,))
    assert order(instruction(1), key="chunk-3") == payments.Ordered("", 0, 0, (instruction(1).basis,))
    assert {each.code for each in Order.objects.all()} == {payments.code_of(instruction(n).basis) for n in (1, 2, 3)}
    assert balances() == {"budget": -100_000, "free": 40_000, "reserved": 37_500, "payee": 22_500}
    assert payments.prove().holds


def test_a_list_gets_its_whole_money_or_none(fund):
    with pytest.raises(payments.OverBudget, match=r"还剩 400 元，这份名单需要 400\.01 元，差 0\.01 元"):
        payments.reserve("MS-2", fund=FUND, fen=40_001, by="zhao", at=AT)
    payments.reserve(LIST, fund=FUND, fen=60_000, by="zhao", at=AT)
    with pytest.raises(payments.PaymentRefused, match=r"还剩 600 元，不够发放 600\.01 元"), transaction.atomic():
        order(instruction(1, fen=60_001))

    assert (Order.objects.count(), journal.waiting()) == (0, [])
    assert balances() == {"budget": -100_000, "free": 40_000, "reserved": 60_000}
    assert payments.release(LIST, by="zhao", at=AT) == 60_000
    assert payments.release(LIST, by="zhao", at=AT) == 0
    assert payments.free_fen(FUND) == 100_000


def test_a_grant_counts_once_and_nothing_is_paid_from_nothing(fund):
    payments.grant_fund(FUND, name=Words("老年综合津贴", "Allowance"), fen=100_000, key="2026", by="zhao", at=AT)

    assert payments.free_fen(FUND) == 40_000
    with pytest.raises(payments.PaymentRefused, match="没有资金"):
        payments.reserve("MS-3", fund="nobody", fen=1, by="zhao", at=AT)
    with pytest.raises(payments.PaymentRefused, match="大于零"):
        order(instruction(1, fen=0))


@pytest.mark.parametrize("change", ["UPDATE payments_posting SET fen = 1", "DELETE FROM payments_posting",
                                    "UPDATE payments_order SET fen = 1", "DELETE FROM payments_order"])  # fmt: skip
def test_the_database_refuses_to_rewrite_what_was_paid(fund, change):
    from django.db import connection

    order(instruction(1))

    with pytest.raises(DatabaseError, match=r"may not be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Posting.objects.filter(step="ordered:1").count() == 1


def test_the_proof_finds_a_fen_that_is_not_there(fund):
    from tongban.payments.models import Fund, Reservation

    order(instruction(1))
    Fund.objects.update(free_fen=39_999)
    Reservation.objects.update(left_fen=1)
    Order.objects.update(state="arrived")

    said = "\n".join(fault.zh for fault in payments.prove().faults)

    assert "账户 free 账上 40000 分，付款记录合计 39999 分" in said
    assert "账户 reserved 账上 52500 分，付款记录合计 1 分" in said
    assert payments.code_of(instruction(1).basis) in said
