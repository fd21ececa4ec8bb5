"""Values out of cells: texts, lists and limits. What cannot be understood is said and left out, never guessed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.mappings import GuideMapping, Take
from tongban.kernel.clock import DayUnit
from tongban.kernel.words import Words

LONGEST = 2000
UNITS: Mapping[str, DayUnit] = {
    "工作日": DayUnit.WORKING_DAYS, "自然日": DayUnit.NATURAL_DAYS, "日": DayUnit.NATURAL_DAYS, "天": DayUnit.NATURAL_DAYS,
    "日历日": DayUnit.NATURAL_DAYS, "小时": DayUnit.HOURS,
}  # fmt: skip
AT_ONCE = re.compile(
    r"^(?:当场|即时|即办|马上)(?:办结|办理|件|出证)?$|^即办件$|^0(?:个)?(?:工作日|自然日|日|天|小时)?$"
)
LIMIT = re.compile(
    r"^(?:法定|承诺)?(?:办结)?(?:时限|期限)?:?(?P<number>[0-9]{1,4}|[一二三四五六七八九十百两〇零]{1,7})个?"
    r"\(?(?P<unit>工作日|自然日|日历日|日|天|小时)?\)?(?:内)?(?:办结)?$"
)
DIGITS = {**{char: at for at, char in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
SPLIT = re.compile(r"[;；\n、]|(?<=[^0-9]),(?=[^0-9])")


class Refused(ValueError):
    """The row cannot become an item. `says` tells why and how to mend it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.says = Words(zh, en)


@dataclass
class Cells:
    """One row as its mapping reads it. `notes` collect what was left out, and why."""

    cells: Mapping[str, Any]
    mapping: GuideMapping
    notes: list[Words] = field(default_factory=list)

    def text(self, take: Take, name: str) -> str:
        """The value as one text, "" where the export says nothing. Raises `Refused` where a listed value is unknown."""
        return self._understood(self._one(take), take, name)

    def texts(self, take: Take, name: str) -> list[str]:
        """The value as a list of texts without what says nothing, each once."""
        found = self._raw(take)
        separated = re.compile(take.split) if take.split else SPLIT
        parts = found if isinstance(found, list) else separated.split(plain(found))
        understood = (self._understood(self._kept(plain(part)), take, name) for part in parts)
        return list(dict.fromkeys(filter(None, understood)))

    def limit(self, take: Take, name: str) -> dict[str, Any]:
        """A time limit; where nothing is stated none is set, and what cannot be read stands in its note."""
        said = self.text(take, name)
        folded = unicodedata.normalize("NFKC", said).replace(" ", "")
        if not folded:
            return {"days": 0, "unit": "none"}
        if AT_ONCE.match(folded):
            return {"days": 0, "unit": "on_the_spot"}
        found = LIMIT.match(folded)
        unit = (UNITS.get(found["unit"]) if found["unit"] else self.mapping.unit) if found else None
        if found is None or unit is None:
            self.note(
                f"{name}读不懂：“{said[:60]}”，照原文放在说明里",
                f"{name} {said[:60]!r} is not understood and kept as a note",
            )
            return {"days": 0, "unit": "none", "note": {"zh": said, "en": said}}
        return {"days": number(found["number"]), "unit": unit.value}

    def note(self, zh: str, en: str) -> None:
        self.notes.append(Words(zh, en))

    def _one(self, take: Take) -> str:
        found = self._raw(take)
        return self._kept("；".join(plain(part) for part in found) if isinstance(found, list) else plain(found))

    def _raw(self, take: Take) -> Any:
        for column in take.columns:
            found = self.cells.get(column)
            if isinstance(found, list) or self._kept(plain(found)):
                return found
        return take.constant

    def _kept(self, text: str) -> str:
        return "" if text in self.mapping.empty else text

    def _understood(self, said: str, take: Take, name: str) -> str:
        if said and take.pattern:
            found = re.search(take.pattern, said)
            if not found:
                raise Refused(
                    f"{name}“{said[:60]}”不合对照表里的 pattern",
                    f"{name} {said[:60]!r} does not fit the mapping's pattern",
                )
            said = found[1] if found.re.groups else found[0]
        if said and take.values:
            meant = {swap.says: swap.means for swap in take.values}
            if said not in meant:
                raise Refused(
                    f"{name}“{said[:60]}”不在对照表的 values 里，请补上它的意思",
                    f"{name} {said[:60]!r} is not among the mapping's values: say there what it means",
                )
            said = meant[said]
        return said[:LONGEST]


def plain(value: Any) -> str:
    """A cell as a text: without control characters, spaces at the ends and runs of spaces; "" for nothing."""
    if value is None or isinstance(value, dict):
        return ""
    text = str(value)
    if not text.isprintable():
        text = "".join(char if char == "\n" or unicodedata.category(char)[0] != "C" else " " for char in text)
    return re.sub(r"[ \u3000\xa0]+", " ", text).strip()


def number(said: str) -> int:
    """A whole number in digits or in Chinese up to 999 (十五, 一百八十)."""
    if said.isascii():
        return int(said)
    total = 0
    for unit, worth in (("百", 100), ("十", 10)):
        if unit in said:
            before, said = said.split(unit, 1)
            total += (DIGITS[before[-1]] if before else 1) * worth
    return total + (DIGITS[said[-1]] if said else 0)
