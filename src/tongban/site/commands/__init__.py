"""What the commands share: a line of progress, and a database that answers before Django reads its settings."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tongban.site.database import Cluster
from tongban.site.places import HOME


def say(zh: str, en: str) -> None:
    """One line of progress, in both languages, on the error stream: the output stays clean for pipes."""
    print(f"── {zh} / {en}", file=sys.stderr, flush=True)


def embedded() -> Cluster | None:
    """The embedded PostgreSQL of this home, or None where DATABASE_URL names another one."""
    return None if os.environ.get("DATABASE_URL") else Cluster(HOME)


def set_up_django(cluster: Cluster | None) -> None:
    """Let Django read its settings, pointed at `cluster` unless DATABASE_URL says otherwise."""
    if cluster is not None:
        os.environ["DATABASE_URL"] = cluster.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")
    import django

    django.setup()


@contextmanager
def a_database() -> Iterator[None]:
    """A database that answers and Django set up on it; a server that was not running before is stopped again."""
    from tongban.site.commands.state import is_up

    cluster = embedded()
    started = cluster.start() if cluster else False
    try:
        set_up_django(cluster)
        yield
    finally:
        if cluster and started and not is_up():
            cluster.stop()
