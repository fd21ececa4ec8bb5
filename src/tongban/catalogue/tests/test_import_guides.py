"""Whoever brings a city's guides is told of every row: it landed, or here is why not. Nothing is guessed, nothing is lost."""

import csv
import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tongban.catalogue import public as catalogue
from tongban.catalogue.contrib.folder.reading import read_file
from tongban.catalogue.contrib.guides.importing import read_mapping
from tongban.catalogue.contrib.guides.tables import NoTable, read_table
from tongban.catalogue.contrib.guides.values import Cells, number
from tongban.catalogue.mappings import GuideMapping
from tongban.catalogue.public import RowFate
from tongban.catalogue.tests.conftest import SHANGHAI
from tongban.catalogue.tests.exports import CREDIT, MAPPING, a_row, written


@pytest.fixture
def bring(tmp_path):
    """Import rows (or a file) into a folder of the test."""

    def run(rows, mapping=MAPPING):
        file = rows if hasattr(rows, "name") else written(rows, tmp_path / "export.jsonl")
        return catalogue.import_guides(file, mapping=mapping, into=tmp_path / "imported", beside=SHANGHAI)

    return run


def item(tmp_path, row):
    path = tmp_path / "imported" / "items" / f"guide_{row['TASK_CODE'].lower()}.yaml"
    return read_file(path.read_bytes(), file=f"items/{path.name}", kind="item").value


def fates(report):
    return [row.outcome for row in report.rows]


def test_a_row_becomes_an_item_that_says_only_what_the_row_said(bring, tmp_path):
    report = bring([row := a_row()])

    found = item(tmp_path, row)
    assert fates(report) == [RowFate.LANDED]
    assert (found["name"]["zh"], found["kind"], found["untranslated"]) == ("样例事项第 1 类", "01", True)
    assert (found["statutory"], found["promised"]["days"]) == ({"days": 20, "unit": "working_days"}, 5)
    assert [each["way"] for each in found["materials"]] == ["upload", "register"]
    assert (found["fee"]["yuan"], found["elsewhere"]["address"]) == ("", "https://example.com/apply")
    assert found["elsewhere"]["place"]["zh"] == "样例路 1 号"
    assert catalogue.check((SHANGHAI, tmp_path / "imported")) == []


def test_the_same_file_again_changes_nothing(bring, tmp_path):
    rows = [a_row(number) for number in range(1, 6)]
    bring(rows)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "imported").rglob("*.*")}

    report = bring(rows)

    assert set(fates(report)) == {RowFate.UNCHANGED}
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "imported").rglob("*.*")} == before


def test_what_an_editor_has_improved_is_not_overwritten(bring, tmp_path):
    bring([a_row(1), a_row(2)])
    path = tmp_path / "imported" / "items" / f"guide_{a_row(1)['TASK_CODE'].lower()}.yaml"
    path.write_text(path.read_text().replace("样例事项第 1 类, en:", "改好的名称, en:"))

    report = bring([a_row(1, visit_number="0", LIMIT_SCENE_NUM="0"), a_row(2, LIMIT_SCENE_NUM="0")])

    assert fates(report) == [RowFate.KEPT, RowFate.CHANGED]
    assert "改好的名称" in path.read_text()


REFUSED = [
    ({"TASK_NAME": " ", "matter_name": None}, "name is missing"),
    ({"TASK_TYPE": "02"}, "say there what it means"),
    ({"TASK_TYPE": None}, "kind is missing"),
    ({"TASK_CODE": "无"}, "key is missing"),
    ({"TASK_CODE": f"{CREDIT[:17]}{'0' if CREDIT[17] != '0' else '1'}2000000000001"}, "check character"),
    ({"TASK_CODE": f"{CREDIT}9000000000001"}, "implementation code"),
    ({"service_object_name": []}, "who applies"),
    ({"service_object_name": ["火星人"]}, "who applies"),
    ({"handle_time": "5(工作日)", "handle_time_limit": "20(工作日)"}, "longer than the law"),
    ({"handle_time": "当场", "handle_time_limit": "20(工作日)"}, "as long as the law"),
]


