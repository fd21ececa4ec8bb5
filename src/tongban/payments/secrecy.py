"""Account numbers as they are kept: encrypted for one payee.

A copy of the database tells no account; an account that is moved to another payee's line cannot be read there, so nobody who can
write to the database alone redirects money to an account that somebody else named. AES-256-GCM, the payee as associated data.
"""

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from os import urandom
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from tongban.kernel.identifiers import masked_number

logger = logging.getLogger(__name__)

NONCE, MARK, CHUNK = 12, 8, 5000
NOT_SHOWN = "*" * 8


class Unreadable(RuntimeError):
    """The text is not an account that was encrypted for this payee under one of the keys of TONGBAN_ACCOUNT_KEYS."""


def encrypted(account: str, *, payee: str) -> str:
    """The account as it is kept, about 75 characters, another text each time; no account stays no account."""
    if not account:
        return ""
    mark, cipher = next(iter(_ciphers().items()))
    nonce = urandom(NONCE)
    hidden = nonce + cipher.encrypt(nonce, account.encode(), payee.encode())
    return f"{mark}.{urlsafe_b64encode(hidden).decode()}"


def decrypted(kept: str, *, payee: str) -> str:
    """The account that was encrypted for this payee. Raises `Unreadable`."""
    if not kept:
        return ""
    mark, _, text = kept.partition(".")
    cipher = _ciphers().get(mark)
    if cipher is None:
        raise Unreadable(f"no key {mark!r} among TONGBAN_ACCOUNT_KEYS")
    try:
        hidden = urlsafe_b64decode(text)
        return cipher.decrypt(hidden[:NONCE], hidden[NONCE:], payee.encode()).decode()
    except (ValueError, InvalidTag):
        raise Unreadable("changed, or moved from another payee") from None


def masked(kept: str, *, payee: str) -> str:
    """The account for a page: its ends only. What cannot be read is told in the log, and shown as stars."""
    try:
        return masked_number(decrypted(kept, payee=payee))
    except Unreadable:
        logger.exception("an account number cannot be read")
        return NOT_SHOWN


def is_kept_text(text: str) -> bool:
    """Whether this looks like what `encrypted` gives; a plain number never does."""
    mark, dot, hidden = text.partition(".")
    return bool(dot) and len(mark) == MARK + 1 and len(hidden) > NONCE


def renew(kept: QuerySet[Any], *, payee: str, in_clear: bool = False) -> int:
    """Encrypt again, under the first key, what lies under another; `payee` names the column. Gives how many rows.

    In small steps: whoever reads meanwhile finds one or the other, and both can be read while both keys are set. Only a migration
    says `in_clear`: later an account in clear was put there past us, raises `Unreadable`, and is paid by nobody.
    """
    mark = next(iter(_ciphers()))
    stale = kept.exclude(account="").exclude(account__startswith=f"{mark}.").order_by("pk")
    count = 0
    while rows := list(stale.values_list("pk", payee, "account")[:CHUNK]):
        opened = [
            account if in_clear and not is_kept_text(account) else decrypted(account, payee=whom)
            for _, whom, account in rows
        ]
        again = [encrypted(account, payee=row[1]) for account, row in zip(opened, rows, strict=True)]
        replace(kept.model._meta.db_table, [row[0] for row in rows], [row[2] for row in rows], again)
        count += len(rows)
    return count


def replace(table: str, keys: list[int], before: list[str], after: list[str]) -> None:
    """Write the texts of one of our tables anew, set-wise; a row that was changed meanwhile is left alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" kept SET account = told.after FROM unnest(%s::bigint[], %s::text[], %s::text[]) '
            "AS told(id, before, after) WHERE kept.id = told.id AND kept.account = told.before",
            [keys, before, after],
        )


def _ciphers() -> Mapping[str, AESGCM]:
    return _made(tuple(settings.ACCOUNT_KEYS))


@lru_cache(maxsize=4)
def _made(keys: tuple[str, ...]) -> Mapping[str, AESGCM]:
    return {mark_of(key): AESGCM(bytes.fromhex(key)) for key in keys}


def mark_of(key: str) -> str:
    """What names a key in the texts that it encrypted, and tells nothing of it."""
    return f"k{sha256(bytes.fromhex(key)).hexdigest()[:MARK]}"
