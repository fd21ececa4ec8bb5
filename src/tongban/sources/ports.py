"""What we need from outside: the registers of the state."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class Unreachable(Exception):
    """The register did not answer in time, or not in a way that can be read."""


class Registers(Protocol):
    """The registers (数源系统). An adapter sees plain values only.

    Time is the adapter's: it must set its own time limit for each look-up (we suggest three seconds) and raise Unreachable
    when it is over, because a page waits for it. It may answer from a cache that is as fresh as the source's own rules ask.
    """

    def look_up(self, register: str, *, party_code: str, person_number: str) -> Mapping[str, Any] | None:
        """The record that `register` keeps of the party, or of the person who acts; None when it keeps none.

        Values are JSON values: text, number, true or false, a list of codes; dates as YYYY-MM-DD. Raises Unreachable.
        """


class ManyRegisters(Registers, Protocol):
    """An adapter that can ask several registers at once, as one query or side by side: who asks waits for the slowest alone."""

    def look_up_all(
        self, registers: Sequence[str], *, party_code: str, person_number: str
    ) -> Mapping[str, Mapping[str, Any] | None]:
        """What `look_up` gives for each of them, by register. One that does not answer in time is left out."""


class Registrar(Protocol):
    """A register that enters what the State has founded (设立登记), and strikes off what no longer stands."""

    def enter(self, register: str, *, basis: str, form: str, code_field: str, body: Mapping[str, Any]) -> str:
        """Enter an organisation by the decision `basis`; gives the code that it has from now on. The same basis gives the same.

        `form` is its legal form, `body` its record by the register's own names, `code_field` the name under which the code
        belongs in it. Raises Unreachable; whoever asks tries again later.
        """

    def strike_off(self, register: str, *, code: str, basis: str, is_wanted: bool) -> None:
        """Enter that the organisation `code` is no longer in operation: the decision `basis`, by which it was entered, does not
        hold any more (撤销登记), or, where `is_wanted`, it asked for its end (注销登记). Doing it again changes nothing. Raises
        Unreachable."""

    def reinstate(self, register: str, *, code: str, basis: str) -> None:
        """Enter that it is in operation again: the decision `basis` was given once more. Doing it again changes nothing. Raises
        Unreachable."""


class Extracts(Protocol):
    """Registers that hand over what they keep of many at once (批量数据共享), for what is done for everybody unasked."""

    def holders(self, kind: str, *, after: str, limit: int) -> Sequence[str]:
        """The next codes of persons ("person": citizen numbers) or organisations ("organisation": credit codes), rising."""

    def columns(self, register: str, keys: Sequence[str], fields: Sequence[str]) -> Mapping[str, Any]:
        """What `register` keeps of these parties: for each field one Arrow array with a row for each key, in their order.

        Values are texts as `look_up` writes them ("true" and "false" too), several codes a list of texts; null where nothing is
        kept. Raises Unreachable.
        """


def extracts() -> Extracts:
    """The same adapter, where something is asked of many at once."""
    return cast(Extracts, import_string(settings.REGISTERS)())


def registrar() -> Registrar:
    """The same adapter, where something is entered."""
    return cast(Registrar, import_string(settings.REGISTERS)())


def registers() -> Registers:
    """The adapter that the setting REGISTERS names."""
    return cast(Registers, import_string(settings.REGISTERS)())
