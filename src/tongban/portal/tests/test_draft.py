"""Fill in a draft without a script: values with their source, corrections, errors, files, the sheet, one submission."""

import re
import shutil
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from tongban.applications import public as applications
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.portal.tests.people import text_of
from tongban.portal.views import who


def plan():
    """A readable drawing, as somebody would take a picture of."""
    picture = Image.effect_noise((1400, 1000), 60).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for step in range(20):
        pen.rectangle((step * 50, step * 40, step * 50 + 300, step * 40 + 200), outline=(0, 0, 0), width=5)
    kept = BytesIO()
    picture.save(kept, "PNG")
    kept.seek(0)
    kept.name = "平面图.png"
    return kept


def outlook(draft):
    return applications.outlook(draft.split("/")[2], seen_by=identity.person("lin"), at=who.now())


def some_text(fact):
    by_kind = {"boolean": "yes", "date": "2026-12-01"}
    if fact.options:
        return next(iter(fact.options))
    return by_kind.get(fact.kind) or fact.example or ("5" if fact.kind in ("number", "integer", "money") else "样例")


def fill_in(lin, draft, *, upload=True):
    """Everything that is left, page by page."""
    for step in outlook(draft).steps:
        here = next((one for one in outlook(draft).steps if one.code == step.code), None)
        fields = {one.field.fact.code: some_text(one.field.fact) for one in here.to_fill} if here else {}
        lin.post(f"{draft}parts/{step.code}/", {"field": list(fields), **fields})
    for supply in outlook(draft).to_upload if upload else ():
        lin.post(f"{draft}materials/", {"material": supply.code, "file": plan()})


def sheet_digest(lin, draft):
    return re.search(r'name="digest" value="(\w+)"', text_of(lin.get(f"{draft}check/")))[1]


def test_every_part_stays_within_the_budget_of_queries(lin, draft, django_assert_max_num_queries):
    parts = [f"{draft}parts/{step.code}/" for step in outlook(draft).steps]

    for address in [draft, *parts, f"{draft}questions/", f"{draft}materials/", f"{draft}check/"]:
        with django_assert_max_num_queries(15):
            assert lin.get(address).status_code == 200


def test_what_the_state_knows_is_shown_with_its_source_and_can_be_corrected(lin, draft):
    page = text_of(lin.get(f"{draft}parts/premises/"))
    lin.post(f"{draft}parts/premises/", {"field": "floor_area", "floor_area": "90", "correcting": "floor_area"})

    assert "不动产登记库" in page
    assert "?correct=floor_area#floor_area" in page
    assert "已记为数据异议" in text_of(lin.get(f"{draft}parts/premises/"))


def test_an_error_says_how_to_mend_it_keeps_what_was_written_and_what_was_right(lin, draft):
    answer = lin.post(
        f"{draft}parts/facilities/",
        {"field": ["kitchen_area", "water_use"], "kitchen_area": "24.5", "water_use": "很多"},
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert 'href="#water_use"' in page
    assert "<title>有错误：" in page
    assert 'value="很多"' in page
    assert 'value="24.5"' in text_of(lin.get(f"{draft}parts/facilities/"))


def test_saving_by_itself_keeps_the_good_values_and_answers_with_one_line(lin, draft):
    answer = lin.post(
        f"{draft}parts/trade/",
        {"field": ["catering_form"], "catering_form": "snack_bar"},
        headers={"HX-Request": "true"},
    )

    assert "已自动保存" in text_of(answer)
    assert "<html" not in text_of(answer)
    assert outlook(draft).values["catering_form"] == "snack_bar"


def test_a_file_that_is_none_is_refused_in_words(lin, draft):
    false = BytesIO(b"MZ\x90\x00 this is a program")
    false.name = "plan.png"

    answer = lin.post(f"{draft}materials/", {"material": outlook(draft).to_upload[0].code, "file": false})

    assert answer.status_code == 422
    assert "errsum" in text_of(answer)


def test_what_was_seen_is_submitted_once(lin, draft):
    fill_in(lin, draft)
    digest = sheet_digest(lin, draft)

    first = lin.post(f"{draft}check/", {"digest": digest, "agree": "yes"})
    again = lin.post(f"{draft}check/", {"digest": digest, "agree": "yes"})

    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert "已收到" in text_of(lin.get(first.headers["Location"]))


@pytest.mark.parametrize("forged", [{"digest": "0" * 64, "agree": "yes"}, {"agree": "yes"}, {}])
def test_nothing_else_can_be_submitted(lin, draft, forged):
    fill_in(lin, draft)

    answer = lin.post(f"{draft}check/", forged)

    assert answer.status_code == 422
    assert outlook(draft).draft.case_number is None


def test_the_case_page_shows_each_department_and_a_stranger_sees_nothing(
    lin, wang, draft, django_assert_max_num_queries
):
    fill_in(lin, draft)
    receipt = lin.post(f"{draft}check/", {"digest": sheet_digest(lin, draft), "agree": "yes"}).headers["Location"]
    case = receipt.removesuffix("receipt/")

    with django_assert_max_num_queries(19):
        page = text_of(lin.get(case))

    assert "办食品经营许可证" in page
    assert "办排水许可证" in page
    assert {wang.get(address).status_code for address in (draft, f"{draft}check/", case, receipt)} == {404}


def test_a_stranger_changes_nothing(wang, lin, draft):
    answers = [
        wang.post(f"{draft}parts/trade/", {"field": "seats", "seats": "1"}),
        wang.post(f"{draft}questions/", {"seats": "1"}),
        wang.post(f"{draft}check/", {"digest": "0", "agree": "yes"}),
        wang.post(f"{draft}materials/", {"material": "floor_plan", "file": plan()}),
    ]

    assert {answer.status_code for answer in answers} == {404}


@pytest.fixture
def changed(draft, settings, tmp_path):
    """The draft's address, after the guide of one of its items was published anew."""
    folder = shutil.copytree(settings.CONTENT, tmp_path / "city")
    path = folder / "items" / "food_licence.yaml"
    path.write_text(path.read_text().replace("办食品经营许可证", "办食品证啦", 1))
    catalogue.publish(folder, by="editor", at=who.now())
    return draft


def test_what_changed_since_is_seen_before_anything_is_signed(changed, lin, wang):
    check, update = f"{changed}check/", f"{changed}update/"

    assert lin.get(check).headers["Location"] == update
    assert lin.post(check, {"agree": "yes", "digest": "0" * 64}).headers["Location"] == update
    assert lin.post(check, {}).headers["Location"] == update
    assert "办食品证啦" in lin.get(update).content.decode()
    assert wang.post(check, {"agree": "yes"}).status_code == 404
    assert outlook(changed).draft.case_number is None
