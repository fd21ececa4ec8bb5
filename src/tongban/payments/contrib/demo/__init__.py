"""A bank for the demonstration: it keeps the files that it was given, and answers each with a file, at once."""

import csv
import hashlib
import io
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tongban.payments.ports import ANSWER, PAID, RETURNED, NotAnswered
from tongban.payments.types import PaymentFile

KNOWN = "9900"  # the invented accounts of the demonstration begin so; no bank of this world issues them
CLOSED = "00"  # accounts that end so have been closed


class FolderBank:
    """Files in TONGBAN_HOME/bank: BATCH.csv is what it was given, BATCH.answer.csv what it says.

    It pays into accounts that begin with 9900 and do not end with 00; those that end so are closed, all others unknown to it.
    A batch that comes again is the same order: it answers with the bytes of the first answer.
    """

    def submit(self, file: PaymentFile) -> None:
        """Keep the file and decide; a batch that was decided with other bytes is refused."""
        given, answered = self._paths(file.batch)
        if answered.exists():
            if hashlib.sha256(given.read_bytes()).hexdigest() != file.digest:
                raise ValueError(f"{file.batch}: another file was submitted under this code")
            return
        _write(given, file.content)
        _write(answered, _decide(file.content, at=datetime.now(UTC)))

    def answer(self, batch: str) -> bytes:
        """What was decided."""
        _, answered = self._paths(batch)
        if not answered.exists():
            raise NotAnswered(batch)
        return answered.read_bytes()

    def _paths(self, batch: str) -> tuple[Path, Path]:
        folder = Path(settings.HOME) / "bank"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / f"{batch}.csv", folder / f"{batch}.answer.csv"


def _decide(content: bytes, *, at: datetime) -> bytes:
    answer = io.StringIO()
    lines = csv.writer(answer, lineterminator="\n")
    lines.writerow(ANSWER)
    for row in csv.DictReader(io.StringIO(content.decode())):
        reason = _trouble(row["account"])
        lines.writerow((row["code"], row["attempt"], RETURNED if reason else PAID, reason, at.isoformat()))
    return answer.getvalue().encode()


def _trouble(account: str) -> str:
    if not account.startswith(KNOWN):
        return "account_unknown"
    return "account_closed" if account.endswith(CLOSED) else ""


def _write(path: Path, content: bytes) -> None:
    """Whole and on the disk, or not there; readable by its owner only."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
