"""Writing loses nothing; what is not meant for somebody does not exist for them; nobody approves what they wrote."""

import pytest

from tongban.catalogue.public import studio
from tongban.catalogue.states import printed
from tongban.catalogue.tests.conftest import AT, SHANGHAI
from tongban.catalogue.tests.revisions.conftest import SIGN, approved, revised, text_of, with_days
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound, Official, Organ

FEE = {"fee": {"yuan": "0", "certainty": "high"}}


def test_the_table_of_states_is_printed_in_the_documents():
    assert (SHANGHAI.parents[1] / "docs" / "revisions.md").read_text(encoding="utf8") == printed()


def another_editor(code="zhu", organ="gov_service", role="editor"):
    """A colleague who edits too."""
    person = identity.person(code)
    Official.objects.filter(person=person).update(organ=Organ.objects.get(code=organ), role=role)
    return identity.person(code)


def test_two_who_write_different_parts_both_get_what_they_wrote(han):
    code, zhu = revised(han, with_days(3)), another_editor()
    seen = studio.open_file(code, SIGN, seen_by=han).serial

    studio.save_parts(code, SIGN, {"promised": {"days": 2, "unit": "working_days"}}, seen=seen, by=han, at=AT)
    studio.save_parts(code, SIGN, {"visits": 1}, seen=seen, by=zhu, at=AT)

    text = studio.open_file(code, SIGN, seen_by=han).text
    assert "promised: {days: 2, unit: working_days}" in text
    assert "visits: 1" in text


def test_two_who_write_the_same_part_are_told_and_nothing_is_lost(han):
    code, zhu = revised(han, with_days(3)), another_editor()
    seen = studio.open_file(code, SIGN, seen_by=han).serial
    studio.save_parts(code, SIGN, {"promised": {"days": 2, "unit": "working_days"}}, seen=seen, by=han, at=AT)

    with pytest.raises(studio.EditedMeanwhile) as told:
        studio.save_parts(code, SIGN, {"promised": {"days": 1, "unit": "working_days"}}, seen=seen, by=zhu, at=AT)

    assert han.name in told.value.says.zh
    states = studio.saved_states(code, seen_by=han, file=SIGN)
    assert [one.is_aside for one in states] == [True, False, False]
    assert "days: 1," in states[0].text
    assert "days: 2," in studio.open_file(code, SIGN, seen_by=han).text


def test_what_is_wrong_is_saved_all_the_same_and_told_with_its_place(han):
    code = revised(han, text_of())

    studio.save_parts(code, SIGN, {"visits": "两次"}, seen=1, by=han, at=AT)

    problem = next(each for each in studio.check(code, seen_by=han) if each.place == ("visits",))
    assert (problem.file, "整数" in problem.says.zh) == (SIGN, True)
    with pytest.raises(studio.NotPossible, match="1 个问题"):
        studio.submit(code, by=han, at=AT)


def test_nobody_approves_what_they_wrote(han, cao):
    code, zhu = revised(han, with_days(3)), another_editor()
    studio.save_parts(code, SIGN, {"visits": 1}, seen=1, by=zhu, at=AT)
    studio.submit(code, by=han, at=AT)
    digest = studio.get_revision(code, seen_by=cao).digest

    for person in ("han", "zhu"):
        writer = another_editor(person, role="approver")
        with pytest.raises(NotAllowed, match="另一个人"):
            studio.approve(code, seen=digest, by=writer, at=AT)

    assert studio.approve(code, seen=digest, by=cao, at=AT).approved_by == "cao"
    assert [one.code for one in studio.approvers_of(studio.get_revision(code, seen_by=cao))] == ["cao"]


def test_a_change_after_the_approval_voids_it(han, cao):
    code = approved(han, cao, with_days(3))

    studio.save_parts(code, SIGN, {"visits": 1}, seen=1, by=han, at=AT)

    view = studio.get_revision(code, seen_by=han)
    assert (view.state, view.approved_by) == (studio.RevisionState.DRAFT, "")
    with pytest.raises(studio.NotPossible):
        studio.publish(code, effective_on=AT.date(), by=cao, at=AT)


