"""A small invented edition, for the tests of the pre-check."""

from collections.abc import Iterable
from datetime import date

from tongban.catalogue.public import (
    Condition,
    DayUnit,
    Edition,
    Fact,
    Fee,
    Item,
    Limit,
    Material,
    Result,
    ReviewPoint,
    Section,
    Way,
)
from tongban.kernel.words import Words
from tongban.rules.public import FactKind


def words(text: str) -> Words:
    return Words(text, text)


def a_fact(code: str, kind: FactKind) -> Fact:
    return Fact(code, words(code), kind, "first")


def an_item(
    code: str,
    *,
    materials: tuple[Material, ...],
    conditions: tuple[Condition, ...],
    review_points: tuple[ReviewPoint, ...],
) -> Item:
    limit = Limit(5, DayUnit.WORKING_DAYS)
    return Item(
        code=code, name=words(code), legal_name=words(code), kind="permit", organ="organ", implementation_code=code,
        audience=words("all"), summary=words(code), basis=(), conditions=conditions, facts=(),
        materials=materials, statutory=limit, promised=limit, fee=Fee(), result=Result(words(code), "X" * 21),
        review_points=review_points,
    )  # fmt: skip


def a_material(code: str, way: Way = Way.UPLOAD, needed_when: str | None = None) -> Material:
    return Material(code, words(code), way, needed_when=needed_when)


def an_edition(facts: Iterable[Fact], items: Iterable[Item]) -> Edition:
    return Edition(
        number=0, digest=f"test of {__name__}", effective_on=date(2026, 1, 1), place=words("sample"), region="310000",
        sections={"first": Section("first", words("first"))}, facts={fact.code: fact for fact in facts}, sources={},
        organs={}, items={item.code: item for item in items}, bundles={},
    )  # fmt: skip
