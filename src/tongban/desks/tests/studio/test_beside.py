"""Beside the form: levels with the way to the box, completeness, test cases, and previews of what is typed and not saved."""

import re

import pytest
from lxml import html

from tongban.catalogue import public as catalogue
from tongban.desks.tests.acts import READ, browser_of
from tongban.identity import public as identity

studio = catalogue.studio
ITEM = "items/signboard.yaml"
LIMITS = {"part": "limits", "seen": "1", "statutory.days": "20", "statutory.unit": "working_days"}


@pytest.fixture
def revision(city):
    han = identity.person("han")
    code = studio.start("改承诺时限", by=han, at=READ).code
    basis = [{"title": {"zh": "上海市户外招牌设置管理办法", "en": "Shanghai Measures for Outdoor Signboards"}}]
    parts = {"promised": {"days": 3, "unit": "working_days"}, "themes": [], "basis": basis}
    studio.save_parts(code, ITEM, parts, seen=0, by=han, at=READ)
    return code


def beside(browser, revision, typed, **headers):
    return browser.post(f"/studio/{revision}/beside/{ITEM}/", typed, headers=headers)


def test_what_is_typed_is_looked_over_and_not_saved(revision):
    han = browser_of("han")
    before = studio.open_file(revision, ITEM, seen_by=identity.person("han"))

    too_long = beside(
        han, revision, LIMITS | {"promised.days": "99", "promised.unit": "working_days"}, HX_Request="true"
    )
    mended = beside(han, revision, LIMITS | {"promised.days": "7", "promised.unit": "working_days"}, HX_Request="true")

    assert '<a href="#promised' in too_long.content.decode(), "the error leads to its box"
    assert "错误" in too_long.content.decode()
    assert "错误" not in mended.content.decode()
    assert "<html" not in mended.content.decode()
    assert studio.open_file(revision, ITEM, seen_by=identity.person("han")) == before


def test_each_level_leads_to_the_part_that_it_is_about(revision):
    page = browser_of("han").get(f"/studio/{revision}/files/{ITEM}/?part=limits").content.decode()

    panel = page[page.index('id="beside"') :]
    assert re.search(r"完整度 \d+ 分", panel)
    assert "没有主题分类" in panel
    assert f'href="/studio/{revision}/files/{ITEM}/?part=basis#basis-0"' in panel
    assert f'href="/studio/{revision}/files/{ITEM}/?part=finding#themes"' in panel
    targets = browser_of("han").get(f"/studio/{revision}/files/{ITEM}/?part=basis").content.decode()
    assert 'id="basis-0"' in targets


def test_the_score_beside_is_the_score_of_the_quality_page(revision):
    han = identity.person("han")
    edition = studio.previewed(studio.get_revision(revision, seen_by=han), on=READ.date())
    cases = len(studio.values_of(studio.texts_on()["cases/signboard.yaml"], file="cases/signboard.yaml")["cases"])
    score = catalogue.quality.completeness(edition.items["signboard"], edition, cases={"signboard": cases}).score

    page = browser_of("han").get(f"/studio/{revision}/files/{ITEM}/").content.decode()

    assert f"完整度 {score} 分" in page


def test_the_cases_beside_tell_how_they_come_out_and_why(revision):
    page = browser_of("han").get(f"/studio/{revision}/files/{ITEM}/?part=conditions").content.decode()

    assert "Too low 太低" in page
    assert re.search(r"high_enough</code> 不符合，因为：\s*招牌下沿离地 2.49 米", page)


def test_previews_show_what_is_typed(revision):
    han = browser_of("han")
    text = studio.open_file(revision, ITEM, seen_by=identity.person("han")).text.replace("days: 3", "days: 6")
    typed = {"file": ITEM, "text": text}

    guide = han.post(f"/preview/{revision}/signboard/", typed).content.decode()
    form = han.post(f"/preview/{revision}/signboard/form/", typed)
    checklist = han.post(f"/studio/{revision}/checklist/signboard/", typed)
    broken = han.post(f"/preview/{revision}/signboard/", {"file": ITEM, "text": "name: ["})

    assert "6 个工作日" in guide
    assert "6 个工作日" not in han.get(f"/preview/{revision}/signboard/").content.decode()
    assert form.status_code == checklist.status_code == 200
    assert broken.status_code == 422


