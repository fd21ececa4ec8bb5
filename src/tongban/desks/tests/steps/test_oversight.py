"""The supervisor: what waits on whom, the exits, what is late; and what a supervisor never does."""

from datetime import date

import pytest

from tongban.approvals import public as approvals
from tongban.desks.tests.acts import READ, address, browser_of, text_of
from tongban.desks.tests.counting import statements
from tongban.desks.views import who
from tongban.identity import public as identity
from tongban.notices import public as notices

MOST_QUERIES = 15


def now(track):
    return approvals.get_track(track.code, seen_by=identity.person("zhao"), on=READ.date())


def test_a_supervisor_sees_load_waits_and_no_work_of_her_own(submitted, track):
    shen = browser_of("shen")

    assert shen.get("/desk/")["Location"] == "/desk/oversight/"
    page = text_of(shen.get("/desk/oversight/"))
    assert track.subject in page
    assert "没人认领" in page
    assert "待我审查" not in page
    assert "待我审查" not in text_of(shen.get(address(track)))
    assert "待我审查" not in text_of(shen.get("/desk/?state=open"))


def test_what_is_overdue_is_said_first(submitted, track, monkeypatch):
    monkeypatch.setattr(who, "today", lambda: date(2026, 12, 1))

    assert "1 件超期，先看它们" in text_of(browser_of("shen").get("/desk/oversight/"))


def test_she_reminds_once_a_day_and_gives_it_to_another(submitted, track):
    shen = browser_of("shen")
    back = {"next": "/desk/oversight/"}

    assert "done=reminded" in shen.post(f"/desk/waits/{track.code}/remind/", back)["Location"]
    assert "done=reminded_today" in shen.post(f"/desk/waits/{track.code}/remind/", back)["Location"]
    assert any(one.about == track.subject for one in notices.messages_of(identity.person("zhao")))

    shen.post(address(track, "reassign/"), {"colleague": "zhu", "reassign-words": "赵敏去现场了"})
    assert now(track).claimed_by == "zhu"
    assert track.subject not in text_of(browser_of("zhao").get("/desk/"))


def test_reassigning_needs_words_and_the_right_role(submitted, track):
    said = {"colleague": "zhu", "reassign-words": "理由"}

    assert browser_of("shen").post(address(track, "reassign/"), said | {"reassign-words": ""}).status_code == 422
    assert browser_of("shen").post(address(track, "reassign/"), said | {"colleague": "wu"}).status_code == 422
    assert browser_of("zhao").post(address(track, "reassign/"), said).status_code == 403
    assert browser_of("qian").post(address(track, "reassign/"), said).status_code == 404
    assert now(track).claimed_by == ""


def test_the_lead_organ_cannot_be_passed_over(submitted, track):
    said = {"organ": "market_regulation", "without-words": "理由"}

    assert browser_of("zheng").post(address(track, "go-on-without/"), said).status_code == 422
    assert browser_of("zhao").post(address(track, "go-on-without/"), said).status_code == 403


def test_an_address_outside_is_not_gone_back_to(submitted, track):
    sent = {"next": "https://elsewhere.example/desk/"}

    assert browser_of("shen").post(f"/desk/waits/{track.code}/remind/", sent)["Location"].startswith("/desk/?")


def test_the_supervisor_of_the_city_sees_every_organ_and_no_dossier(submitted, track):
    fang = browser_of("fang")

    page = text_of(fang.get("/desk/oversight/"))
    assert "市场监管" in page
    assert "绿化市容" in page
    assert fang.get(address(track))["Location"] == address(track, "waiting/")
    assert "改派" in text_of(fang.get(address(track, "waiting/")))
    assert fang.get(address(track, "record/")).status_code == 404


@pytest.mark.parametrize("person", ["zhao", "zheng"])
def test_who_does_not_supervise_is_told_so(submitted, person):
    assert browser_of(person).get("/desk/oversight/").status_code == 403
    assert browser_of(person).get("/desk/oversight/irregularities/").status_code == 403


def test_a_case_in_which_nothing_happens_is_listed_with_its_reason(submitted, track, monkeypatch):
    monkeypatch.setattr(who, "today", lambda: date(2027, 1, 20))

    page = text_of(browser_of("shen").get("/desk/oversight/irregularities/"))

    assert track.subject in page
    assert "空档" in page


def test_the_page_takes_few_queries(submitted, track):
    for person in ("shen", "fang"):
        browser = browser_of(person)
        for page in ("/desk/oversight/", "/desk/oversight/irregularities/"):
            with statements() as asked:
                browser.get(page)
            assert len(asked) <= MOST_QUERIES, f"{page} {len(asked)}\n" + "\n".join(asked)
