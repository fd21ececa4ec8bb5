"""Two steps inside an organ: the officer proposes, the head signs that very wording or sends it back."""

from tongban.approvals import public as approvals
from tongban.desks.tests.acts import address, browser_of, judged, text_of
from tongban.desks.tests.counting import statements
from tongban.identity import public as identity


def now(track):
    return approvals.get_track(track.code, seen_by=identity.person("zhao"))


def propose(track, **words):
    return browser_of("zhao").post(address(track, "opinion/"), judged(track, opinion="agree", **words))


def sign(track, who="zheng", verdict="agree", digest=None, **words):
    shown = digest or now(track).opinions[-1].digest
    return browser_of(who).post(address(track, "countersign/"), {"verdict": verdict, "digest": shown} | words)


def test_what_the_officer_proposes_waits_for_the_head(stepped):
    answer = propose(stepped)

    assert "done=proposed_agree" in answer["Location"]
    assert now(stepped).state == "open"
    assert now(stepped).step == "head"
    assert stepped.subject not in text_of(browser_of("zhao").get("/desk/"))
    assert stepped.subject in text_of(browser_of("zheng").get("/desk/"))


def test_the_head_sees_the_wording_and_signs_it(stepped):
    propose(stepped)
    page = text_of(browser_of("zheng").get(address(stepped)))

    assert "同意，作出决定：通过" in page
    assert 'name="opinion"' not in page

    sign(stepped)
    assert now(stepped).state == "agreed"


def test_sent_back_it_returns_to_the_officer_with_words_and_with_what_was_typed(stepped):
    propose(stepped)

    sign(stepped, verdict="back", **{"back-words": "请补充面积的计算"})

    page = text_of(browser_of("zhao").get(address(stepped)))
    assert now(stepped).step == "officer"
    assert "请补充面积的计算" in page
    assert page.count(" checked>") == len(stepped.points)


def test_sending_back_without_words_is_refused_beside_its_field(stepped):
    propose(stepped)

    answer = sign(stepped, verdict="back")

    assert answer.status_code == 422
    assert 'href="#back-words"' in text_of(answer)


def test_an_edit_makes_the_signature_of_an_earlier_wording_impossible(stepped):
    propose(stepped)
    first = now(stepped).opinions[-1].digest
    propose(stepped, words="改过")

    answer = sign(stepped, digest=first)

    assert answer.status_code == 422
    assert "意见在您打开之后被改过" in text_of(answer)
    assert now(stepped).state == "open"


def test_nobody_else_signs(stepped):
    propose(stepped)

    assert sign(stepped, who="qian").status_code == 404
    assert sign(stepped, who="lin").status_code == 404
    assert sign(stepped, who="zhao").status_code == 403
    assert sign(stepped, who="shen").status_code == 403
    assert now(stepped).state == "open"


def test_the_page_of_the_head_takes_few_queries(stepped):
    propose(stepped)
    browser = browser_of("zheng")
    browser.get(address(stepped))

    with statements() as asked:
        browser.get(address(stepped))

    assert len(asked) <= 15, "\n".join(asked)
