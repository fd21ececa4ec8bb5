"""`./tongban up` and `./tongban down`."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from tongban.site import processes
from tongban.site.commands import embedded, say, set_up_django
from tongban.site.commands.state import LOCK, answers, is_up, read_state, write_state
from tongban.site.database import DatabaseTrouble
from tongban.site.places import HOME

LOG = HOME / "up.log"
PATIENCE = 180.0
T = TypeVar("T")


def up(given: argparse.Namespace) -> int:
    """Start the city, or say that it runs already. In the foreground until Ctrl-C, unless `--detach`."""
    HOME.mkdir(parents=True, exist_ok=True)
    lock = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    if not processes.take(lock):
        return _say_that_it_runs()
    _end_what_was_left()
    if not _is_free(given.port):
        print(
            f"端口 {given.port} 已被占用。换一个：./tongban up --port {given.port + 1}\n"
            f"Port {given.port} is taken. Try another: ./tongban up --port {given.port + 1}",
            file=sys.stderr,
        )
        return 1
    write_state({"pid": os.getpid(), "port": given.port, "greeting": _prepare(given.size, given.port)})
    os.set_inheritable(lock, True)
    command = [sys.executable, "-m", "tongban.site", "supervise", f"--lock={lock}"]
    say("启动网站和发件进程", "starting the web server and the worker")
    if given.detach:
        return _detach(command, lock)
    return os.execv(sys.executable, command)


def _prepare(size: int, port: int) -> str:
    """Everything before the first page: database, tables, translations, static files, the city. Gives the greeting."""
    cluster = embedded()
    started = _timed("数据库", "database", cluster.start) if cluster else False
    try:
        set_up_django(cluster)
        if cluster:
            # What we set for Django here would tell the supervisor that the database is somebody else's.
            del os.environ["DATABASE_URL"]
        return _fill(size, port)
    except BaseException as trouble:
        if cluster and started:
            cluster.stop()
        if type(trouble).__name__ == "OperationalError":
            raise DatabaseTrouble(
                f"数据库没有回答，请检查 DATABASE_URL：服务器在运行吗？数据库存在吗？（createdb）\n"
                f"The database does not answer. Check DATABASE_URL: server running, database made (createdb)?\n{trouble}"
            ) from trouble
        raise


def _fill(size: int, port: int) -> str:
    from django.utils import timezone

    from tongban.catalogue.public import ContentBroken
    from tongban.site.city import greeting, load_the_city
    from tongban.site.commands import preparation

    _timed("数据表", "tables", preparation.migrate)
    _timed("译文", "translations", preparation.compile_translations)
    _timed("静态文件", "static files", preparation.collect_static_files)
    try:
        _timed("演示城市", "demonstration city", lambda: load_the_city(size=size, at=timezone.now()))
    except ContentBroken as broken:
        sys.exit(f"内容有误，没有发布 / The content has problems and was not published:\n{broken}")
    return greeting(f"http://localhost:{port}/")


def _timed(zh: str, en: str, step: Callable[[], T]) -> T:
    begun = time.monotonic()
    made = step()
    say(f"{zh}（{time.monotonic() - begun:.1f} 秒）", f"{en} ({time.monotonic() - begun:.1f} s)")
    return made


def _detach(command: list[str], lock: int) -> int:
    """Start the supervisor in a session of its own and wait until the site answers."""
    state = read_state()
    with LOG.open("wb") as log:
        supervisor = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(lock,), start_new_session=True
        )
    write_state(state | {"pid": supervisor.pid})
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and supervisor.poll() is None:
        if answers(state["port"]):
            print(state["greeting"])
            return 0
        time.sleep(0.1)
    print(
        f"网站没有回答，日志如下 / The site does not answer. Its log ({LOG}):\n{LOG.read_text()[-4000:]}",
        file=sys.stderr,
    )
    down(argparse.Namespace())
    return 1


def down(given: argparse.Namespace) -> int:
    """Stop what `up` started in this home: web server, worker and the embedded database. Nothing else."""
    if not HOME.exists():
        return _nothing_ran()
    ran = is_up()
    if ran:
        _end(read_state().get("pid", 0), "tongban.site")
        _wait(lambda: not is_up())
    ran = _end_what_was_left() or ran
    cluster = embedded()
    ran = bool(cluster is not None and cluster.stop()) or ran
    if not ran:
        return _nothing_ran()
    say("已停止，数据仍在", f"stopped; the data stays in {HOME}")
    return 0


def _nothing_ran() -> int:
    say("没有在运行的", f"nothing was running in {HOME}")
    return 0


def _say_that_it_runs() -> int:
    state = read_state()
    say("已经在运行", "it is running already")
    print(state.get("greeting", "正在启动 / it is just starting"))
    return 0


def _end_what_was_left() -> bool:
    """End the children of a supervisor that was killed (on Linux the kernel has done it). True when there were any."""
    left = [_end(pid, "tongban.site") for pid in read_state().get("children", ())]
    return any(left)


def _end(pid: int, ours: str) -> bool:
    """SIGTERM, later SIGKILL, to a process whose command line says that it is ours; the number alone proves nothing."""
    if ours not in processes.command_of(pid):
        return False
    os.kill(pid, signal.SIGTERM)
    if not _wait(lambda: ours not in processes.command_of(pid)):
        os.kill(pid, signal.SIGKILL)
    return True


def _wait(until: Callable[[], bool], *, seconds: float = 40.0) -> bool:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((os.environ.get("TONGBAN_LISTEN", "127.0.0.1"), port))
        except OSError:
            return False
    return True
