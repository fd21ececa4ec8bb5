"""The way to the bank and back: what it returns, sends twice, or answers wrongly."""

import csv
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tongban.journal import public as journal
from tongban.payments import banking
from tongban.payments import public as payments
from tongban.payments.models import Batch, Order, Posting
from tongban.payments.tests.conftest import AT, CLOSED, FUND, GOOD, UNKNOWN, balances, instruction, order, work


def promise_again() -> None:
    """As if the worker had died before it could note what it had done."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_promise SET kept_at = NULL, given_up_at = NULL, due_at = at")


def state_of(number: int) -> tuple[str, str, int]:
    one = payments.payments_with([payments.code_of(instruction(number).basis)])
    (found,) = one.values()
    return found.state.value, found.reason, found.attempt


def test_the_bank_gets_a_file_and_what_it_returns_goes_to_another_account(fund, home):
    batch = order(instruction(1), instruction(2, account=CLOSED), instruction(3, account=UNKNOWN)).batch
    work()
    rows = list(csv.DictReader((home / "bank" / f"{batch}.csv").read_text(encoding="utf8").splitlines()))
    assert {(row["account"], row["yuan"], row["purpose"]) for row in rows} == {
        (account, "75.00", "老年综合津贴") for account in (GOOD, CLOSED, UNKNOWN)
    }
    assert state_of(2) == ("returned", "account_closed", 1)
    assert balances()["returned"] == 15_000

    code = payments.code_of(instruction(2).basis)
    payments.reissue(code, name="样例2", bank="示例银行", account=GOOD, by="wang", at=AT)
    payments.cancel(payments.code_of(instruction(3).basis), why="人已去世", by="zhao", at=AT)
    work()

    assert (state_of(2), state_of(3)[0]) == (("arrived", "", 2), "cancelled")
    assert balances() == {"budget": -100_000, "free": 47_500, "reserved": 37_500, "payee": 15_000}
    assert payments.prove().holds
    for verb in (payments.cancel, payments.reissue):
        given_up = {"why": "x"} if verb is payments.cancel else {"name": "", "bank": "", "account": GOOD}
        with pytest.raises(payments.PaymentRefused, match="没有被退回"):
            verb(code, by="zhao", at=AT, **given_up)


def test_everything_carried_out_again_changes_nothing(fund):
    batch = order(instruction(1), instruction(2, account=CLOSED)).batch
    work()
    before = (balances(), Posting.objects.count(), state_of(1))
    promise_again()
    work()
    Batch.objects.update(sent_at=None, settled_at=None)  # as if the database had forgotten, and only the bank knew
    banking.hand_over(batch)
    with pytest.raises(payments.BankFault, match="not for the payments of this batch"):
        banking.ask(batch)

    assert (balances(), Posting.objects.count(), state_of(1)) == before


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.rpartition("\nTB")[0] + "\n", "lacks a payment"),
        (lambda text: text + text.splitlines()[1] + "\n", "has one twice"),
        (lambda text: text.replace(",paid,", ",perhaps,"), "not known"),
        (lambda text: text.replace("code,attempt", "nr,attempt"), "columns"),
        (lambda text: text.replace("TB", "TX"), "not for the payments"),
    ],
)
def test_an_answer_that_cannot_be_right_is_not_taken_over_and_stays_visible(fund, home, spoil, says):
    batch = order(instruction(1), instruction(2)).batch
    banking.hand_over(batch)
    answer = home / "bank" / f"{batch}.answer.csv"
    answer.write_text(spoil(answer.read_text()))
    work()

    waiting = [one for one in journal.waiting() if one.kind == banking.ASK]
    assert [says in one.trouble for one in waiting] == [True]
    assert balances()["clearing"] == 15_000


def test_what_was_paid_wrongly_is_asked_back_and_never_more_than_that(fund):
    order(instruction(1))
    work()
    code, on = payments.code_of(instruction(1).basis), {"by": "zhao", "at": AT}

    recovery = payments.recover(code, fen=5000, why="已去世", key="died", **on)
    assert payments.recover(code, fen=5000, why="已去世", key="died", **on) == recovery
    with pytest.raises(payments.PaymentRefused):
        payments.recover(code, fen=2501, why="还有", key="more", **on)
    assert (balances()["receivable"], balances()["payee"], payments.prove().holds) == (5000, 2500, True)
    payments.note_repaid(recovery, **on)
    payments.note_repaid(recovery, **on)

    assert (balances()["free"], balances().get("receivable")) == (45_000, None)
    assert payments.prove().holds


STEPS = some.sampled_from(["order", "work", "reissue", "cancel", "recover", "repay", "release", "again"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(some.tuples(STEPS, some.integers(1, 6), some.booleans(), some.integers(1, 9000)), max_size=14))
def test_whatever_happens_in_whatever_order_no_fen_is_made_or_lost(db, steps):
    from django.db import transaction

    from tongban.kernel.words import Words

    with transaction.atomic():
        payments.grant_fund(FUND, name=Words("样例", "Sample"), fen=100_000, key="2026", by="zhao", at=AT)
        payments.reserve("MS-1", fund=FUND, fen=60_000, by="zhao", at=AT)
        for place, (step, number, is_good, fen) in enumerate(steps):
            try:
                with transaction.atomic():
                    take(step, number, account=GOOD if is_good else CLOSED, fen=fen, place=place)
            except (payments.PaymentRefused, Order.DoesNotExist):
                continue
        assert payments.prove().faults == ()
        assert sum(balances().values()) == 0
        transaction.set_rollback(True)


def take(step: str, number: int, *, account: str, fen: int, place: int) -> None:
    code, on = payments.code_of(instruction(number).basis), {"by": "zhao", "at": datetime(2026, 11, 23, tzinfo=UTC)}
    if step == "order":
        order(instruction(number, fen=fen, account=account), key=f"chunk-{place}")
    elif step in {"work", "again"}:
        if step == "again":
            promise_again()
        journal.work(limit=50, at=timezone.now())
    elif step == "reissue":
        payments.reissue(code, name="样例", bank="示例银行", account=account, **on)
    elif step == "cancel":
        payments.cancel(code, why="样例", **on)
    elif step == "recover":
        payments.recover(code, fen=fen, why="样例", key=f"r-{number}", **on)
    elif step == "repay":
        from tongban.payments.models import Recovery

        for one in Recovery.objects.filter(order__code=code):
            payments.note_repaid(one.code, **on)
    else:
        payments.release("MS-1", **on)
