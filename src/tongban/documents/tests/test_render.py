import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from tongban.documents import public as documents

FACE = {
    "title": "食品经营许可证",
    "title_en": "Food Business Licence",
    "number": "1.2.156.3005.2.SAMPLE",
    "holder": "样本餐饮有限公司",
    "holder_code": "91310115MA1TEXT069",
    "fields": [["经营场所", "Premises", "样本路 1 号"]],
    "issued_on": "2026-11-22",
    "valid_until": "2031-11-21",
    "organ": "样本市市场监督管理局",
    "organ_en": "Market",
    "qr_svg": documents.qr_svg("http://localhost/verify/A/"),
    "verify_url": "http://localhost/verify/A/",
}
LETTER = {"title": "不予许可决定书", "title_en": "Refusal", "number": "样〔2026〕1 号", "addressee": "林晓雯"}
LETTER |= {"body": ["理由。"], "remedies": ["可以申请行政复议。"], "date": "2026-11-22"}
LETTER |= {"organ": "样本市消防局", "organ_en": "Fire"}
SIGNED = {"holder": "样本餐饮", "signed_by": "林晓雯", "signed_at": "2026-11-22 10:00", "digest": "ab" * 32}
ROWS = [["名称", "样本小吃", "登记"], ["面积", "120"]]
FORM = {**SIGNED, "title": "申请书", "title_en": "Application", "number": "C1", "item": "食品经营许可"}
FORM |= {"sections": [{"title": "主体", "rows": ROWS}], "declaration": "内容属实。"}
PLEDGE = {**SIGNED, "title": "承诺书", "title_en": "Pledge", "number": "C1", "body": ["我承诺属实。"]}


def text_of(pdf):
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(
    ("template", "values", "shown"),
    [
        ("licence", FACE, ["食品经营许可证", "91310115MA1TEXT069", "样本路1号", "演示样本", "2031-11-21"]),
        ("notice", LETTER, ["不予许可决定书", "林晓雯", "可以申请行政复议。", "样本市消防局"]),
        ("application", FORM, ["申请书", "样本餐饮", "样本小吃", "120", "林晓雯", "2026-11-2210:00", "内容属实。"]),
        ("pledge", PLEDGE, ["承诺书", "我承诺属实。", "ab" * 32]),
    ],
)
def test_the_document_shows_its_values(template, values, shown):
    pdf = documents.render(template, values)

    text = text_of(pdf)
    assert [part for part in shown if part not in text] == []
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_the_document_is_tagged_for_those_who_hear_it():
    root = PdfReader(io.BytesIO(documents.render("licence", FACE))).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].startswith("zh")


@pytest.mark.parametrize(
    "name", ['#read("/frame.typ")', "$x^2$ *粗* _斜_", '"] #panic() //', "= 标题 <a> @b", "\\#{1+1}"]
)
def test_markup_in_a_name_is_shown_and_never_carried_out(name):
    pdf = documents.render("licence", {**FACE, "holder": name})

    assert "".join(name.split()) in text_of(pdf)


def test_the_same_values_give_the_same_bytes_also_from_many_threads():
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(lambda _: documents.render("notice", LETTER), range(12)))

    assert len(made) == 1


def test_a_long_notice_goes_on_over_pages_and_ends_with_the_organ():
    pdf = documents.render("notice", {**LETTER, "body": ["理由很长。" * 200] * 6})

    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    assert "样本市消防局" in pages[-1].extract_text()


def test_rare_characters_of_names_are_drawn_and_others_are_named():
    assert documents.not_drawn({"rows": [["镕喆堃珺㛃𬱖", "Zoë ½ ①"]]}) == ()
    assert documents.not_drawn({"name": "林\U00031350"})[0].zh.endswith("\U00031350")


def test_a_name_that_is_forgotten_or_unknown_is_an_error_and_no_empty_line():
    with pytest.raises(ValueError, match="body"):
        documents.render("pledge", {name: value for name, value in PLEDGE.items() if name != "body"})
    with pytest.raises(ValueError, match="titel"):
        documents.render("pledge", {**PLEDGE, "titel": "承诺书"})


def test_no_other_template_can_be_named():
    with pytest.raises(ValueError, match="no template"):
        documents.render("../assets/README", {})


def test_a_qr_code_is_a_picture_without_scripts():
    svg = documents.qr_svg("http://localhost/verify/ABC/")

    assert svg.startswith("<svg")
    assert "<path" in svg
    assert "script" not in svg
