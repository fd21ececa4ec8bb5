"""A city's own days: which are free and which are worked, read from its documents and checked."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.references import Library, get, several, walk
from tongban.catalogue.types import Problem
from tongban.kernel.calendar import Arrangement
from tongban.kernel.words import Words

YEARS = range(2001, 2101)
LONGEST_SPAN = 60
_DAY = timedelta(days=1)
_WRITE_A_DAY = Words("请写成 2026-10-01 或 2026-10-01/2026-10-07。", "Write 2026-10-01 or 2026-10-01/2026-10-07.")


def arrangements_of(document: Document) -> tuple[list[dict[str, Any]], list[Arrangement]]:
    """The documents as they are written, and what each of them arranges. The file must have been checked."""
    written = several(document.value, "documents")
    return written, [_arrangement(each) for each in written]


def impossible_days(library: Library) -> Iterator[Problem]:
    """Days that do not exist, that are free and worked at once, that belong to another year; years settled twice."""
    for document in library.of_kind("calendar"):
        settled: set[int] = set()
        for place, written in walk(document.value, ("documents", "*")):
            if isinstance(written, dict) and isinstance(written.get("year"), int):
                yield from _of_one(document, place, written, settled)


def _of_one(document: Document, place: Place, written: dict[str, Any], settled: set[int]) -> Iterator[Problem]:
    year, is_whole = written["year"], written.get("is_whole") is True
    if year not in YEARS:
        says = Words(f"年份 {year} 不对。", f"The year {year} is out of range.")
        yield document.problem((*place, "year"), says, Words("请写 2001 至 2100。", "Write one from 2001 to 2100."))
    broken = [problem for kind in ("free", "worked") for problem in _unreadable(document, place, kind)]
    yield from broken
    if broken or year not in YEARS:
        return
    yield from _contradictions(document, place, _arrangement(written))
    if is_whole and year in settled:
        says = Words(f"{year} 年有两个完整的安排。", f"Two documents settle {year}.")
        mend = Words(
            "只能有一个 is_whole: true；其余的只写改动的日子。",
            "Keep one is_whole: true; let the others name changed days.",
        )
        yield document.problem((*place, "is_whole"), says, mend)
    if is_whole:
        settled.add(year)


def _unreadable(document: Document, place: Place, kind: str) -> Iterator[Problem]:
    for at, text in walk(get(document.value, *place), (kind, "*")):
        try:
            days = _span(str(text))
        except ValueError:
            says = Words(f"没有这一天：{str(text)[:40]}。", f"There is no such day: {str(text)[:40]}.")
            yield document.problem((*place, *at), says, _WRITE_A_DAY)
            continue
        if not 0 < len(days) <= LONGEST_SPAN:
            says = Words(f"起止日期不对：{text}。", f"The span is not right: {text}.")
            mend = Words(f"开始在前，不超过 {LONGEST_SPAN} 天。", f"Begin first, and span at most {LONGEST_SPAN} days.")
            yield document.problem((*place, *at), says, mend)


def _contradictions(document: Document, place: Place, arrangement: Arrangement) -> Iterator[Problem]:
    both = arrangement.free & arrangement.worked
    if both:
        says = Words(f"{min(both)} 既放假又上班。", f"{min(both)} is both free and worked.")
        yield document.problem((*place, "worked"), says, Words("请删去一处。", "Remove one of them."))
    for kind, days in (("free", arrangement.free), ("worked", arrangement.worked)):
        stray = [day for day in sorted(days) if day.year != arrangement.year and not arrangement.covers(day)]
        if stray:
            says = Words(
                f"{stray[0]} 不属于 {arrangement.year} 年。", f"{stray[0]} does not belong to {arrangement.year}."
            )
            mend = Words("请改日期或 year；新年前最多到上年 12 月 29 日。",
                         "Change the day or the year; before New Year it may reach back to 29 December.")  # fmt: skip
            yield document.problem((*place, kind), says, mend)
    if not arrangement.is_whole:
        return
    if not arrangement.free:
        says = Words("完整的安排里没有放假的日子。", "It settles the year but frees no day.")
        mend = Words("请补上 free:，或删去 is_whole。", "Add free: or remove is_whole.")
        yield document.problem((*place, "is_whole"), says, mend)
    ordinary = [day for day in sorted(arrangement.worked) if day.weekday() < 5]
    if ordinary:
        says = Words(f"{ordinary[0]} 本来就上班。", f"{ordinary[0]} is a working day by itself.")
        yield document.problem(
            (*place, "worked"), says, Words("这里只写调休上班的周末。", "Name worked weekends only.")
        )


def _arrangement(written: dict[str, Any]) -> Arrangement:
    free, worked = (_days(several(written, kind)) for kind in ("free", "worked"))
    return Arrangement(year=written["year"], free=free, worked=worked, is_whole=written.get("is_whole") is True)


def _days(spans: Sequence[Any]) -> frozenset[date]:
    return frozenset(day for text in spans for day in _span(str(text)))


def _span(text: str) -> Sequence[date]:
    """The days of a span; none when it ends before it begins. Raises ValueError where a day does not exist."""
    first, _, last = text.partition("/")
    begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    # Never a list of the length that somebody has written.
    return [begin + n * _DAY for n in range(min((end - begin).days, LONGEST_SPAN) + 1)]
