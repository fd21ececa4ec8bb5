"""Keeps the web server, the worker and the embedded database alive, and stops all of them together."""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tongban.site import health, processes
from tongban.site.commands import embedded, say
from tongban.site.commands.state import answers, read_state, write_state
from tongban.site.database import Cluster, DatabaseTrouble
from tongban.site.guards.bodies import SERVER_THREADS
from tongban.site.places import HOME, ROOT

TURN = 0.5
LONGEST_BACKOFF = 10.0
PATIENCE = 15.0  # seconds that a child gets to end by itself


@dataclass
class Child:
    """One program that must run. `restart_at` moves further away each time that it ends soon after its start."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    backoff: float = TURN
    begun_at: float = 0.0
    restart_at: float = 0.0

    def keep_alive(self, environment: dict[str, str]) -> bool:
        """Start it if it should run and does not. True when it was started now."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            say(f"{self.name} 意外结束（{self.process.returncode}），重新启动", f"{self.name} ended, starting it again")
            self.backoff = TURN if now - self.begun_at > 60 else min(self.backoff * 2, LONGEST_BACKOFF)
            self.process, self.restart_at = None, now + self.backoff
        if self.process is None and now >= self.restart_at:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment,
                start_new_session=True,
                preexec_fn=processes.end_with_parent,  # noqa: PLW1509 (one system call)
            )
            self.begun_at = now
            return True
        return False

    def end(self) -> None:
        """SIGTERM to it, then, after `PATIENCE`, SIGKILL to its whole group."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class House:
    """Everything that `up` keeps running."""

    port: int
    cluster: Cluster | None
    children: list[Child] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        given = {processes.SUPERVISED: "1", "DJANGO_SETTINGS_MODULE": "tongban.site.settings"}
        if self.cluster is not None:
            given["DATABASE_URL"] = self.cluster.url
        return dict(os.environ) | given

    def turn(self) -> None:
        """Look after everything once."""
        if self.cluster is not None and not self.cluster.is_running():
            say("数据库停了，重新启动", "the database is down, starting it again")
            try:
                self.cluster.start()
            except DatabaseTrouble as trouble:
                say(str(trouble), "trying again")
        environment = self.environment()
        started = [child for child in self.children if child.keep_alive(environment)]
        if started:
            alive = [child.process.pid for child in self.children if child.process is not None]
            write_state(read_state() | {"children": alive})

    def close(self) -> None:
        for child in self.children:
            child.end()
        if self.cluster is not None:
            self.cluster.stop()


def supervise(given: argparse.Namespace) -> int:
    """Run the house until SIGTERM or Ctrl-C. `--lock` is the inherited lock: while we live, no second `up` starts."""
    os.set_inheritable(given.lock, False)
    asked_to_stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, lambda *_: asked_to_stop.set())
    state = read_state()
    house = House(
        state["port"], embedded(), [Child("web", web_server(state["port"])), Child("worker", outbox_worker())]
    )
    (HOME / health.HEARTBEAT).unlink(missing_ok=True)
    greeted = False
    while not asked_to_stop.is_set():
        house.turn()
        if not greeted and answers(state["port"]):
            print(state["greeting"], flush=True)
            greeted = True
        asked_to_stop.wait(TURN if greeted else 0.1)
    house.close()
    return 0


def web_server(port: int) -> list[str]:
    """granian with two processes; WhiteNoise inside serves the static files."""
    listen = os.environ.get("TONGBAN_LISTEN", "127.0.0.1")
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--host", listen, "--port", str(port), "--workers", "2"),
        *("--blocking-threads", str(SERVER_THREADS)),  # most of them wait for bodies; Bodies.AT_ONCE are served
        *("--no-ws", "--respawn-failed-workers", "--log-level", "error", "tongban.site.wsgi:application"),
    ]


def outbox_worker() -> list[str]:
    return [sys.executable, "-m", "tongban.site", "worker"]
