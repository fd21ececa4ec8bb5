"""The outbox worker: carries out what was promised and seals the journal, for ever, until it is told to stop."""

import argparse
import logging
import signal
import threading

from tongban.site import health, processes
from tongban.site.commands import embedded, set_up_django

logger = logging.getLogger("tongban.worker")

IDLE = 0.3  # seconds between two looks at an empty outbox
LONGEST_BACKOFF = 5.0


def worker(given: argparse.Namespace) -> int:
    """Work until SIGTERM. A database that is away is waited for; one line in the log per failure."""
    processes.follow_the_supervisor()
    set_up_django(embedded())
    asked_to_stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: asked_to_stop.set())
    backoff = IDLE
    while not asked_to_stop.is_set():
        try:
            busy = work_once()
            backoff = IDLE
            if not busy:
                asked_to_stop.wait(IDLE)
        except Exception as trouble:
            logger.warning("worker: %s: %s", type(trouble).__name__, " ".join(str(trouble).split()))
            _forget_connections()
            asked_to_stop.wait(backoff)
            backoff = min(backoff * 2, LONGEST_BACKOFF)
    _forget_connections()
    return 0


def work_once() -> bool:
    """One round. True when there was something to do, so that the next round should follow at once."""
    from django.conf import settings
    from django.utils import timezone

    from tongban.journal import public as journal

    kept = journal.work(limit=50, at=timezone.now())
    sealed = journal.seal_entries(limit=1000)
    health.beat(settings.HOME)
    return bool(kept or sealed)


def _forget_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
