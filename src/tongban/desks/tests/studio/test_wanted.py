"""What people did not find is before the editors, who make something of it; nobody else sees or settles it."""

import pytest

from tongban.catalogue import public as catalogue
from tongban.desks.tests.acts import READ, browser_of
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.knowledge import public as knowledge

studio = catalogue.studio


@pytest.fixture
def vain(city):
    for _ in range(3):
        knowledge.record_gap("遛狗证", READ)
        knowledge.record_click("弄个招牌", "signboard", 4, edition=city, at=READ)


def settle(browser, **typed):
    return browser.post("/studio/wanted/settle/", typed)


def test_editors_and_approvers_see_it_and_others_find_nothing(vain):
    for person in ("han", "luo", "cao"):
        page = browser_of(person).get("/studio/wanted/").content.decode()
        assert "遛狗证" in page
        assert "弄个招牌" in page
    for person in ("lin", "zhao", "shen"):
        assert browser_of(person).get("/studio/wanted/").status_code == 404
        assert settle(browser_of(person), kind="gap", words="遛狗证", outcome="aside").status_code == 404


def test_an_approver_only_reads(vain):
    assert settle(browser_of("cao"), kind="gap", words="遛狗证", outcome="aside").status_code == 403
    assert [one.words for one in knowledge.gaps()] == ["遛狗证"]


def test_what_is_put_aside_is_shown_no_more_and_the_journal_knows_by_whom(vain):
    assert settle(browser_of("han"), kind="gap", words="遛狗证", outcome="aside").status_code == 302
    knowledge.record_gap("遛狗证", READ)

    assert knowledge.gaps() == []
    assert settle(browser_of("han"), kind="gap", words="遛狗证", outcome="aside").status_code == 422


def test_what_was_written_counts_again_from_one_if_it_is_still_not_found(vain):
    settle(browser_of("han"), kind="gap", words="遛狗证", outcome="written")
    knowledge.record_gap("遛狗证", READ)

    assert [(one.words, one.count) for one in knowledge.gaps()] == [("遛狗证", 1)]


@pytest.mark.parametrize(("kind", "words"), [("gap", "遛狗证"), ("proposal", "弄个招牌")])
def test_a_phrasing_of_it_is_a_revision_that_adds_it_to_the_item(vain, kind, words):
    answer = settle(browser_of("han"), kind=kind, words=words, node="signboard", outcome="phrasing")

    code = answer["Location"].split("/")[2]
    text = studio.open_file(code, "items/signboard.yaml", seen_by=identity.person("han")).text
    assert studio.values_of(text, file="items/signboard.yaml")["phrasings"][-1] == words
    assert not [one for one in (*knowledge.gaps(), *knowledge.proposals()) if one.words == words]


def test_an_editor_of_one_organ_does_not_write_for_another(vain):
    answer = settle(browser_of("luo"), kind="gap", words="遛狗证", node="signboard", outcome="phrasing")

    assert answer.status_code == 403
    assert [one.words for one in knowledge.gaps()] == ["遛狗证"]
    unknown = settle(browser_of("han"), kind="gap", words="遛狗证", node="nothing", outcome="phrasing")
    assert unknown.status_code == 422
    assert "没有代码是" in unknown.content.decode()


def test_the_journal_keeps_what_was_settled(vain):
    settle(browser_of("han"), kind="proposal", words="弄个招牌", node="signboard", outcome="aside")

    assert journal.history("click-signboard")[-1].by == "han"
