"""Changes the clock and the calendar in one place after another and says which changes their tests do not notice.

`.venv/bin/python -m tests.house.mutate [module...]`, without a database. Comparisons, additions, and/or/not, numbers, conditions
and `break` are changed, one at a time; the module's tests run in a process of their own with a short Hypothesis profile.
"""

import ast
import copy
import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType

SRC = Path(__file__).parents[2] / "src"
MODULES = {
    "tongban.kernel.calendar": ("tongban/kernel/tests/test_calendar.py", "tongban/kernel/tests/test_clock.py"),
    "tongban.kernel.clock": ("tongban/kernel/tests/test_clock.py",),
}
PATIENCE = 30
"""Seconds of a processor: a change that makes a loop endless is noticed, whatever else the machine does meanwhile."""
OPTIONS = (
    "-x",
    "-q",
    "--noconftest",
    "-c",
    os.devnull,
    "-p",
    "no:django",
    "-p",
    "no:cacheprovider",
    "--import-mode=importlib",
)
INSTEAD: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE,), ast.LtE: (ast.Lt,), ast.Gt: (ast.GtE,), ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.And: (ast.Or,), ast.Or: (ast.And,),
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add,), ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,), ast.USub: (ast.UAdd,),
}  # fmt: skip
Change = tuple[str, Callable[[ast.AST], None]]


def changes(node: ast.AST) -> Iterator[Change]:
    """What may be changed at a node, each with what is said of it."""
    for name, old in (("op", getattr(node, "op", None)), *(("ops", each) for each in getattr(node, "ops", ()))):
        for new in INSTEAD.get(type(old), ()):
            place = getattr(node, "ops", []).index(old) if name == "ops" else None
            yield f"{type(old).__name__} -> {new.__name__}", _operator(name, place, new)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        for step in (1, -1):
            yield f"{node.value} -> {node.value + step}", _set("value", node.value + step)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} -> {not node.value}", _set("value", not node.value)
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Constant):
        yield "condition -> not condition", lambda at: setattr(at, "test", ast.UnaryOp(ast.Not(), at.test))  # type: ignore[attr-defined]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
        other = "max" if node.func.id == "min" else "min"
        yield f"{node.func.id} -> {other}", lambda at: setattr(at.func, "id", other)  # type: ignore[attr-defined]


def _set(name: str, value: object) -> Callable[[ast.AST], None]:
    return lambda at: setattr(at, name, value)


def _operator(name: str, place: int | None, new: type[ast.AST]) -> Callable[[ast.AST], None]:
    def change(at: ast.AST) -> None:
        if place is None:
            setattr(at, name, new())
        else:
            getattr(at, name)[place] = new()

    return change


def mutants(text: str) -> Iterator[tuple[str, str]]:
    """Each changed text of a module, with the line and what was changed."""
    tree = ast.parse(text)
    for number, node in enumerate(ast.walk(tree)):
        for told, change in changes(node):
            other = copy.deepcopy(tree)
            at = next(each for place, each in enumerate(ast.walk(other)) if place == number)
            line = getattr(at, "lineno", 0)
            change(at)
            yield f"{line}: {told}", ast.unparse(ast.fix_missing_locations(other))


def is_noticed(change: tuple[str, str]) -> bool:
    """Whether a test fails when the module has this text. Only for a process of its own, which it leaves changed."""
    import hypothesis
    import pytest

    module, text = change
    signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    changed = ModuleType(module)
    sys.modules[module] = changed
    room, _, name = module.rpartition(".")
    setattr(importlib.import_module(room), name, changed)
    # A change that was noticed needs no smallest example.
    quick = {"max_examples": 60, "phases": [hypothesis.Phase.explicit, hypothesis.Phase.generate], "database": None}
    hypothesis.settings.register_profile("mutants", derandomize=True, deadline=None, **quick)
    hypothesis.settings.load_profile("mutants")
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        try:
            exec(compile(text, module, "exec"), changed.__dict__)
            return pytest.main([*OPTIONS, *(str(SRC / each) for each in MODULES[module])]) != 0
        except (Exception, KeyboardInterrupt):
            return True


def _too_long(*_: object) -> None:
    # pytest ends at once for this and for nothing else.
    raise KeyboardInterrupt


def main(names: list[str]) -> int:
    import chinese_calendar  # noqa: F401  # read once, here: each change is tried in a copy of this process
    import holidays
    import lunar_python  # noqa: F401

    holidays.country_holidays("CN", years=2026)
    left = 0
    for module in names or list(MODULES):
        text = (SRC / module.replace(".", "/")).with_suffix(".py").read_text(encoding="utf8")
        found = list(mutants(text))
        tried = [(module, text), *((module, changed) for _, changed in found)]
        with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
            results = pool.imap(is_noticed, tried)
            if next(results):
                print(f"{module}: the tests do not pass unchanged")
                return 2
            unnoticed = [
                _say(f"{module}:{told}") for (told, _), noticed in zip(found, results, strict=True) if not noticed
            ]
        print(f"{module}: {len(found) - len(unnoticed)} of {len(found)} changes were noticed", flush=True)
        left += len(unnoticed)
    return 1 if left else 0


def _say(place: str) -> str:
    print(f"{place}: not noticed", flush=True)
    return place


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
