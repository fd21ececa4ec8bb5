"""Whether the parts of the city say only what they may: where, when, by which telephone."""

from collections.abc import Iterator
from typing import Any

from tongban.catalogue.contrib.folder.reading import Document
from tongban.catalogue.contrib.folder.references import Library, get, walk
from tongban.catalogue.contrib.folder.spelling import near
from tongban.catalogue.places import CITY
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

DIGITS = {"district": 6, "street": 9}


def misplaced(library: Library) -> Iterator[Problem]:
    """Regions with an impossible code, windows of unknown regions, words about items and windows that are not there."""
    regions = {code: library.value("regions", code) for code in library.known["regions"]}
    city = next((str(get(each.value, "region")) for each in library.of_kind("city")), "")
    for document in library.of_kind("regions"):
        for code, region in document.value.items():
            yield from _division(document, code, region, around=_around(region, regions, city))
    for document in library.of_kind("windows"):
        yield from _locality(document, library)


def _around(region: Any, regions: dict[str, Any], city: str) -> str:
    """The beginning that a region's code must have: that of the district around a street, that of the province else."""
    within = get(region, "within")
    return str(get(regions.get(str(within)), "division") or "") if within else city[:2]


def _division(document: Document, code: str, region: Any, *, around: str) -> Iterator[Problem]:
    division, level = get(region, "division"), get(region, "level") or "district"
    if not isinstance(division, str) or level not in DIGITS:
        return
    if len(division) != DIGITS[level] or not division.isdigit() or not division.startswith(around):
        says = Words(f"{code} 的区划代码 {division} 不对。", f"The division {division} of {code} is not right.")
        mend = Words(
            f"应为 {DIGITS[level]} 位数字，以 {around} 开头（GB/T 2260）。",
            f"It has {DIGITS[level]} digits and begins with {around} (GB/T 2260).",
        )
        yield document.problem((code, "division"), says, mend)
    if (level == "street") is not bool(get(region, "within")):
        says = Words(f"{code} 的 level 和 within 对不上。", f"The level of {code} does not go with its within.")
        mend = Words(
            "街道要写 within: 所在的区；区不写。", "A street names its district in within; a district does not."
        )
        yield document.problem((code,), says, mend)


def _locality(document: Document, library: Library) -> Iterator[Problem]:
    known = library.known["regions"]
    if document.code != CITY and document.code not in known:
        says = Words(f"没有区域 {document.code}。", f"There is no region {document.code}.")
        yield document.problem((), says, near(document.code, [*known, CITY]))
    windows = get(document.value, "windows") or {}
    for place, local in walk(document.value, ("items", "*")):
        if place[-1] not in library.known["item"]:
            says = Words(f"没有事项 {place[-1]}。", f"There is no item {place[-1]}.")
            yield document.problem(place, says, near(str(place[-1]), library.known["item"]))
        window = get(local, "window")
        if isinstance(window, str) and window not in windows:
            says = Words(f"本文件没有窗口 {window}。", f"This file has no window {window}.")
            yield document.problem((*place, "window"), says, near(window, windows))
