"""`./tongban verify`, `status` and `renew-keys`: is the journal whole, the ledger balanced, what is still promised; new keys."""

import argparse
from typing import TYPE_CHECKING

from tongban.site.commands import a_database

if TYPE_CHECKING:
    from tongban.payments.public import LedgerProof


def verify(given: argparse.Namespace) -> int:
    """0 when every entry and link of the chain holds and the ledger of payments is balanced to the fen, 1 when not."""
    with a_database():
        from django.db import connection, transaction

        from tongban.journal import public as journal
        from tongban.payments import public as payments

        with transaction.atomic():
            # One snapshot: the worker may be sealing at this moment.
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            proof, ledger = journal.prove(), payments.prove()
    counts = (
        f"{proof.entries} sealed · {proof.not_sealed} not sealed yet · {proof.anchors} anchors · head {proof.head[:16]}"
    )
    if proof.fault is None:
        print(f"留痕完整，未被改动 / The journal is whole; nothing was changed.\n{counts}")
    else:
        print(f"留痕被改动 / The journal was changed.\n{proof.fault.zh}\n{proof.fault.en}\n{counts}")
    is_anchored = bool(proof.anchors) or not proof.entries
    if not is_anchored:
        print(NOT_ANCHORED)
    print(_said_of(ledger))
    return 0 if proof.holds and ledger.holds and is_anchored else 1


NOT_ANCHORED = (
    "数据库外没有锚点（journal-anchors.jsonl 不见了）：整条链可能被重新签过。请从备份取回。\n"
    "No anchor outside the database (journal-anchors.jsonl is gone): the whole chain may have been signed anew. Restore it."
)


def _said_of(ledger: "LedgerProof") -> str:
    counts = f"{ledger.funds} funds · {ledger.payments} payments · {ledger.postings} postings · {ledger.arrived_fen} fen arrived"
    if ledger.holds:
        return f"账目分毫不差 / The ledger is balanced to the fen.\n{counts}"
    faults = "\n".join(f"{fault.zh}\n{fault.en}" for fault in ledger.faults)
    return f"账目不平 / The ledger is not balanced.\n{faults}\n{counts}"


def renew_keys(given: argparse.Namespace) -> int:
    """Encrypt every account number that lies under another key again under the first one; afterwards that key may go."""
    with a_database():
        from tongban.benefits import public as benefits
        from tongban.payments import public as payments

        count = payments.renew_accounts() + benefits.renew_accounts()
    print(f"重新加密了 {count} 个账号；旧密钥现在可以从 TONGBAN_ACCOUNT_KEYS 删去。")
    print(f"{count} account numbers were encrypted again; the old key may now leave TONGBAN_ACCOUNT_KEYS.")
    return 0


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
