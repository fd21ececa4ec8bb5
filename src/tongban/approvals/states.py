"""The states of one organ's track, what may follow what, and how the organs' words become one conclusion."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tongban.catalogue.public import JoinKind, Silence


class TrackState(StrEnum):
    OPEN = "open"  # with the organ, at one of its steps
    RETURNING = "returning"  # its defects are named, and wait for those of the other organs: one notice goes out
    RETURNED = "returned"  # with the applicant, for correction
    AGREED = "agreed"
    DISAGREED = "disagreed"
    WITHDRAWN = "withdrawn"  # the subject was taken back
    TIMED_OUT = "timed_out"  # the organ said nothing in time, or the others went on without it
    NOT_NEEDED = "not_needed"  # the others had concluded before the organ spoke


NEXT: dict[TrackState, frozenset[TrackState]] = {
    TrackState.OPEN: frozenset(
        {
            TrackState.AGREED,
            TrackState.DISAGREED,
            TrackState.RETURNING,
            TrackState.WITHDRAWN,
            TrackState.TIMED_OUT,
            TrackState.NOT_NEEDED,
        },
    ),
    TrackState.RETURNING: frozenset(
        {TrackState.RETURNED, TrackState.OPEN, TrackState.AGREED, TrackState.DISAGREED, TrackState.WITHDRAWN},
    ),
    TrackState.RETURNED: frozenset({TrackState.OPEN, TrackState.WITHDRAWN}),
    TrackState.AGREED: frozenset({TrackState.OPEN}),  # these four only when a conclusion is taken back
    TrackState.DISAGREED: frozenset({TrackState.OPEN}),
    TrackState.TIMED_OUT: frozenset({TrackState.OPEN}),
    TrackState.NOT_NEEDED: frozenset({TrackState.OPEN}),
    TrackState.WITHDRAWN: frozenset(),
}

PENDING = frozenset({TrackState.OPEN, TrackState.RETURNING, TrackState.RETURNED})
CONCLUDED = frozenset(TrackState) - PENDING


class Voice(StrEnum):
    """What an organ's track counts as when the organs' words are joined."""

    FOR = "for"
    AGAINST = "against"
    NONE = "none"
    AWAITED = "awaited"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one organ's track stands: its state, what its silence means, and whether it is the deciding organ's."""

    state: TrackState
    silence: Silence = Silence.WAITS
    is_lead: bool = False

    @property
    def voice(self) -> Voice:
        if self.state == TrackState.TIMED_OUT and self.silence == Silence.AGREES:
            return Voice.FOR
        return VOICES[self.state]


VOICES = {
    TrackState.OPEN: Voice.AWAITED,
    TrackState.RETURNING: Voice.AWAITED,
    TrackState.RETURNED: Voice.AWAITED,
    TrackState.AGREED: Voice.FOR,
    TrackState.DISAGREED: Voice.AGAINST,
    TrackState.WITHDRAWN: Voice.NONE,
    TrackState.TIMED_OUT: Voice.NONE,
    TrackState.NOT_NEEDED: Voice.NONE,
}


class Conclusion(StrEnum):
    AGREED = "agreed"
    DISAGREED = "disagreed"
    WITHDRAWN = "withdrawn"


def conclude(join: JoinKind, quorum: int, tracks: Sequence[Standing]) -> Conclusion | None:
    """What follows from where the tracks stand; None while somebody must still be heard.

    | join | concluded | agreed when |
    |---|---|---|
    | ALL | when all have been heard | nobody is against |
    | VETO | at once when one is against, else when all have been heard | nobody is against |
    | LEAD | when the lead has spoken, after all others have been heard | the lead is for |
    | QUORUM | as soon as the number is reached, or can no longer be reached | `quorum` organs are for |

    While defects are collected, or the subject is with the applicant, nothing is concluded. Silence alone grants nothing:
    where nobody who had a voice used it, it is not agreed.
    """
    states = {track.state for track in tracks}
    voices = Counter(track.voice for track in tracks)
    spoken = bool(states & {TrackState.AGREED, TrackState.DISAGREED})
    if TrackState.WITHDRAWN in states:
        return Conclusion.WITHDRAWN
    if states & {TrackState.RETURNING, TrackState.RETURNED}:
        return None
    if join == JoinKind.QUORUM:
        return _counted(quorum, voices, spoken=spoken)
    if join == JoinKind.VETO and voices[Voice.AGAINST]:
        return Conclusion.DISAGREED
    if voices[Voice.AWAITED]:
        return None
    if join == JoinKind.LEAD:
        return _said(any(track.state == TrackState.AGREED for track in tracks if track.is_lead))
    return _said(spoken and not voices[Voice.AGAINST])


def _counted(quorum: int, voices: Mapping[Voice, int], *, spoken: bool) -> Conclusion | None:
    in_favour, awaited = voices[Voice.FOR], voices[Voice.AWAITED]
    if spoken and in_favour >= quorum:
        return Conclusion.AGREED
    return Conclusion.DISAGREED if in_favour + awaited < quorum or not awaited else None


def _said(agreed: bool) -> Conclusion:
    return Conclusion.AGREED if agreed else Conclusion.DISAGREED


class InquiryState(StrEnum):
    OPEN = "open"
    REPORTED = "reported"  # a site visit that the second officer has not confirmed yet
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class AssistanceState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"  # its limit passed without an answer: the organ that asked goes on without it
    NOT_NEEDED = "not_needed"  # the review ended first
