"""The mapping: which column of a city's export says what of an item. Written by whoever knows the export, checked like content."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.catalogue.statements import Certainty
from tongban.catalogue.types import Way
from tongban.kernel.clock import DayUnit
from tongban.kernel.words import Words


@dataclass(frozen=True)
class Swap:
    """What a text of the export means here. The text is compared without spaces at its ends."""

    says: str
    means: str


@dataclass(frozen=True)
class Take:
    """Where a value comes from: the first of the columns that is not empty, or the constant.

    `pattern` is a regular expression of which the first group (or the whole) is taken; `split` one that separates the parts of a
    list; `values` say what each text means, and then no other text is taken.
    """

    columns: tuple[str, ...] = ()
    constant: str = ""
    pattern: str = ""
    split: str = ""
    values: tuple[Swap, ...] = ()


@dataclass(frozen=True)
class Asked:
    """Which facts a form asks where a row names this subject (服务对象)."""

    subject: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class KnownMaterial:
    """Names under which the export asks for a material that the State has or gives itself: nobody is asked for it."""

    names: tuple[str, ...]
    way: Way
    source: str | None = None
    proved_by: str | None = None


@dataclass(frozen=True)
class GuideMapping:
    """How the rows of an export become items (对照表)."""

    title: Words
    key: Take
    name: Take
    kind: Take
    organ_name: Take
    organ_code: Take
    implementation_code: Take
    asks: tuple[Asked, ...]
    subjects: Take
    statutory: Take
    promised: Take
    handling_code: Take = Take()
    legal_name: Take = Take()
    summary: Take = Take()
    basis: Take = Take()
    conditions: Take = Take()
    materials: Take = Take()
    visits: Take = Take()
    fee: Take = Take()
    fee_basis: Take = Take()
    result: Take = Take()
    address: Take = Take()
    place: Take = Take()
    hours: Take = Take()
    phones: Take = Take()
    complaints: Take = Take()
    platform: Take = Take()
    aliases: Take = Take()
    themes: Take = Take()
    known_materials: tuple[KnownMaterial, ...] = ()
    encoding: str = ""
    sheet: str = ""
    rows: str = ""
    empty: tuple[str, ...] = ("", "无", "-", "null", "None")
    unit: DayUnit | None = None
    certainty: Certainty = Certainty.MEDIUM

    def takes(self) -> Sequence[tuple[str, Take]]:
        """Every place that a value comes from, with its name."""
        return [
            (name, getattr(self, name)) for name in self.__dataclass_fields__ if isinstance(getattr(self, name), Take)
        ]
