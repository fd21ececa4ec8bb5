"""A whole export: every row lands as an item's file or is listed with its reason. The same file again changes nothing."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import yaml

from tongban.catalogue.contrib.folder.content import problems_in
from tongban.catalogue.contrib.folder.reading import Document, contents_of, read_contents, read_file
from tongban.catalogue.contrib.folder.references import get
from tongban.catalogue.contrib.folder.spelling import misspelt, near
from tongban.catalogue.contrib.guides.items import Maker, code_of, digest
from tongban.catalogue.contrib.guides.report import ImportReport, RowFate, RowOutcome
from tongban.catalogue.contrib.guides.tables import NoTable, Row, Table, read_table
from tongban.catalogue.contrib.guides.values import Cells, Refused
from tongban.catalogue.mappings import GuideMapping
from tongban.catalogue.types import ContentBroken, Problem
from tongban.kernel.words import Words

RECORD = "imports.json"
ORGANS = "organs/imported.yaml"


def import_guides(file: Path | str, *, mapping: Path | str, into: Path | str, beside: Path | str) -> ImportReport:
    """Import an export of service guides into the content folder `into`, which is published on top of the folder `beside`.

    Every row becomes an item's file or stands in the report with its reason. What somebody has edited since is left alone, and
    what has not changed is not written again. Raises `NoTable` and `ContentBroken` where file or mapping cannot be used; then
    nothing is written.
    """
    rules = read_mapping(Path(mapping))
    table = read_table(Path(file), encoding=rules.encoding, sheet=rules.sheet, inside=rules.rows)
    used = _used_columns(rules, table)
    run = _Run(rules, Path(into), Path(beside))
    for row in table.rows:
        run.take(row)
    run.land()
    unused = tuple(name for name in table.columns if name not in used)
    return ImportReport(rules.title, table.read_as, unused, tuple(run.outcomes))


def read_mapping(path: Path) -> GuideMapping:
    """The mapping that a file holds. Raises `ContentBroken` with every problem, its line and its mend."""
    found = read_file(path.read_bytes(), file=path.name, kind="guide_mapping")
    if isinstance(found, Problem):
        raise ContentBroken((found,))
    problems = tuple(misspelt(found))
    if problems:
        raise ContentBroken(problems)
    return msgspec.convert(found.value, GuideMapping)


def _used_columns(rules: GuideMapping, table: Table) -> set[str]:
    used = {column for _, take in rules.takes() for column in take.columns}
    missing = sorted(used - set(table.columns))
    if missing and table.rows:
        mend = near(missing[0], table.columns)
        raise NoTable(
            Words(
                f"对照表用到的列 {'、'.join(missing)} 不在文件里。{mend.zh}",
                f"The mapping names columns that the file does not have: {', '.join(missing)}. {mend.en}",
            )
        )
    return used


class _Run:
    """One import under way: what each row became, and the texts that will be written."""

    def __init__(self, rules: GuideMapping, into: Path, beside: Path) -> None:
        self.rules, self.into = rules, into
        self.contents = contents_of(beside)
        documents, _ = read_contents(self.contents)
        self.city = _codes_of(documents)
        organs = {str(each["credit_code"]): code for code, each in _all(documents, "organs")}
        themes = {str(get(each, "title", "zh")): code for code, each in _all(documents, "themes")}
        self.maker = Maker(rules, organs, themes)
        self.record: dict[str, str] = _read_record(into / RECORD)
        self.before = dict(self.record)
        self.maker.organs.update(_written_organs(into / ORGANS))
        self.outcomes: list[RowOutcome] = []
        self.texts: dict[str, str] = {}
        self.first: dict[str, tuple[int, str]] = {}

    def take(self, row: Row) -> None:
        """Decide about one row; nothing is written yet."""
        cells = Cells(row.cells, self.rules)
        key, name = "", ""
        try:
            if row.broken:
                raise Refused(row.broken.zh, row.broken.en)
            key = cells.text(self.rules.key, "key")
            name = cells.text(self.rules.name, "name")
            code, body = self.maker.item(cells)
            told = self._place(row.number, code, body)
        except Refused as refused:
            told = RowOutcome(row.number, key, name, RowFate.REFUSED, code_of(key) if key else "", (refused.says,))
        self.outcomes.append(replace(told, key=key, name=name, says=(*told.says, *cells.notes)))

    def _place(self, number: int, code: str, body: dict[str, Any]) -> RowOutcome:
        known = self.city.get(body.get("handling_code") or body["implementation_code"])
        if known:
            says = Words(
                f"本市已有事项 {known}，以本市写的为准", f"the city has the item {known} and its own words hold"
            )
            return RowOutcome(number, "", "", RowFate.KNOWN, known, (says,))
        text = text_of(body)
        if code in self.first:
            return self._again(number, code, text)
        self.first[code] = number, text
        self.texts[code] = text
        return RowOutcome(number, "", "", self._outcome(code, text), code)

    def _again(self, number: int, code: str, text: str) -> RowOutcome:
        first, said = self.first[code]
        if said == text:
            says = Words(f"与第 {first} 行相同", f"the same as row {first}")
            return RowOutcome(number, "", "", RowFate.REPEATED, code, (says,))
        raise Refused(
            f"与第 {first} 行同一个 key，内容却不同；以先出现的为准，请在原系统查清",
            f"it has the key of row {first} but says something else; the first one holds: mend it where it comes from",
        )

    def _outcome(self, code: str, text: str) -> RowFate:
        path = self.into / "items" / f"{code}.yaml"
        if not path.exists():
            return RowFate.LANDED
        there = path.read_text(encoding="utf-8")
        if there == text:
            return RowFate.UNCHANGED
        return RowFate.CHANGED if self.before.get(code) == digest(there) else RowFate.KEPT

    def land(self) -> None:
        """Check everything together with the city's content; then write what is new and whole, each file at once or not."""
        kept = {told.code for told in self.outcomes if told.outcome is RowFate.KEPT}
        writing = {code: text for code, text in self.texts.items() if code not in kept}
        broken = self._problems(writing)
        self.outcomes = [self._unless_broken(told, broken) for told in self.outcomes]
        whole = {code: text for code, text in writing.items() if code not in broken}
        self._write(whole)

    def _problems(self, writing: Mapping[str, str]) -> dict[str, tuple[Words, ...]]:
        """What is wrong with each item, when everything stands together with the city's content."""
        imported = contents_of(self.into) | {f"items/{code}.yaml": text.encode() for code, text in writing.items()}
        if self.maker.organs:
            imported[ORGANS] = text_of(self.maker.organs).encode()
        found: dict[str, list[Words]] = defaultdict(list)
        for problem in problems_in(self.contents | imported)[1]:
            if problem.file in imported:
                says = Words(f"{problem.says.zh}{problem.mend.zh}", f"{problem.says.en} {problem.mend.en}")
                found[Path(problem.file).stem].append(says)
        return {code: tuple(says) for code, says in found.items()}

    def _unless_broken(self, told: RowOutcome, broken: Mapping[str, tuple[Words, ...]]) -> RowOutcome:
        lands = told.outcome in (RowFate.LANDED, RowFate.CHANGED, RowFate.UNCHANGED)
        if not lands or told.code not in broken:
            return told
        return replace(told, outcome=RowFate.REFUSED, says=(*broken[told.code], *told.says))

    def _write(self, whole: Mapping[str, str]) -> None:
        (self.into / "items").mkdir(parents=True, exist_ok=True)
        (self.into / "organs").mkdir(exist_ok=True)
        if self.maker.organs:
            _replace(self.into / ORGANS, text_of(self.maker.organs))
        for code, text in whole.items():
            _replace(self.into / "items" / f"{code}.yaml", text)
            self.record[code] = digest(text)
        _replace(self.into / RECORD, json.dumps(self.record, indent=0, sort_keys=True) + "\n")


def text_of(body: Mapping[str, Any]) -> str:
    """A definition as YAML: what is short stands on one line. By libyaml, since an export has thousands of rows."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(
        body, Dumper=dumper, allow_unicode=True, width=100_000, sort_keys=False, default_flow_style=None
    )
    return text


def _replace(path: Path, text: str) -> None:
    """Write a file wholly or not at all, and only where it says something else."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def _all(documents: Sequence[Document], kind: str) -> list[tuple[str, Any]]:
    return [
        pair for each in documents if each.kind == kind and isinstance(each.value, dict) for pair in each.value.items()
    ]


def _codes_of(documents: Sequence[Document]) -> dict[str, str]:
    """Which item of the city has an implementation or handling code."""
    items = [each for each in documents if each.kind == "item" and isinstance(each.value, dict)]
    return {str(each.value.get("handling_code") or each.value.get("implementation_code")): each.code for each in items}


def _written_organs(path: Path) -> dict[str, dict[str, Any]]:
    found = read_file(path.read_bytes(), file=ORGANS, kind="organs") if path.exists() else None
    return dict(found.value) if isinstance(found, Document) and isinstance(found.value, dict) else {}


def _read_record(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(code): str(kept) for code, kept in found.items()} if isinstance(found, dict) else {}
