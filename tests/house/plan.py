"""What the house tests know of the house: its rooms and floors (from the contract), its modules and its documents."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tongban"
DOCS = ROOT / "docs"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}

FLOORS: list[list[str]] = [layer.replace("|", " ").split() for layer in CONTRACTS["layers"]["layers"]]
"""From the top floor down, the rooms of each floor."""
HEIGHT = {room: -row for row, rooms in enumerate(FLOORS) for room in rooms}
FACES = {"portal", "desks", "gateway"}
PURE = {"kernel", "rules"}
ROOMS_WITH_A_DOOR = sorted(set(HEIGHT) - FACES - set(CONTRACTS["doors"]["without_door"]))

MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
PROGRAMS = [ROOT / "tongban", *sorted((ROOT / "benchmarks").glob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf8"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def classes_of(room: str) -> dict[str, ast.ClassDef]:
    """Every class that a room defines, its tests left out."""
    modules = [path for path in MODULES if room_of(path) == room and "tests" not in path.parts]
    nodes = [node for path in modules for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]
    return {node.name: node for node in nodes}


def string_of(node: ast.AST) -> Any:
    return node.value if isinstance(node, ast.Constant) else None
