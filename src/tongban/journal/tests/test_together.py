import pytest
from django.db import transaction
from django.utils import timezone

from tongban.journal import public as journal
from tongban.journal.models import Promise
from tongban.journal.tests.test_prove import TeaServed

AT = timezone.now()


def told() -> list[str]:
    return [entry.subject for entry in journal.history("A", "B", "C")]


def promised(key: str) -> None:
    journal.promise(kind="errand", key=key, body={"n": 1}, at=AT)


@pytest.mark.django_db
def test_one_statement_writes_all_in_their_order(django_assert_num_queries):
    with django_assert_num_queries(1), journal.together():
        journal.publish(TeaServed(subject="B", cups=1), by="lin", at=AT)
        promised("one")
        with journal.together():
            journal.publish(TeaServed(subject="A", cups=1), TeaServed(subject="C", cups=1), by="chen", at=AT)
            promised("one")

    assert told() == ["B", "A", "C"]
    assert [entry.by for entry in journal.history("A", "B")] == ["lin", "chen"]
    assert Promise.objects.get().key == "one"
    journal.seal_entries(10)
    assert journal.prove().holds


@pytest.mark.django_db
def test_what_fails_writes_nothing_and_leaves_nothing_behind():
    with pytest.raises(RuntimeError), transaction.atomic(), journal.together():
        journal.publish(TeaServed(subject="A", cups=1), by="lin", at=AT)
        raise RuntimeError

    journal.publish(TeaServed(subject="B", cups=1), by="lin", at=AT)
    assert told() == ["B"]