def test_an_approver_approves_what_they_have_read_or_returns_it_with_words(han, cao):
    code = revised(han, with_days(3))
    seen = studio.get_revision(code, seen_by=cao).digest
    studio.save_parts(code, SIGN, {"visits": 1}, seen=1, by=han, at=AT)
    studio.submit(code, by=han, at=AT)

    with pytest.raises(studio.NotPossible, match="又改过"):
        studio.approve(code, seen=seen, by=cao, at=AT)
    with pytest.raises(studio.NotPossible, match="写明"):
        studio.give_back(code, words=" ", by=cao, at=AT)

    assert studio.give_back(code, words="请写明依据", by=cao, at=AT).state is studio.RevisionState.DRAFT


@pytest.mark.parametrize("person", ["lin", "zhao", "shen", "tao", "luo"])
def test_for_who_does_not_edit_here_the_revision_does_not_exist(han, cao, person):
    code, stranger = revised(han, with_days(3)), identity.person(person)
    verbs = (
        lambda: studio.get_revision(code, seen_by=stranger),
        lambda: studio.open_file(code, SIGN, seen_by=stranger),
        lambda: studio.saved_states(code, seen_by=stranger),
        lambda: studio.check(code, seen_by=stranger),
        lambda: studio.save(code, SIGN, "x", seen=1, by=stranger, at=AT),
        lambda: studio.save_parts(code, SIGN, FEE, seen=1, by=stranger, at=AT),
        lambda: studio.submit(code, by=stranger, at=AT),
        lambda: studio.approve(code, seen="", by=stranger, at=AT),
        lambda: studio.give_back(code, words="x", by=stranger, at=AT),
        lambda: studio.publish(code, effective_on=AT.date(), by=stranger, at=AT),
        lambda: studio.withdraw(code, by=stranger, at=AT),
        lambda: studio.catch_up(code, SIGN, by=stranger, at=AT),
    )

    for verb in verbs:
        with pytest.raises(NotFound):
            verb()

    assert studio.revisions_of(stranger) == []
    assert studio.open_file(code, SIGN, seen_by=han).serial == 1


def test_an_editor_of_an_organ_changes_only_its_items(small):
    luo = identity.person("luo")
    code = studio.start("改招牌", by=luo, at=AT).code

    for file in (SIGN, "organs.yaml", "facts/trade.yaml"):
        with pytest.raises(NotAllowed, match="本部门"):
            studio.save(code, file, text_of(file), seen=0, by=luo, at=AT)
    studio.save(code, "items/mine.yaml", text_of(), seen=0, by=luo, at=AT)
    with pytest.raises(studio.NotPossible, match="实施机关不是本部门"):
        studio.submit(code, by=luo, at=AT)


def test_an_approver_writes_nothing(cao, han):
    code = revised(han, with_days(3))

    with pytest.raises(NotAllowed, match="编辑"):
        studio.save(code, SIGN, "x", seen=1, by=cao, at=AT)
    with pytest.raises(NotAllowed):
        studio.start("改", by=cao, at=AT)


@pytest.mark.parametrize("file", ["../x.yaml", "items/../x.yaml", "items/x.txt", "README.md", "items/a/b.yaml", ""])
def test_only_content_files_can_be_written(han, file):
    code = studio.start("改", by=han, at=AT).code

    with pytest.raises(studio.NotPossible, match="不是内容文件"):
        studio.save(code, file, "x", seen=0, by=han, at=AT)


def test_a_hostile_text_is_refused(han):
    code = studio.start("改", by=han, at=AT).code

    for text in ("a\x00b", "长" * 400_000):
        with pytest.raises(studio.NotPossible):
            studio.save(code, SIGN, text, seen=0, by=han, at=AT)
