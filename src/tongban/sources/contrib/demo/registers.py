"""Registers that answer from the table of synthetic records."""

from collections.abc import Mapping
from typing import Any

from tongban.sources.models import RegisterRecord
from tongban.sources.ports import Unreachable

ABOUT_THE_PERSON = {"population", "marriage", "social_insurance"}
ABOUT_THE_CHILD = {"birth"}
SILENT = ""


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
        return next((found[key] for key in keys if key in found), None)


def silence(register: str) -> None:
    """Let a demonstration register not answer until `speak`."""
    RegisterRecord.objects.get_or_create(register=register, key=SILENT, defaults={"body": {}})


def speak(register: str) -> None:
    """Let a demonstration register answer again."""
    RegisterRecord.objects.filter(register=register, key=SILENT).delete()
