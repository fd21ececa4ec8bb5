"""A policy is claimed at the desk of its organ; until then the desks say so, and a refusal is seen with its reason."""

from lxml import html

from tests.world import browser

PAGE = "/desk/policies/p_old_allowance/"


def says(answer):
    return " ".join(html.document_fromstring(answer.content).text_content().split())


def test_the_organ_claims_it_and_its_life_says_so(city):
    officer, han = browser("reviewer-civil_affairs"), browser("han")
    before = says(han.get(PAGE))

    answer = officer.post(f"{PAGE}claim/", {"answer": "ours"})

    assert "还没有认领" in before
    assert "认领：由本部门负责" not in before, "an editor does not claim"
    assert answer.headers["Location"] == PAGE
    assert "本部门负责" in says(han.get(PAGE))
    assert "认领，已完成" in says(han.get(PAGE)).replace(" ", "")


def test_a_refusal_without_a_reason_is_asked_for_one_and_with_it_the_editor_reads_it(city):
    officer = browser("reviewer-civil_affairs")

    empty = officer.post(f"{PAGE}claim/", {"answer": "not_ours", "words": ""})
    officer.post(f"{PAGE}claim/", {"answer": "not_ours", "words": "归人社部门"})

    assert empty.status_code == 422
    assert "请写明为什么" in says(empty)
    assert "归人社部门" in says(browser("han").get(PAGE))
    assert "说不归本部门" in says(browser("han").get("/desk/policies/"))


def test_others_cannot_claim_it(city):
    for person in ("han", "wang", "reviewer-tax", "tao"):
        assert browser(person).post(f"{PAGE}claim/", {"answer": "ours"}).status_code == 404
