"""Anybody may say that a guide is wrong, without saying who they are; an editor of the organ answers."""

from datetime import timedelta

import pytest

from tongban.catalogue.public import studio
from tongban.catalogue.tests.conftest import AT
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound

MINUTE = timedelta(minutes=1)


def report(words="电话打不通，应该是另一个号码", *, visitor="a", category="place", at=AT, about="signboard"):
    return studio.report_guide("item", about, category=category, words=words, visitor=visitor, at=at)


def test_a_report_waits_for_the_editors_of_the_organ_and_is_answered_once(han, cao):
    code = report().code

    assert [one.code for one in studio.reports_of(han)] == [code]
    with pytest.raises(NotAllowed):
        studio.answer_report(code, is_right=True, words="已改", by=cao, at=AT)
    with pytest.raises(studio.NotPossible):
        studio.answer_report(code, is_right=True, words=" ", by=han, at=AT)
    studio.answer_report(code, is_right=True, words="已改", by=han, at=AT)

    assert studio.reports_of(han) == []
    assert studio.reports_of(han, answered=True)[0].is_right is True
    with pytest.raises(NotFound):
        studio.answer_report(code, is_right=False, words="没错", by=han, at=AT)


@pytest.mark.parametrize("person", ["lin", "zhao", "luo", "shen"])
def test_for_others_it_does_not_exist(small, person):
    code, stranger = report().code, identity.person(person)

    assert studio.reports_of(stranger) == []
    with pytest.raises(NotFound):
        studio.answer_report(code, is_right=True, words="已改", by=stranger, at=AT)


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("错", "place"), ("长" * 501, "place"), ("电话写错了，请改", "nonsense"),
        ("我的身份证 11010519491231002X 被拒", "other"), ("请打 13800138000 找我", "other"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_what_to_change(small, han, words, category):
    with pytest.raises(studio.ReportRefused):
        report(words, category=category)

    assert studio.reports_of(han) == []


def test_one_visitor_cannot_flood_the_editors(small):
    for _ in range(5):
        report()

    with pytest.raises(studio.ReportRefused, match="过一会儿"):
        report()

    report(visitor="b")
    report(at=AT + 61 * MINUTE)


def test_there_is_no_report_on_what_is_not_there(small):
    with pytest.raises(NotFound):
        report(about="nothing")
