"""Registers that answer from the table of synthetic records, and those behind policies, which are made up at the asking."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from tongban.identity import public as identity
from tongban.kernel import identifiers
from tongban.sources.contrib.demo.firms import record_of_a_firm
from tongban.sources.contrib.demo.lives import record_of_a_person
from tongban.sources.models import RegisterRecord
from tongban.sources.ports import Unreachable

ABOUT_THE_PERSON = {
    *("population", "marriage", "social_insurance", "medical_insurance", "archive", "housing_fund", "family_rewards"),
    *(
        "pupils",
        "homes",
        "home_rental",
        "home_sale",
        "taxes",
        "residence",
        "degrees",
        "disability_card",
        "allowances",
        "card",
    ),
    *("medical_bills", "borders"),
    *("death", "death_insurance", "death_medical", "death_fund", "death_benefits", "death_home", "death_driving"),
}
ABOUT_THE_CHILD = {"birth"}
SILENT = ""
MADE_UP_ON = date(2026, 11, 22)
IN_OPERATION, REVOKED, DEREGISTERED = "in_operation", "revoked", "deregistered"
SOLE_TRADER, REGION = "sole_trader", "310000"


class DemoRegisters:
    """What the state's registers would answer. One query per look-up; a silent one raises Unreachable at once."""

    def look_up(self, register: str, *, party_code: str, person_number: str) -> Mapping[str, Any] | None:
        """Registers of people answer about the person who acts, the others about the party; that of births about either."""
        found = self.look_up_all([register], party_code=party_code, person_number=person_number)
        if register not in found:
            raise Unreachable(register)
        return found[register]

    def look_up_all(
        self, registers: Sequence[str], *, party_code: str, person_number: str
    ) -> Mapping[str, Mapping[str, Any] | None]:
        """The same of several, in one query together."""
        stored: dict[tuple[str, str], Any] = {
            (register, key): body
            for register, key, body in RegisterRecord.objects.filter(
                register__in=registers, key__in=[party_code, person_number, SILENT]
            ).values_list("register", "key", "body")
        }
        found: dict[str, Mapping[str, Any] | None] = {}
        for register in registers:
            if (register, SILENT) not in stored:
                keys = _keys(register, party_code, person_number)
                known = next((stored[register, key] for key in keys if (register, key) in stored), None)
                found[register] = known if known is not None else made_up(register, party_code)
        return found

    def holders(self, kind: str, *, after: str, limit: int) -> Sequence[str]:
        """Everybody whom identity knows, or every organisation."""
        return identity.party_codes(identity.PartyKind(kind), after=after, limit=limit)

    def columns(self, register: str, keys: Sequence[str], fields: Sequence[str]) -> Mapping[str, Any]:
        """The stored records, and for whom there is none what is made up. One query."""
        import pyarrow as pa

        stored = RegisterRecord.objects.filter(register=register, key__in=[*keys, SILENT])
        found: dict[str, Any] = dict(stored.values_list("key", "body"))
        if SILENT in found:
            raise Unreachable(register)
        records = [found.get(key) or made_up(register, key) or {} for key in keys]
        return {name: pa.array([_written(record.get(name)) for record in records]) for name in fields}

    def enter(self, register: str, *, basis: str, form: str, code_field: str, body: Mapping[str, Any]) -> str:
        """The code is made of the decision's number, so that asking twice enters once."""
        _refuse_if_silent(register)
        serial = int(sha256(basis.encode()).hexdigest(), 16) % 10**8
        code = identifiers.credit_code("92" if form == SOLE_TRADER else "91", REGION, f"{serial:08}")
        record = {"status": IN_OPERATION, **body, code_field: code}
        RegisterRecord.objects.get_or_create(register=register, key=code, defaults={"body": record})
        return code

    def strike_off(self, register: str, *, code: str, basis: str, is_wanted: bool) -> None:
        """The record stays, with another status."""
        _give_status(register, code, DEREGISTERED if is_wanted else REVOKED)

    def reinstate(self, register: str, *, code: str, basis: str) -> None:
        """The same record, in operation."""
        _give_status(register, code, IN_OPERATION)


def _keys(register: str, party_code: str, person_number: str) -> list[str]:
    """Under which keys a register keeps what it would say, the first first."""
    if register in ABOUT_THE_PERSON:
        return [person_number]
    return [party_code, person_number] if register in ABOUT_THE_CHILD else [party_code]


def _give_status(register: str, code: str, status: str) -> None:
    _refuse_if_silent(register)
    record = RegisterRecord.objects.select_for_update().get(register=register, key=code)
    record.body = {**record.body, "status": status}
    record.save(update_fields=["body"])


def _refuse_if_silent(register: str) -> None:
    if RegisterRecord.objects.filter(register=register, key=SILENT).exists():
        raise Unreachable(register)


def _written(value: Any) -> Any:
    """A value of a record as an extract has it: a text, a list of texts, or nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, list):
        return [str(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def made_up(register: str, key: str) -> Mapping[str, Any] | None:
    """What a register behind policies says of a party that has no stored record there; None where it knows none."""
    return record_of_a_person(register, key, MADE_UP_ON) or record_of_a_firm(register, key, MADE_UP_ON)


def amend(register: str, key: str, **changes: Any) -> None:
    """Let a demonstration register know something new of a party, by its own field names: a death, a move, a birth."""
    known = RegisterRecord.objects.filter(register=register, key=key).first()
    body = {**(known.body if known else made_up(register, key) or {}), **changes}
    RegisterRecord.objects.update_or_create(register=register, key=key, defaults={"body": body})


def silence(register: str) -> None:
    """Let a demonstration register not answer until `speak`."""
    RegisterRecord.objects.get_or_create(register=register, key=SILENT, defaults={"body": {}})


def speak(register: str) -> None:
    """Let a demonstration register answer again."""
    RegisterRecord.objects.filter(register=register, key=SILENT).delete()
