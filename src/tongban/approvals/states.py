"""The states of one organ's track, and what may follow what."""

from enum import StrEnum


class TrackState(StrEnum):
    OPEN = "open"
    RETURNED = "returned"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    WITHDRAWN = "withdrawn"


NEXT: dict[TrackState, frozenset[TrackState]] = {
    TrackState.OPEN: frozenset(
        {TrackState.AGREED, TrackState.DISAGREED, TrackState.RETURNED, TrackState.WITHDRAWN},
    ),
    TrackState.RETURNED: frozenset({TrackState.OPEN, TrackState.WITHDRAWN}),
    TrackState.AGREED: frozenset(),
    TrackState.DISAGREED: frozenset(),
    TrackState.WITHDRAWN: frozenset(),
}

CONCLUDED = frozenset(state for state, following in NEXT.items() if not following)
