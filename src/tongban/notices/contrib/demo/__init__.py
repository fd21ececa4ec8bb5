"""A channel for the demonstration: every text becomes one line of a file."""

import json
import os
from pathlib import Path

from django.conf import settings

from tongban.notices.types import Outgoing


class WriteToFile:
    """Appends to TONGBAN_HOME/messages.jsonl, readable by its owner only. The same code may stand there twice."""

    def deliver(self, outgoing: Outgoing) -> None:
        """Write one line with one call, so that two workers never mix theirs, and through to the disk."""
        said = {"code": outgoing.code, "phone": outgoing.phone, "zh": outgoing.text.zh, "en": outgoing.text.en}
        home = Path(settings.HOME)
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(home / "messages.jsonl", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            os.write(handle, (json.dumps(said, ensure_ascii=False) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)
