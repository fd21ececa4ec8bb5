"""Who knows one room knows all: the same file names, words that an official would use, both languages."""

import ast
import re
import tokenize

import pytest
from tests.house.plan import FACES, MODULES, PROGRAMS, PURE, ROOMS_WITH_A_DOOR, SOURCE, TESTS, name_of, tree_of

FILES = {
    *(
        "__init__",
        "public",
        "models",
        "types",
        "states",
        "events",
        "reactions",
        "actions",
        "queries",
        "ports",
        "admin",
        "apps",
    ),
}
FOLDERS = {"contrib", "migrations", "templates", "tests"}
NAMED_BY_CONCEPT = PURE | {"forms", "knowledge", "site"}  # docs/decisions/0004-file-names.md
OUTGROWN = {
    "catalogue": {"graph", "mappings", "places", "policies", "procedures", "quality", "revisions", "statements"},
    "applications": {"attendances", "counter", "files", "guidance", "submission", "supplements", "uses", "ways"},
    "approvals": {"claims", "inquiries", "reviews", "waits"},
    "cases": {"letters", "numbers", "papers", "clocks", "steps"},
    "licences": {"composites", "marks"},
    "policies": {"claims", "library", "snapshots", "matches", "scenarios"},
    "packs": {"contents"},
    "sources": {"extracts"},
    "payments": {"banking", "ledger", "secrecy"},
    "benefits": {"campaigns", "intents", "reasons", "steps"},
}
EMPTY_ANYWHERE = {"util", "utils", "helper", "helpers", "misc", "base", "manager", "handler", "service"}
EMPTY_AT_THE_END = {"data", "info", "common", "core", "processor"}
EMPTY_AT_THE_START = {"do", "handle", "process"}
AS_LIBRARIES_SAY = {
    *("PersonManager", "handler403", "handler404", "handler500", "process_exception", "process_view"),  # Django
    "_import_common",  # Jinja's compiler
    "async_sign_raw.data",  # pyHanko calls it by this name
}
DOOR_FITS_IN = 120
MODULES_OF_ROOMS = [path for path in MODULES if path.parent != SOURCE]


def words_of(name):
    """The words of a name: is_open_now → is, open, now; OneDoor → one, door."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def is_empty(name):
    """Whether a name contains a word that says nothing. Names of tests are sentences and may."""
    words = words_of(name.rpartition(".")[2])
    if not words or words[0] == "test" or name in AS_LIBRARIES_SAY:
        return False
    starts = len(words) > 1 and words[0] in EMPTY_AT_THE_START
    return starts or words[-1] in EMPTY_AT_THE_END or bool(EMPTY_ANYWHERE & set(words))


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        *[("open_case", False), ("DataUsed", False), ("process", False), ("test_it_handles_data", False)],
        *[("case_data", True), ("handle_case", True), ("CaseManager", True), ("BASE", True), ("UserInfo", True)],
    ],
)
def test_the_test_of_names_knows_an_empty_one(name, empty):
    assert is_empty(name) is empty


@pytest.mark.parametrize("path", MODULES_OF_ROOMS, ids=name_of)
def test_a_file_has_one_of_the_known_names(path):
    room, *inner = path.relative_to(SOURCE).with_suffix("").parts
    if room in NAMED_BY_CONCEPT | FACES or inner[0] in FOLDERS:
        return

    allowed = FILES | OUTGROWN.get(room, set())

    assert inner[0] in allowed, f"a room has only the files {sorted(allowed)} and the folders {sorted(FOLDERS)}"


def arguments_of(function):
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def names_in(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            if not isinstance(node, ast.ClassDef):
                yield from (f"{node.name}.{argument.arg}" for argument in arguments_of(node))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


@pytest.mark.parametrize("path", [*MODULES, *PROGRAMS, *TESTS], ids=name_of)
def test_a_name_says_what_it_is(path):
    empty = {name for name in {path.stem, *names_in(path)} if is_empty(name)}

    assert not empty, "these names contain a word that says nothing; say what the thing is or does"


@pytest.mark.parametrize("room", ROOMS_WITH_A_DOOR)
def test_a_room_has_a_door_that_one_reads_in_a_minute(room):
    door = SOURCE / room / "public.py"
    tree = tree_of(door)

    offered = [node for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"]
    assert ast.get_docstring(tree), "the docstring says what the room owns"
    assert offered, "`__all__` says what the door offers"
    assert len(door.read_text(encoding="utf8").splitlines()) <= DOOR_FITS_IN


def calls_of_words(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
            yield node.lineno, [getattr(argument, "value", ...) for argument in node.args]


@pytest.mark.parametrize("path", [path for path in MODULES if "tests" not in path.parts], ids=name_of)
def test_words_are_said_in_both_languages(path):
    mute = [line for line, said in calls_of_words(path) if said.count("") == 1]

    assert not mute, f"a language is empty in lines {mute}"


@pytest.mark.parametrize("path", MODULES_OF_ROOMS, ids=name_of)
def test_no_chinese_in_names_and_comments(path):
    with path.open("rb") as file:
        tokens = [t for t in tokenize.tokenize(file.readline) if t.type in {tokenize.COMMENT, tokenize.NAME}]

    outside = [token.string for token in tokens if re.search("[\u4e00-\u9fff]", re.sub(r"\([^)]*\)", "", token.string))]

    assert not outside, "say it in content, Words or docstrings; once in parentheses beside a noun"
