"""Account numbers: encrypted for one payee, read only for the bank's file, and renewed under another key."""

import secrets

import pytest
from django.db import connection

from tongban.payments import public as payments
from tongban.payments.banking import file_of
from tongban.payments.models import Batch, Order
from tongban.payments.tests.conftest import GOOD, instruction, order


def kept():
    """What a copy of the table tells."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account FROM payments_order ORDER BY code")
        return [account for (account,) in cursor.fetchall()]


def test_only_the_bank_s_file_has_the_number_in_clear(fund):
    first, second = instruction(1), instruction(2)
    made = order(first, second)

    assert not [text for text in kept() if GOOD in text or GOOD[:6] in text]
    assert len(set(kept())) == 2  # the same account twice, and nobody sees that it is
    assert file_of(Batch.objects.get(code=made.batch)).content.decode().count(GOOD) == 2
    (paid,) = payments.payments_with([payments.code_of(first.basis)]).values()
    assert paid.account == "9900********7891"


def test_an_account_that_is_moved_to_another_payee_or_changed_is_read_by_nobody(fund):
    made = order(instruction(1), instruction(2, account="9900009999999999"))
    mine, other = Order.objects.order_by("basis")

    for text in (
        other.account,
        mine.account[:-6] + "AAAAA=",
        mine.account.replace("k", "x", 1),
        "k00000000." + "A" * 64,
    ):
        Order.objects.filter(pk=mine.pk).update(account=text)
        with pytest.raises(payments.Unreadable):
            file_of(Batch.objects.get(code=made.batch))
        assert payments.payments_with([mine.code])[mine.code].account == "********"


@pytest.mark.parametrize("account", ["", GOOD, "k1234." + GOOD])
def test_an_account_in_clear_is_not_paid(fund, account):
    plain = instruction(1)
    with pytest.raises(payments.PaymentRefused, match="收款账户"):
        order(type(plain)(plain.basis, plain.payee, plain.name, plain.bank, account, plain.fen))


def test_the_key_is_changed_while_both_are_known_and_then_the_old_one_may_go(fund, settings):
    order(instruction(1), instruction(2))
    old, new = settings.ACCOUNT_KEYS, secrets.token_hex(32)
    before = kept()

    settings.ACCOUNT_KEYS = [new, *old]
    assert payments.payments_with([payments.code_of(instruction(1).basis)])
    assert payments.renew_accounts() == 2
    assert payments.renew_accounts() == 0
    settings.ACCOUNT_KEYS = [new]

    assert not set(before) & set(kept())
    assert file_of(Batch.objects.get()).content.decode().count(GOOD) == 2


def test_what_was_kept_in_clear_is_encrypted_once_by_the_migration_and_never_later(fund):
    order(instruction(1))
    Order.objects.update(account=GOOD)

    with pytest.raises(payments.Unreadable):
        payments.renew_accounts()
    assert payments.renew(Order.objects.all(), payee="payee", in_clear=True) == 1

    assert GOOD not in kept()[0]
    assert payments.renew_accounts() == 0
    assert GOOD in file_of(Batch.objects.get()).content.decode()
