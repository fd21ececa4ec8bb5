"""A whole running city for the browser: the product started as people start it, on a database of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tongban.site.commands.state import answers
from tongban.site.commands.supervisor import web_server

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class City:
    """Where it is, and what stands on its stage (see stage.py)."""

    address: str
    stage: dict[str, Any]
    environment: dict[str, str]


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    return (
        f"{parts.scheme}://{parts.netloc}/{name}{'?' * bool(parts.query)}{parts.query}"  # urlunsplit drops an empty //
    )


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """An empty database beside the tests' own, removed afterwards. Gives its URL."""
    name = f"test_{urlsplit(url).path.lstrip('/') or 'tongban'}_browser"
    with psycopg.connect(with_name(url, "postgres"), autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield with_name(url, name)
        finally:
            server.execute(drop)


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running_city(home: Path, url: str) -> Iterator[City]:
    """`up`, the stage, and `down` at the end whatever happens."""
    port = free_port()
    with own_database(url) as own:
        environment = os.environ | {
            **{"TONGBAN_HOME": str(home), "DATABASE_URL": own, "DJANGO_SETTINGS_MODULE": "tongban.site.settings"},
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        program = "tongban.site"
        run(environment, program, "up", "--port", str(port), "--detach", "--size", "30")
        try:
            stage = json.loads(run(environment, "tests.browser.stage").splitlines()[-1])
            yield City(f"http://localhost:{port}", stage, environment)
        finally:
            run(environment, program, "down")


@contextmanager
def another_door(city: City, **settings: str) -> Iterator[City]:
    """A second web server of the same city, with other settings."""
    port, environment = free_port(), city.environment | settings
    server = subprocess.Popen(web_server(port), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: answers(port)), "the second web server does not answer"
        yield City(f"http://localhost:{port}", city.stage, environment)
    finally:
        server.terminate()
        server.wait(20)


def wait_until(is_so: Callable[[], bool], *, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not (done := is_so()) and time.monotonic() < end:
        time.sleep(0.1)
    return done


def run(environment: dict[str, str], module: str, *arguments: str) -> str:
    """Run a program to its end and give what it printed; what went wrong is said."""
    program = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, f"{module} {' '.join(arguments)}:\n{done.stdout[-2000:]}{done.stderr[-6000:]}"
    return done.stdout
