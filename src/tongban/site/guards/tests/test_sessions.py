"""A session that nobody uses ends; whoever uses it is asked beforehand, and comes back to where they were."""

import re

import pytest
from tests.world import browser

from tongban.site.guards import sessions

MINUTE = 60


class Clock:
    now = 1_000_000.0

    def pass_by(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(sessions, "time", lambda: clock.now)
    return clock


@pytest.fixture
def lin(city, clock):
    return browser("lin")


def left(client):
    return client.get("/session/").json()["left"]


def test_a_session_that_nobody_uses_ends_and_one_that_is_used_does_not(lin, clock):
    for _ in range(3):
        clock.pass_by(59 * MINUTE)
        assert lin.get("/space/").status_code == 200
    clock.pass_by(61 * MINUTE)

    answer = lin.get("/space/?page=2")

    assert answer.headers["Location"] == "/sign-in/?ended=1&next=%2Fspace%2F%3Fpage%3D2"
    assert "已自动退出登录" in lin.get(answer.headers["Location"]).content.decode()


def test_a_short_session_that_is_used_does_not_end_either(lin, clock, settings):
    settings.IDLE_MINUTES = 2

    for _ in range(20):
        clock.pass_by(30)
        assert lin.get("/space/").status_code == 200


def test_it_is_extended_more_than_ten_times_and_the_page_says_how_long_it_has(lin, clock):
    for _ in range(11):
        clock.pass_by(56 * MINUTE)
        assert left(lin) == 4 * MINUTE
        assert lin.post("/session/").json() == {"left": 60 * MINUTE}

    page = lin.get("/mandates/").content.decode()

    assert f'data-left="{60 * MINUTE}" data-warned="{5 * MINUTE}"' in page


def test_asking_and_what_a_page_saves_by_itself_is_no_use_of_it(lin, clock):
    clock.pass_by(50 * MINUTE)
    left(lin)
    lin.get("/space/", headers={sessions.UNATTENDED: "1"})
    clock.pass_by(11 * MINUTE)

    assert left(lin) == 0
    assert lin.get("/space/").status_code == 302


def test_who_sends_a_form_too_late_comes_back_to_its_page_and_never_to_another_site(lin, clock):
    clock.pass_by(61 * MINUTE)
    late = lin.post("/mandates/x/end/", headers={"Referer": "http://testserver/mandates/?a=1"})
    from_elsewhere = browser("lin")
    clock.pass_by(61 * MINUTE)
    lured = from_elsewhere.post("/mandates/x/end/", headers={"Referer": "https://evil.example/trap/"})

    assert late.headers["Location"] == "/sign-in/?ended=1&next=%2Fmandates%2F%3Fa%3D1"
    assert lured.headers["Location"] == "/sign-in/?ended=1&next=%2F"


def test_a_part_of_a_page_is_told_that_it_ended_and_gets_no_other_page(lin, clock):
    clock.pass_by(61 * MINUTE)

    answer = lin.get("/space/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (401, b"")


def test_a_stranger_has_no_session_to_extend(city):
    guest = browser()

    assert (left(guest), guest.post("/session/").json()) == (0, {"left": 0})
    assert "alertdialog" not in guest.get("/").content.decode()


def test_each_keeps_what_they_typed_under_a_key_of_their_own(lin, clock):
    pages = [client.get("/mandates/").content.decode() for client in (lin, browser("wang"), lin)]

    keys = [re.search(r'data-key="([^"]{44})"', page)[1] for page in pages]

    assert keys[0] == keys[2] != keys[1]
