"""What waits for a reviewer, and who finds no desk at all."""

from datetime import date

import pytest

from tongban.desks.tests.acts import address, apply_for_a_restaurant, browser_of, judged, text_of
from tongban.desks.tests.counting import statements
from tongban.desks.views import who

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


def test_the_queue_takes_few_queries_however_long_it_is(zhao):
    apply_for_a_restaurant()

    with statements() as asked:
        zhao.get("/desk/")

    assert len(asked) <= MOST_QUERIES, asked


def test_a_concluded_track_leaves_the_queue_and_is_found_under_its_state(zhao, track):
    zhao.post(address(track, "opinion/"), judged(track, opinion="agree"))

    assert track.subject not in text_of(zhao.get("/desk/"))
    assert track.subject in text_of(zhao.get("/desk/?state=agreed"))
