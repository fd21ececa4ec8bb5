"""What is opened is counted without the reader, and an editor makes questions of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.journal import public as journal
from tongban.knowledge import public as knowledge
from tongban.knowledge.models import Click

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def click(edition, words, node, *, times=1, rank=1):
    for _ in range(times):
        knowledge.record_click(words, node, rank, edition=edition, at=AT)


def test_the_same_choice_is_counted_with_its_ranks(edition):
    click(edition, " 開小飯店 13800000000", "restaurant", times=2, rank=3)

    kept = Click.objects.get()
    assert (kept.words, kept.node, kept.count, kept.ranks) == ("开小饭店 …", "restaurant", 2, 6)


def test_what_the_edition_does_not_know_is_not_counted(edition):
    click(edition, "开小饭店", "no_such_node")
    click(edition, " ", "restaurant")

    assert not Click.objects.exists()


def test_what_most_people_opened_is_proposed_until_an_editor_settles_it(edition):
    click(edition, "弄个店", "restaurant", times=4)
    click(edition, "弄个店", "biz_licence", times=1)
    click(edition, "执照", "biz_licence", times=2)
    click(edition, "证", "biz_licence", times=3)
    click(edition, "证", "food_licence", times=3)

    assert [(each.words, each.node, each.count, each.of) for each in knowledge.proposals()] == [
        ("弄个店", "restaurant", 4, 5)
    ]

    assert knowledge.settle_proposal("弄个店", "restaurant", outcome="phrasing", by="editor", at=AT)
    assert knowledge.proposals() == []
    assert not knowledge.settle_proposal("弄个店", "restaurant", outcome="phrasing", by="editor", at=AT)
    assert journal.history("click-restaurant")[-1].kind == "ProposalSettled"


def test_the_popular_are_those_that_were_opened_most_of_late(edition, django_assert_num_queries):
    click(edition, "a1", "restaurant", times=2)
    click(edition, "b1", "birth", times=2)
    click(edition, "b2", "birth", times=1)
    knowledge.record_click("c1", "biz_licence", 1, edition=edition, at=AT - timedelta(31))

    with django_assert_num_queries(1):
        lately = knowledge.opened(since=AT.date() - timedelta(30))

    assert list(lately.items()) == [("birth", 3), ("restaurant", 2)]
    assert knowledge.opened(since=AT.date() - timedelta(31))["biz_licence"] == 1


def test_a_day_begins_at_midnight_of_the_place(edition):
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai

    knowledge.record_click("a1", "birth", 1, edition=edition, at=late)

    assert knowledge.opened(since=date(2026, 11, 24)) == {"birth": 1}
