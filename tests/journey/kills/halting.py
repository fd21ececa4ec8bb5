"""The server and the worker as people run them, except that they stand still at a step, where they are then killed.

The file that TONGBAN_HALT names holds the name of the step (a function); "here" beside it says that it is reached. Run as a
module it is the worker; `application` is what the application server opens.
"""

import argparse
import importlib
import os
import time
from pathlib import Path
from typing import Any

HALT = "TONGBAN_HALT"
STEPS = {
    "write_opinion": "tongban.approvals.actions",
    "issue": "tongban.licences.public",
    "keep": "tongban.documents.public",
    "delivered": "tongban.cases.letters",
}


def stand_still_at_the_steps() -> None:
    """Let every step stand still at its end while it is the one that is named."""
    for name, module in STEPS.items():
        room = importlib.import_module(module)
        setattr(room, name, _still(name, getattr(room, name)))


def _still(name: str, step: Any) -> Any:
    named = Path(os.environ[HALT])

    def still(*given: object, **known: object) -> object:
        result = step(*given, **known)
        if named.exists() and named.read_text(encoding="utf8") == name:
            named.with_suffix(".here").touch()
            time.sleep(600)
        return result

    return still


if __name__ == "__main__":
    import django

    from tongban.site.commands.worker import worker

    django.setup()
    stand_still_at_the_steps()
    worker(argparse.Namespace())
else:
    from tongban.site import wsgi

    stand_still_at_the_steps()
    application = wsgi.application
