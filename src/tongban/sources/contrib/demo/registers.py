"""Registers that answer from the table of synthetic records, and those behind policies, which are made up at the asking."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.sources.contrib.demo.firms import record_of_a_firm
from tongban.sources.contrib.demo.lives import record_of_a_person
from tongban.sources.models import RegisterRecord
from tongban.sources.ports import Unreachable

ABOUT_THE_PERSON = {"population", "marriage", "social_insurance"}
ABOUT_THE_CHILD = {"birth"}
SILENT = ""
MADE_UP_ON = date(2026, 11, 22)


class DemoRegisters:
    """What the state's registers would answer. One query per look-up; a silent one raises Unreachable at once."""

    def look_up(self, register: str, *, party_code: str, person_number: str) -> Mapping[str, Any] | None:
        """Registers of people answer about the person who acts, the others about the party; that of births about either."""
        keys = [party_code]
        if register in ABOUT_THE_PERSON:
            keys = [person_number]
        elif register in ABOUT_THE_CHILD:
            keys = [party_code, person_number]
        found: dict[str, Any] = dict(
            RegisterRecord.objects.filter(register=register, key__in=[*keys, SILENT]).values_list("key", "body")
        )
        if SILENT in found:
            raise Unreachable(register)
        stored = next((found[key] for key in keys if key in found), None)
        return stored if stored is not None else made_up(register, party_code)


def made_up(register: str, key: str) -> Mapping[str, Any] | None:
    """What a register behind policies says of a party that has no stored record there; None where it knows none."""
    return record_of_a_person(register, key, MADE_UP_ON) or record_of_a_firm(register, key, MADE_UP_ON)


def silence(register: str) -> None:
    """Let a demonstration register not answer until `speak`."""
    RegisterRecord.objects.get_or_create(register=register, key=SILENT, defaults={"body": {}})


def speak(register: str) -> None:
    """Let a demonstration register answer again."""
    RegisterRecord.objects.filter(register=register, key=SILENT).delete()
