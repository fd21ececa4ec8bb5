"""An index on a Groonga server (LGPL, a program of its own), over HTTP: one index for all web processes of a city.

TONGBAN_SEARCH_ADDRESS says where it answers. Documents hold tokens, so the server cuts at spaces only and needs no dictionary.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings

from tongban.knowledge.ports import FIELDS, Terms

log = logging.getLogger(__name__)
SECONDS = 5.0
PATIENT_SECONDS = 120.0
BATCH = 2000


class GroongaIndex:
    """Candidates by Groonga's weighted match. While the server does not answer, the search goes on without them, and says so."""

    def __init__(self, digest: str, documents: Sequence[Mapping[str, str]]) -> None:
        self.address = settings.SEARCH_ADDRESS.rstrip("/")
        self.documents, self.terms = f"Nodes_{digest[:16]}", f"Terms_{digest[:16]}"
        self.match = "||".join(f"{field} * {round(weight * 10)}" for field, weight in FIELDS.items())
        if self._count() != len(documents):
            self._fill(documents)

    def candidates(self, terms: Terms, limit: int) -> list[int]:
        words = list(dict.fromkeys([*terms.words, *terms.heard, *([terms.typed] if terms.typed else [])]))
        if not words:
            return []
        try:
            found = self._select(" OR ".join(map(_quoted, words)), limit)
        except (OSError, ValueError) as trouble:
            log.warning("Groonga does not answer at %s: %s", self.address, trouble)
            return []
        return [int(row[0]) for row in found[0][2:]]

    def _select(self, query: str, limit: int) -> Any:
        return self._ask(
            "select", table=self.documents, match_columns=self.match, query=query,
            output_columns="_key", sort_keys="-_score,_key", limit=str(limit),
        )  # fmt: skip

    def _count(self) -> int:
        try:
            found = self._ask("select", table=self.documents, limit="0", output_columns="_key")
        except ValueError:
            return -1
        return int(found[0][0][0])

    def _fill(self, documents: Sequence[Mapping[str, str]]) -> None:
        """Begin anew: a half-filled table of an earlier start is removed first."""
        for table in (self.terms, self.documents):
            try:
                self._ask("table_remove", name=table, dependent="yes")
            except ValueError:
                continue  # it is not there
        self._ask("table_create", name=self.documents, flags="TABLE_HASH_KEY", key_type="UInt32")
        self._ask(
            "table_create",
            name=self.terms,
            flags="TABLE_PAT_KEY",
            key_type="ShortText",
            default_tokenizer="TokenDelimit",
        )
        for field in FIELDS:
            self._ask("column_create", table=self.documents, name=field, flags="COLUMN_SCALAR", type="Text")
            self._ask(
                "column_create", table=self.terms, name=field, flags="COLUMN_INDEX|WITH_POSITION",
                type=self.documents, source=field,
            )  # fmt: skip
        for begun in range(0, len(documents), BATCH):
            rows = [{"_key": begun + at, **fields} for at, fields in enumerate(documents[begun : begun + BATCH])]
            self._ask("load", table=self.documents, values=json.dumps(rows, ensure_ascii=False))

    def _ask(self, command: str, **given: str) -> Any:
        """One command's answer; ValueError when the server says that it failed."""
        body = urlencode(given).encode()
        if command == "load":
            target, body = f"{self.address}/d/load?table={given['table']}", given["values"].encode()
            request = Request(target, data=body, headers={"Content-Type": "application/json"})
        else:
            request = Request(f"{self.address}/d/{command}?{body.decode()}")
        patience = PATIENT_SECONDS if command == "load" else SECONDS
        try:
            with urlopen(request, timeout=patience) as answer:
                head, *rest = json.load(answer)
        except URLError as trouble:
            if hasattr(trouble, "read"):
                raise ValueError(trouble.read().decode(errors="replace")[:300]) from trouble
            raise
        if head[0] != 0:
            raise ValueError(str(head)[:300])
        return rest[0]


def _quoted(word: str) -> str:
    """In quotation marks a token is never an instruction. A field does not hold the tokens of another: all are asked of all."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
