"""Whether everything that the content names exists, and whether what belongs together agrees."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.spelling import near
from tongban.catalogue.types import Problem
from tongban.kernel.identifiers import is_credit_code
from tongban.kernel.words import Words

KINDS: Mapping[str, Words] = {
    "laws": Words("法律法规", "law"),
    "themes": Words("服务主题", "theme"),
    "regions": Words("区域", "region"),
    "facts": Words("数据项", "fact"),
    "sections": Words("表单分区", "section"),
    "sources": Words("数源", "source"),
    "organs": Words("行政机关", "organ"),
    "item": Words("事项", "item"),
    "bundle": Words("一件事", "bundle"),
    "policy": Words("政策", "policy"),
    "exclusions": Words("通用排除情形", "common exclusion"),
    "advice": Words("知识条目", "piece of advice"),
}
CODED_BY_THEIR_FILE = ("item", "bundle", "policy")
# In a document of this kind, the values at this place ("*" is any key or position) name something of that kind.
REFERENCES: Sequence[tuple[str, Place, str]] = (
    ("facts", ("*", "section"), "sections"),
    ("facts", ("*", "source"), "sources"),
    ("facts", ("*", "differs_from", "*"), "facts"),
    ("sources", ("*", "organ"), "organs"),
    ("regions", ("*", "within"), "regions"),
    ("windows", ("windows", "*", "organs", "*"), "organs"),
    ("licence_list", ("*", "organ"), "organs"),
    ("item", ("organ",), "organs"),
    ("item", ("facts", "*"), "facts"),
    ("item", ("facts", "*", "fact"), "facts"),
    ("item", ("materials", "*", "source"), "sources"),
    ("item", ("materials", "*", "proved_by"), "item"),
    ("item", ("basis", "*", "law"), "laws"),
    ("item", ("themes", "*"), "themes"),
    ("item", ("needs", "*"), "item"),
    ("item", ("result", "shows", "*"), "facts"),
    ("item", ("result", "founds", "source"), "sources"),
    *(("item", ("result", "founds", fact), "facts") for fact in ("name", "form", "code", "representative")),
    ("item", ("review_points", "*", "facts", "*"), "facts"),
    ("item", ("procedure", "joins", "*", "organ"), "organs"),
    ("item", ("acts_on",), "item"),
    ("bundle", ("organ",), "organs"),
    ("bundle", ("themes", "*"), "themes"),
    ("bundle", ("questions", "*"), "facts"),
    ("bundle", ("components", "*", "item"), "item"),
    ("bundle", ("components", "*", "chosen_by"), "facts"),
    ("policy", ("organ",), "organs"),
    ("policy", ("themes", "*"), "themes"),
    ("policy", ("item",), "item"),
    ("policy", ("sources", "*"), "sources"),
    ("policy", ("document", "law"), "laws"),
    ("policy", ("common_exclusions", "*"), "exclusions"),
    ("policy", ("granting", "reviewed_by", "*"), "organs"),
    *(("policy", ("granting", "paid_into", fact), "facts") for fact in ("bank", "account")),
    ("policy", ("exclusions", "*", "policies", "*"), "policy"),
    ("bundle", ("components", "*", "after", "*"), "item"),
    ("bundle", ("composite", "covers", "*"), "item"),
    ("bundle", ("composite", "place"), "facts"),
)
CITY_WIDE = (("implementation_code",), ("handling_code",))
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass
class Library:
    """All documents of a folder, and what each kind of thing is called in them."""

    documents: Sequence[Document]
    known: dict[str, dict[str, tuple[Document, Place]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in KINDS:
            self.known[kind] = {}
        for document in self.documents:
            if document.kind in CODED_BY_THEIR_FILE:
                self.known[document.kind][document.code] = (document, ())
            elif document.kind in self.known and isinstance(document.value, dict):
                for code in document.value:
                    self.known[document.kind].setdefault(code, (document, (code,)))

    def value(self, kind: str, code: Any) -> Any:
        """What is written about `code`, or None."""
        document, place = self.known[kind].get(str(code), (None, ()))
        return get(document.value, *place) if document else None

    def of_kind(self, kind: str) -> Iterator[Document]:
        return (document for document in self.documents if document.kind == kind and isinstance(document.value, dict))


def get(value: Any, *place: str | int) -> Any:
    """What stands at a place, or None where the document does not go there."""
    for part in place:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def several(value: Any, *place: str | int) -> list[Any]:
    """The list at a place; an empty one where there is none."""
    found = get(value, *place)
    return found if isinstance(found, list) else []


def walk(value: Any, pattern: Place, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value at a place that fits the pattern."""
    if not pattern:
        yield place, value
        return
    first, rest = pattern[0], pattern[1:]
    if first == "*":
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, each in parts:
            yield from walk(each, rest, (*place, key))
    elif isinstance(value, dict) and first in value:
        yield from walk(value[first], rest, (*place, first))


def asked_facts(item: Any) -> set[str]:
    """The codes of the facts that an item asks for."""
    asked = [get(each, "fact") if isinstance(each, dict) else each for each in several(item, "facts")]
    return {each for each in asked if isinstance(each, str)}


