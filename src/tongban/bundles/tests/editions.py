"""A small invented edition, for the tests of bundles."""

from collections.abc import Iterable
from datetime import date

from tongban.catalogue.public import AskedFact, DayUnit, Edition, Fact, Fee, Item, Limit, Material, Result, Section, Way
from tongban.kernel.words import Words
from tongban.rules.public import FactKind


def words(text: str) -> Words:
    return Words(text, text)


def a_fact(code: str, kind: FactKind = FactKind.TEXT, options: Iterable[str] = ()) -> Fact:
    return Fact(code, words(code), kind, "first", options={each: words(each) for each in options})


def an_item(
    code: str, facts: tuple[AskedFact, ...] = (), materials: tuple[Material, ...] = (), needs: tuple[str, ...] = ()
) -> Item:
    limit = Limit(5, DayUnit.WORKING_DAYS)
    return Item(
        code=code, name=words(code), legal_name=words(code), kind="permit", organ="organ", implementation_code=code,
        audience=words("all"), summary=words(code), basis=(), conditions=(), facts=facts,
        materials=materials, statutory=limit, promised=limit, fee=Fee(), result=Result(words(code), "X" * 21),
        review_points=(), needs=needs,
    )  # fmt: skip


def a_material(code: str, needed_when: str) -> Material:
    return Material(code, words(code), Way.UPLOAD, needed_when=needed_when)


def an_edition(facts: Iterable[Fact], items: Iterable[Item]) -> Edition:
    return Edition(
        number=0, digest=f"test of {__name__}", effective_on=date(2026, 1, 1), place=words("sample"), region="310000",
        sections={"first": Section("first", words("first"))}, facts={fact.code: fact for fact in facts}, sources={},
        organs={}, items={item.code: item for item in items}, bundles={},
    )  # fmt: skip
