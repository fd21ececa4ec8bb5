"""`./tongban check`: the developer's gate. Every step runs, and each that fails says how to mend it."""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tongban.site.commands import a_database, say
from tongban.site.places import ROOT


@dataclass(frozen=True)
class Step:
    """One step of the gate: a program of the environment and its arguments, and the mend for whoever is stopped by it."""

    name: str
    command: tuple[str, ...]
    mend: str


STEPS = (
    Step("format", ("ruff", "format", "--check", "."), ".venv/bin/ruff format ."),
    Step("lint", ("ruff", "check", "."), ".venv/bin/ruff check --fix .  (the rest by hand)"),
    Step("types", ("mypy",), "write the type that mypy asks for; docs/developing.md"),
    Step(
        "floors and doors",
        ("lint-imports", "--no-cache"),
        "import only rooms on lower floors, and only their public.py; docs/map.md",
    ),
    Step(
        "house", ("python", "-m", "pytest", "-q", "tests/house"), "each message says what to change; docs/developing.md"
    ),
    Step(
        "migrations",
        ("python", "-m", "django", "makemigrations", "--check", "--dry-run"),
        "./tongban manage makemigrations",
    ),
    Step(
        "content",
        ("python", "-m", "tongban.site.commands.content"),
        "each message names the file, the line and the mend",
    ),
    Step(
        "search",
        ("python", "-m", "tongban.site.commands.evaluate"),
        "give the items that are no longer found more phrasings, or mend the weights; docs/search.md",
    ),
)


def check(given: argparse.Namespace) -> int:
    """Run all steps; 0 when every one holds."""
    with a_database():
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tongban.site.settings", "PYTHONPATH": str(ROOT)}
        failed = [step for step in STEPS if not _holds(step, environment)]
    for step in failed:
        print(f"✗ {step.name}\n    修正 / mend: {step.mend}")
    print("检查全部通过 / everything holds" if not failed else f"{len(failed)} 项未通过 / {len(failed)} steps failed")
    return 1 if failed else 0


def _holds(step: Step, environment: dict[str, str]) -> bool:
    say(f"检查 {step.name}", " ".join(step.command))
    begun = time.monotonic()
    program = str(Path(sys.executable).with_name(step.command[0]))
    done = subprocess.run([program, *step.command[1:]], cwd=ROOT, env=environment, check=False)
    verdict = "✓" if done.returncode == 0 else "✗"
    print(f"{verdict} {step.name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return done.returncode == 0