def test_a_policy_is_previewed_as_its_page(revision):
    han, file = browser_of("han"), "policies/e_absorb.yaml"
    name = catalogue.edition().policies["e_absorb"].name.zh
    text = studio.texts_on()[file].replace(name, "改过名字的政策")
    address = f"/preview/{revision}/policies/e_absorb/"

    page = han.get(f"/studio/{revision}/files/{file}/").content.decode()
    preview = han.post(address, {"file": file, "text": text}).content.decode()

    assert f'action="{address}"' in page
    assert f'hx-post="{address}"' in page, "shown beside the form, not by link alone"
    assert "<h1>改过名字的政策" in preview
    assert "改过名字的政策" not in han.get(address).content.decode(), "nothing is saved"
    assert browser_of("wang").post(address, {"file": file, "text": text}).status_code == 404


def test_a_condition_is_linked_by_choosing_the_sentence_itself(revision):
    han, file = browser_of("han"), "policies/p_old_allowance.yaml"
    page = html.document_fromstring(han.get(f"/studio/{revision}/files/{file}/?part=conditions").content)

    (chosen,) = page.xpath("//select[@name='conditions.0.passage']")
    (pays,) = html.document_fromstring(han.get(f"/studio/{revision}/files/{file}/?part=time").content).xpath(
        "//select[@name='pay_day.passage']"
    )

    assert [each.get("value") for each in chosen] == ["who", "bands", "pays", "ends"]
    assert chosen.xpath("./option[@selected]/text()") == ["具有上海户籍、年满 65 周岁的老年人，享受老年综合津贴"]
    assert pays.xpath("./option[@selected]/@value") == ["pays"]
    assert pays.xpath("./option/@value")[0] == "", "it may rest on none"


def test_what_is_typed_shows_at_once_which_sentences_are_linked_and_which_are_not(revision):
    han, file = browser_of("han"), "policies/p_old_allowance.yaml"
    text = studio.texts_on()[file].replace("day: 15, passage: pays", "day: 15")

    linked = han.get(f"/studio/{revision}/files/{file}/").content.decode()
    loose = han.post(
        f"/studio/{revision}/beside/{file}/", {"part": "text", "text": text}, headers={"HX-Request": "true"}
    )

    assert "要点标注" in linked
    assert "还没有连" not in linked
    assert "已写成停发情形" in linked
    assert "还没有连" in loose.content.decode()
    assert f"/studio/{revision}/files/{file}/?part=document" in loose.content.decode()


def test_a_bundle_is_previewed_as_its_guide(revision):
    han, file = browser_of("han"), "bundles/birth.yaml"
    text = studio.texts_on()[file].replace("新生儿出生", "迎接新生儿", 1)

    page = han.get(f"/studio/{revision}/files/{file}/").content.decode()
    preview = han.post(f"/preview/{revision}/bundles/birth/", {"file": file, "text": text}).content.decode()

    assert f'action="/preview/{revision}/bundles/birth/"' in page
    assert "迎接新生儿" in preview
    assert "还没有生效" in preview


def test_without_scripts_a_button_does_the_same_and_keeps_what_was_typed(revision):
    answer = beside(browser_of("han"), revision, LIMITS | {"promised.days": "8", "promised.unit": "working_days"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="promised.days" value="8"' in page
    assert "days: 8" in page, "the preview's form carries the text as it would be"


def test_a_new_item_begins_its_test_cases_with_a_button(city):
    han = browser_of("han")
    begun = {"code": "pet_house", "zh": "给宠物上户口", "en": "Register a pet", "organ": "gov_service"}
    page = han.post("/studio/begin/", begun, follow=True).content.decode()
    address = re.search(r'action="(/studio/\w+/files/cases/pet_house.yaml/add/do/)"', page).group(1)

    opened = han.post(address, follow=True)

    assert opened.status_code == 200
    assert 'name="cases.0.says"' in opened.content.decode()


def test_the_missing_cases_lead_to_where_they_are_written(revision):
    page = browser_of("han").get(f"/studio/{revision}/files/{ITEM}/").content.decode()

    for address in set(re.findall(r'href="(/studio/[^"#?]+/files/(?:cases|windows)/[^"#?]+)"', page)):
        assert browser_of("han").get(address).status_code == 200, address


@pytest.mark.parametrize("person", ["lin", "zhao", "luo"])
def test_nothing_of_it_exists_for_others(revision, person):
    stranger = browser_of(person)

    assert beside(stranger, revision, LIMITS).status_code == 404
    assert stranger.post(f"/preview/{revision}/signboard/", {"file": ITEM, "text": "x"}).status_code == 404
    assert stranger.get(f"/preview/{revision}/bundles/birth/").status_code == 404
