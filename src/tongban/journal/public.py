"""Journal: everything that happened (append-only, hash-chained), and every effect on the outside that is still promised.

`publish` writes events and runs the reactions inside the same transaction. `promise` writes an outbox row in the same
transaction; the worker carries it out later, again and again until it is kept, and it never blocks a case.
"""

from tongban.journal.actions import promise, promise_all, publish, seal_entries, together, try_again, work
from tongban.journal.queries import history, prove, waiting
from tongban.journal.types import Entry, Proof, Waiting

__all__ = [
    "Entry",
    "Proof",
    "Waiting",
    "history",
    "promise",
    "promise_all",
    "prove",
    "publish",
    "seal_entries",
    "together",
    "try_again",
    "waiting",
    "work",
]
