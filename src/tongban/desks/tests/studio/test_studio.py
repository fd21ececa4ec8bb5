"""The editors' pages: nothing that was typed is lost, what is wrong stands beside its box, and strangers find nothing."""

import pytest
from django.test import Client

from tongban.catalogue import public as catalogue
from tongban.desks.studio.answers import read_parts
from tongban.desks.studio.boxes import Faults, boxes
from tongban.desks.studio.parts import parts_of
from tongban.desks.studio_urls import urlpatterns
from tongban.desks.tests.acts import READ, browser_of
from tongban.identity import public as identity

studio = catalogue.studio
ITEM = "items/signboard.yaml"
FILLED = {"kind": "item", "about": "signboard", "report": "x", "item": "signboard", "file": ITEM, "verb": "submit"}
WITHOUT_A_REVISION = {"home", "begin", "restore", "reports", "answer_report", "history", "wanted", "settle"}


@pytest.fixture
def revision(city):
    """A revision of Han's in which the promise is another."""
    han = identity.person("han")
    code = studio.start("改承诺时限", by=han, at=READ).code
    parts = {"promised": {"days": 3, "unit": "working_days"}}
    studio.save_parts(code, ITEM, parts, seen=0, by=han, at=READ)
    return code


def everywhere(revision):
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        for name, value in {**FILLED, "code": revision}.items():
            route = route.replace(f"<str:{name}>", value).replace(f"<path:{name}>", value)
        assert "<" not in route, route
        yield pattern.name, f"/studio/{route}"


@pytest.mark.parametrize("person", ["lin", "wang", "zhao", "shen", "tao"])
def test_for_who_does_not_edit_there_is_no_studio(revision, person):
    browser = browser_of(person)

    found = {
        (name, answer.status_code)
        for name, where in everywhere(revision)
        for answer in (browser.get(where), browser.post(where, {"title": "x", "words": "x"}))
    }

    assert {status for _, status in found} <= {404, 405}
    assert browser.get(f"/preview/{revision}/signboard/").status_code == 404
    assert browser.get(f"/preview/{revision}/signboard/form/").status_code == 404


def test_an_editor_of_another_organ_finds_no_revision_and_nobody_enters_without_a_name(revision):
    luo, nobody = browser_of("luo"), Client()

    for name, where in everywhere(revision):
        if name not in WITHOUT_A_REVISION:
            assert {luo.get(where).status_code, luo.post(where).status_code} <= {404, 405}, name
        assert nobody.get(where).status_code in {302, 405}, name


@pytest.mark.parametrize(
    "file", ["calendar.yaml", "../city.yaml", "items/../../x.yaml", "items/no_such.yaml", "items/<b>.yaml"]
)
def test_what_is_no_file_of_the_studio_is_not_found(revision, file):
    assert browser_of("han").get(f"/studio/{revision}/files/{file}/").status_code == 404


@pytest.mark.parametrize("verb", ["approve", "return", "publish", "nonsense"])
def test_an_editor_cannot_do_what_is_the_approvers(revision, verb):
    answer = browser_of("han").post(
        f"/studio/{revision}/act/{verb}/", {"words": "x", "digest": "x", "day": "2026-12-01"}
    )

    assert answer.status_code in {403, 404, 422}
    assert studio.get_revision(revision, seen_by=identity.person("han")).state is studio.RevisionState.DRAFT


def test_an_approver_writes_nothing_through_the_pages(revision):
    cao, where = browser_of("cao"), f"/studio/{revision}/files/{ITEM}/"

    assert cao.get(where).status_code == 200
    assert cao.post(where, {"part": "text", "seen": "1", "text": "x"}).status_code == 403
    assert "days: 3" in studio.open_file(revision, ITEM, seen_by=identity.person("han")).text


def test_what_is_no_number_is_kept_and_told_beside_its_box(revision):
    han, where = browser_of("han"), f"/studio/{revision}/files/{ITEM}/"

    typed = {"part": "limits", "seen": "1", "statutory.days": "20", "statutory.unit": "working_days"}
    answer = han.post(where, typed | {"promised.days": "三天", "promised.unit": "working_days"}, follow=True)

    page = answer.content.decode()
    assert 'value="三天"' in page
    assert "须是整数" in page


