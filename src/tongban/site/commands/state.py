"""What `up` leaves behind for the other commands: a lock that its supervisor holds, and one small file of facts."""

import json
import os
import urllib.error
import urllib.request
from contextlib import closing
from typing import Any

from tongban.site import processes
from tongban.site.places import HOME

LOCK, STATE = HOME / "up.lock", HOME / "up.json"


def is_up() -> bool:
    """Whether a supervisor holds the lock of this home."""
    if not LOCK.exists():
        return False
    lock = os.open(LOCK, os.O_RDWR)
    with closing(os.fdopen(lock)):
        return not processes.take(lock)


def read_state() -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads(STATE.read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    return state


def write_state(state: dict[str, Any]) -> None:
    half = STATE.with_suffix(".new")
    half.write_text(json.dumps(state, ensure_ascii=False), encoding="utf8")
    half.replace(STATE)


def answers(port: int) -> bool:
    """Whether /healthz says that both the database and the worker are well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return b'"status": "ok"' in answer.read()
    except (OSError, urllib.error.URLError):
        return False
