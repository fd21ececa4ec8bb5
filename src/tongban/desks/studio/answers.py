"""From what was typed into boxes back to plain values: the same shape, nothing lost, nothing guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from tongban.catalogue import public as catalogue
from tongban.desks.studio.boxes import DECIMAL, HIDDEN, INTEGER, Path, Typed, _plain
from tongban.kernel.words import Words

studio = catalogue.studio
NOTHING: Any = studio.ABSENT
MOST_ROWS = 500


def read_parts(noun: Any, typed: Typed, before: Mapping[str, Any], *, only: Sequence[str]) -> dict[str, Any]:
    """The values of some parts of a definition as they were typed; `studio.ABSENT` where nothing was."""
    hints = get_type_hints(noun)
    found = {}
    for each in fields(noun):
        if each.name in only:
            found[each.name] = _kept(
                each, read(hints[each.name], typed, (each.name,), before.get(each.name, NOTHING)), before
            )
    return found


def _kept(each: Any, value: Any, before: Mapping[str, Any]) -> Any:
    """Without what is only the default, unless it stood there before."""
    if each.name in before or each.default is MISSING:
        return value
    default = each.default.value if isinstance(each.default, StrEnum) else each.default
    return NOTHING if value == default else value


def read(hint: Any, typed: Typed, path: Path, before: Any) -> Any:
    """The value that was typed for this type at this place."""
    hint, _ = _plain(hint)
    name = ".".join(map(str, path))
    if hint is Words:
        return _words(typed, name, before)
    if get_origin(hint) is tuple:
        return _several(get_args(hint)[0], typed, path, before)
    if get_origin(hint) is not None:
        return _pairs(get_args(hint)[1], typed, path, before)
    if is_dataclass(hint):
        return _group(hint, typed, path, before)
    if hint is bool:
        return True if f"{name}" in typed else (False if before is not NOTHING and before is not None else NOTHING)
    text = _one(typed, name)
    if text == "":
        return NOTHING
    if hint is str or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return text
    return _scalar(text) if hint is Any else _number(text)


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name) or [""]
    return values[-1].replace("\r\n", "\n").strip()


def _number(text: str) -> Any:
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def _scalar(text: str) -> Any:
    """A fact's value in a test case: a number, true, false, a list or a text, as in the files."""
    try:
        return studio.values_of(f"value: {text}", file="cases/x.yaml")["value"]
    except studio.Unreadable:
        return text


def _words(typed: Typed, name: str, before: Any) -> Any:
    sides = {side: _one(typed, f"{name}.{side}") for side in ("zh", "en")}
    if not any(sides.values()):
        return before if before is not NOTHING and not isinstance(before, dict) else NOTHING
    return {side: text for side, text in sides.items() if text}


def _group(noun: Any, typed: Typed, path: Path, before: Any) -> Any:
    held = before if isinstance(before, dict) else {"fact": before} if _is_short(noun, before) else {}
    hints = get_type_hints(noun)
    known = {each.name for each in fields(noun)}
    found = {key: value for key, value in held.items() if key not in known or key in HIDDEN - {"code"}}
    read_now = {}
    for each in fields(noun):
        if each.name == "version" or (each.name == "code" and ".".join(map(str, (*path, "code"))) not in typed):
            continue
        value = _kept(each, read(hints[each.name], typed, (*path, each.name), held.get(each.name, NOTHING)), held)
        if value is not NOTHING:
            read_now[each.name] = value
    # A limit of 0 days is a limit: only what is false or nothing counts as not written.
    is_empty = all(value is False or value is None for name, value in read_now.items() if not _is_prefilled(noun, name))
    if is_empty and not found:
        return before if isinstance(before, str) and not _is_short(noun, before) else NOTHING
    order = [*held, *(name for name in read_now if name not in held)]
    whole = found | read_now
    return {name: whole[name] for name in order if name in whole}


def _is_short(noun: Any, value: Any) -> bool:
    """Whether it is a fact that is asked always, written by its code alone."""
    return noun is catalogue.AskedFact and isinstance(value, str)


def _is_prefilled(noun: Any, name: str) -> bool:
    """Whether the box had a value although nobody typed one: a choice always has."""
    return any(each.name == name and isinstance(each.default, StrEnum) for each in fields(noun)) or name in (
        "way",
        "unit",
    )


def _several(inner: Any, typed: Typed, path: Path, before: Any) -> Any:
    name = ".".join(map(str, path))
    if isinstance(inner, type) and (inner is str or issubclass(inner, StrEnum)):
        lines = [line.strip() for text in typed.get(name, []) for line in text.replace("\r", "").split("\n")]
        found = [line for line in lines if line]
        return found if found or (isinstance(before, list) and name in typed and not before) else NOTHING
    held = before if isinstance(before, list) else []
    rows: list[tuple[float, Any]] = []
    for position in range(min(int(_one(typed, f"{name}.count") or 0), MOST_ROWS)):
        if f"{name}.{position}.drop" in typed:
            continue
        was = held[position] if position < len(held) else NOTHING
        value = read(inner, typed, (*path, position), was)
        if value is not NOTHING:
            rows.append((_place(typed, f"{name}.{position}.at", position), _shortened(inner, value)))
    found = [value for _, value in sorted(rows, key=lambda row: row[0])]
    return found if found or before is not NOTHING else NOTHING


def _place(typed: Typed, name: str, position: int) -> float:
    """Where a row stands: a number that somebody changed puts it before the row that has it."""
    text = _one(typed, name)
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else position + 1
    return wanted if wanted == position + 1 else wanted - 0.5 if wanted <= position else wanted + 0.5


def _shortened(inner: Any, value: Any) -> Any:
    """A fact that is asked always is written by its code alone."""
    return (
        value["fact"] if inner is catalogue.AskedFact and isinstance(value, dict) and set(value) == {"fact"} else value
    )


def _pairs(inner: Any, typed: Typed, path: Path, before: Any) -> Any:
    name = ".".join(map(str, path))
    held = before if isinstance(before, dict) else {}
    found = {}
    for position in range(min(int(_one(typed, f"{name}.count") or 0), MOST_ROWS)):
        key = _one(typed, f"{name}.{position}.key")
        value = read(inner, typed, (*path, position, "value"), held.get(key, NOTHING))
        if key and f"{name}.{position}.drop" not in typed:
            found[key] = "" if value is NOTHING else value
    return found if found or before is not NOTHING else NOTHING
