"""`./tongban bench NAME`: runs benchmarks/NAME.py on a database of its own, never on the city's."""

import argparse
import ast
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from tongban.site import processes
from tongban.site.commands import say
from tongban.site.database import Cluster, running
from tongban.site.places import HOME, ROOT

FOLDER = ROOT / "benchmarks"


def bench(given: argparse.Namespace) -> int:
    """Run the script with the remaining arguments. It finds DATABASE_URL, TONGBAN_HOME and the programs pgbench and psql
    on its PATH. The database stays in TONGBAN_HOME/bench/NAME, so that what was filled once need not be filled again and no
    benchmark weighs on another."""
    script = _scripts().get(given.name or "")
    if script is None:
        return _list_them(given.name)
    home = HOME / "bench" / given.name
    home.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"TONGBAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tongban.site.settings"}
    if os.environ.get("DATABASE_URL"):
        return _run(script, environment, given.rest)
    cluster = Cluster(home, bound=True)
    say("启动测量用数据库", "starting the benchmark's own database")
    with running(cluster) as url:
        path = f"{cluster.binary('pgbench').parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return _run(script, environment | {"DATABASE_URL": url, "PATH": path}, given.rest)


def _run(script: Path, environment: dict[str, str], rest: list[str]) -> int:
    """Run it and wait; whoever ends us ends it, and it ends what it has started before our database goes."""
    environment["PYTHONPATH"] = str(ROOT)
    ending = partial(processes.end_with_parent, signal.SIGTERM)
    command = [sys.executable, str(script), *rest]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=ending)  # noqa: PLW1509 (one system call)
    for ended in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ended, lambda *_: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has told it too
        return process.wait()


def _scripts() -> dict[str, Path]:
    """The benchmarks by their names, also those in a folder of their own."""
    return {script.stem: script for script in sorted([*FOLDER.glob("[!_]*.py"), *FOLDER.glob("*/[!_]*.py")])}


def _list_them(name: str | None) -> int:
    if name is not None:
        print(f"没有这个测量 / There is no benchmark {name!r}.", file=sys.stderr)
    for script in _scripts().values():
        told = ast.get_docstring(ast.parse(script.read_text(encoding="utf8"))) or ""
        print(f"  {script.stem:20} {told.splitlines()[0] if told else ''}")
    return 0 if name is None else 2
