"""JSON Schema (2020-12) of the content files, derived from the dataclasses: the nouns are written down once."""

import json
import re
import sys
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from tongban.catalogue.mappings import GuideMapping
from tongban.catalogue.places import ListedLicence, Locality, Region
from tongban.catalogue.policies import CommonExclusion, Policy, StatedParameter
from tongban.catalogue.statements import Advice, Ambiguity, Law, Synonym, Theme
from tongban.catalogue.types import (
    AskedFact,
    Bundle,
    CalendarDocument,
    Fact,
    Item,
    Organ,
    Section,
    Source,
)
from tongban.kernel.words import Words

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CODE = "^[a-z][a-z0-9_]{0,59}$"
CREDIT_CODE = "[0-9A-HJ-NPQRTUWXY]{18}"
YUAN = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
PATTERNS: Mapping[tuple[str, str], str] = {
    ("Organ", "credit_code"): f"^{CREDIT_CODE}$",
    ("Item", "implementation_code"): f"^{CREDIT_CODE}[1-7][0-9A-Z]{{12}}$",
    ("Item", "handling_code"): f"^{CREDIT_CODE}[1-7][0-9A-Z]{{14,17}}$",
    ("Bundle", "implementation_code"): f"^{CREDIT_CODE}[1-7][0-9]{{12}}$",
    ("Result", "licence_type"): f"^{CREDIT_CODE}[0-9]{{3}}$",
    ("Fee", "yuan"): r"^((0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?)?$",
    ("City", "region"): "^[0-9]{6}$",
    ("Region", "division"): "^[0-9]{6}([0-9]{3})?$",
    ("ListedLicence", "basic_code"): "^[0-9]{12}$",
    ("Trial", "on"): f"^{DAY}$",
    ("Law", "effective_on"): f"^{DAY}$",
    ("Law", "repealed_on"): f"^{DAY}$",
    ("PolicyDocument", "issued_on"): f"^{DAY}$",
    ("Policy", "valid_from"): f"^{DAY}$",
    ("Policy", "valid_until"): f"^{DAY}$",
    ("StatedStep", "from_on"): f"^{DAY}$",
    ("Budget", "yuan"): YUAN,
    ("Trial", "amount"): f"{YUAN}|^(unknown|none)$",
    ("Trial", "total"): f"{YUAN}|^(unknown|none)$",
    ("CalendarDocument", "free"): f"^{DAY}(/{DAY})?$",
    ("CalendarDocument", "worked"): f"^{DAY}(/{DAY})?$",
}
CODES = frozenset({
    "code", "organ", "source", "section", "fact", "facts", "materials", "shows", "needs", "item", "chosen_by", "questions",
    "about", "register", "register_field", "points", "acts_on", "law", "themes", "proved_by", "differs_from",
    "within", "window", "organs", "conditions",
    "passage", "policies", "common_exclusions", "sources", "reviewed_by", "bank", "account",
})  # fmt: skip
ITEM_KINDS = ("01", "05", "07", "08", "09", "10", "20")
AUDIENCES = ("person", "organisation")
CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Item", "kind"): ITEM_KINDS,
    ("Bundle", "audience"): AUDIENCES,
    ("Theme", "audience"): AUDIENCES,
    ("Fact", "breakdown"): AUDIENCES,
    ("Policy", "audience"): AUDIENCES,
    ("CommonExclusion", "audience"): AUDIENCES,
}
NOT_WRITTEN = (
    {"Locality": {"region"}}
    | {name: {"code", "version"} for name in ("Item", "Bundle", "Policy")}
    | {
        name: {"code"}
        for name in (
            "Law",
            "Theme",
            "Fact",
            "Section",
            "Source",
            "Organ",
            "StatedParameter",
            "CommonExclusion",
            "Region",
            "ListedLicence",
            "Synonym",
            "Advice",
            "Ambiguity",
        )
    }
)


@dataclass(frozen=True)
class City:
    """The place that the folder is about. `region` is its code of GB/T 2260."""

    place: Words
    region: str