@pytest.mark.parametrize(("changed", "why"), REFUSED)
def test_a_row_that_cannot_be_an_item_is_listed_with_its_reason(bring, tmp_path, changed, why):
    report = bring([a_row(1), a_row(7, **changed)])

    assert fates(report) == [RowFate.LANDED, RowFate.REFUSED]
    assert any(why in said.en for said in report.rows[1].says), report.rows[1].says
    assert len(list((tmp_path / "imported" / "items").iterdir())) == 1


def test_lines_that_are_no_rows_are_counted_too(bring):
    report = bring(["{", "[1, 2]", a_row()])

    assert fates(report) == [RowFate.REFUSED, RowFate.REFUSED, RowFate.LANDED]
    assert [row.number for row in report.rows] == [1, 2, 3]


def test_a_key_that_comes_again_is_told_and_the_first_one_holds(bring):
    report = bring([a_row(), a_row(), a_row(handle_location="别处")])

    assert fates(report) == [RowFate.LANDED, RowFate.REPEATED, RowFate.REFUSED]
    assert "row 1" in report.rows[2].says[0].en


def test_an_item_that_the_city_writes_itself_is_not_imported_over_it(bring):
    food = read_file(
        (SHANGHAI / "items/food_licence.yaml").read_bytes(), file="items/food_licence.yaml", kind="item"
    ).value
    code = food["implementation_code"]

    report = bring([a_row(TASK_CODE=code, DEPT_NAME="上海市市场监督管理局")])

    assert (fates(report), report.rows[0].code) == ([RowFate.KNOWN], "food_licence")


LIMITS = [
    ("20(工作日)", 20, "working_days"), ("20个工作日", 20, "working_days"), ("二十个工作日内", 20, "working_days"),
    ("法定时限：３０（自然日）", 30, "natural_days"), ("一百八十天", 180, "natural_days"), ("24小时", 24, "hours"),
    ("当场办结", 0, "on_the_spot"), ("即办件", 0, "on_the_spot"), ("0工作日", 0, "on_the_spot"), ("无", 0, "none"),
    ("30", 0, "none"), ("三个月", 0, "none"), ("受理后20个工作日，可延长10个工作日", 0, "none"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "days", "unit"), LIMITS)
def test_a_limit_is_read_as_it_is_written_or_kept_as_a_note(said, days, unit):
    mapping = read_mapping(MAPPING)
    cells = Cells({"handle_time": said}, mapping)

    found = cells.limit(mapping.statutory, "statutory")

    assert (found["days"], found["unit"]) == (days, unit)
    assert ("note" in found) is bool(cells.notes) is (unit == "none" and said != "无")


@given(st.integers(1, 999))
def test_chinese_numbers_are_read(value):
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    said = (f"{digits[hundreds]}百" if hundreds else "") + (
        f"{digits[tens]}十" if tens else "零" if hundreds and ones else ""
    )

    assert number(said + (digits[ones] if ones else "")) == value


def as_csv(rows, encoding, delimiter=","):
    lines = [[*rows[0]], *([";".join(v) if isinstance(v, list) else v for v in row.values()] for row in rows)]
    out = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    return out.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_any_usual_encoding_is_read(bring, tmp_path, encoding):
    (tmp_path / "export.csv").write_bytes(as_csv([a_row(1), a_row(2)], encoding))

    report = bring(tmp_path / "export.csv")

    assert fates(report) == [RowFate.LANDED, RowFate.LANDED]
    assert report.read_as.zh.startswith("CSV")


def test_excel_and_json_are_read_too(bring, tmp_path):
    with Workbook(tmp_path / "export.xlsx") as book:
        sheet = book.add_worksheet("指南")
        for at, line in enumerate([[*a_row()], [";".join(v) if isinstance(v, list) else v for v in a_row(1).values()]]):
            sheet.write_row(at, 0, line)
    (tmp_path / "export.json").write_text(json.dumps({"data": {"list": [a_row(2)]}}))
    nested = tmp_path / "nested.yaml"
    nested.write_text(MAPPING.read_text() + "rows: data.list\n")

    assert fates(bring(tmp_path / "export.xlsx")) == [RowFate.LANDED]
    assert fates(bring(tmp_path / "export.json", mapping=nested)) == [RowFate.LANDED]