def test_who_was_overtaken_keeps_what_they_typed(revision):
    han, where = browser_of("han"), f"/studio/{revision}/files/{ITEM}/"
    typed = {
        "part": "limits",
        "statutory.days": "20",
        "statutory.unit": "working_days",
        "promised.unit": "working_days",
    }
    han.post(where, typed | {"seen": "1", "promised.days": "2"})

    answer = han.post(where, typed | {"seen": "1", "promised.days": "1"})

    assert answer.status_code == 409
    assert 'value="1"' in answer.content.decode()
    assert "先保存了同一部分" in answer.content.decode()


def test_an_expression_is_said_in_both_languages_or_its_fault_told_at_the_column(revision):
    han = browser_of("han")

    said = han.get(f"/studio/{revision}/explain/", {"text": "sign_clearance >= 2.5"}).content.decode()
    wrong = han.get(f"/studio/{revision}/explain/", {"text": "sign_clearence >= 2.5"}).content.decode()

    assert "不少于 2.5 米" in said
    assert "at least 2.5 metres" in said
    assert "第 1 行第 1 个字符" in wrong


def test_the_previews_are_the_real_pages_of_what_would_be(revision):
    han = browser_of("han")

    guide = han.get(f"/preview/{revision}/signboard/").content.decode()
    form = han.get(f"/preview/{revision}/signboard/form/").content.decode()

    assert "3 个工作日" in guide
    assert "还没有生效" in guide
    assert 'name="sign_text"' in form
    assert han.get(f"/studio/{revision}/checklist/signboard/").status_code == 200
    assert "3 个工作日" not in Client(headers={"accept-language": "zh-hans"}).get("/items/signboard/").content.decode()


def test_a_new_item_is_refused_until_it_is_complete(city):
    han = browser_of("han")
    begun = {"code": "pet_house", "zh": "给宠物上户口", "en": "Register a pet", "organ": "gov_service"}

    answer = han.post("/studio/begin/", begun, follow=True)
    again = han.post("/studio/begin/", begun | {"code": "Pet House"})

    assert answer.status_code == 200
    assert "给宠物上户口" in answer.content.decode()
    code = answer.redirect_chain[-1][0].split("/")[2]
    assert studio.check(code, seen_by=identity.person("han"))
    assert again.status_code == 422
    assert "给宠物上户口" in again.content.decode()


def posted(made, typed):
    """What a browser would send for these boxes as they stand."""
    for box in made:
        if box.kind in ("rows", "pairs"):
            typed[f"{box.name}.count"] = [str(len(box.inside))]
        if box.kind == "pair":
            typed[f"{box.name}.key"] = [box.value]
        if box.inside:
            posted(box.inside, typed)
        elif box.kind == "flag":
            typed.update({box.name: ["yes"]} if box.value is True else {})
        else:
            typed[box.name] = [str(box.value)]
    return typed


def test_whatever_a_form_shows_and_nobody_changes_is_saved_as_it_was(city):
    for file, text in studio.texts_on().items():
        noun, is_keyed = studio.noun_of(file)
        held = studio.values_of(text, file=file)
        for part in () if is_keyed or file == "calendar.yaml" else parts_of(file, held):
            made = tuple(boxes(noun, held, (), Faults([]), only=part.keys))

            back = read_parts(noun, posted(made, {}), held, only=part.keys)

            assert {key: back[key] for key in back if back[key] is not studio.ABSENT} == {
                key: held[key] for key in part.keys if key in held
            }, (file, part.code)


def inside(several):
    for box in several:
        yield box
        yield from inside(box.inside)


def test_every_box_has_a_name_in_words_and_so_has_every_choice(city):
    """No code word stands where an editor reads: neither as a label nor as what can be chosen."""
    nameless = set()
    for file, text in studio.texts_on().items():
        noun, is_keyed = studio.noun_of(file)
        held = studio.values_of(text, file=file)
        entry = next(iter(held.values()), {}) if is_keyed else held
        made = boxes(noun, entry, (), Faults([])) if noun and file != "calendar.yaml" else ()
        for box in inside(made):
            is_key = box.kind == "pair" or box.name.endswith(".value")  # called by the code that stands in it
            if not is_key and box.label.zh.isascii():
                nameless.add((noun.__name__, box.label.zh))
            nameless |= {(box.label.zh, said.zh) for code, said in box.choices if said.zh == code}

    assert not nameless
