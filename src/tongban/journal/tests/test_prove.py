"""The journal proves that nobody edited it, also against somebody who owns the database."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tongban.journal import public as journal
from tongban.kernel.events import Event

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaServed(Event):
    cups: int
    guest: str = "林"


@pytest.fixture
def sealed(transactional_db):
    for cups in range(5):
        journal.publish(TeaServed(subject="T-1", cups=cups), by="lin", at=NOON)
    assert journal.seal_entries(100) == 5


def owner(statement: str) -> None:
    """What somebody with the owner's rights could do: switch the guard off, change, switch it on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER append_only")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER append_only")


def test_an_untouched_chain_holds(sealed):
    proof = journal.prove()

    assert proof.holds
    assert (proof.entries, proof.not_sealed) == (5, 0)
    assert [entry.body["cups"] for entry in journal.history("T-1")] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE journal_entry SET body = jsonb_set(body, '{cups}', '9') WHERE position = 3",
        "UPDATE journal_entry SET \"by\" = 'wang' WHERE position = 2",
        "UPDATE journal_entry SET at = at + interval '1 second' WHERE position = 2",
        "DELETE FROM journal_entry WHERE position = 1",
        "DELETE FROM journal_entry WHERE position = 3",
        "DELETE FROM journal_entry WHERE position = 5",
        "UPDATE journal_entry SET position = CASE position WHEN 1 THEN -2 ELSE position END WHERE position = 1",
    ],
)
def test_an_edit_by_the_owner_of_the_database_is_found(sealed, edit):
    owner(edit)

    assert not journal.prove().holds


def test_cutting_off_the_end_together_with_the_head_is_found_by_the_anchor_outside(sealed):
    owner("DELETE FROM journal_entry WHERE position = 5")
    owner("UPDATE journal_head SET position = 4, link = (SELECT link FROM journal_entry WHERE position = 4)")

    assert "5" in journal.prove().fault.en


@pytest.mark.parametrize("edit", ["UPDATE journal_entry SET kind = 'x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(sealed, edit):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(edit)


def test_an_event_of_a_transaction_that_failed_never_happened(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.publish(TeaServed(subject="T-2", cups=1), by="lin", at=NOON)
        _ = 1 / 0

    assert journal.history("T-2") == []
