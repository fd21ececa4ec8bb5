"""A definition as boxes to fill in, derived from its dataclass: what the types allow is what the form offers. And back again.

What somebody typed always comes back as they typed it: a number that is none stays a text, and the checks of the content say so
beside its box. Keys that the dataclass does not know are kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Problem
from tongban.kernel.words import Words

studio = catalogue.studio
Typed = Mapping[str, Sequence[str]]
Path = tuple[str | int, ...]

EXPRESSIONS = frozenset({"rule", "when", "needed_when"})
LONG = frozenset(
    {"summary", "note", "text", "consequence", "answer", "declaration", "fault", "mend", "basis", "hint", "sentence"}
)
LISTS: Mapping[str, str] = {
    "organ": "organs", "fact": "facts", "source": "sources", "law": "laws", "section": "sections", "item": "items",
    "acts_on": "items", "proved_by": "items", "chosen_by": "facts",
}  # fmt: skip
"""Which list of known codes a box offers."""
CHOICES: Mapping[tuple[str, str], Mapping[str, Words]] = {
    ("Item", "kind"): studio.ITEM_KINDS, ("Theme", "audience"): studio.AUDIENCES, ("Bundle", "audience"): studio.AUDIENCES,
    ("Policy", "audience"): studio.AUDIENCES, ("CommonExclusion", "audience"): studio.AUDIENCES,
}  # fmt: skip
PASSAGES = frozenset({"passage", "valid_passage"})
NO_SENTENCE = Words("（不连任何一句）", "(no sentence)")
HIDDEN = frozenset({"code", "version"})
BLANKS: Mapping[str, int] = {"facts": 5, "conditions": 1, "materials": 1, "basis": 1}
INTEGER, DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,15})"), re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]+")


@dataclass(frozen=True)
class Box:
    """One thing to fill in. `kind` is text, long, number, flag, choice, expression, lines, group, rows or pairs."""

    name: str
    label: Words
    kind: str
    value: Any = ""
    choices: tuple[tuple[str, Words], ...] = ()
    offers: str = ""
    problems: tuple[Problem, ...] = ()
    inside: tuple["Box", ...] = ()
    is_blank: bool = False
    is_optional: bool = False

    @property
    def anchor(self) -> str:
        return self.name.replace(".", "-")

    @property
    def is_faulty(self) -> bool:
        """Whether something is wrong in it or in any box within."""
        return bool(self.problems) or any(each.is_faulty for each in self.inside)


@dataclass(frozen=True)
class Faults:
    """The problems of one file by their place, and which of them have found their box."""

    problems: Sequence[Problem]
    shown: set[int] = field(default_factory=set)

    def at(self, path: Path, *, below: bool = False) -> tuple[Problem, ...]:
        """Those of exactly this place; with `below`, also of places inside that have no box of their own."""
        found = []
        for position, problem in enumerate(self.problems):
            is_here = problem.place == path or (below and problem.place[: len(path)] == path)
            if is_here and position not in self.shown:
                self.shown.add(position)
                found.append(problem)
        return tuple(found)

    def others(self, path: Path) -> tuple[Problem, ...]:
        """Those in this part that stand beside no box."""
        return self.at(path, below=True)


def box_of(hint: Any, value: Any, path: Path, faults: Faults, *, owner: str = "", optional: bool = False) -> Box:
    """The box, with all boxes in it, for a value of this type at this place."""
    hint, is_optional = _plain(hint)
    part = _part(path)
    known: dict[str, Any] = {
        "name": ".".join(map(str, path)),
        "label": studio.label_of(part),
        "is_optional": optional or is_optional,
    }
    if is_dataclass(hint) or hint is Words:
        return _group(hint, value, path, faults, known=known)
    if get_origin(hint) is tuple:
        return _several(get_args(hint)[0], value, path, faults, known=known)
    if get_origin(hint) is not None:
        return _pairs(hint, value, path, faults, known=known)
    kind, choices = _kind(hint, part, owner)
    return Box(
        kind=kind,
        value=_plainly(value) if hint is Any else _typed(value),
        choices=choices,
        offers=LISTS.get(part, ""),
        problems=faults.at(path, below=True),
        **known,
    )


def resting(box: Box, sentences: Sequence[tuple[str, Words]]) -> Box:
    """The same, where a box that names a sentence of the document offers the sentences themselves."""
    inside = tuple(resting(each, sentences) for each in box.inside)
    if box.name.rpartition(".")[2] not in PASSAGES:
        return replace(box, inside=inside)
    choices = tuple(sentences)
    return replace(
        box, kind="choice", choices=(("", NO_SENTENCE), *choices) if box.is_optional and box.value else choices
    )


def _plain(hint: Any) -> tuple[Any, bool]:
    """The annotation without None, and whether it had one."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not type(None)), True
    return hint, False


def _part(path: Path) -> str:
    return next((str(each) for each in reversed(path) if isinstance(each, str)), "")


