"""The states of a licence. Being in force is kept; having expired follows from the day and is never written down."""

from enum import StrEnum


class State(StrEnum):
    IN_FORCE = "in_force"
    REPLACED = "replaced"  # by a renewed or changed one
    CANCELLED = "cancelled"  # at the holder's request, Administrative Licensing Law, article 70
    REVOKED = "revoked"  # by the organ, article 69


class Standing(StrEnum):
    """How a licence stands on one day."""

    BEING_MADE = "being_made"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


NEXT = {
    State.IN_FORCE: {State.REPLACED, State.CANCELLED, State.REVOKED},
    State.REPLACED: set[State](),
    State.CANCELLED: set[State](),
    State.REVOKED: set[State](),
}
