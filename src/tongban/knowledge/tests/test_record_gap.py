"""What was looked for in vain is counted, without numbers that may be somebody's."""

from datetime import UTC, datetime, timedelta

import pytest

from tongban.knowledge import actions
from tongban.knowledge import public as knowledge
from tongban.knowledge.models import Gap

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_the_same_words_are_counted_once_each():
    for minutes, words in enumerate(("遛狗证", " 遛狗证\n", "遛狗证　")):
        knowledge.record_gap(words, AT + timedelta(minutes=minutes))

    gap = Gap.objects.get()
    assert (gap.words, gap.count, gap.last_at) == ("遛狗证", 3, AT + timedelta(minutes=2))


def test_a_number_is_not_kept():
    knowledge.record_gap("310109196003150024 的办件到哪了 13800000000", AT)

    assert Gap.objects.get().words == "… 的办件到哪了 …"


@pytest.mark.parametrize("words", ["", "  ", "\x00", "\ud800"])
def test_nothing_is_not_a_gap(words):
    knowledge.record_gap(words, AT)

    assert not Gap.objects.exists()


def test_long_words_are_cut():
    knowledge.record_gap("很" * 5000, AT)

    assert len(Gap.objects.get().words) == 100


def test_a_flood_of_words_fills_no_disk_and_hides_nothing_that_was_there(monkeypatch):
    monkeypatch.setattr(actions, "MOST_KEPT", 3)
    for number in "一二三四五":
        knowledge.record_gap(f"乱写{number}", AT)
    knowledge.record_gap("乱写二", AT)

    assert sorted(Gap.objects.values_list("words", "count")) == [("乱写一", 1), ("乱写三", 1), ("乱写二", 2)]
