"""What has happened, who wants to know, and what must still be done outside.

An event is announced through `journal.publish`. `reacts_to` is for what must be true together with it (same transaction);
`carries_out` names the worker's handler of one kind of promised effect on the outside world (outbox).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to `subject` (a case number, a draft code, a licence number...): plain values only."""

    subject: str


E = TypeVar("E", bound=Event)
Reaction = Callable[[Any], None]
Errand = Callable[[Mapping[str, Any]], None]

REACTIONS: dict[type[Event], list[Reaction]] = defaultdict(list)
ERRANDS: dict[str, Errand] = {}


def reacts_to(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Run the decorated function, in the same transaction, each time an event of `kind` is published."""

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        if reaction not in REACTIONS[kind]:
            REACTIONS[kind].append(reaction)
        return reaction

    return register


def carries_out(kind: str) -> Callable[[Errand], Errand]:
    """Let the decorated function carry out promised effects of `kind`; it may run more than once and must not mind."""

    def register(errand: Errand) -> Errand:
        ERRANDS[kind] = errand
        return errand

    return register
