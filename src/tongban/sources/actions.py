"""Ask the registers, and write down that they were asked."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.db import transaction

from tongban.identity import public as identity
from tongban.identity.public import Party, Person
from tongban.journal import public as journal
from tongban.sources.events import DataUsed, RecordChanged
from tongban.sources.models import Use
from tongban.sources.ports import ManyRegisters, Unreachable, registers
from tongban.sources.types import Fact, Fetched, Outcome, Source, Supplied, Value

logger = logging.getLogger(__name__)

ON_REQUEST = "申请人发起的政务服务办理 / A public service that the applicant asked for"
Record = Mapping[str, Any] | None
Asked = Sequence[tuple[Source, Sequence[Fact]]]


def fetch(
    source: Source, *, party: Party, person: Person, facts: Sequence[Fact], purpose: str, by: str, at: datetime
) -> dict[str, Supplied]:
    """The facts that this source knows, by fact code. What it does not know, or when it does not answer, is left out."""
    return dict(fetch_all([(source, facts)], party=party, person=person, purpose=purpose, by=by, at=at).supplied)


def fetch_all(
    asked: Asked, *, party: Party, person: Person, purpose: str, by: str, at: datetime, ground: str = ON_REQUEST
) -> Fetched:
    """The facts that several sources know, each register asked once, and which sources stayed silent.

    Every question is written into the ledger of use with its outcome, also when nothing came, and DataUsed is announced.
    Never raises because of a register.
    """
    records = _records({source.register for source, _ in asked}, party=party, person=person)
    supplied: dict[str, Supplied] = {}
    uses: list[Use] = []
    for source, facts in asked:
        found = _values(records[source.register], facts)
        supplied |= {code: Supplied(value, source.code, at) for code, value in found.items()}
        use = Use(by=by, person_code=person.code, party_code=party.code, party_name=party.name, at=at)
        use.source, use.facts, use.purpose, use.ground = source.code, [fact.code for fact in facts], purpose, ground
        use.outcome = Outcome.SUPPLIED if found else Outcome.EMPTY
        if source.register not in records.answered:
            use.outcome = Outcome.UNREACHABLE
        uses.append(use)
    _write_down(uses, about=identity.public_code(party), by=by, at=at)
    return Fetched(supplied, tuple(use.source for use in uses if use.outcome == Outcome.UNREACHABLE))


class Records(dict[str, Record]):
    """What each register said, and which of them answered at all."""

    def __init__(self, unanswered: Iterable[str] = ()) -> None:
        super().__init__(dict.fromkeys(unanswered))
        self.answered: set[str] = set()


def _records(names: set[str], *, party: Party, person: Person) -> Records:
    adapter = registers()
    records = Records()
    if hasattr(adapter, "look_up_all"):
        return _at_once(cast(ManyRegisters, adapter), names, party=party, person=person)
    for name in sorted(names):
        records[name] = None
        try:
            records[name] = adapter.look_up(name, party_code=party.code, person_number=person.number)
            records.answered.add(name)
        except Unreachable as trouble:
            logger.warning("register %s does not answer: %s", name, trouble)
        except Exception:  # a fault of an adapter is a silent register, never a broken form
            logger.exception("the adapter of register %s failed", name)
    return records


def _at_once(adapter: ManyRegisters, names: set[str], *, party: Party, person: Person) -> Records:
    """All registers asked together, by an adapter that can."""
    records = Records(sorted(names))
    try:
        found = adapter.look_up_all(sorted(names), party_code=party.code, person_number=person.number)
    except Exception:  # a fault of an adapter is a silent register, never a broken form
        logger.exception("the adapter of the registers failed")
        return records
    records.update(found)
    records.answered.update(found)
    for name in names - records.answered:
        logger.warning("register %s does not answer", name)
    return records


def _values(record: Record, facts: Sequence[Fact]) -> dict[str, Value]:
    """The facts that the record holds, read as their kinds ask; what cannot be read is left out, so that it is asked."""
    values: dict[str, Value] = {}
    for fact in facts if record else ():
        raw = (record or {}).get(fact.register_field or fact.code)
        if raw is None or raw == "":
            continue
        try:
            values[fact.code] = read_value(fact, raw)
        except ValueError:
            logger.warning("a register's value for %s cannot be read as %s", fact.code, fact.kind)
    return values


def read_value(fact: Fact, raw: Any) -> Value:
    """A register's value as the fact's kind asks; a `ValueError` where it cannot be read so."""
    try:
        return _checked(fact, READ[str(fact.kind)](raw))
    except (ValueError, TypeError, KeyError, InvalidOperation):
        raise ValueError(raw) from None


def _whole(raw: Any) -> int:
    number = Decimal(str(raw))
    if number != int(number):
        raise ValueError(raw)
    return int(number)


def _finite(raw: Any) -> Decimal:
    number = Decimal(str(raw))
    if not number.is_finite():
        raise ValueError(raw)
    return number


def _yes_or_no(raw: Any) -> bool:
    return {True: True, False: False, "true": True, "false": False}[raw]


READ: Mapping[str, Callable[[Any], Value]] = {
    "text": str,
    "choice": str,
    "number": _finite,
    "money": _finite,
    "integer": _whole,
    "date": date.fromisoformat,
    "boolean": _yes_or_no,
    "choices": lambda raw: tuple(sorted(str(code) for code in raw)),
}


def _checked(fact: Fact, value: Value) -> Value:
    codes = value if isinstance(value, tuple) else (value,)
    if fact.options and not isinstance(value, bool) and not all(code in fact.options for code in codes):
        raise ValueError(value)
    return value


@transaction.atomic
def _write_down(uses: Sequence[Use], *, about: str, by: str, at: datetime) -> None:
    if not uses:
        return
    Use.objects.bulk_create(uses)
    journal.publish(
        *(
            DataUsed(
                subject=about,
                source=use.source,
                facts=tuple(use.facts),
                purpose=use.purpose,
                outcome=str(use.outcome),
            )
            for use in uses
        ),
        by=by,
        at=at,
    )


@transaction.atomic
def note_change(register: str, *, party: Party, by: str, at: datetime) -> None:
    """A register has told that it says otherwise of a party than before (变更推送); what it says is asked by who needs it."""
    told = RecordChanged(subject=identity.public_code(party), kind=str(party.kind), register=register, at=at)
    journal.publish(told, by=by, at=at)
