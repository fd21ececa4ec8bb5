"""Whether every expression can be read, and whether its facts are known where it is judged."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from tongban.catalogue.contrib.folder.parameters import parameters_of
from tongban.catalogue.contrib.folder.reading import Document, Place
from tongban.catalogue.contrib.folder.references import Library, asked_facts, get, several, walk
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words
from tongban.rules import public as rules
from tongban.rules.public import FactKind, FactType, RuleError

EXPRESSIONS: Sequence[tuple[str, Place]] = (
    ("item", ("facts", "*", "when")),
    ("item", ("materials", "*", "needed_when")),
    ("item", ("conditions", "*", "rule")),
    ("item", ("review_points", "*", "rule")),
    ("item", ("procedure", "site_visit", "when")),
    ("item", ("commitment", "when")),
    ("bundle", ("components", "*", "when")),
    ("policy", ("conditions", "*", "rule")),
    ("policy", ("exclusions", "*", "rule")),
    ("exclusions", ("*", "rule")),
)
FORMULAS: Sequence[Place] = (("benefit", "formula"), ("benefit", "total"))


def fact_types(library: Library) -> dict[str, FactType]:
    """The types of all facts that are written well enough to have one."""
    found: dict[str, FactType] = {}
    for document in library.of_kind("facts"):
        for code, fact in document.value.items():
            kind, label = get(fact, "kind"), words(get(fact, "label"))
            if isinstance(kind, str) and kind in set(FactKind) and label:
                options = {str(place[0]): words(each) for place, each in walk(get(fact, "options"), ("*",))}
                named = {key: each for key, each in options.items() if each}
                found[code] = FactType(code, FactKind(kind), label, words(get(fact, "unit")), named)
    return found


def words(value: Any) -> Words | None:
    """Words, if both languages are there."""
    chinese, english = get(value, "zh"), get(value, "en")
    return Words(chinese, english) if isinstance(chinese, str) and isinstance(english, str) else None


def broken_expressions(library: Library) -> Iterator[Problem]:
    """Expressions that cannot be read, with their own line, and those that nobody could ever judge."""
    named = partial(_read, types=fact_types(library), parameters=parameters_of(library))
    for document in library.documents:
        for kind, pattern in EXPRESSIONS:
            if document.kind == kind:
                for place, text in walk(document.value, pattern):
                    if isinstance(text, str):
                        yield from _expression(document, place, partial(named, rules.parse, text))
        for pattern in FORMULAS if document.kind == "policy" else ():
            for place, text in walk(document.value, pattern):
                if isinstance(text, str):
                    yield from _expression(document, place, partial(named, rules.parse_amount, text))


def _read(reader: Callable[..., Any], text: str, *, types: Any, parameters: Any) -> tuple[str, ...]:
    return rules.facts_of(reader(text, facts=types, parameters=parameters))


def _expression(document: Document, place: Place, read: Callable[[], tuple[str, ...]]) -> Iterator[Problem]:
    try:
        facts = read()
    except RuleError as error:
        line = document.value_line(place) + error.line - 1
        where = Words(f"第 {error.column} 个字符：", f"At character {error.column}: ")
        says = Words(where.zh + error.says.zh, where.en + error.says.en)
        yield Problem(document.file, line, says, error.mend, place)
        return
    if document.kind not in ("item", "bundle"):
        return  # what a policy's conditions rest on is asked of the sources, and checked there
    for code in facts:
        if code not in _answered(document):
            yield document.problem(place, *_never_answered(document, code))


def _answered(document: Document) -> set[str]:
    """The facts that are known when the document's expressions are judged."""
    if document.kind == "item":
        return asked_facts(document.value)
    return {code for code in several(document.value, "questions") if isinstance(code, str)}


def _never_answered(document: Document, code: str) -> tuple[Words, Words]:
    if document.kind == "item":
        return (
            Words(
                f"条件用到 {code}，但本事项没有问，谁也判断不了。",
                f"This names {code}, which the item does not ask for: nobody can judge it.",
            ),
            Words(f"请把 {code} 加进 facts，或者去掉条件。", f"Add {code} to the facts or remove the condition."),
        )
    return (
        Words(f"条件用到 {code}，但没有问这个问题。", f"This names {code}, which is not among the questions."),
        Words(f"请把 {code} 加进 questions。", f"Add {code} to the questions."),
    )
