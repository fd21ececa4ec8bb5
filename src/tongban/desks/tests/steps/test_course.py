"""What may be done about a case beside deciding it: extension, help, refusing to accept, ending it, papers before they are sent."""

import pytest

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.desks.tests.acts import READ, address, browser_of, judged, text_of
from tongban.desks.tests.counting import statements
from tongban.identity import public as identity
from tongban.journal import public as journal

MOST_QUERIES = 15


def case_of(track):
    return cases.get_case(track.subject, seen_by=identity.person("zhao"), on=READ.date())


def accept(track):
    browser_of("zhao").post(address(track, "accept/"))


def ask_extension(track, days="3", reasons="要等专家意见"):
    accept(track)
    said = {"extension-days": days, "extension-reasons": reasons}
    return browser_of("zhao").post(address(track, "extension/"), said)


def decide_extension(track, who="zheng", **words):
    return browser_of(who).post(address(track, "extension/decide/"), {"verdict": "agree"} | words)


def test_an_extension_is_asked_by_the_officer_and_approved_by_the_head(submitted, track):
    ask_extension(track)
    assert "等负责人批准" in text_of(browser_of("zhao").get(address(track, "course/")))
    before = case_of(track).statutory_due_on

    decide_extension(track)

    assert case_of(track).extension.agreed
    assert case_of(track).statutory_due_on > before


@pytest.mark.parametrize(("days", "reasons"), [("99", "理由"), ("0", "理由"), ("三", "理由"), ("3", " ")])
def test_an_extension_that_cannot_be_is_refused_and_what_was_typed_stays(submitted, track, days, reasons):
    answer = ask_extension(track, days, reasons)

    assert answer.status_code == 422
    assert f'value="{days}"' in text_of(answer)
    assert case_of(track).extension is None


def test_nobody_but_the_head_approves(submitted, track):
    ask_extension(track)

    assert decide_extension(track, "zhao").status_code == 403
    assert decide_extension(track, "wu").status_code == 403
    assert decide_extension(track, "shen").status_code == 403
    assert decide_extension(track, "qian").status_code == 404
    assert case_of(track).extension.agreed is None


def test_not_accepting_needs_reasons_and_ends_the_case(submitted, track):
    zhao = browser_of("zhao")
    assert zhao.post(address(track, "refuse-to-accept/"), {"not-accepted-reasons": ""}).status_code == 422

    zhao.post(address(track, "refuse-to-accept/"), {"not-accepted-reasons": "不属于本机关职权"})

    assert case_of(track).state == "not_accepted"
    assert zhao.post(address(track, "refuse-to-accept/"), {"not-accepted-reasons": "再来"}).status_code == 409


def test_ending_a_case_needs_reasons(submitted, track):
    accept(track)
    zhao = browser_of("zhao")
    assert zhao.post(address(track, "terminate/"), {}).status_code == 422

    zhao.post(address(track, "terminate/"), {"termination-reasons": "经营场所已经拆除"})

    assert case_of(track).state == "terminated"


def ask_for_help(track, **other):
    said = {"organ": "fire_rescue", "assistance-days": "3", "assistance-question": "请核实消防检查结果"} | other
    return browser_of("zhao").post(address(track, "assistance/"), said)


def request_of(track):
    seen = approvals.get_track(track.code, seen_by=identity.person("zhao"), on=READ.date())
    return f"/desk/assistance/{seen.assistance[-1].code}/"


def test_the_organ_that_is_asked_sees_the_question_answers_it_and_sees_nothing_more(submitted, track):
    ask_for_help(track)
    qian = browser_of("qian")

    assert "请核实消防检查结果" in text_of(qian.get("/desk/assistance/"))
    assert track.holder_name not in text_of(qian.get(request_of(track)))
    assert qian.get(address(track)).status_code == 404
    qian.post(request_of(track) + "answer/", {"answer": "检查合格"})

    assert "检查合格" in text_of(browser_of("zhao").get(address(track, "course/")))


def test_a_request_for_help_that_cannot_be_says_why(submitted, track):
    assert ask_for_help(track, **{"assistance-days": "0"}).status_code == 422
    assert ask_for_help(track, organ="market_regulation").status_code == 422
    assert ask_for_help(track, **{"assistance-question": ""}).status_code == 422


def test_only_the_organ_that_is_asked_answers(submitted, track):
    ask_for_help(track)
    answer = request_of(track) + "answer/"

    assert browser_of("zhao").post(answer, {"answer": "自问自答"}).status_code == 403
    assert browser_of("sun").post(answer, {"answer": "别的部门"}).status_code == 404
    assert browser_of("sun").get(request_of(track)).status_code == 404
    assert browser_of("qian").post(answer, {"answer": " "}).status_code == 422


def test_a_paper_is_read_before_it_is_sent_and_nothing_is_kept(submitted, track):
    fault = track.points[0]
    marked = judged(track) | {f"judge-{fault}": "to_correct", f"words-{fault}": "请补画二次更衣区"}

    page = text_of(browser_of("zhao").post(address(track, "preview/"), marked | {"paper": ["correction", "refusal"]}))

    assert "补正告知书" in page
    assert "请补画二次更衣区" in page
    assert "不予许可决定书" in page
    kinds = {one.kind for one in cases.papers_of(track.subject, seen_by=identity.person("zhao"), on=READ.date())}
    assert kinds <= {"receipt"}
    assert browser_of("qian").post(address(track, "preview/"), marked).status_code == 404


def test_the_preview_has_the_words_of_the_paper_that_is_then_drawn_up(submitted, track):
    zhao = browser_of("zhao")
    shown = text_of(zhao.post(address(track, "preview/"), {"paper": "acceptance"}))
    accept(track)

    sentence = cases.preview_paper(
        track.subject, cases.PaperKind.ACCEPTANCE, seen_by=identity.person("zhao"), at=READ
    ).body[0]

    assert sentence.zh in shown


def test_the_papers_of_the_case_are_listed_and_open_for_the_organ_only(submitted, track, worker):
    accept(track)
    while journal.work(limit=50, at=READ):
        pass
    zhao = browser_of("zhao")
    listed = cases.papers_of(track.subject, seen_by=identity.person("zhao"), on=READ.date())
    link = address(track, f"notices/{listed[-1].code}/")

    assert link in text_of(zhao.get(address(track, "record/")))
    assert zhao.get(link).content.startswith(b"%PDF-")
    assert browser_of("qian").get(link).status_code == 404
    assert zhao.get(address(track, "notices/none/")).status_code == 404


def test_every_part_takes_few_queries(submitted, track):
    ask_extension(track)
    ask_for_help(track)
    zhao = browser_of("zhao")

    for part in ("", "course/", "waiting/", "record/"):
        zhao.get(address(track, part))
        with statements() as asked:
            zhao.get(address(track, part))
        assert len(asked) <= MOST_QUERIES, f"{part} {len(asked)}\n" + "\n".join(asked)
