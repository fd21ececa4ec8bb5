"""Ask the registers of everybody at once, block by block, and write down that they were asked."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.identity.public import PartyKind
from tongban.journal import public as journal
from tongban.sources.actions import Asked, read_value
from tongban.sources.events import DataExtracted
from tongban.sources.models import Extract
from tongban.sources.ports import Extracts, Unreachable, extracts
from tongban.sources.types import Block, Fact, Outcome, Source

logger = logging.getLogger(__name__)

PARTIES = 10_000
UNASKED = "履行法定职责所必需 / Needed for a statutory duty (Personal Information Protection Law, articles 13 and 34)"


def extract(
    asked: Asked,
    *,
    kind: PartyKind,
    purpose: str,
    by: str,
    at: datetime,
    ground: str = UNASKED,
    parties: int = PARTIES,
    only: Sequence[str] | None = None,
) -> Iterator[Block]:
    """The facts of all persons, or of all organisations, in blocks of at most `parties`, by rising code.

    With `only` the facts of these parties, in their order.

    A register that fails once is not asked again: its facts are not known from there on, and each later block names its source
    in `silent`. Each source is written into the ledger when the run ends, also when it is broken off.
    """
    run = _Run(extracts(), asked)
    try:
        for codes in _everybody(run.adapter, kind, parties) if only is None else _in_blocks(only, parties):
            yield run.block(tuple(codes))
    finally:
        _write_down(run, kind=kind, purpose=purpose, ground=ground, by=by, at=at)


def _everybody(adapter: Extracts, kind: PartyKind, limit: int) -> Iterator[Sequence[str]]:
    after = ""
    while codes := adapter.holders(kind, after=after, limit=limit):
        yield codes
        after = codes[-1]


def _in_blocks(codes: Sequence[str], limit: int) -> Iterator[Sequence[str]]:
    for first in range(0, len(codes), limit):
        yield codes[first : first + limit]


class _Run:
    """One run through all parties: what was asked, how many were, and which sources stayed silent."""

    def __init__(self, adapter: Extracts, asked: Asked) -> None:
        self.adapter, self.asked, self.size = adapter, asked, 0
        self.silent: dict[str, None] = {}
        self.answered: Counter[str] = Counter()

    def block(self, codes: tuple[str, ...]) -> Block:
        columns: dict[str, Any] = {}
        unreadable: Counter[str] = Counter()
        self.size += len(codes)
        for source, facts in self.asked:
            raw = self._raw(source, codes, facts)
            for fact in facts:
                column, wrong = _read(fact, raw.get(fact.register_field or fact.code), len(codes))
                columns[fact.code] = column
                self.answered[source.code] += len(codes) - column.null_count
                if wrong:
                    unreadable[fact.code] = wrong
        return Block(codes, columns, tuple(self.silent), unreadable)

    def _raw(self, source: Source, codes: Sequence[str], facts: Sequence[Fact]) -> dict[str, Any]:
        if source.code in self.silent:
            return {}
        try:
            fields = [fact.register_field or fact.code for fact in facts]
            return dict(self.adapter.columns(source.register, codes, fields))
        except Unreachable as trouble:
            logger.warning("register %s does not answer: %s", source.register, trouble)
        except Exception:  # a fault of an adapter is a silent register, as for one person
            logger.exception("the adapter of register %s failed", source.register)
        self.silent[source.code] = None
        return {}


def _read(fact: Fact, raw: Any, size: int) -> tuple[Any, int]:
    """A column as the fact's kind asks, and how many values could not be read. Each different value is read once."""
    import pyarrow as pa

    kind = _arrow_kinds()[str(fact.kind)]
    if raw is None or pa.types.is_null(raw.type):
        return pa.nulls(size, kind), 0
    if pa.types.is_list(raw.type):
        values = [_value(fact, each) for each in raw.to_pylist()]
        read = pa.array([None if each is None else list(each) for each in values], kind)
    else:
        coded = raw.dictionary_encode()
        different = [_value(fact, each, kind) for each in coded.dictionary.to_pylist()]
        read = pa.array(different, kind).take(coded.indices)
    return read, read.null_count - raw.null_count


def _value(fact: Fact, raw: Any, kind: Any = None) -> Any:
    """One value, or None where it is no value of its fact or has more decimals than its column."""
    if raw is None:
        return None
    try:
        value = read_value(fact, raw)
        places = getattr(kind, "scale", None)
        return value if places is None or round(value, places) == value else None  # type: ignore[arg-type]
    except ValueError:
        return None


def _arrow_kinds() -> dict[str, Any]:
    import pyarrow as pa

    return {
        "text": pa.string(), "choice": pa.string(), "choices": pa.list_(pa.string()), "boolean": pa.bool_(),
        "date": pa.date32(), "integer": pa.int64(), "money": pa.decimal128(38, 2), "number": pa.decimal128(38, 6),
    }  # fmt: skip


@transaction.atomic
def _write_down(run: _Run, *, kind: PartyKind, purpose: str, ground: str, by: str, at: datetime) -> None:
    rows = []
    for source, facts in run.asked:
        row = Extract(by=by, kind=kind, size=run.size, source=source.code, facts=[fact.code for fact in facts], at=at)
        row.purpose, row.ground = purpose, ground
        row.outcome = Outcome.SUPPLIED if run.answered[source.code] else Outcome.EMPTY
        if source.code in run.silent:
            row.outcome = Outcome.UNREACHABLE
        rows.append(row)
    Extract.objects.bulk_create(rows)
    journal.publish(
        *(
            DataExtracted(
                subject=row.source, kind=str(kind), size=run.size, facts=tuple(row.facts), purpose=purpose,
                outcome=str(row.outcome),
            )
            for row in rows
        ),
        by=by, at=at,
    )  # fmt: skip