def test_a_column_that_the_export_does_not_have_stops_everything_with_a_mend(bring, tmp_path):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING.read_text().replace("DEPT_NAME", "DEPT_NAM"))

    with pytest.raises(catalogue.NoTable, match="Did you mean DEPT_NAME"):
        bring([a_row()], mapping=mapping)
    assert not (tmp_path / "imported").exists()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [("key:", "kei:", "kei"),
     ("zh: 省级", "zhh: 省级", "zhh"), ("means: \"20\"}", "mean: \"20\"}", "mean"), ("{zh:", "{{", "YAML")],
)  # fmt: skip
def test_a_broken_mapping_is_told_with_its_line(bring, tmp_path, old, new, why):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING.read_text().replace(old, new, 1))

    with pytest.raises(catalogue.ContentBroken, match=why):
        bring([a_row()], mapping=mapping)


@pytest.mark.parametrize("name", ["export.pdf", "missing.csv", "bad.csv", "twice.csv", "no-list.json", "broken.xlsx"])
def test_a_file_that_is_no_table_is_refused_in_words(bring, tmp_path, name):
    (tmp_path / "export.pdf").write_bytes(b"%PDF")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\xfd\x00" * 3 + b"\xff")
    (tmp_path / "twice.csv").write_text("a,a\n1,2\n")
    (tmp_path / "no-list.json").write_text("{}")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04nothing")

    with pytest.raises(catalogue.NoTable):
        bring(tmp_path / name)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_the_report_holds_every_row_and_no_formula(bring, tmp_path, suffix):
    report = bring([a_row(), a_row(2, TASK_NAME="=1+1", TASK_TYPE="99"), "{"])

    report.write(out := tmp_path / f"report.{suffix}")

    assert report.counts()["rows"] == 3 == sum(count for fate, count in report.counts().items() if fate != "rows")
    if suffix == "csv":
        assert [row["name"] for row in csv.DictReader(out.read_text("utf-8-sig").splitlines())] == [
            "样例事项第 1 类",
            "'=1+1",
            "",
        ]
    elif suffix == "xlsx":
        assert len(CalamineWorkbook.from_filelike(BytesIO(out.read_bytes())).get_sheet_by_index(0).to_python()) == 4
    else:
        assert [row["outcome"] for row in json.loads(out.read_text())["rows"]] == ["landed", "refused", "refused"]


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.lists(st.text(max_size=8), max_size=3),
    st.booleans(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(st.sampled_from(sorted(a_row())), CELLS), max_size=8))
def test_whatever_the_cells_hold_every_row_is_accounted_for(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    full = [a_row(number) | row for number, row in enumerate(rows, start=1)]

    report = catalogue.import_guides(
        written([*full, a_row(99)], folder / "any.jsonl"), mapping=MAPPING, into=folder / "imported", beside=SHANGHAI
    )

    assert len(report.rows) == len(rows) + 1
    landed = {row.code for row in report.rows if row.outcome is RowFate.LANDED}
    assert landed == {path.stem for path in (folder / "imported" / "items").iterdir()}


def test_every_place_of_a_mapping_can_be_taken_from_a_column():
    named = {name for name, _ in read_mapping(MAPPING).takes()}

    assert {"key", "name", "statutory", "fee", "themes"} <= named <= set(GuideMapping.__dataclass_fields__)


def test_a_small_workbook_that_asks_for_everything_there_is_ends_nobody(tmp_path):
    book, far = tmp_path / "book.xlsx", tmp_path / "far.xlsx"
    with Workbook(str(book)) as made:
        made.add_worksheet().write_row(0, 0, ["TASK_CODE"])
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    with ZipFile(book) as old, ZipFile(far, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", cell))

    with pytest.raises(NoTable, match="另存为 CSV"):
        read_table(far)
    with pytest.raises(NoTable, match="sheet"):
        read_table(book, sheet="no such sheet")
