"""A room one can see across: short functions, short files, few files, few loose arguments."""

import ast
from collections import Counter

import pytest
from tests.house.plan import MODULES, PROGRAMS, TESTS, name_of, tree_of

LONGEST_FUNCTION, LONGEST_FILE, MOST_FILES, MOST_POSITIONAL = 30, 400, 14, 4
ALL = [*MODULES, *PROGRAMS, *TESTS]


def functions_of(path):
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def positional(function):
    """How many arguments a caller may give by place; `self` is not given by the caller."""
    return len([a for a in [*function.args.posonlyargs, *function.args.args] if a.arg not in {"self", "cls"}])


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_module_fits_on_a_few_screens(path):
    lines = len(path.read_text(encoding="utf8").splitlines())

    assert lines <= LONGEST_FILE, f"{lines} lines; split it by concept"


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_function_fits_on_one_screen(path):
    long = {
        f.name: f.end_lineno - f.lineno + 1 for f in functions_of(path) if f.end_lineno - f.lineno >= LONGEST_FUNCTION
    }

    assert not long, f"longer than {LONGEST_FUNCTION} lines; give a part of it a name of its own"


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_arguments_are_named_when_they_are_many(path):
    loose = [f.name for f in functions_of(path) if not f.name.startswith("test_") and positional(f) > MOST_POSITIONAL]

    assert not loose, f"more than {MOST_POSITIONAL} positional arguments; put the rest after `*`"


def test_a_folder_fits_on_one_screen():
    crowded = {
        str(folder): count for folder, count in Counter(path.parent for path in ALL).items() if count > MOST_FILES
    }

    assert not crowded, f"more than {MOST_FILES} .py files in one folder"
