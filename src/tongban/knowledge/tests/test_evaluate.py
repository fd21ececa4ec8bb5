"""The evaluation says how often the right thing is found, and counts every form of answer as documented."""

import pytest

from tongban.knowledge import public as knowledge

TABLE = """
# A heading

| # | question | answer | expected |
|---|---|---|---|
| 1 | 开小饭店 | restaurant | |
| 2 | 办件进度 | case progress | a name in English |
| 3 | 帮我写一首诗 | OUT | |
| 4 | 要钱吗 | →? what | |
| 5 | 开小饭店 | nothing_of_this_name | |
| 6 | 公积金封存 | nothing_of_this_name / 封存 | |
"""


def test_each_form_of_answer_counts(edition):
    rows = knowledge.read_rows(TABLE.replace("case progress", "查进度 / track my application"))

    found = knowledge.evaluate(rows, edition=edition)

    assert (found.n, found.top1, found.top3) == (6, round(5 / 6, 4), round(5 / 6, 4))
    assert [(miss.number, miss.rank, miss.given) for miss in found.misses] == [("5", 0, "restaurant")]


def test_asking_where_a_node_was_expected_is_not_first(edition):
    rows = knowledge.read_rows("| 1 | 要钱吗 | restaurant |\n| 2 | 要钱吗 | OUT |\n| 3 | 开小饭店 | OUT |")

    found = knowledge.evaluate(rows, edition=edition)

    assert [miss.rank for miss in found.misses] == [2, 0, 0]


def test_a_text_without_rows_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        knowledge.read_rows("| # | question |\n")
