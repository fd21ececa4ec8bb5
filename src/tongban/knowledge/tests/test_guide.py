"""Guided questions lead to few things, and each answer removes some."""

from dataclasses import replace

import pytest

from tongban.knowledge import public as knowledge


@pytest.fixture
def headed(edition):
    """The edition with every item under a heading, half for people and half for organisations."""
    codes = sorted(edition.items)
    themes = {
        code: ("stage_birth", "birth") if at % 2 else ("stage_start", "firm_founding") for at, code in enumerate(codes)
    }
    return replace(edition, items={code: replace(item, themes=themes[code]) for code, item in edition.items.items()})


def test_answering_always_ends_with_few_or_with_no_question_left(headed):
    answers: dict[str, str] = {}
    before = len(knowledge.guide(answers, edition=headed).remaining)
    for _ in range(8):
        standing = knowledge.guide(answers, edition=headed)
        if not standing.facet:
            break
        value, count = standing.options[-1]
        answers[standing.facet] = value
        left = len(knowledge.guide(answers, edition=headed).remaining)
        assert count <= left <= before
        before = left

    assert not knowledge.guide(answers, edition=headed).facet
    assert 0 < before < len(headed.items) + len(headed.bundles) + len(headed.policies)


def test_not_sure_removes_nothing_and_is_not_asked_again(headed):
    first = knowledge.guide({}, edition=headed)

    again = knowledge.guide({first.facet: "unsure"}, edition=headed)

    assert again.remaining == first.remaining
    assert again.facet != first.facet


def test_what_nobody_offered_removes_nothing(headed):
    assert knowledge.guide({"organ": "<x>", "nose": "1"}, edition=headed) == knowledge.guide({}, edition=headed)
