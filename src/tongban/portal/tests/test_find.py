"""Find what there is: home, guides, items. Nobody is asked who they are, and no script is needed."""

import pytest

from tongban.portal.tests.people import browser, text_of


@pytest.mark.parametrize("address", ["/", "/guides/restaurant/", "/guides/birth/", "/items/food_licence/", "/verify/"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_everybody_may_look(city, django_assert_max_num_queries, address, language):
    visitor = browser(language=language)

    with django_assert_max_num_queries(15):
        answer = visitor.get(address)

    assert answer.status_code == 200
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}"' in text_of(answer)


def test_an_answer_takes_away_what_no_longer_applies(city):
    visitor = browser()

    before = text_of(visitor.get("/guides/restaurant/result/"))
    after = text_of(visitor.get("/guides/restaurant/result/?has_business_licence=yes&sells_tobacco=no"))

    assert before.count("还要看您的回答") > after.count("还要看您的回答")
    assert after.count("不用办") == before.count("不用办") + 2


def test_one_question_is_on_the_screen_and_the_earlier_answers_travel_in_the_page(city):
    page = text_of(browser().get("/guides/restaurant/?has_business_licence=yes&dishes=hot"))

    assert '<input type="hidden" name="has_business_licence" value="yes">' in page
    assert page.count('<fieldset class="f"') + page.count('class="in s num"') == 1
    assert "第 3 题" in page


def test_an_answer_that_cannot_be_read_is_asked_again_with_the_reason(city):
    answer = browser().get("/guides/restaurant/?floor_area=gross")

    assert answer.status_code == 422
    assert "只填数字" in text_of(answer)
    assert 'aria-invalid="true"' in text_of(answer)


def test_content_that_nobody_checked_is_marked(city):
    page = text_of(browser().get("/guides/restaurant/"))

    assert "样例数据" in page
    assert "待核对原文" in page


def test_an_unknown_guide_is_not_found_and_says_what_to_do(city):
    answer = browser().get("/guides/nothing/")

    assert answer.status_code == 404
    assert "回首页" in text_of(answer)


@pytest.mark.parametrize(
    ("words", "found"), [("开饭店要办什么证", "/guides/restaurant/"), ("刚生了孩子", "/guides/birth/")]
)
def test_ones_own_words_find_it_and_suggest_it(city, words, found):
    visitor = browser()

    assert f'href="{found}"' in text_of(visitor.get("/search/", {"q": words}))
    assert f'href="{found}"' in text_of(visitor.get("/suggest/", {"q": words}))


def test_a_search_in_vain_says_what_to_do_next(city):
    page = text_of(browser().get("/search/?q=qzxj"))

    assert "没有找到“qzxj”" in page
    assert 'href="tel:12345"' in page
