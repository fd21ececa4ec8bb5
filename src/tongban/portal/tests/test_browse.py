"""Find without words: home, headings, organs, laws. What is popular was counted, what is new came into force."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.catalogue import public as catalogue
from tongban.knowledge import public as knowledge
from tongban.portal.tests.people import browser, text_of
from tongban.portal.views.finding.looking import LATELY

AT = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def section(page, anchor):
    """The part of a page that the heading with this anchor names."""
    found = re.search(rf'<section aria-labelledby="{anchor}">.*?</section>', page, re.DOTALL)
    return found.group(0) if found else ""


def shown(page):
    """How many results stand on a page."""
    return page.count('class="hit"')


def test_the_home_lists_little_and_leads_everywhere(city, django_assert_max_num_queries):
    visitor = browser()

    with django_assert_max_num_queries(8):
        page = text_of(visitor.get("/"))

    assert page.count("/items/") + page.count("/guides/") < 12
    for address in ("/guided/", "/themes/", "/organs/", "/search/", "/check-up/?for=person", "/themes/stage_birth/"):
        assert f'href="{address}"' in page, address


def test_what_was_opened_most_is_popular_for_its_audience_only(city):
    edition, now = catalogue.edition(), datetime.now(UTC)
    long_ago = now - timedelta(LATELY + 1)
    for node, times, at in (("ss_card", 3, now), ("birth", 5, now), ("restaurant", 9, now), ("school", 20, long_ago)):
        for _ in range(times):
            knowledge.record_click("a", node, 1, edition=edition, at=at)

    assert knowledge.opened(since=long_ago.date())["school"] == 20

    people, firms = (section(text_of(browser().get(f"/?for={who}")), "h-po") for who in ("person", "organisation"))

    assert re.findall(r'href="/(?:items|guides)/(\w+)/"', people) == ["birth", "ss_card"]
    assert re.findall(r'href="/(?:items|guides)/(\w+)/"', firms) == ["restaurant"]
    assert "5 次" in people
    assert "最近 30 天" in people


def test_without_a_count_nothing_is_called_popular_or_new(city):
    page = text_of(browser().get("/"))

    assert not section(page, "h-po")
    assert not section(page, "h-ne")


def test_what_an_edition_changed_is_told_as_changed(city, changed_item):
    page = text_of(browser().get("/?for=organisation"))

    told = section(page, "h-ne")
    assert f'href="/items/{changed_item}/"' in told
    assert "有变化" in told


@pytest.fixture
def changed_item(city):
    """An item whose promise a revision changed, in force since today."""
    from tongban.identity import public as identity

    studio, at = catalogue.studio, datetime.now(UTC)
    han, cao = identity.person("han"), identity.person("cao")
    code = studio.start("改承诺时限", by=han, at=at).code
    studio.save_parts(
        code, "items/signboard.yaml", {"promised": {"days": 3, "unit": "working_days"}}, seen=0, by=han, at=at
    )
    studio.submit(code, by=han, at=at)
    studio.approve(code, seen=studio.get_revision(code, seen_by=cao).digest, by=cao, at=at)
    studio.publish(code, effective_on=at.astimezone().date(), by=cao, at=at)
    return "signboard"


def test_somebody_of_75_is_offered_what_suits_them_unless_they_switched_it_off(city):
    wang = browser("wang")
    wang.cookies["pref_size"] = "elder"

    page = section(text_of(wang.get("/")).replace('class="gap-l" ', ""), "elder-events")
    codes = re.findall(r'href="/(?:items|guides|policies)/(\w+)/"', page)
    edition = catalogue.edition(on=AT.date())
    offered = [hit.facets["theme"] for hit in knowledge.named(codes, edition=edition)]

    assert len(codes) == 6
    assert all({"stage_old", "stage_health", "retirement", "care"} & set(themes) for themes in offered), codes
    assert not any("stage_after" in themes for themes in offered)


def test_a_heading_is_paged_and_narrowed(city):
    visitor = browser()

    whole = text_of(visitor.get("/for/organisation/"))
    second = text_of(visitor.get("/for/organisation/?page=2"))
    narrow = text_of(visitor.get("/for/organisation/?kind=bundle&theme=stage_end"))
    beyond = text_of(visitor.get("/for/organisation/?page=9999"))

    assert shown(whole) == shown(second) == 20
    assert 'rel="next"' in whole
    assert 'rel="prev"' in second
    assert 0 < shown(narrow) < 20
    assert "第 9999 页" not in beyond
    assert shown(beyond) > 0


def test_every_heading_and_organ_has_a_page_that_holds_as_much_as_it_says(city):
    visitor, edition = browser(), catalogue.edition(on=AT.date())
    counts = knowledge.browse(edition=edition, limit=0).counts

    for kind, code in (("theme", "stage_old"), ("theme", "firm_fire"), ("organ", "fire_rescue")):
        page = text_of(visitor.get(f"/{kind}s/{code}/"))
        assert f"{counts[kind][code]} 件" in page
        assert shown(page) == min(20, counts[kind][code])


@pytest.mark.parametrize("address", ["/themes/nothing/", "/organs/nothing/", "/for/nobody/", "/laws/nothing/"])
def test_what_is_no_heading_is_not_found(city, address):
    assert browser().get(address).status_code == 404


def test_a_law_tells_who_is_affected_article_by_article(city):
    visitor = browser()

    page = text_of(visitor.get("/laws/food_safety_law/"))
    found = text_of(visitor.get("/search/", {"q": "食品安全法"}))

    assert 'href="/laws/food_safety_law/"' in found
    assert 'href="/items/food_licence/"' in page
    assert 'href="/guides/restaurant/"' in page, "a bundle that holds an affected item is affected too"
    article = page[page.index("第 45 条") :]
    assert "健康证" in article


def test_a_district_shows_its_own_window(city):
    visitor = browser()
    visitor.post("/region/", {"region": "pudong", "next": "/"})

    assert "浦东" in section(text_of(visitor.get("/")), "near")
    assert "浦东" in section(text_of(visitor.get("/guides/restaurant/")), "where")
    going = text_of(visitor.get("/search/?way=counter"))
    assert 'class="place"' in going
    assert "浦东" in going


def test_what_a_district_has_of_its_own_comes_first_for_who_lives_there(city):
    visitor = browser()
    before = text_of(visitor.get("/for/organisation/?kind=item"))
    visitor.post("/region/", {"region": "pudong", "next": "/"})

    after = text_of(visitor.get("/for/organisation/?kind=item"))
    visitor.cookies["pref_personal"] = "off"
    again = text_of(visitor.get("/for/organisation/?kind=item"))

    def first(page):
        return re.search(r'class="hit" href="([^"]+)"', page).group(1)

    assert "fire_check" in catalogue.edition(on=AT.date()).localities["pudong"].items
    assert first(before) != "/items/fire_check/"
    assert first(after) == "/items/fire_check/"
    assert first(again) == first(before)


def test_browsing_counts_what_would_remain(city):
    edition = catalogue.edition(on=AT.date())

    found = knowledge.browse(edition=edition, chosen={"audience": "person", "kind": "bundle"}, limit=100)

    assert {hit.kind for hit in found.hits} == {"bundle"}
    assert found.total == len(found.hits) == found.counts["kind"]["bundle"] == found.counts["audience"]["person"]
    by_item = knowledge.browse(edition=edition, chosen={"audience": "person", "kind": "item"}, limit=500)
    assert found.counts["kind"]["item"] == by_item.total
    assert not knowledge.browse(edition=edition, chosen={"theme": "no_such"}).hits


def test_a_day_before_a_change_nothing_is_new(city, changed_item):
    on = date(2020, 1, 1)
    assert catalogue.studio.newcomers(catalogue.edition(on=on), on=on) == ()
