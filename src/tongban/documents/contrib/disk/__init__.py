"""Files on the machine's own disk, written through to it."""

import os
import secrets
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableFiles(FileSystemStorage):
    """Names are digests, so a name that exists holds the same bytes. A file is whole and on the disk, or it is not there."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        for folder in (target.parent, *target.parent.parents[:2]):
            flush_folder(folder)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name


def flush_folder(folder: Path) -> None:
    """Write the folder's own entries through: without it a power cut may forget a file that was flushed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
