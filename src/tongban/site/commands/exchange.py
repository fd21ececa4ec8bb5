"""What comes in and goes out in bulk: `./tongban import-guides`, `./tongban export-catalogue`, `./tongban snapshot`."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.site.commands import a_database, say, set_up_django

if TYPE_CHECKING:
    from tongban.catalogue.public import ImportReport

SHOWN = 10


def import_guides(given: argparse.Namespace) -> int:
    """Import an export of service guides. 0 when every row is accounted for, 1 when file or mapping cannot be used."""
    set_up_django(None)
    from django.conf import settings

    from tongban.catalogue import public as catalogue

    into = Path(given.into) if given.into else settings.IMPORTED
    say(f"导入 {given.file}", f"importing {given.file}")
    try:
        report = catalogue.import_guides(given.file, mapping=given.mapping, into=into, beside=settings.CONTENT)
    except (catalogue.NoTable, catalogue.ContentBroken) as broken:
        print(broken, file=sys.stderr)
        return 1
    if given.report:
        report.write(Path(given.report))
    _tell(report, given.report or "", into)
    return 0


def _tell(report: "ImportReport", written: str, into: Path) -> None:
    from tongban.catalogue import public as catalogue

    print(f"{report.read_as.zh} / {report.read_as.en}")
    for fate, count in report.counts().items():
        print(f"  {count:>7} {fate}")
    refused = [row for row in report.rows if row.outcome is catalogue.RowFate.REFUSED]
    for row in refused[:SHOWN]:
        print(f"  {row.number}: {row.says[0].zh} / {row.says[0].en}")
    if len(refused) > SHOWN:
        print(f"  … {len(refused) - SHOWN} more")
    if report.unused:
        print(f"没有用到的列 / columns that the mapping does not use: {', '.join(report.unused)}")
    if written:
        print(f"每一行的结果 / what became of every row: {written}")
    print(f"写入 / written to: {into}\n下次 ./tongban up 时发布 / published by the next ./tongban up")


def snapshot(given: argparse.Namespace) -> int:
    """Set down what the registers know of everybody, for estimates and for benefits without applying."""
    with a_database():
        from django.utils import timezone

        from tongban.catalogue import public as catalogue
        from tongban.policies import public as policies

        at = timezone.now()
        edition = catalogue.edition(on=timezone.localdate(at))
        for audience in ("person", "organisation") if given.audience == "all" else (given.audience,):
            say(f"快照 {audience}", f"asking the registers for every {audience}")
            taken = policies.snapshot(edition, audience, at=at, by="system", told=_count)
            print(f"{taken.digest}  {taken.audience}  {taken.size}")
            if taken.silent:
                print(f"没有应答的数源 / sources that did not answer: {', '.join(taken.silent)}", file=sys.stderr)
    return 0


def _count(done: int) -> None:
    print(f"\r   {done:,}", end="\n" if not sys.stderr.isatty() else "", file=sys.stderr, flush=True)


def export_catalogue(given: argparse.Namespace) -> int:
    """Write the edition in force as the national element tables, or as CPSV-AP linked data."""
    to = Path(given.out)
    with a_database():
        from django.conf import settings

        from tongban.catalogue import public as catalogue

        try:
            edition = catalogue.edition()
        except catalogue.NoEdition as nothing:
            print(nothing, file=sys.stderr)
            return 1
        if given.form == "elements":
            counts = catalogue.export_elements(edition, to)
            print("\n".join(f"{name}\t{rows}" for name, rows in counts.items()))
        else:
            text = catalogue.export_cpsv(edition, root=settings.ORIGIN or "http://localhost:8000", form=given.form)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(text, encoding="utf-8")
    print(f"第 {edition.number} 版 / edition {edition.number}: {to}")
    return 0


def export_content(given: argparse.Namespace) -> int:
    """Write an edition as a folder of YAML, byte for byte as it was written. Publishing that folder gives the same edition."""
    to = Path(given.out)
    with a_database():
        from tongban.catalogue import public as catalogue

        try:
            kept = catalogue.studio.export(to, number=given.edition)
        except (catalogue.NoEdition, FileExistsError) as refused:
            print(refused, file=sys.stderr)
            return 1
    say(f"{len(kept)} 个文件写入 {to}", f"{len(kept)} files written to {to}")
    if not all(kept.values()):
        say(
            "这一版没有保存原文：注释和测试用例不在其中",
            "its texts were not kept: comments and test cases are not among them",
        )
    return 0
