"""What stands beside a form what is wrong, what to look at, what is missing, each with the way to its box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Item, Problem
from tongban.desks.studio.parts import Part
from tongban.kernel.words import Words

quality = catalogue.quality
PART_OF_ELEMENT: Mapping[str, str] = {
    "basis": "basis", "conditions": "conditions", "statutory": "statutory", "promised": "promised", "fee": "fee",
    "materials": "materials", "points": "review_points", "rules": "review_points", "results": "result", "themes": "themes",
    "answers": "common_questions", "phrasings": "phrasings", "aliases": "aliases", "certainty": "certainty",
}  # fmt: skip
"""In which key of an item's file an element of its completeness is written; any other is in a file of its own."""
FILE_OF_ELEMENT: Mapping[str, str] = {"cases": "cases/{code}.yaml", "place": "windows/city.yaml"}


class Level(StrEnum):
    """How much a remark weighs: an error stops publication, a warning is listed, a hint may stay, a gap costs completeness."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
    MISSING = "missing"


@dataclass(frozen=True)
class Remark:
    """One thing to look at (提示): what, how to mend it, and where it is written: the part and the box, or another `file`."""

    level: Level
    says: Words
    mend: Words | None
    part: str
    anchor: str
    file: str = ""


@dataclass(frozen=True)
class Remarks:
    """All remarks about one definition by level, and for an item how complete it is (0 to 100; None while it has errors)."""

    errors: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    hints: tuple[Remark, ...]
    missing: tuple[Remark, ...]
    score: int | None


def remarks_on(
    problems: Sequence[Problem], item: Item | None, edition: Edition | None, *, cut: Sequence[Part], cases: int
) -> Remarks:
    """The remarks on a file with these problems, and on the item that it would make, which has so many test cases."""
    errors = [_at(Level.ERROR, one, cut=cut) for one in problems]
    if item is None or edition is None:
        return Remarks(tuple(errors), (), (), (), None)
    counted = {item.code: cases}
    found = [one for one in quality.lint(edition, cases=counted) if one.item == item.code]
    lints = [(one.severity, _at(Level(one.severity.value), one, cut=cut)) for one in found]
    whole = quality.completeness(item, edition, cases=counted)
    return Remarks(
        tuple(errors),
        tuple(one for severity, one in lints if severity is quality.Severity.WARNING),
        tuple(one for severity, one in lints if severity is quality.Severity.HINT),
        tuple(_missing(one, item.code, cut=cut, cases=cases) for one in whole.missing),
        whole.score,
    )


def _at(level: Level, told: Problem | quality.Finding, *, cut: Sequence[Part]) -> Remark:
    place = told.place
    part = next((one.code for one in cut if place and place[0] in one.keys), cut[0].code if cut else "")
    return Remark(level, told.says, told.mend, part, "-".join(map(str, place)))


def _missing(element: catalogue.quality.Element, code: str, *, cut: Sequence[Part], cases: int) -> Remark:
    name = Words(
        f"{element.name.zh}（{round(100 * element.filled)}%）", f"{element.name.en} ({round(100 * element.filled)} %)"
    )
    if element.code in FILE_OF_ELEMENT and not (element.code == "cases" and not cases):
        return Remark(Level.MISSING, name, None, "", "", FILE_OF_ELEMENT[element.code].format(code=code))
    key = PART_OF_ELEMENT.get(element.code, "parts")
    part = next((one.code for one in cut if key in one.keys), cut[0].code if cut else "")
    return Remark(Level.MISSING, name, None, part, key)
