"""Accept a case: the limits begin to run, and what was typed beside it stays."""

from tongban.desks.tests.acts import address, browser_of, judged, text_of


def test_accepting_starts_the_clock_and_explains_it_day_by_day(zhao, track):
    answer = zhao.post(address(track, "accept/"))

    page = text_of(zhao.get(answer["Location"]))
    assert "已受理，从现在起计算办理时限" in page
    assert "承诺办结" in page
    assert "第 1 天" in page


def test_what_was_typed_stays_on_the_page(zhao, track):
    answer = zhao.post(address(track, "accept/"), judged(track) | {f"words-{track.points[0]}": "还没写完的话"})

    assert answer.status_code == 200
    assert "还没写完的话" in text_of(answer)
    assert text_of(answer).count(" checked>") == len(track.points)


def test_accepting_twice_says_that_it_has_moved_on(zhao, track):
    zhao.post(address(track, "accept/"))

    answer = zhao.post(address(track, "accept/"))

    assert answer.status_code == 409
    assert "办件的状态已经变了" in text_of(answer)


def test_nobody_else_accepts(submitted, track):
    assert browser_of("qian").post(address(track, "accept/")).status_code == 404
    assert browser_of("shen").post(address(track, "accept/")).status_code == 404
