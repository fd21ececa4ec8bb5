"""The states of a licence. Being in force is kept; having expired follows from the day and is never written down."""

from enum import StrEnum


class State(StrEnum):
    IN_FORCE = "in_force"
    REVOKED = "revoked"


class Standing(StrEnum):
    """How a licence stands on one day."""

    BEING_MADE = "being_made"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


NEXT = {State.IN_FORCE: {State.REVOKED}, State.REVOKED: set[State]()}
