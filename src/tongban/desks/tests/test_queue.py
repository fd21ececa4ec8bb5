"""What waits for a reviewer, and who finds no desk at all."""

from datetime import date

import pytest

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.desks.tests.acts import READ, address, apply_for_a_restaurant, browser_of, judged, text_of
from tongban.desks.tests.counting import statements
from tongban.desks.views import who
from tongban.identity import public as identity
from tongban.kernel.words import Words

MOST_QUERIES = 15


def test_a_reviewer_sees_what_waits_for_their_organ_with_the_working_days_that_are_left(zhao, track):
    page = text_of(zhao.get("/desk/"))

    assert track.holder_name in page
    assert "剩 4 个工作日" in page
    assert "一件事" in page


def test_what_is_late_is_red_and_says_so(zhao, monkeypatch):
    monkeypatch.setattr(who, "today", lambda: date(2026, 12, 1))

    page = text_of(zhao.get("/desk/"))

    assert '<span class="late num">超期 2 个工作日</span>' in page


def test_an_empty_list_says_why_it_is_empty(zhao):
    assert "这一栏现在是空的" in text_of(zhao.get("/desk/?state=agreed"))
    assert "没有找到“无此店”" in text_of(zhao.get("/desk/?q=无此店"))


@pytest.mark.parametrize("address", ["/desk/?state=nonsense", "/desk/?after=-1", "/desk/?after=9999999999999999999"])
def test_an_address_that_makes_no_sense_is_a_page_all_the_same(zhao, address):
    assert zhao.get(address).status_code == 200


def test_another_organ_sees_another_queue(submitted, track):
    page = text_of(browser_of("qian").get("/desk/"))

    assert track.subject not in page


def test_the_list_stands_beside_an_open_track_as_a_fragment(zhao, track):
    page = text_of(zhao.get(f"/desk/pane/?beside={track.code}"))

    assert f'<a href="/desk/{track.code}/" aria-current="true">' in page
    assert "<html" not in page
    assert "/desk/pane/" in text_of(zhao.get(f"/desk/{track.code}/"))


@pytest.mark.parametrize("page", ["/desk/", "/desk/pane/", "/desk/outbox/"])
def test_for_a_citizen_there_are_no_desks(city, page):
    assert browser_of("wang").get(page).status_code == 404


def test_a_stranger_is_asked_who_they_are(client, city):
    answer = client.get("/desk/")

    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


def fifty_more():
    """Fifty more tracks for market regulation, every second one claimed."""
    more = {"title": Words("样例", "sample"), "holder_code": "S", "holder_name": "样例店", "points": ("a",)}
    orders = [approvals.ReviewOrder(subject=f"S{n}", organs=("market_regulation",), due_on=READ.date(), **more)
              for n in range(50)]  # fmt: skip
    approvals.start_reviews(orders, at=READ)
    for n in range(0, 50, 2):
        code = approvals.track_of(f"S{n}", organ="market_regulation")
        approvals.claim(code, by=identity.person("zhao"), at=READ)


@pytest.mark.parametrize("page", ["/desk/", "/desk/pane/"])
def test_the_queue_takes_as_few_queries_for_fifty_rows_as_for_one(zhao, page):
    zhao.get(page)
    with statements() as for_one:
        zhao.get(page)
    fifty_more()

    with statements() as for_fifty:
        shown = text_of(zhao.get(page))

    assert shown.count("样例店") >= 50
    assert len(for_fifty) <= len(for_one) + 1 <= MOST_QUERIES, for_fifty  # one more: the names of who has claimed


