"""The documents and the code say the same: the map, the glossary, the events, the settings, the dependencies."""

import ast
import re

import pytest
import yaml
from tests.house.plan import DOCS, FLOORS, HEIGHT, MODULES, PROJECT, ROOT, SOURCE, classes_of, name_of, room_of, tree_of

PAST = re.compile(r"(ed|en|wn|Made|Read|Sent|Begun|Put|Left|Lost|Held)(In|Out|Back)?$")
GLOSSARY = yaml.safe_load((DOCS / "glossary.yaml").read_text(encoding="utf8"))


def test_the_map_shows_the_floors_of_the_contract():
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", (DOCS / "map.md").read_text(encoding="utf8"), flags=re.MULTILINE)
    drawn: dict[int, list[str]] = {}
    for floor, room in rows:
        drawn.setdefault(int(floor), []).append(room)

    assert [drawn[floor] for floor in sorted(drawn, reverse=True)] == FLOORS


def events():
    paths = [path for path in MODULES if path.name == "events.py" and room_of(path) != "kernel"]
    return [(room_of(path), node) for path in paths for node in tree_of(path).body if isinstance(node, ast.ClassDef)]


@pytest.mark.parametrize(("room", "event"), events(), ids=lambda part: getattr(part, "name", part))
def test_an_event_is_past_frozen_and_documented(room, event):
    said = ast.get_docstring(event)

    assert PAST.search(event.name), "an event has happened: name it in the past tense"
    assert any("frozen=True" in ast.unparse(decorator) for decorator in event.decorator_list)
    assert said, "the docstring says what has happened"
    assert row_of(room, event) in (DOCS / "events.md").read_text(encoding="utf8").splitlines(), (
        "put this row into docs/events.md"
    )


def row_of(room, event):
    """The row of docs/events.md: name, room, what has happened, its values."""
    said = " ".join(ast.get_docstring(event).split()).replace("|", "/")
    values = " ".join(f"`{part.target.id}`" for part in event.body if isinstance(part, ast.AnnAssign))
    return f"| `{event.name}` | `{room}` | {said} | {values} |"


def test_events_md_names_no_event_that_is_gone():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", (DOCS / "events.md").read_text(encoding="utf8"), flags=re.MULTILINE)

    assert set(rows) <= {(event.name, room) for room, event in events()}


def settings_in_code():
    texts = [path.read_text(encoding="utf8") for path in [*MODULES, ROOT / "tongban"] if "tests" not in path.parts]
    return {name for text in texts for name in re.findall(r"\b(?:TONGBAN_[A-Z_]+|DATABASE_URL)\b", text)}


def test_every_setting_is_documented_and_nothing_else():
    documented = re.findall(
        r"^\| `([A-Z_]+)` \|", (DOCS / "settings.md").read_text(encoding="utf8"), flags=re.MULTILINE
    )

    assert set(documented) == settings_in_code()


@pytest.mark.parametrize("entry", GLOSSARY, ids=lambda entry: entry["code"])
def test_a_word_of_the_glossary_is_the_word_of_the_code(entry):
    assert set(entry) <= {"zh", "code", "room", "en", "means", "source", "not"}
    assert all(entry[key] for key in ("zh", "code", "room", "en", "means", "source"))
    assert entry["room"] in HEIGHT
    assert entry["code"] in names_defined_in(entry["room"]), f"{entry['room']} has nothing called {entry['code']}"


def names_defined_in(room):
    """Classes, functions, fields and members of enumerations that a room defines."""
    found = set(classes_of(room))
    for path in [path for path in MODULES if room_of(path) == room and "tests" not in path.parts]:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.AnnAssign | ast.Assign):
                targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_the_glossary_has_each_word_once():
    words = [entry["zh"] for entry in GLOSSARY]

    assert len(words) == len(set(words))


def test_every_dependency_has_a_decision():
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    names = {re.match(r"[A-Za-z0-9-]+", requirement)[0].lower() for requirement in wanted}
    decided = "\n".join(path.read_text(encoding="utf8") for path in (DOCS / "decisions").glob("*.md")).lower()

    assert not {name for name in names if f"`{name}`" not in decided}, "write a decision record (docs/decisions/)"


def test_the_stack_tells_what_is_locked_and_marks_what_had_no_release_for_a_year():
    told = (DOCS / "decisions" / "0002-the-stack.md").read_text(encoding="utf8")
    locked = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"', (ROOT / "uv.lock").read_text(), flags=re.MULTILINE))
    rows = re.findall(r"^\| `([\w-]+)` \| ([\w.]+), (\d{4})-(\d\d)( ⚠)? \|", told, flags=re.MULTILINE)
    written = re.search(r"Versions and dates: November (\d{4})", told)

    assert len(rows) > 30
    assert {name: version for name, version, *_ in rows if locked.get(name) != version} == {}
    old = {name for name, _, year, month, _ in rows if (int(year), int(month)) < (int(written[1]) - 1, 11)}
    assert {name for name, *_, mark in rows if mark} >= old


def test_decisions_are_numbered_without_a_gap_in_meaning():
    numbers = [path.name[:4] for path in (DOCS / "decisions").glob("*.md")]

    assert all(number.isdigit() for number in numbers)
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "models.py"], ids=name_of)
def test_a_noun_says_what_it_is(path):
    nouns = [
        node for node in tree_of(path).body if isinstance(node, ast.ClassDef) and not node.name.endswith("Manager")
    ]
    silent = [noun.name for noun in nouns if not ast.get_docstring(noun)]

    assert not silent, "a noun has a docstring, with its Chinese name once in parentheses"


def test_a_model_has_no_save_of_its_own():
    overriding = [
        f"{name_of(path)}: {node.name}"
        for path in SOURCE.rglob("models.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]

    assert not overriding
