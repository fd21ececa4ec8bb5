"""A folder of YAML as a city's content: all its problems at once, or all its definitions in their order."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.contrib.folder.agreements import disagreements
from tongban.catalogue.contrib.folder.days import impossible_days
from tongban.catalogue.contrib.folder.expressions import broken_expressions
from tongban.catalogue.contrib.folder.gates.held import asked_though_held
from tongban.catalogue.contrib.folder.gates.listed import unlisted
from tongban.catalogue.contrib.folder.gates.windows import misplaced
from tongban.catalogue.contrib.folder.policies import policy_problems
from tongban.catalogue.contrib.folder.reading import Document, Folder, contents_of, read_contents
from tongban.catalogue.contrib.folder.references import (
    CODED_BY_THEIR_FILE,
    Library,
    circles,
    duplicates,
    false_identifiers,
    unknown_references,
    untranslated,
)
from tongban.catalogue.contrib.folder.sayings import false_sayings
from tongban.catalogue.contrib.folder.shapes import is_code
from tongban.catalogue.contrib.folder.spelling import misspelt
from tongban.catalogue.contrib.folder.trials import failed_trials
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words

CHECKS = (
    unknown_references, duplicates, circles, untranslated, false_identifiers, disagreements, broken_expressions, failed_trials,
    impossible_days, misplaced, unlisted, asked_though_held, policy_problems, false_sayings,
)  # fmt: skip
KINDS = {
    "laws": "law",
    "themes": "theme",
    "regions": "region",
    "licence_list": "listed_licence",
    "sections": "section",
    "facts": "fact",
    "sources": "source",
    "organs": "organ",
    "parameters": "parameter",
    "exclusions": "exclusion",
    "lexicon": "synonym",
    "advice": "advice",
    "ambiguities": "ambiguity",
}


def problems_of(folder: Folder) -> tuple[list[Document], list[Problem]]:
    """The documents of a folder (or several on each other) and everything that is wrong in them, by file and line."""
    return problems_in(contents_of(folder))


def problems_in(contents: Mapping[str, bytes]) -> tuple[list[Document], list[Problem]]:
    """The same of files that need not lie in a folder: path within it, and what it holds."""
    documents, problems = read_contents(contents)
    for document in documents:
        problems += misspelt(document)
        problems += _names(document)
    library = Library(documents)
    for check in CHECKS:
        problems += check(library)
    return documents, sorted(set(problems), key=lambda each: (each.file, each.line, each.says.en))


def _names(document: Document) -> Iterator[Problem]:
    if document.kind in CODED_BY_THEIR_FILE and not is_code(document.code):
        says = Words(f"文件名 {document.code} 不能作代码。", f"The file's name {document.code} cannot be a code.")
        mend = Words("请改成小写字母、数字和下划线。", "Use lower-case letters, digits and underscores.")
        yield document.problem((), says, mend)


def definitions_of(documents: list[Document]) -> list[tuple[str, str, Any]]:
    """Kind, code and body of every definition, in the order of the content."""
    found: list[tuple[str, str, Any]] = []
    for document in documents:
        if document.kind == "city":
            found.append(("place", "place", document.value))
        elif document.kind in KINDS:
            found += [(KINDS[document.kind], code, {"code": code, **body}) for code, body in document.value.items()]
        elif document.kind in CODED_BY_THEIR_FILE:
            found.append((document.kind, document.code, _body(document)))
        elif document.kind == "windows":
            found.append(("locality", document.code, {"region": document.code, **document.value}))
    return found + [("phrasings", code, {"code": code, "asked": asked}) for code, asked in _asked(documents).items()]


def _asked(documents: list[Document]) -> dict[str, list[str]]:
    """The phrasings of every code: what several files say of one code belongs together."""
    found: dict[str, list[str]] = {}
    for document in documents:
        for code, asked in document.value.items() if document.kind == "phrasings" else ():
            found[code] = list(dict.fromkeys((*found.get(code, ()), *asked)))
    return found


def _body(document: Document) -> dict[str, Any]:
    body = {"code": document.code, **document.value}
    if document.kind == "item":
        body["facts"] = [each if isinstance(each, dict) else {"fact": each} for each in body["facts"]]
    if document.kind == "policy":
        body["parameters"] = {code: {"code": code, **each} for code, each in body.get("parameters", {}).items()}
    return body
