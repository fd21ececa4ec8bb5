"""What is told of a look at somebody's data, and of an objection to one."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tongban.kernel.words import Words


class LookKind(StrEnum):
    """What was looked at: a register, for one or for everybody at once (an extract), the dossier of a case, or whatever a clerk
    sees while somebody stands at the window."""

    REGISTER = "register"
    EXTRACT = "extract"
    DOSSIER = "dossier"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection: what was `told` of the use, why (`words`), who answers until when, and what came of it."""

    code: str
    person: str
    person_name: str
    told: Words
    organ: str
    by: str
    words: str
    at: datetime
    due_on: date
    answered_at: datetime | None
    was_proper: bool | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody looked at one's data, one line for what belongs together: who (`by`, `name`, `organ`, `role`; `is_mine` for the
    reader themself), why and on what ground, when, and what: rows of (source or "", facts, how it came out), and materials.
    `among` counts those whose data an extract took, the reader's with them."""

    key: str
    kind: LookKind
    first_at: datetime
    last_at: datetime
    times: int
    by: str
    party: str
    why: Words
    ground: Words
    among: int = 0
    draft: str = ""
    case: str = ""
    read: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    materials: tuple[Words, ...] = ()
    is_mine: bool = False
    name: str = ""
    organ: str = ""
    role: str = ""
    objection: ObjectionView | None = None

    def of(self, **known: Any) -> "Look":
        """The same look with who it was."""
        return replace(self, **known)
