"""`./tongban verify` and `./tongban status`: is the journal whole, and what is still promised?"""

import argparse

from tongban.site.commands import a_database


def verify(given: argparse.Namespace) -> int:
    """0 when every entry and every link of the chain holds, 1 when anything was changed, removed or put between."""
    with a_database():
        from django.db import connection, transaction

        from tongban.journal import public as journal

        with transaction.atomic():
            # One snapshot: the worker may be sealing at this moment.
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            proof = journal.prove()
    counts = (
        f"{proof.entries} sealed · {proof.not_sealed} not sealed yet · {proof.anchors} anchors · head {proof.head[:16]}"
    )
    if proof.fault is None:
        print(f"留痕完整，未被改动 / The journal is whole; nothing was changed.\n{counts}")
        return 0
    print(f"留痕被改动 / The journal was changed.\n{proof.fault.zh}\n{proof.fault.en}\n{counts}")
    return 1


def status(given: argparse.Namespace) -> int:
    """Every promise that is not kept yet: kind, key, age, attempts, and the last trouble."""
    with a_database():
        from django.utils import timezone

        from tongban.journal import public as journal

        now, waiting = timezone.now(), journal.waiting()
    print(f"外发事项未办结 / waiting in the outbox: {len(waiting)}")
    for promise in waiting:
        age = str(now - promise.at).split(".", maxsplit=1)[0]
        given_up = "given up" if promise.given_up else f"next {promise.due_at:%H:%M:%S}"
        print(f"{promise.kind}\t{promise.key}\tage {age}\tattempts {promise.attempts}\t{given_up}\t{promise.trouble}")
    return 0
