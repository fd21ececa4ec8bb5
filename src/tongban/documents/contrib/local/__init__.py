"""The examiner that needs nothing but this machine: each file is opened in a process of its own, with limits.

An endless loop or a decompression bomb in a hostile file ends that process, and neither the web server nor its memory.
"""

import json
import os
import subprocess
import sys

from tongban.documents.types import Examined, Rejected
from tongban.kernel.words import Words

PATIENCE_SECONDS = 30
TOO_HEAVY = Words(
    "文件打不开，或者打开它要占用过多的时间和内存。请另存为普通的 PDF 或照片后再上传。",
    "The file cannot be opened, or opening it takes too much time and memory. "
    "Save it again as a plain PDF or photo, then upload it.",
)


class LocalExaminer:
    """Pillow and pypdf in a child process with limits on time and memory."""

    def examine(self, content: bytes) -> Examined:
        """What the file is. Raises Rejected when it is not a whole, harmless image or PDF."""
        environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONWARNINGS": "ignore"}
        try:
            child = subprocess.run(
                [sys.executable, "-m", "tongban.documents.contrib.local"],
                input=content,
                capture_output=True,
                timeout=PATIENCE_SECONDS,
                env=environment,
                check=False,
            )
            answer = json.loads(child.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            raise Rejected(TOO_HEAVY) from None
        if "rejected" in answer:
            raise Rejected(Words(*answer["rejected"]))
        remarks = tuple(Words(zh, en) for zh, en in answer["remarks"])
        return Examined(answer["media_type"], answer["pages"], remarks)
