"""The page of one track: what a reviewer may see, and who may not."""

from tongban.desks.tests.acts import address, browser_of, text_of
from tongban.desks.tests.counting import statements

MOST_QUERIES = 15


def test_the_page_shows_the_dossier_beside_every_review_point(zhao, track):
    page = text_of(zhao.get(address(track)))

    assert track.holder_name in page
    assert all(f'name="judge-{point}"' in page for point in track.points)
    assert "规则判定：" in page
    assert "剩 4 个工作日" in page


def test_for_a_point_that_needs_judgement_no_machine_opinion_is_shown(zhao, track):
    page = text_of(zhao.get(address(track)))

    assert "这一点要靠专业判断，系统没有意见" in page


def test_the_other_departments_are_shown_with_how_far_they_are(zhao, track):
    page = text_of(zhao.get(address(track, "record/")))

    assert page.count("已收件") >= 2


def test_another_organ_and_a_citizen_find_nothing(submitted, track):
    assert browser_of("qian").get(address(track)).status_code == 404
    assert browser_of("wang").get(address(track)).status_code == 404
    assert browser_of("zhao").get("/desk/no-such-track/").status_code == 404


def test_a_supervisor_looks_and_has_nothing_to_press(submitted, track):
    page = text_of(browser_of("shen").get(address(track)))

    assert "您是督办人员，可以查看，不能代为审查" in page
    assert 'name="opinion"' not in page


def test_the_page_takes_few_queries(zhao, track):
    zhao.get(address(track))

    with statements() as asked:
        zhao.get(address(track))

    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_an_accepted_case_takes_few_queries_too(zhao, track):
    zhao.post(address(track, "accept/"))

    with statements() as asked:
        zhao.get(address(track))

    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_the_page_speaks_english_too(zhao, track):
    zhao.cookies["django_language"] = "en"

    page = text_of(zhao.get(address(track)))

    assert '<html lang="en"' in page
    assert "Review points" in page
    assert ">Accept<kbd" in page
