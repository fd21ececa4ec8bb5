"""From plain values to YAML text, one top-level part at a time: what is not changed stays as it was typed, byte for byte."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import yaml

from tongban.catalogue.contrib.folder.reading import Loader, kind_of, read_file
from tongban.catalogue.types import Problem

ABSENT: Any = object()
"""The value of a part that is to be removed."""

Segments = dict[str, tuple[int, int]]


class Unreadable(ValueError):
    """The text is no YAML mapping, so that no part of it can be replaced: `problem` says where and why."""

    def __init__(self, problem: Problem | None) -> None:
        super().__init__(str(problem or "no mapping"))
        self.problem = problem


class PartsDiffer(ValueError):
    """Two changed the same parts of a text in different ways; `parts` names them."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = tuple(parts)


class _Dumper(yaml.SafeDumper):
    """Short mappings and lists stand on one line, longer ones below each other, indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, _value: Any) -> bool:
        return True


def _float(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    # Without an exponent: the reader would take one for a text.
    text = format(Decimal(repr(value)), "f")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text if "." in text else f"{text}.0")


_Dumper.add_representer(float, _float)


def written(value: Any) -> str:
    """Plain values as YAML that reads back as the same values; of a mapping, each part below the other."""
    if isinstance(value, dict) and value:
        return "".join(part_written(name, part) for name, part in value.items())
    return _dumped(value)


def _dumped(value: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, width=100_000, sort_keys=False, default_flow_style=None
    )
    return text


def part_written(name: str, value: Any) -> str:
    """One top-level part, with its line end."""
    if isinstance(value, dict | list) and value and not _is_short(value):
        return _dumped({name: value})
    return f"{_on_one_line(name)}: {_on_one_line(value)}\n"


def _on_one_line(value: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, width=100_000, sort_keys=False, default_flow_style=True
    )
    return text.removesuffix("...\n").strip("\n")  # a no-break space is a text


def _is_short(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value
    return not any(isinstance(part, dict | list) for part in parts)


def values_of(text: str, *, file: str) -> dict[str, Any]:
    """The values of a text by top-level part; an empty text has none. Raises `Unreadable`."""
    found = read_file(text.encode(), file=file, kind=kind_of(file))
    if isinstance(found, Problem):
        raise Unreadable(found)
    if found.value is None:
        return {}
    if not isinstance(found.value, dict):
        raise Unreadable(None)
    return dict(found.value)


def segments_of(text: str) -> Segments | None:
    """From which character to which each top-level part of a text stands, whole lines; None where they share lines."""
    node = Loader(text).get_single_node()
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    found: Segments = {}
    for key, value in node.value:
        if key.start_mark.column:
            return None
        end = text.find("\n", max(_end(value), key.end_mark.index))
        found[key.value] = (key.start_mark.index, len(text) if end < 0 else end + 1)
    return found


def _end(node: yaml.Node) -> int:
    """Where the last character of a value stands; the mark of a block would be at the next part, behind its comments."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return int(node.end_mark.index) - (1 if is_block else 0)


def replaced(text: str, parts: Mapping[str, Any], *, file: str, order: Sequence[str] = ()) -> str:
    """The text with these parts changed, added or (ABSENT) removed. A part whose value is the same stays as it was typed.

    A new part stands where `order` puts it. Comments inside a part that is changed are lost. Raises `Unreadable`.
    """
    now = values_of(text, file=file)
    changed = {name: value for name, value in parts.items() if now.get(name, ABSENT) != value}
    segments = {name: None if value is ABSENT else part_written(name, value) for name, value in changed.items()}
    return _with_segments(text, segments, order=order, whole=now | changed)


def _with_segments(
    text: str, segments: Mapping[str, str | None], *, order: Sequence[str], whole: dict[str, Any]
) -> str:
    if not segments:
        return text
    places = segments_of(text)
    if places is None:
        return "".join(part_written(name, value) for name, value in whole.items() if value is not ABSENT)
    if text and not text.endswith("\n"):
        text += "\n"
        places = segments_of(text) or {}
    edits = []
    for name, segment in segments.items():
        if name in places:
            edits.append((*places[name], segment or ""))
        elif segment:
            at = _place_for(name, places, order, len(text))
            edits.append((at, at, segment))
    for start, end, segment in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + segment + text[end:]
    return text


def _place_for(name: str, places: Segments, order: Sequence[str], end: int) -> int:
    before = order[: order.index(name)] if name in order else ()
    ends = [places[other][1] for other in before if other in places]
    return (
        max(ends) if ends else (end if name not in order or not places else min(start for start, _ in places.values()))
    )


def merged(ground: str, mine: str, theirs: str, *, file: str) -> str:
    """Their text with what I changed since the common ground. Raises `PartsDiffer` where both changed the same part differently."""
    if mine in (ground, theirs):
        return theirs
    if theirs == ground:
        return mine
    was, now, other = (values_of(each, file=file) for each in (ground, mine, theirs))
    names = [*now, *(name for name in was if name not in now)]
    changed = [name for name in names if now.get(name, ABSENT) != was.get(name, ABSENT)]
    both = [name for name in changed if other.get(name, ABSENT) not in (was.get(name, ABSENT), now.get(name, ABSENT))]
    if both:
        raise PartsDiffer(both)
    places = segments_of(mine) or {}
    segments = {name: _segment(name, mine, places, now) for name in changed}
    return _with_segments(
        theirs, segments, order=list(now), whole=other | {name: now.get(name, ABSENT) for name in changed}
    )


def _segment(name: str, text: str, places: Segments, values: Mapping[str, Any]) -> str | None:
    if name not in values:
        return None
    if name in places:
        segment = text[slice(*places[name])]
        return segment if segment.endswith("\n") else f"{segment}\n"
    return part_written(name, values[name])


def changed_parts(before: str | None, after: str | None, *, file: str) -> Collection[str]:
    """The top-level parts in which two texts say something else. Raises `Unreadable`."""
    was, now = (values_of(text or "", file=file) for text in (before, after))
    return [name for name in dict.fromkeys((*was, *now)) if was.get(name, ABSENT) != now.get(name, ABSENT)]
