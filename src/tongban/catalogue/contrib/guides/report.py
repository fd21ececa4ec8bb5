"""What became of every row of an import, for people (CSV, Excel) and for programs (JSON)."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xlsxwriter import Workbook

from tongban.kernel.words import Words


class RowFate(StrEnum):
    """What became of a row (导入结果)."""

    LANDED = "landed"  # a new item
    CHANGED = "changed"  # the item was there and says something else now
    UNCHANGED = "unchanged"  # the item was there and says the same
    KEPT = "kept"  # somebody has edited the item since: it was left alone
    KNOWN = "known"  # the city has written this item itself
    REPEATED = "repeated"  # an earlier row of this file says the same
    REFUSED = "refused"  # it cannot become an item; the reasons say why


NAMES = {
    RowFate.LANDED: Words("新导入", "landed"), RowFate.CHANGED: Words("已更新", "changed"),
    RowFate.UNCHANGED: Words("没有变化", "unchanged"), RowFate.KEPT: Words("有人改过，未覆盖", "edited since, left alone"),
    RowFate.KNOWN: Words("本市已有", "the city has it"), RowFate.REPEATED: Words("与前面的行重复", "repeats an earlier row"),
    RowFate.REFUSED: Words("未导入", "refused"),
}  # fmt: skip
HEADING = ("row", "key", "name", "outcome", "结果", "item", "说明", "notes")


@dataclass(frozen=True)
class RowOutcome:
    """A row by its number, what became of it, the item's code, and reasons or notes."""

    number: int
    key: str
    name: str
    outcome: RowFate
    code: str = ""
    says: tuple[Words, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """Every row of one import. `read_as` says how the file was read, `unused` which columns the mapping does not use."""

    title: Words
    read_as: Words
    unused: tuple[str, ...]
    rows: tuple[RowOutcome, ...]

    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in RowFate} | {"rows": len(self.rows)}

    def write(self, path: Path) -> None:
        """Write the report as the name of the file says: .json, .xlsx, otherwise CSV (UTF-8 with a mark, for Excel)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".json":
            path.write_text(json.dumps(self._plain(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        elif path.suffix.lower() == ".xlsx":
            self._write_sheet(path)
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([HEADING, *map(_line, self.rows)])

    def _plain(self) -> dict[str, object]:
        rows = [
            {"row": r.number, "key": r.key, "name": r.name, "outcome": r.outcome.value, "item": r.code}
            | {"says": [{"zh": s.zh, "en": s.en} for s in r.says]}
            for r in self.rows
        ]
        read_as = {"zh": self.read_as.zh, "en": self.read_as.en}
        return {"counts": self.counts(), "read_as": read_as, "unused_columns": list(self.unused), "rows": rows}

    def _write_sheet(self, path: Path) -> None:
        with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet("rows")
            for at, line in enumerate([HEADING, *map(_line, self.rows)]):
                sheet.write_row(at, 0, line)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(self.rows), len(HEADING) - 1)


def _line(row: RowOutcome) -> Sequence[object]:
    said = ("；".join(words.zh for words in row.says), "; ".join(words.en for words in row.says))
    cells = (row.number, row.key, row.name, row.outcome.value, NAMES[row.outcome].zh, row.code, *said)
    return [_harmless(cell) for cell in cells]


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets a quotation mark in front."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell[:1] else cell
