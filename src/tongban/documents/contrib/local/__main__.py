"""The child process: one file on standard input, what was found as JSON on standard output. Knows no Django."""

import contextlib
import json
import os
import sys
from typing import Any

from tongban.documents.contrib.local.opening import open_file
from tongban.documents.types import Rejected

MEMORY_BYTES = 1_500_000_000
PROCESSOR_SECONDS = 15


def limit() -> None:
    """Lower what this process may use. Where the system has no such limits, the parent's patience remains."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def answer(content: bytes) -> dict[str, Any]:
    try:
        found = open_file(content)
    except Rejected as rejected:
        return {"rejected": [rejected.says.zh, rejected.says.en]}
    remarks = [[words.zh, words.en] for words in found.remarks]
    return {"media_type": found.media_type, "pages": found.pages, "remarks": remarks}


if __name__ == "__main__":
    limit()
    said = json.dumps(answer(sys.stdin.buffer.read()))
    sys.stdout.write(said)
    sys.stdout.flush()
    os._exit(0)
