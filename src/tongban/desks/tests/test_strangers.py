"""Every address and verb of the desks: what a stranger, another organ, a supervisor and the wrong step get."""

import pytest
from django.test import Client

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.desks.tests.acts import READ, address, browser_of, judged
from tongban.desks.tests.steps.test_course import ask_for_help
from tongban.desks.tests.steps.test_inquiry import begin
from tongban.desks.urls import urlpatterns
from tongban.identity import public as identity
from tongban.journal import public as journal

WITHOUT_A_CASE = {
    *("queue", "pane", "states", "oversight", "irregularities", "outbox", "try_again", "claim_several"),
    *("accept_several", "inquiries", "assistance", "checks", "breaches", "graph", "graph_questions", "quality"),
    *("objections", "answer_objection", "benefits", "policies", "packs", "draft_pack", "send_pack"),
}
DECIDING = (
    *("opinion/", "accept/", "countersign/", "refuse-to-accept/", "terminate/", "extension/", "extension/decide/"),
    *("gaps/", "recall/", "inquiries/", "assistance/", "claim/", "take-up-again/", "let-stand/", "send-defects/"),
)
NOTHING = {"verdict": "agree", "kept": "yes", "kind": "hearing", "inquiry-days": "3", "assistance-days": "3"}
FIELDS = (
    *("not-accepted-reasons", "termination-reasons", "extension-reasons", "inquiry-reason", "recall-words", "words"),
    *("assistance-question", "answer", "off-words", "reassign-words", "without-words", "repair-words"),
    *("again-words", "stand-words", "words-x", "proper"),
)
REASONS = dict.fromkeys(FIELDS, "理由")


def everywhere(track):
    """(name, address) of every page of the desks, filled in with what there is."""
    seen = approvals.get_track(track.code, seen_by=identity.person("zhao"), on=READ.date())
    codes = {
        **{"code": track.code, "wait": track.code, "number": track.subject, "inquiry": seen.inquiries[-1].code},
        **{"assistance": seen.assistance[-1].code, "document": "x", "material": "x", "notice": "x"},
        **{"scenario": "x", "form": "csv", "recovery": "x"},
    }
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        for name, code in codes.items():
            route = route.replace(f"<str:{name}>", code)
        for name, one in {"int:number": "0", "str:step": "pay", "str:objection": "x"}.items():
            route = route.replace(f"<{name}>", one)
        assert "<" not in route, route
        yield pattern.name, f"/desk/{route}"


@pytest.fixture
def busy(submitted, track):
    begin(track)
    ask_for_help(track)
    return track


def answers(browser, where):
    return {browser.get(where).status_code, browser.post(where, NOTHING | REASONS).status_code}


@pytest.mark.parametrize("person", ["lin", "wang"])
def test_for_a_citizen_nothing_of_it_exists(busy, person):
    browser = browser_of(person)

    wrong = {name: found for name, where in everywhere(busy) if (found := answers(browser, where)) - {404, 405}}

    assert not wrong


def test_who_has_not_signed_in_is_asked_who_they_are(busy):
    browser = Client()

    for _, where in everywhere(busy):
        for answer in (browser.get(where), browser.post(where)):
            assert answer.status_code in {302, 405}
            assert answer.status_code == 405 or "sign-in" in answer["Location"]


def test_for_an_official_of_another_organ_the_case_does_not_exist(busy):
    browser = browser_of("sun")

    wrong = {
        name: found
        for name, where in everywhere(busy)
        if name not in WITHOUT_A_CASE and (found := answers(browser, where)) - {404, 405}
    }

    assert not wrong


@pytest.mark.parametrize("step", DECIDING)
@pytest.mark.parametrize("person", ["shen", "wu"])
def test_a_supervisor_and_the_wrong_step_change_nothing(stepped, person, step):
    said = judged(stepped, opinion="agree") | NOTHING | REASONS | {"extension-days": "3", "organ": "fire_rescue"}
    before = approvals.get_track(stepped.code, seen_by=identity.person("zhao"), on=READ.date())

    answer = browser_of(person).post(address(stepped, step), said)

    after = approvals.get_track(stepped.code, seen_by=identity.person("zhao"), on=READ.date())
    if person == "shen" or step in {"opinion/", "extension/decide/", "claim/"}:
        assert answer.status_code in {403, 404, 409, 422}, answer.status_code
        assert (after.state, after.step, after.claimed_by) == (before.state, before.step, before.claimed_by)
        assert (after.inquiries, after.assistance) == (before.inquiries, before.assistance)


@pytest.mark.parametrize("person", ["zhao", "zheng"])
def test_nothing_moves_what_has_ended_however_often_it_is_posted(busy, person):
    lin = identity.person("lin")
    cases.withdraw(busy.subject, by=lin, reasons="不办了", at=READ)
    browser, said = browser_of(person), judged(busy) | NOTHING | REASONS | {"opinion": "agree", "extension-days": "3"}
    told = len(journal.history(busy.subject))

    answers = {}
    for _ in range(2):
        for name, where in everywhere(busy):
            if name not in WITHOUT_A_CASE:
                answers[name] = browser.post(where, said | {"colleague": "zhu", "organ": "fire_rescue"}).status_code

    assert not {name: status for name, status in answers.items() if status >= 500}
    assert cases.get_case(busy.subject, seen_by=lin, on=READ.date()).state == "withdrawn"
    track = approvals.get_track(busy.code, seen_by=identity.person("zhao"), on=READ.date())
    assert (track.state, track.claimed_by, track.opinions) == ("withdrawn", "", ())
    new = {entry.kind for entry in journal.history(busy.subject)[told:]}
    assert new <= {"DossierRead"}, new
