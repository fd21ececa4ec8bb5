"""Who looked at my data: registers, dossiers, the window; and an objection to one of them, answered by somebody else."""

from datetime import timedelta

import pytest
from tests.officials import NOON, part

from tongban.applications import public as applications
from tongban.applications.public import LookKind
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.notices import public as notices
from tongban.policies import public as policies

ON = NOON.date()


def person(code):
    return identity.person(code)


@pytest.fixture
def opened(parent):
    """Zhao opened the dossier of Lin's food licence twice; Lin came to Tao's window."""
    number = part(parent, "food_licence").number
    for later in range(2):
        applications.file_of(number, seen_by=person("zhao"), at=NOON + timedelta(minutes=later))
    applications.counter.begin(read="lin", party=parent.holder.code, is_alike=True, by=person("tao"), at=NOON)
    return parent


def by_kind(who):
    found = {}
    for look in applications.looks_of(person(who), on=ON):
        found.setdefault(look.kind, look)
    return found


def test_each_use_says_who_of_which_organ_why_when_and_what(opened):
    looks = by_kind("lin")

    register, dossier, window = looks[LookKind.REGISTER], looks[LookKind.DOSSIER], looks[LookKind.WINDOW]
    assert (register.is_mine, register.why.zh, register.case) == (True, "开办餐饮店", opened.number)
    assert {source for source, _, _ in register.read} >= {"business", "population"}
    assert (dossier.name, dossier.organ, dossier.role) == ("赵敏", "market_regulation", "officer")
    assert (dossier.why.zh, dossier.case, dossier.times) == ("办食品经营许可证", opened.number, 2)
    assert "kitchen_area" in dossier.read[0][1]
    assert "店面平面图" in {name.zh for name in dossier.materials}
    assert (window.name, window.role, window.party) == ("陶然", "clerk", opened.holder.name)


def test_nobody_sees_what_was_looked_at_of_others(opened):
    assert {look.kind for look in applications.looks_of(person("wang"), on=ON)} <= {LookKind.EXTRACT}
    assert {look.by for look in applications.looks_of(person("chen"), on=ON)} <= {
        "chen",
        "system",
    }  # he acts by a mandate


def test_a_use_of_everybodys_data_is_told_to_everybody_and_can_be_objected_to(opened):
    policies.snapshot(catalogue.edition(), "organisation", at=NOON + timedelta(hours=1), by="shen")

    def extracts(who):
        found = [one for one in applications.looks_of(person(who), on=ON) if one.kind is LookKind.EXTRACT]
        return {one.by: one for one in found if one.by == "shen"}

    look = extracts("lin")["shen"]
    assert (look.among, look.name, look.organ) == (
        len(identity.population().organisations), person("shen").name, "market_regulation",
    )  # fmt: skip
    assert "business" in {source for source, _, _ in look.read}
    assert "法定职责" in look.ground.zh
    assert extracts("wang") == {}  # who represents no organisation
    assert applications.object_to(look.key, words="请说明用途", by=person("lin"), at=NOON).organ == "market_regulation"


def test_few_questions_are_asked_however_much_was_looked_at(opened, django_assert_max_num_queries):
    lin = person("lin")
    with django_assert_max_num_queries(15):
        applications.looks_of(lin, on=ON)


@pytest.fixture
def objected(opened):
    key = by_kind("lin")[LookKind.DOSSIER].key
    return applications.object_to(key, words="我没有申请这个", by=person("lin"), at=NOON)


def test_an_objection_goes_to_a_supervisor_of_the_organ_that_looked_with_a_day(objected):
    assert (objected.organ, objected.due_on.isoformat()) == ("market_regulation", "2026-12-04")
    assert [one.code for one in applications.objections_for(person("shen"), on=ON)] == [objected.code]
    assert [one.code for one in applications.objections_for(person("fang"), on=ON)] == [objected.code]
    for other in ("zhao", "qian", "tao", "lin", "wang"):
        assert applications.objections_for(person(other), on=ON) == []
    assert any("林晓雯" in one.title.zh for one in notices.messages_of(person("shen")))
    assert by_kind("lin")[LookKind.DOSSIER].objection.words == "我没有申请这个"


def test_the_answer_is_given_once_with_words_and_the_person_is_told(objected):
    shen, answer = person("shen"), {"was_proper": True, "at": NOON}
    with pytest.raises(applications.NotSubmitted):
        applications.answer_objection(objected.code, words=" ", by=shen, **answer)
    for other in ("zhao", "qian", "tao", "lin", "wang"):
        with pytest.raises(identity.NotFound):
            applications.answer_objection(objected.code, words="合规", by=person(other), **answer)

    applications.answer_objection(objected.code, words="审查您申请的许可", by=shen, **answer)

    with pytest.raises(applications.NotSubmitted):
        applications.answer_objection(objected.code, words="再答一次", by=person("fang"), **answer)
    said = by_kind("lin")[LookKind.DOSSIER].objection
    assert (said.was_proper, said.answer) == (True, "审查您申请的许可")
    assert any("审查您申请的许可" in one.body.zh for one in notices.messages_of(person("lin")))
    assert [entry.kind for entry in journal.history(objected.code)] == ["UseQuestioned", "UseJudged"]


def test_whoever_looked_does_not_answer(opened):
    number = part(opened, "food_licence").number
    applications.file_of(number, seen_by=person("shen"), at=NOON)
    key = next(one.key for one in applications.looks_of(person("lin"), on=ON) if one.by == "shen")
    objected = applications.object_to(key, words="为什么看", by=person("lin"), at=NOON)

    with pytest.raises(identity.NotAllowed):
        applications.answer_objection(objected.code, was_proper=True, words="合规", by=person("shen"), at=NOON)
    applications.answer_objection(objected.code, was_proper=False, words="已提醒", by=person("fang"), at=NOON)


def test_one_objects_once_with_words_to_what_was_looked_at_of_oneself(objected):
    mine = by_kind("lin")
    with pytest.raises(applications.NotSubmitted):
        applications.object_to(mine[LookKind.DOSSIER].key, words="再说一次", by=person("lin"), at=NOON)
    with pytest.raises(applications.NotSubmitted):
        applications.object_to(mine[LookKind.WINDOW].key, words="", by=person("lin"), at=NOON)
    for other in ("wang", "chen", "zhao"):
        with pytest.raises(identity.NotFound):
            applications.object_to(mine[LookKind.WINDOW].key, words="不该看", by=person(other), at=NOON)
    window = applications.object_to(mine[LookKind.WINDOW].key, words="我没去过", by=person("lin"), at=NOON)
    assert window.organ == identity.GOVERNMENT_OFFICE