def test_several_are_claimed_and_accepted_at_once_but_never_decided(zhao, track):
    other = apply_for_a_restaurant()
    rows = approvals.queue(identity.person("zhao"), on=READ.date()).rows
    picked = {"pick": [f"{row.code} {row.subject}" for row in rows]}

    assert "done=claimed&count=2&failed=0" in zhao.post("/desk/claim/", picked)["Location"]
    assert "done=accepted&count=2&failed=0" in zhao.post("/desk/accept/", picked)["Location"]
    assert "done=accepted&count=0&failed=2" in zhao.post("/desk/accept/", picked)["Location"]
    assert "已认领 2 件" in text_of(zhao.get("/desk/?done=claimed&count=2"))
    assert {row.claimed_by for row in approvals.queue(identity.person("zhao"), on=READ.date()).rows} == {"zhao"}
    assert other


def test_nobody_claims_or_accepts_for_another_organ(submitted, track):
    picked = {"pick": [f"{track.code} {track.subject}"]}

    for person in ("qian", "shen"):
        assert "count=0&failed=1" in browser_of(person).post("/desk/claim/", picked)["Location"]
        assert "count=0&failed=1" in browser_of(person).post("/desk/accept/", picked)["Location"]
    assert browser_of("wang").post("/desk/claim/", picked).status_code == 404


def test_what_a_colleague_has_claimed_leaves_the_list_and_comes_back_when_released(zhao, track):
    zhao.post(address(track, "claim/"))

    assert track.subject not in text_of(browser_of("zhu").get("/desk/"))
    assert track.subject in text_of(zhao.get("/desk/?claimed=mine"))
    assert track.subject not in text_of(zhao.get("/desk/?claimed=free"))
    zhao.post(address(track, "claim/"), {"release": "1"})
    assert track.subject in text_of(browser_of("zhu").get("/desk/"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        *[("light=overdue", False), ("light=near", False), ("step=officer", True), ("step=head", False)],
        *[("mark=bundle", True), ("mark=disputed", False), ("mark=nonsense", True), ("light=due&step=x", False)],
    ],
)
def test_the_list_is_narrowed(zhao, track, asked, found):
    assert (track.subject in text_of(zhao.get(f"/desk/?{asked}"))) is found


def test_a_deputy_sees_for_whom_they_act(zhao, track):
    zhao.post(address(track, "claim/"))
    leave = {"from_on": READ.date(), "until_on": READ.date(), "reason": "休假", "at": READ}
    identity.record_absence("zhao", deputy="zhu", by=identity.person("zheng"), **leave)

    page = text_of(browser_of("zhu").get("/desk/"))

    assert "代 赵敏" in page
    assert "您今天代 赵敏 办理" in page
    assert "代 赵敏" in text_of(browser_of("zhu").get(address(track)))


def test_single_letter_keys_are_switched_off_for_this_account_wherever_it_signs_in_and_on_again(zhao):
    assert 'data-letters="off"' not in zhao.get("/desk/").content.decode()

    zhao.post("/preferences/", {"letters": "off", "next": "/desk/"})

    for browser in (zhao, browser_of("zhao")):  # another computer
        page = browser.get("/desk/").content.decode()
        assert 'data-letters="off"' in page
        assert 'data-keys="off"' in page
    assert 'data-letters="off"' not in browser_of("zhu").get("/desk/").content.decode()
    assert zhao.post("/preferences/", {"letters": "on", "next": "//elsewhere.example/"})["Location"] == "/"
    assert 'data-letters="off"' not in zhao.get("/desk/").content.decode()
    zhao.post("/preferences/", {"letters": "x", "next": "/desk/"})
    assert 'data-letters="off"' not in zhao.get("/desk/").content.decode()


def test_the_states_of_a_case_are_one_page_that_prints(zhao):
    page = text_of(zhao.get("/desk/states/"))

    assert all(f'<tr id="{row.state}">' in page for row in cases.TABLE)
    assert "data-print" in page


def test_a_concluded_track_leaves_the_queue_and_is_found_under_its_state(zhao, track):
    zhao.post(address(track, "opinion/"), judged(track, opinion="agree"))

    assert track.subject not in text_of(zhao.get("/desk/"))
    assert track.subject in text_of(zhao.get("/desk/?state=agreed"))
