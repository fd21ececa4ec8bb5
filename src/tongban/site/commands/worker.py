"""The outbox worker: carries out what was promised, goes the rounds and seals the journal, until it is told to stop."""

import argparse
import logging
import signal
import threading
import time

from tongban.site import health, processes
from tongban.site.commands import embedded, set_up_django

logger = logging.getLogger("tongban.worker")

IDLE = 0.3  # seconds between two looks at an empty outbox
LONGEST_BACKOFF = 5.0
BETWEEN_ROUNDS = 60.0  # seconds between two looks at what the passing of time brings about


def worker(given: argparse.Namespace) -> int:
    """Work until SIGTERM. A database that is away is waited for; one line in the log per failure."""
    processes.follow_the_supervisor()
    set_up_django(embedded())
    asked_to_stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: asked_to_stop.set())
    backoff, rounds = IDLE, Rounds()
    while not asked_to_stop.is_set():
        try:
            rounds.go_if_due(time.monotonic())
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


class Rounds:
    """The rounds that the passing of time asks for, about once a minute. What fails is logged, and comes again."""

    def __init__(self) -> None:
        self.next_at = 0.0

    def go_if_due(self, now: float) -> None:
        """Go the rounds, unless the last ones were less than a minute before `now` (seconds of a steady clock)."""
        if now < self.next_at:
            return
        self.next_at = now + BETWEEN_ROUNDS
        go_the_rounds()


def go_the_rounds() -> None:
    """Approvals first: what an organ's silence decides may decide a case. The failure of one does not stop the others."""
    from django.utils import timezone

    from tongban.approvals import public as approvals
    from tongban.benefits import public as benefits
    from tongban.cases import public as cases
    from tongban.packs import public as packs

    for pass_time in (approvals.pass_time, cases.pass_time, benefits.pass_time, packs.pass_time):
        try:
            pass_time(at=timezone.now())
        except Exception:
            logger.exception("the round of %s failed", pass_time.__module__)
            _forget_connections()


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
