"""What one submission says to the database, caught while it happens, as a script for pgbench."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import ClientCursor

LITERAL = re.compile(r"(?:\bE)?'((?:[^'\\]|''|\\.)*)'")
COLON = re.compile(r":(?=[\w\x80-\U0010ffff])")
BYTE = r"\\x3a"
TAIL = 9  # so many characters at the end of a key give way to the run's tag (3) and the number of the submission (6)


@contextmanager
def caught() -> Iterator[list[str]]:
    """Every statement of this process's connection with its values in it, with BEGIN and COMMIT where they are sent."""
    said: list[str] = []

    def listen(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        begun = said.count("BEGIN") > said.count("COMMIT")
        if connection.in_atomic_block and not begun:
            said.append("BEGIN")
        result = execute(sql, params, *rest)
        said.append(ClientCursor(connection.connection).mogrify(sql, params))
        return result

    commit = connection._commit

    def commit_and_say() -> None:
        commit()
        said.append("COMMIT")

    connection._commit = commit_and_say
    with connection.execute_wrapper(listen):
        yield said
    del connection._commit


def script(said: Sequence[str], *, keys: Sequence[str], draft: int, first: int, tag: str) -> str:
    """The statements for `pgbench -M prepared -D skip=0 -D clients=8 -D i=-1`.

    `keys` are the values that must differ each time, `draft` the primary key of the caught draft; pgbench's own drafts have
    the consecutive primary keys from `first` and codes that end in `tag` and 100000, 100001...
    """
    lines = [r"\set i :i + 1", r"\set n :skip + :i * :clients + :client_id", r"\set k 100000 + :n"]
    for sql in said:
        text = LITERAL.sub(lambda found: _opened(found.group(1), keys, tag), sql)
        text = re.sub(rf"\bid = {draft}\b", f"id = ({first} + :n)", text)
        lines.append(" ".join(text.split()) + ";")
    return "\n".join(lines) + "\n"


def _opened(text: str, keys: Sequence[str], tag: str) -> str:
    """A literal in which each key ends in the tag and the number, and in which pgbench sees no variable of its own."""
    for key in keys:
        text = text.replace(key, f"{key[:-TAIL]}{tag}\0")
    pieces = [f"E'{COLON.sub(BYTE, piece)}'" for piece in text.split("\0")]
    return pieces[0] if len(pieces) == 1 else f"({' || (:k)::text || '.join(pieces)})"
