"""Small invented editions, for tests: each with a number of its own, because editions are cached by it."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from tongban.catalogue.public import (
    AskedFact,
    DayUnit,
    Edition,
    Fact,
    Fee,
    Item,
    Limit,
    Material,
    Organ,
    Result,
    Section,
    Source,
    Way,
)
from tongban.kernel.words import Words
from tongban.rules.public import FactKind

ON = date(2026, 11, 22)
_NUMBERS = count(900_001)


def words(text: str) -> Words:
    return Words(text, text)


def a_fact(code: str, kind: FactKind = FactKind.TEXT, section: str = "first", **more: Any) -> Fact:
    options = {each: words(each) for each in more.pop("options", ())}
    return Fact(code=code, label=more.pop("label", words(code)), kind=kind, section=section, options=options, **more)


def an_item(code: str, facts: Iterable[AskedFact | str] = (), materials: Iterable[Material] = (), **more: Any) -> Item:
    limit = Limit(5, DayUnit.WORKING_DAYS)
    asked = tuple(AskedFact(each) if isinstance(each, str) else each for each in facts)
    return Item(
        code=code, name=words(code), legal_name=words(code), kind="permit", organ="organ", implementation_code=code,
        audience=words("all"), summary=words(code), basis=(), conditions=more.pop("conditions", ()), facts=asked,
        materials=tuple(materials), statutory=limit, promised=limit, fee=Fee(), result=Result(words(code), "X" * 21),
        review_points=more.pop("review_points", ()), **more,
    )  # fmt: skip


def a_material(code: str, way: Way = Way.UPLOAD, needed_when: str | None = None) -> Material:
    return Material(code, words(code), way, needed_when=needed_when)


def an_edition(
    facts: Iterable[Fact], items: Iterable[Item] = (), sections: Iterable[str] = ("first", "second")
) -> Edition:
    number = next(_NUMBERS)
    return Edition(
        number=number, digest=f"test-{number}", effective_on=ON, place=words("sample"), region="310000",
        laws={}, themes={},
        sections={code: Section(code, words(code)) for code in sections}, facts={fact.code: fact for fact in facts},
        sources={"register": Source("register", words("register"), "organ", "people")},
        organs={"organ": Organ("organ", words("organ"), words("organ"), "")},
        items={item.code: item for item in items}, bundles={},
    )  # fmt: skip