def _kind(hint: Any, part: str, owner: str) -> tuple[str, tuple[tuple[str, Words], ...]]:
    if (owner, part) in CHOICES:
        return "choice", tuple(CHOICES[owner, part].items())
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "choice", _members(hint)
    if hint is bool:
        return "flag", ()
    if hint in (int, float):
        return "number", ()
    return ("expression" if part in EXPRESSIONS else "text"), ()


def _members(hint: Any) -> tuple[tuple[str, Words], ...]:
    """The members of an enumeration with what they are called; nothing for plain texts."""
    return tuple((each.value, studio.member_words(each)) for each in hint) if issubclass(hint, StrEnum) else ()


def _plainly(value: Any) -> str:
    """A value of any kind as it would be written in a file, so that a text stays a text and a number a number."""
    return "" if value is None else studio.written(value).removesuffix("...\n").strip()


def _typed(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | dict):
        return studio.written(value).strip()
    return str(value)


def _group(noun: Any, value: Any, path: Path, faults: Faults, *, known: dict[str, Any]) -> Box:
    held = value if isinstance(value, dict) else {"fact": value} if noun is catalogue.AskedFact and value else {}
    if noun is Words:
        long = _part(path) in LONG
        inside = tuple(
            Box(
                name=".".join(map(str, (*path, side))), label=studio.label_of(side), kind="long" if long else "text",
                value=_typed(held.get(side)), problems=faults.at((*path, side), below=True),
            )
            for side in ("zh", "en")
        )  # fmt: skip
        return Box(kind="words", inside=inside, problems=faults.at(path, below=True), **known)
    inside = tuple(boxes(noun, held, path, faults))
    return Box(kind="group", inside=inside, problems=faults.at(path, below=True), **known)


def boxes(noun: Any, held: Mapping[str, Any], path: Path, faults: Faults, *, only: Sequence[str] = ()) -> Iterator[Box]:
    """The boxes of a dataclass, or of some of its parts."""
    hints = get_type_hints(noun)
    for each in fields(noun):
        if (each.name in HIDDEN and not path) or each.name == "version" or (only and each.name not in only):
            continue
        optional = each.default is not MISSING or each.default_factory is not MISSING
        value = held.get(each.name)
        if value is None and each.default is not MISSING and isinstance(each.default, StrEnum):
            value = each.default.value
        place = (*path, each.name)
        yield box_of(hints[each.name], value, place, faults, owner=noun.__name__, optional=optional)


def _several(inner: Any, value: Any, path: Path, faults: Faults, *, known: dict[str, Any]) -> Box:
    held = value if isinstance(value, list) else []
    if isinstance(inner, type) and (inner is str or issubclass(inner, StrEnum)):
        text = "\n".join(map(str, held)) if isinstance(value, list) else _typed(value)
        choices = _members(inner)
        return Box(kind="lines", value=text, choices=choices, problems=faults.at(path, below=True), **known)
    blanks = BLANKS.get(_part(path), 1) if len(path) == 1 else 1
    rows = []
    for position in range(len(held) + blanks):
        row = box_of(inner, held[position] if position < len(held) else None, (*path, position), faults)
        rows.append(Box(**{**vars(row), "is_blank": position >= len(held), "value": _called(held, position)}))
    return Box(kind="rows", inside=tuple(rows), problems=faults.at(path, below=True), **known)


def _called(held: Sequence[Any], position: int) -> str:
    """What a row is called in its heading."""
    if position >= len(held) or not isinstance(held[position], dict):
        return str(held[position]) if position < len(held) else ""
    row = held[position]
    for part in ("name", "sentence", "label", "title", "question", "text"):
        if isinstance(row.get(part), dict):
            return str(row[part].get("zh", ""))
    return str(row.get("fact") or row.get("organ") or row.get("item") or row.get("says") or row.get("zh") or "")


def _pairs(hint: Any, value: Any, path: Path, faults: Faults, *, known: dict[str, Any]) -> Box:
    held = value if isinstance(value, dict) else {}
    inner = get_args(hint)[1]
    rows = []
    for position, (key, each) in enumerate([*held.items(), ("", None)]):
        own = ".".join(map(str, (*path, position)))
        of = box_of(inner, each, (*path, key), faults)
        rows.append(
            Box(
                own,
                Words(key, key),
                "pair",
                value=key,
                inside=(_renamed(of, of.name, f"{own}.value"),),
                is_blank=not key,
            )
        )
    return Box(kind="pairs", inside=tuple(rows), problems=faults.at(path, below=True), **known)


def _renamed(box: Box, before: str, after: str) -> Box:
    """A pair's boxes are named by its position: its key may change."""
    inside = tuple(_renamed(each, before, after) for each in box.inside)
    return Box(**{**vars(box), "name": after + box.name.removeprefix(before), "inside": inside})
