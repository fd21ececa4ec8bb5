"""Rows of an export: CSV, Excel, JSON, JSON Lines. What cannot be read is a row too, with the reason."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from tongban.kernel.words import Words

LARGEST = 300 * 1024 * 1024
SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
DELIMITERS = ",;\t|"
csv.field_size_limit(16 * 1024 * 1024)


MEMORY_BYTES, PATIENCE_SECONDS = 4 * 1024**3, 600
TOO_HEAVY = Words(
    "打开这个表格要占用过多的内存或时间。请删去表格外的空白单元格，或另存为 CSV 再导入。",
    "Opening this spreadsheet takes too much memory or time. Delete what stands far outside the table, or save it as CSV.",
)


class NoTable(ValueError):
    """The file as a whole cannot be read. `says` tells why and what to do."""

    def __init__(self, says: Words) -> None:
        super().__init__(f"{says.zh} / {says.en}")
        self.says = says

    def __reduce__(self) -> tuple[type["NoTable"], tuple[Words]]:
        return NoTable, (self.says,)


@dataclass(frozen=True)
class Row:
    """One row: its number in the file (lines of JSON Lines, rows of a sheet with the heading as 1), its cells, or why not."""

    number: int
    cells: dict[str, Any]
    broken: Words | None = None


@dataclass(frozen=True)
class Table:
    """The rows of a file, and how it was read: told in the report, since nothing of it was written down in the file."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    read_as: Words


def read_table(path: Path, *, encoding: str = "", sheet: str = "", inside: str = "") -> Table:
    """Every row of an export.

    `encoding` is found out where it is not given (UTF-8, UTF-16 with a mark, otherwise GB 18030); `sheet` is the name of a
    worksheet, the first by default; `inside` leads through the keys of a JSON file to its list ("data.list"). Raises `NoTable`.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NoTable(
            Words(f"读不了 {path.name}：{error.strerror}。", f"{path.name} cannot be read: {error.strerror}.")
        ) from None
    if len(raw) > LARGEST:
        raise NoTable(
            Words("文件超过 300 MB，请拆开再导入。", "The file is larger than 300 MB; split it and import the parts.")
        )
    kind = path.suffix.lower()
    return _sheet(raw, sheet) if kind in SPREADSHEETS else _of_text(path, *_text(raw, encoding), inside=inside)


def _of_text(path: Path, text: str, named: str, *, inside: str) -> Table:
    kind = path.suffix.lower()
    if kind in (".jsonl", ".ndjson"):
        return _lines(text, named)
    if kind == ".json":
        return _list(text, inside, named)
    if kind in (".csv", ".tsv", ".txt"):
        return _separated(text, named)
    raise NoTable(
        Words(
            f"不认识 {path.suffix or path.name} 文件；可以导入 CSV、Excel、JSON、JSON Lines。",
            f"{path.suffix or path.name} is not known; CSV, Excel, JSON and JSON Lines can be imported.",
        )
    )


def _text(raw: bytes, encoding: str) -> tuple[str, str]:
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    marked = next((name for mark, name in marks if raw.startswith(mark)), "")
    for name in [encoding] if encoding else [marked or "utf-8", "gb18030"]:
        try:
            return raw.decode(name), name
        except UnicodeDecodeError:
            continue
        except LookupError:
            break
    tried = encoding or "UTF-8、GB 18030"
    raise NoTable(
        Words(
            f"文件编码不是 {tried}；请另存为 UTF-8，或在对照表里写 encoding:。",
            f"The file is not in {tried.replace('、', ' or ')}; save it as UTF-8 or write encoding: in the mapping.",
        )
    )


def _lines(text: str, encoding: str) -> Table:
    rows = []
    for number, line in enumerate(io.StringIO(text), start=1):
        if line.strip():
            rows.append(_json_row(number, line))
    return _table(rows, Words(f"JSON Lines，{encoding}", f"JSON Lines, {encoding}"))


def _json_row(number: int, line: str) -> Row:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        what = str(error)[:120]
        return Row(number, {}, Words(f"这一行不是 JSON：{what}", f"This line is not JSON: {what}"))
    return _object(number, found)


def _object(number: int, found: Any) -> Row:
    if isinstance(found, dict):
        return Row(number, {str(key).strip(): value for key, value in found.items()})
    return Row(number, {}, Words("这一条不是对象。", "This entry is not an object."))


def _list(text: str, inside: str, encoding: str) -> Table:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        what = str(error)[:120]
        raise NoTable(Words(f"不是正确的 JSON：{what}。", f"This is not correct JSON: {what}.")) from None
    for key in filter(None, inside.split(".")):
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise NoTable(
            Words(
                "JSON 里没有找到列表；请在对照表里用 rows: 写出通向它的键，例如 data.list。",
                "There is no list in the JSON; say in the mapping with rows: by which keys it is reached, such as data.list.",
            )
        )
    rows = [_object(number, each) for number, each in enumerate(found, start=1)]
    return _table(rows, Words(f"JSON，{encoding}", f"JSON, {encoding}"))


def _separated(text: str, encoding: str) -> Table:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:65536], delimiters=DELIMITERS)
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ","
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    shown = {"\t": "Tab"}.get(delimiter, delimiter)
    said = Words(f"CSV，{encoding}，分隔符 {shown}", f"CSV, {encoding}, separated by {shown}")
    return _table(list(_headed(_numbered(read))), said)


def _numbered(read: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows with the line on which each ends; a broken one ends the reading and is told."""
    while True:
        try:
            cells = next(read)
        except StopIteration:
            return
        except csv.Error as error:
            raise NoTable(
                Words(
                    f"CSV 第 {read.line_num} 行坏了：{error}。", f"The CSV is broken at line {read.line_num}: {error}."
                )
            ) from None
        if any(str(cell).strip() for cell in cells):
            yield read.line_num, cells


