"""What payments needs from outside: a bank that pays what a file says, and answers with a file."""

from typing import Protocol

from tongban.payments.types import PaymentFile

COLUMNS = ("code", "attempt", "name", "bank", "account", "yuan", "purpose")
ANSWER = ("code", "attempt", "outcome", "reason", "at")
PAID, RETURNED = "paid", "returned"


class NotAnswered(RuntimeError):
    """The bank has not answered yet; it is asked again later."""


class Bank(Protocol):
    """Pays from the treasury's account (setting BANK). Whatever is raised is tried again later."""

    def submit(self, file: PaymentFile) -> None:
        """Take the file over. At least once: after a crash the same batch comes again, byte for byte, and is the same order."""

    def answer(self, batch: str) -> bytes:
        """The answer: CSV, UTF-8, with the columns of `ANSWER`, one line for every payment of the batch.

        `outcome` is paid or returned, `reason` a word such as account_closed, `at` the moment in ISO 8601. Raises NotAnswered.
        """
