"""Effects on the outside: promised with the transaction, carried out until they are kept, visible while they wait."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tongban.journal import public as journal
from tongban.kernel.events import ERRANDS

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def post(monkeypatch):
    """A post office that can be shut."""
    letters: list[str] = []
    office = {"open": True, "letters": letters}

    def deliver(body):
        if not office["open"]:
            raise ConnectionError("the post office is shut")
        letters.append(body["to"])

    monkeypatch.setitem(ERRANDS, "tests.letter", deliver)
    return office


def promise(to: str, key: str | None = None) -> None:
    journal.promise(kind="tests.letter", key=key or f"letter:{to}", body={"to": to}, at=NOON)


def test_a_promise_is_kept_once(db, post):
    promise("lin")
    promise("lin")

    assert journal.work(limit=10, at=NOON) == 1
    assert journal.work(limit=10, at=NOON + timedelta(days=1)) == 0
    assert post["letters"] == ["lin"]


def test_a_failed_effect_stays_visible_and_is_tried_again(db, post):
    promise("lin")
    post["open"] = False

    assert journal.work(limit=10, at=NOON) == 0
    (letter,) = journal.waiting()
    assert (letter.attempts, letter.given_up) == (1, False)
    assert "shut" in letter.trouble

    post["open"] = True
    assert journal.work(limit=10, at=NOON + timedelta(seconds=29)) == 0
    assert journal.work(limit=10, at=NOON + timedelta(seconds=31)) == 1


def test_after_twelve_attempts_it_is_given_up_and_can_be_taken_up(db, post):
    promise("lin")
    post["open"] = False
    for day in range(20):
        journal.work(limit=10, at=NOON + timedelta(days=day))
    (letter,) = journal.waiting()
    assert (letter.attempts, letter.given_up) == (12, True)

    post["open"] = True
    journal.try_again(letter.key, at=NOON + timedelta(days=30))
    assert journal.work(limit=10, at=NOON + timedelta(days=30)) == 1


def test_a_promise_of_a_transaction_that_failed_is_not_carried_out(db, post):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        promise("lin")
        _ = 1 / 0

    assert journal.work(limit=10, at=NOON) == 0
