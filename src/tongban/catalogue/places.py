"""Where things are handled: the parts of a city, their windows, and what a part may say of an item in place of the city."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tongban.catalogue.statements import Certainty
from tongban.kernel.words import Words

CITY = "city"
"""The name under which the whole city has its windows: windows/city.yaml."""


class Level(StrEnum):
    DISTRICT = "district"
    STREET = "street"


@dataclass(frozen=True)
class Region:
    """A part of the city (区、街道乡镇). `division` is its code of GB/T 2260: 6 digits of a district, 9 of a street or town,
    which begins with that of the district that it lies `within`."""

    code: str
    name: Words
    division: str
    level: Level = Level.DISTRICT
    within: str | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Window:
    """A place where items are handled (办事窗口). Without `organs` it is a comprehensive one: it takes in items of all organs."""

    name: Words
    address: Words
    hours: Words
    phone: str
    organs: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class LocalItem:
    """What a part of the city says of an item in place of the city (区级个性化要素): the window, the address, the hours, the
    telephone. Nothing else can be said: what an item asks is the same everywhere in the city."""

    window: str | None = None
    address: Words | None = None
    hours: Words | None = None
    phone: str | None = None
    certainty: Certainty = Certainty.SAMPLE


@dataclass(frozen=True)
class Locality:
    """The windows of one part of the city, or of the city itself, and its own words about single items."""

    region: str
    windows: Mapping[str, Window]
    items: Mapping[str, LocalItem] = field(default_factory=dict)


@dataclass(frozen=True)
class Handling:
    """Where an item is handled for somebody in a region, as it comes out of street, district and city."""

    item: str
    region: str
    window: Window
    address: Words
    hours: Words
    phone: str
    certainty: Certainty


@dataclass(frozen=True)
class ListedLicence:
    """An entry of the published list of administrative licences (行政许可事项清单): the only ones that may be required.

    `conditions` and `materials` are the codes of all that an item with this basic code may require and ask for.
    """

    code: str
    basic_code: str
    name: Words
    organ: str
    conditions: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SAMPLE