class Expected(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Trial:
    """A test case (测试用例): facts in, verdict out. `expect` names conditions and review points, or a bundle's items.

    Of a policy it also names exclusions and `entitled`, which is all conditions together; `amount` and `total` are in yuan.
    """

    says: str
    facts: Mapping[str, Any]
    expect: Mapping[str, Expected]
    on: str = "2026-11-23"
    amount: str | None = None
    total: str | None = None


@dataclass(frozen=True)
class Trials:
    """Test cases about one item, bundle or policy. `kind` says which where two have the same code."""

    about: str
    cases: tuple[Trial, ...]
    kind: str = "item"


@dataclass(frozen=True)
class CityCalendar:
    """What this city's days are beside those that the State's calendar knows: documents, of which a later one holds."""

    documents: tuple[CalendarDocument, ...]


KEYED: Mapping[str, type[Any]] = {
    "laws": Law, "themes": Theme, "facts": Fact, "sections": Section, "sources": Source, "organs": Organ,
    "parameters": StatedParameter, "exclusions": CommonExclusion, "regions": Region,
    "licence_list": ListedLicence, "lexicon": Synonym, "advice": Advice, "ambiguities": Ambiguity,
}  # fmt: skip
WHOLE: Mapping[str, type[Any]] = {
    "city": City, "item": Item, "bundle": Bundle, "policy": Policy, "cases": Trials, "calendar": CityCalendar,
    "windows": Locality, "guide_mapping": GuideMapping,
}  # fmt: skip
"""What a file of each kind holds: entries by their code, or one thing as a whole."""


def noun_of(kind: str) -> tuple[type[Any] | None, bool]:
    """The dataclass of a kind of file, and whether the file holds several by their code."""
    return (KEYED[kind], True) if kind in KEYED else (WHOLE.get(kind), False)


def schema() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by its name in docs/schema."""
    found = {name: _document(name, _keyed_by_code(_of(noun)), noun) for name, noun in KEYED.items()}
    found |= {name: _document(name, _of(noun), noun) for name, noun in WHOLE.items()}
    found["phrasings"] = _document("phrasings", _of(Mapping[str, tuple[str, ...]]), str)
    return found


def _document(name: str, body: dict[str, Any], noun: type) -> dict[str, Any]:
    nouns: dict[str, Any] = {}
    _collect(noun, nouns)
    return {"$schema": DIALECT, "title": f"Tongban content: {name}", **body, "$defs": dict(sorted(nouns.items()))}


def _collect(noun: Any, nouns: dict[str, Any]) -> None:
    """The definitions of every noun that `noun` uses."""
    if get_origin(noun) is not None:
        for part in get_args(noun):
            _collect(part, nouns)
    elif isinstance(noun, type) and noun.__name__ not in nouns and (_has_parts(noun) or issubclass(noun, StrEnum)):
        nouns[noun.__name__] = _definition(noun)
        for part in get_type_hints(noun).values() if _has_parts(noun) else ():
            _collect(part, nouns)


def _has_parts(noun: Any) -> bool:
    return is_dataclass(noun) or noun is Words


def _definition(noun: Any) -> dict[str, Any]:
    if issubclass(noun, StrEnum):
        return {"type": "string", "enum": [member.value for member in noun]}
    hints = get_type_hints(noun)
    parts = fields(noun) if is_dataclass(noun) else ()
    defaults = {each.name for each in parts if not each.default is each.default_factory is MISSING}
    written = [name for name in hints if name not in NOT_WRITTEN.get(noun.__name__, ())]
    found: dict[str, Any] = {
        "type": "object",
        "description": (noun.__doc__ or "").splitlines()[0],
        "properties": {name: _property(noun.__name__, name, hints[name]) for name in written},
        "required": [name for name in written if name not in defaults],
        "additionalProperties": False,
    }
    if noun is AskedFact:
        return {"oneOf": [{"type": "string", "pattern": CODE}, found]}
    return found


def _property(noun: str, name: str, hint: Any) -> dict[str, Any]:
    found = _of(hint)
    target = found.get("items", found)
    if target.get("type") == "string":
        if (noun, name) in PATTERNS:
            target["pattern"] = PATTERNS[noun, name]
        elif (noun, name) in CHOICES:
            target["enum"] = list(CHOICES[noun, name])
        elif name in CODES:
            target["pattern"] = CODE
        elif noun == "Words":
            target["pattern"] = r"\S"
    return found


PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    Any: {},
}


def _of(hint: Any) -> dict[str, Any]:
    """The schema of one annotation."""
    if hint in PLAIN:
        return dict(PLAIN[hint])
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _of(next(part for part in parts if part is not type(None)))
    if origin is tuple:
        return {"type": "array", "items": _of(parts[0])}
    if origin is not None and issubclass(origin, Mapping):
        return _keyed_by_code(_of(parts[1]))
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _keyed_by_code(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": {"pattern": CODE}, "additionalProperties": values}


def is_code(text: str) -> bool:
    """Whether `text` may be the code of something: lower-case letters, digits and underscores."""
    return bool(re.match(CODE, text))


def publish_schemas(folder: Path) -> None:
    """Write every schema into a folder; an editor's YAML support reads it from there."""
    for name, body in schema().items():
        (folder / f"{name}.json").write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    publish_schemas(Path(sys.argv[1]))
