"""The states of a case and what may follow what: the table that a lawyer can read (Administrative Licensing Law).

| state | what it means | article |
|---|---|---|
| waiting | received, but another item's result must come first | 29 |
| received | the organ has it and must accept it or tell all defects within 5 working days | 32 |
| correcting | all defects were told, once; the applicant mends them; no time counts | 32 |
| accepted | the time limit runs | 32, 42 |
| granted | decided in favour; the result is being made and delivered | 38, 44 |
| refused | decided against, with reasons and remedies | 38 |
| withdrawn | taken back by the applicant before the decision | - |
| terminated | cannot go on, because what it waited for was refused or withdrawn | - |
| closed | the result is delivered | 44 |
"""

from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    CLOSED = "closed"


NEXT: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.RECEIVED, State.WITHDRAWN, State.TERMINATED}),
    State.RECEIVED: frozenset({State.CORRECTING, State.ACCEPTED, State.WITHDRAWN, State.CLOSED}),
    State.CORRECTING: frozenset({State.RECEIVED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.GRANTED, State.REFUSED, State.WITHDRAWN, State.CLOSED}),
    State.GRANTED: frozenset({State.CLOSED}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.TERMINATED: frozenset(),
    State.CLOSED: frozenset(),
}

ENDED = frozenset(state for state, following in NEXT.items() if not following)


class NotPossible(ValueError):
    """The case is in a state from which this cannot follow."""

    def __init__(self, now: State, wanted: State) -> None:
        super().__init__(f"{now} -> {wanted}")
        self.now, self.wanted = now, wanted