def unknown_references(library: Library) -> Iterator[Problem]:
    """Names of facts, sections, sources, organs and items that nobody has defined."""
    for document in library.documents:
        for kind, pattern, wanted in REFERENCES:
            if document.kind != kind:
                continue
            for place, name in walk(document.value, pattern):
                if isinstance(name, str) and name not in library.known[wanted]:
                    said = KINDS[wanted]
                    says = Words(f"没有{said.zh} {name}。", f"There is no {said.en} {name}.")
                    yield document.problem(place, says, near(name, library.known[wanted]))


def duplicates(library: Library) -> Iterator[Problem]:
    """Codes that are used twice: facts and implementation codes in the city, all others in their file."""
    seen: dict[tuple[str, str, str], str] = {}
    for document in library.documents:
        for place, name in _unique_names(document):
            is_fact, is_city_wide = document.kind == "facts", place in CITY_WIDE
            scope = "" if is_fact or is_city_wide else document.file
            key = (scope, "" if is_fact else str(place[0]), str(name))
            if key in seen:
                says = Words(f"“{name}”已经在 {seen[key]} 用过。", f"{name!r} is already used in {seen[key]}.")
                yield document.problem(
                    place, says, Words("请删去一处，或者换个代码。", "Remove one or choose another code.")
                )
            seen.setdefault(key, f"{document.file}:{document.line(place)}")


def _unique_names(document: Document) -> Iterator[tuple[Place, Any]]:
    if document.kind == "facts" and isinstance(document.value, dict):
        yield from (((code,), code) for code in document.value)
    for part in ("conditions", "materials", "review_points", "exclusions"):
        yield from walk(document.value, (part, "*", "code"))
    if document.kind == "item":
        for place, each in walk(document.value, ("facts", "*")):
            yield place, get(each, "fact") if isinstance(each, dict) else each
    yield from walk(document.value, ("document", "passages", "*", "code"))
    yield from walk(document.value, ("components", "*", "item"))
    yield from walk(document.value, ("questions", "*"))
    if not get(document.value, "handling_code"):
        yield from walk(document.value, ("implementation_code",))
    yield from walk(document.value, ("handling_code",))


def circles(library: Library) -> Iterator[Problem]:
    """Items that need each other's result, so that none could ever begin."""
    needs = {code: several(library.value("item", code), "needs") for code in library.known["item"]}

    def reaches(start: str) -> list[str] | None:
        paths, seen = [[start]], set()
        while paths:
            path = paths.pop()
            for code in needs.get(path[-1], ()):
                if not isinstance(code, str):
                    continue
                if code == start:
                    return [*path, start]
                if code not in seen:
                    seen.add(code)
                    paths.append([*path, code])
        return None

    for code in needs:
        if path := reaches(code):
            circle = " → ".join(path)
            says = Words(f"事项互相等待：{circle}。", f"These items wait for each other: {circle}.")
            document = library.known["item"][code][0]
            yield document.problem(("needs",), says, Words("请从其中一项去掉 needs。", "Remove one of these needs."))


def untranslated(library: Library) -> Iterator[Problem]:
    """English that is still Chinese, but for items that say that they are not translated yet."""
    for document in library.documents:
        if document.kind == "item" and get(document.value, "untranslated") is True:
            continue
        yield from _untranslated(document, document.value, ())


def _untranslated(document: Document, value: Any, place: Place) -> Iterator[Problem]:
    if isinstance(value, dict) and value.get("untranslated") is True and place:
        return
    if isinstance(value, dict):
        english = value.get("en")
        if isinstance(english, str) and "zh" in value and HAN.search(english):
            says = Words("英文里还有汉字。", "The English still has Chinese characters.")
            yield document.problem((*place, "en"), says, Words("请译成英文。", "Translate it."))
        for key, each in value.items():
            yield from _untranslated(document, each, (*place, key))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _untranslated(document, each, (*place, position))


def false_identifiers(library: Library) -> Iterator[Problem]:
    """Credit codes whose check character does not fit, and implementation codes of another organ."""
    for document in library.documents:
        for place, code in (
            *walk(document.value, ("*", "credit_code")),
            *walk(document.value, ("result", "licence_type")),
            *walk(document.value, ("composite", "licence_type")),
        ):
            if isinstance(code, str) and len(code) >= 18 and not is_credit_code(code[:18]):
                says = Words(f"{code[:18]} 的校验位不对。", f"The check character of {code[:18]} is wrong.")
                yield document.problem(place, says, Words("请核对信用代码。", "Check the credit code."))
        code, organ = get(document.value, "implementation_code"), get(document.value, "organ")
        own = get(library.value("organs", organ), "credit_code") if isinstance(organ, str) else None
        if isinstance(code, str) and isinstance(own, str) and not code.startswith(own):
            yield document.problem(
                ("implementation_code",),
                Words(
                    "实施编码的前 18 位不是实施机关的信用代码。",
                    "The first 18 characters are not the organ's credit code.",
                ),
                Words(f"{organ} 的信用代码是 {own}。", f"The credit code of {organ} is {own}."),
            )


def outside(document: Document, place: Place, known: set[str], says: Words) -> Iterator[Problem]:
    """Names at this place that are not among the known ones: nobody could ever look at them."""
    for at, name in walk(get(document.value, *place), ("*",), place):
        if isinstance(name, str) and name not in known:
            yield document.problem(
                at, says.filled(name=name), Words("请补上，或者从这里去掉。", "Add it there or remove it here.")
            )