def _headed(lines: Iterator[tuple[int, list[Any]]]) -> Iterator[Row]:
    first = next(lines, None)
    if first is None:
        return
    columns = [str(cell).strip() for cell in first[1]]
    twice = {name for name in columns if name and columns.count(name) > 1}
    if twice:
        named = "、".join(sorted(twice))
        raise NoTable(Words(f"表头有重名的列：{named}。", f"Columns have the same name: {named.replace('、', ', ')}."))
    for number, cells in lines:
        if len(cells) > len(columns) and any(str(cell).strip() for cell in cells[len(columns) :]):
            says = Words(
                f"这一行有 {len(cells)} 格，表头只有 {len(columns)} 列；多半是引号或分隔符错了。",
                f"This row has {len(cells)} cells under {len(columns)} headings: a quotation mark or separator is wrong.",
            )
            yield Row(number, {}, says)
        else:
            yield Row(number, dict(zip(columns, cells, strict=False)))


def _sheet(raw: bytes, sheet: str) -> Table:
    """Opened in a process of its own: a workbook of 14 KB can ask for 512 GB, and that ends the process that opens it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_limit) as apart:
        try:
            name, cells = apart.submit(_opened, raw, sheet).result(timeout=PATIENCE_SECONDS)
        except (BrokenProcessPool, MemoryError, TimeoutError):
            for process in apart._processes.values():
                process.kill()
            raise NoTable(TOO_HEAVY) from None
    lines = ((number, [_plain(cell) for cell in row]) for number, row in enumerate(cells, start=1))
    filled = ((number, row) for number, row in lines if any(str(cell).strip() for cell in row))
    return _table(list(_headed(filled)), Words(f"表格，工作表“{name}”", f"spreadsheet, sheet {name!r}"))


def _limit() -> None:
    """Lower what the process may use. Where the system has no such limits, the parent's patience remains."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _opened(raw: bytes, sheet: str) -> tuple[str, list[list[Any]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        name = sheet or book.sheet_names[0]
        if name not in book.sheet_names:
            known = "、".join(book.sheet_names)
            raise NoTable(
                Words(
                    f"没有工作表 {name}；有：{known}。",
                    f"There is no sheet {name}; there are: {known.replace('、', ', ')}.",
                )
            )
        return name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        what = str(error)[:120] or "no sheet"
        raise NoTable(Words(f"读不了这个表格文件：{what}。", f"This spreadsheet cannot be read: {what}.")) from None


def _plain(cell: Any) -> Any:
    """A number that Excel keeps as 20.0 is 20."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _table(rows: list[Row], read_as: Words) -> Table:
    return Table(tuple(rows), tuple(dict.fromkeys(name for row in rows for name in row.cells)), read_as)
