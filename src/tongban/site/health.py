"""/healthz: does the database answer, and is the outbox worker alive?"""

import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

HEARTBEAT = "worker-heartbeat"
LONGEST_SILENCE = 60.0  # seconds; one slow errand (a sealed PDF) takes a few


def beat(home: Path) -> None:
    """The worker says that it lives."""
    (home / HEARTBEAT).touch()


def worker_lives(home: Path) -> bool:
    """Whether the worker of this home said so within the last minute."""
    try:
        return time.time() - (home / HEARTBEAT).stat().st_mtime < LONGEST_SILENCE
    except FileNotFoundError:
        return False


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served; 503 without a database. A silent worker delays messages and licences, not pages."""
    database, worker = database_answers(), worker_lives(settings.HOME)
    status = "ok" if database and worker else "degraded" if database else "down"
    told = {"status": status, "database": "ok" if database else "down", "worker": "ok" if worker else "silent"}
    return JsonResponse(told, status=200 if database else 503, headers={"Cache-Control": "no-store"})
