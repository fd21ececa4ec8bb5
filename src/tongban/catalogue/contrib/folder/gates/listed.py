"""No licence outside the list (清单之外不得实施): what the published list of administrative licences does not allow is refused.

`python -m tongban.catalogue.contrib.folder.gates.listed FOLDER` adds an entry for each licence item that has none, marked as
sample: a person then compares it with the published list.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tongban.catalogue.contrib.folder.reading import Document, Place, contents_of, read_contents
from tongban.catalogue.contrib.folder.references import Library, get, several, walk
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

LICENSING = "01"
"""The kind of item (GB/T 39046 A.1) that is an administrative licence."""
BASIC_CODE = slice(19, 31)
ADD = "python -m tongban.catalogue.contrib.folder.gates.listed"
PARTS: Mapping[str, Words] = {
    "conditions": Words("条件", "condition"),
    "materials": Words("材料", "material"),
}


def unlisted(library: Library) -> Iterator[Problem]:
    """Licence items that are not on the list, that another organ decides there, or that ask for more than it allows."""
    entries = entries_of(library)
    for document in library.of_kind("item"):
        # What is applied for elsewhere is only told of: whoever decides there answers for it.
        if get(document.value, "kind") == LICENSING and not get(document.value, "elsewhere"):
            entry = entries.get(basic_code(document.value))
            yield from _of_item(document, entry) if entry else _outside(document)
    for document in library.of_kind("licence_list"):
        yield from _twice(document)


def basic_code(item: Any) -> str:
    """The basic code (基本编码) within an item's implementation code."""
    return str(get(item, "implementation_code") or "")[BASIC_CODE]


def entries_of(library: Library) -> dict[str, Any]:
    """The entries of the list by their basic code."""
    found = [entry for each in library.of_kind("licence_list") for entry in each.value.values()]
    return {str(get(entry, "basic_code")): entry for entry in found}


def _outside(document: Document) -> Iterator[Problem]:
    code = basic_code(document.value)
    says = Words(
        f"许可事项 {document.code}（基本编码 {code}）不在行政许可事项清单里，不能实施。",
        f"The licence {document.code} (basic code {code}) is not on the list of licences, so it cannot be required.",
    )
    mend = Words(
        f"清单里确有的，用 {ADD} 补进 licence_list.yaml 并核对；没有的不能公布。",
        f"If it is on the official list, add it to licence_list.yaml with {ADD} and compare; if not, it cannot be published.",
    )
    yield document.problem(("implementation_code",), says, mend)


def _of_item(document: Document, entry: Any) -> Iterator[Problem]:
    if get(entry, "organ") != get(document.value, "organ"):
        says = Words(
            f"清单规定由 {get(entry, 'organ')} 实施。", f"By the list, {get(entry, 'organ')} is the organ that decides."
        )
        mend = Words("请改 organ，或者核对清单。", "Change the organ or compare the list.")
        yield document.problem(("organ",), says, mend)
    for part, said in PARTS.items():
        allowed = set(map(str, several(entry, part)))
        for place, code in walk(document.value, (part, "*", "code")):
            if str(code) not in allowed:
                yield document.problem(place, *_too_much(said, str(code)))


def _too_much(said: Words, code: str) -> tuple[Words, Words]:
    return (
        Words(
            f"清单没有允许{said.zh} {code}：清单之外不得增设。",
            f"The list does not allow the {said.en} {code}: nothing may be added to it.",
        ),
        Words(
            "请从事项里去掉；清单里确有的，补进 licence_list.yaml。",
            "Remove it from the item; if the official list has it, add it to licence_list.yaml.",
        ),
    )


def _twice(document: Document) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for place, code in walk(document.value, ("*", "basic_code")):
        if str(code) in seen:
            says = Words(f"基本编码 {code} 在清单里有两条。", f"The basic code {code} stands on the list twice.")
            yield document.problem(place, says, Words("请合成一条。", "Make them one entry."))
        seen.setdefault(str(code), place)


def entry_for(document: Document) -> dict[str, Any]:
    """The entry that would allow exactly what a licence item asks for today."""
    item = document.value
    return {
        "basic_code": basic_code(item),
        "name": get(item, "legal_name"),
        "organ": get(item, "organ"),
        **{part: [str(code) for _, code in walk(item, (part, "*", "code"))] for part in PARTS},
    }


def add_missing(folder: Path) -> list[str]:
    """Write an entry for each licence item without one to the end of licence_list.yaml; gives the codes of those items."""
    library = Library(read_contents(contents_of(folder))[0])
    listed, added = entries_of(library), []
    kept = folder / "licence_list.yaml"
    text = kept.read_text(encoding="utf-8") if kept.exists() else ""
    for document in library.of_kind("item"):
        if get(document.value, "kind") == LICENSING and basic_code(document.value) not in listed:
            listed[basic_code(document.value)] = entry = entry_for(document)
            # JSON is YAML too, and quotes a code of digits, which must stay a text.
            lines = (f"  {key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items())
            text += f"{document.code}:\n{''.join(lines)}"
            added.append(document.code)
    if added:
        kept.write_text(text, encoding="utf-8")
    return added


if __name__ == "__main__":
    sys.stdout.write("".join(f"+ {code}\n" for code in add_missing(Path(sys.argv[1]))) or "nothing to add\n")
