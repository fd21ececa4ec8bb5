"""From YAML text to plain values, with the line of every value. Hostile text ends here, as a `Problem`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

Place = tuple[str | int, ...]
"""Where a value stands in a document: the keys and positions that lead to it."""

LARGEST_FILE = 1_000_000
DEEPEST = 12
SINGLE = ("city", "sections", "sources", "organs")
OPTIONAL = (
    "calendar", "laws", "themes", "regions", "licence_list", "parameters", "exclusions", "lexicon", "ambiguities",
)  # fmt: skip
FOLDERS = {
    "organs": "organs", "facts": "facts", "items": "item", "bundles": "bundle", "policies": "policy",
    "windows": "windows", "cases": "cases", "advice": "advice", "phrasings": "phrasings",
}  # fmt: skip


class _Broken(Exception):
    def __init__(self, line: int, says: Words, mend: Words) -> None:
        super().__init__(says.en)
        self.line, self.says, self.mend = line, says, mend


@dataclass(frozen=True, eq=False)
class Document:
    """One file that could be read: its kind (which schema it follows), its values and their lines. Nobody changes it."""

    file: str
    kind: str
    value: Any
    lines: Mapping[Place, int] = field(repr=False)

    @property
    def code(self) -> str:
        """The code that the file's name gives to what is in it."""
        return Path(self.file).stem

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest one around it."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)

    def value_line(self, place: Place) -> int:
        """The line on which the value itself begins, which may be below its key."""
        return self.line((*place, ""))

    def problem(self, place: Place, says: Words, mend: Words) -> Problem:
        return Problem(self.file, self.line(place), says, mend, place)


class Loader(yaml.SafeLoader):
    """YAML 1.2's few plain values only: `on`, `no` and dates stay texts, so that nothing changes its kind unseen."""

    yaml_implicit_resolvers: dict[Any, Any] = {}


class _QuickLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by libyaml, where PyYAML was built with it: several times as fast, and enough where only lines are told."""

    yaml_implicit_resolvers: dict[Any, Any] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null)?$", ["~", "n", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
):
    for _loader in (Loader, _QuickLoader):
        _loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


Folder = Path | str | Sequence[Path | str]
"""A content folder, or several that lie one on the other: of two files with the same path within them the later one holds."""


def contents_of(folder: Folder) -> dict[str, bytes]:
    """What the content files hold, by their path within the folder. Of a file that is too large, only enough to see that it is."""
    found: dict[str, bytes] = {}
    for each in [folder] if isinstance(folder, Path | str) else folder:
        for path in _files(Path(each)):
            with path.open("rb") as file:
                found[path.relative_to(each).as_posix()] = file.read(LARGEST_FILE + 1)
    return found


def read_contents(contents: Mapping[str, bytes]) -> tuple[list[Document], list[Problem]]:
    """Every document in the order of the content, and what could not be read."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for file in in_order(contents):
        found = read_file(contents[file], file=file, kind=kind_of(file))
        if isinstance(found, Document):
            documents.append(found)
        else:
            problems.append(found)
    for name in SINGLE:
        if f"{name}.yaml" not in contents:
            problems.append(
                Problem(
                    f"{name}.yaml", 1,
                    Words("没有这个文件。", "This file is missing."),
                    Words("请新建，写法见 docs/content.md。", "Create it as docs/content.md describes."),
                )
            )  # fmt: skip
    return documents, problems


@lru_cache(maxsize=4096)  # the studio checks the whole content at each saved state, of which one file differs
def read_file(content: bytes, *, file: str, kind: str) -> Document | Problem:
    """One file's document, or why it cannot be read."""
    try:
        if len(content) > LARGEST_FILE:
            raise _Broken(1, Words("文件超过 1 MB。", "The file is larger than 1 MB."), _SPLIT)
        text = content.decode("utf-8")
        lines: dict[Place, int] = {}
        node = _QuickLoader(text).get_single_node()
        value = _value(node, (), lines, set()) if node else None
    except UnicodeDecodeError:
        says = Words("文件不是 UTF-8 编码。", "The file is not in UTF-8.")
        return Problem(file, 1, says, Words("请另存为 UTF-8。", "Save it as UTF-8."))
    except yaml.YAMLError as error:
        return _syntax_problem(file, error)
    except RecursionError:
        return Problem(file, 1, Words("嵌套太深。", "It is nested too deep."), _SPLIT)
    except _Broken as broken:
        return Problem(file, broken.line, broken.says, broken.mend)
    return Document(file, kind, value, lines)


_WRITE_OUT = Words("请把内容原样写出来。", "Write it out where it is needed.")
_SPLIT = Words("请拆成几个文件。", "Split it into several files.")


def _files(folder: Path) -> Iterator[Path]:
    singles = [folder / f"{name}.yaml" for name in (*SINGLE, *OPTIONAL, "facts")]
    yield from (path for path in singles if path.is_file())
    for name in FOLDERS:
        yield from (folder / name).glob("*.yaml")


def in_order(files: Iterable[str]) -> list[str]:
    """The files in the order of the content: those that stand alone, then each folder by name."""
    alone = [f"{name}.yaml" for name in (*SINGLE, *OPTIONAL, "facts")]
    folders = list(FOLDERS)
    return sorted(
        files,
        key=lambda file: (0, alone.index(file), "") if file in alone else (1, folders.index(file.split("/")[0]), file),
    )


def is_content(file: str) -> bool:
    """Whether a file of this name, within its folder, belongs to the content."""
    if file in {f"{name}.yaml" for name in (*SINGLE, *OPTIONAL, "facts")}:
        return True
    folder, _, name = file.partition("/")
    return folder in FOLDERS and bool(re.fullmatch(r"[\w.-]+\.yaml", name))


def kind_of(file: str) -> str:
    """Which schema the file follows."""
    return FOLDERS.get(Path(file).parts[0], Path(file).stem)


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int]) -> Any:
    """What a node says. A list or mapping that stands a second time is an alias: ten of them make gigabytes of a page."""
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    lines[(*place, "")] = line + 1 if is_block else line
    if len(place) > DEEPEST:
        raise _Broken(line, Words("嵌套太深。", "It is nested too deep."), _SPLIT)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, line)
    if id(node) in seen:
        raise _Broken(line, Words("不能用 & 和 * 引用。", "References by & and * are not allowed."), _WRITE_OUT)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, seen)
    return [_value(each, (*place, position), lines, seen) for position, each in enumerate(node.value)]


def _mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int], seen: set[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            raise _Broken(
                line, Words("键必须是文字。", "A key must be a text."), Words("请改键名。", "Change the key.")
            )
        if key in found:
            says = Words(f"“{key}”写了两次。", f"{key!r} is written twice.")
            raise _Broken(line, says, Words("请删去一处，或者换个代码。", "Remove one or choose another code."))
        lines[(*place, key)] = line
        found[key] = _value(value_node, (*place, key), lines, seen)
    return found


def _scalar(node: yaml.Node, line: int) -> Any:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    if kind == "str":
        return node.value
    if kind == "bool":
        return node.value == "true"
    if kind == "int":
        return int(node.value[:30])
    if kind == "float":
        return float(node.value)
    if kind != "null":
        _refuse_tag(node.tag, line)
    return None


def _refuse_tag(tag: str, line: int) -> NoReturn:
    says = Words(f"不能用标签 {tag[:60]}。", f"The tag {tag[:60]} is not allowed.")
    raise _Broken(
        line,
        says,
        Words(
            "请只写文字、数字、true、false、列表和映射。", "Write texts, numbers, true, false, lists and mappings only."
        ),
    )


def _syntax_problem(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(
        file,
        mark.line + 1 if mark else 1,
        Words(f"不是正确的 YAML：{what}。", f"This is not correct YAML: {what}."),
        Words("请检查缩进、引号、冒号后的空格；含逗号或冒号的文字要加引号。",
              "Check the indent, the quotation marks and the space after a colon; quote a text with a comma or a colon."),
    )  # fmt: skip
