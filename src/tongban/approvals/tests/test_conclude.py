"""The join rules, by themselves: every combination of up to four organs, and every order of events."""

from itertools import product

import pytest

from tongban.approvals.states import NEXT, PENDING, Conclusion, Standing, TrackState, Voice, conclude
from tongban.catalogue.public import JoinKind, Silence

S = TrackState
LEAD = [Standing(state, is_lead=True) for state in (S.OPEN, S.RETURNING, S.RETURNED, S.AGREED, S.DISAGREED)]
JOINED = [
    *(Standing(state) for state in (S.OPEN, S.RETURNING, S.RETURNED, S.AGREED, S.DISAGREED, S.TIMED_OUT)),
    Standing(S.TIMED_OUT, Silence.AGREES),
    Standing(S.TIMED_OUT, Silence.LAPSES),
]
AGREED, DISAGREED = Conclusion.AGREED, Conclusion.DISAGREED


def rules(organs):
    plain = [(join, 0) for join in (JoinKind.ALL, JoinKind.VETO, JoinKind.LEAD)]
    return [*plain, *((JoinKind.QUORUM, needed) for needed in range(1, organs + 1))]


def everything(organs):
    for tracks in product(LEAD, *[JOINED] * (organs - 1)):
        for join, quorum in rules(organs):
            yield join, quorum, tracks


def endings(tracks):
    """Every way in which those who have not spoken may still end."""
    open_to = [
        (
            [one]
            if one.state not in PENDING
            else [o for o in (LEAD if one.is_lead else JOINED) if o.state not in PENDING]
        )
        for one in tracks
    ]
    return product(*open_to)


@pytest.mark.parametrize("organs", [1, 2, 3, 4])
def test_where_all_have_ended_there_is_a_conclusion(organs):
    ended = [(j, q, t) for j, q, t in everything(organs) if all(one.state not in PENDING for one in t)]

    assert ended
    assert all(conclude(*each) is not None for each in ended)


@pytest.mark.parametrize("organs", [1, 2, 3, 4])
def test_nothing_that_is_still_said_could_change_a_conclusion(organs):
    for join, quorum, tracks in everything(organs):
        outcome = conclude(join, quorum, tracks)
        if outcome is not None:
            assert {conclude(join, quorum, ended) for ended in endings(tracks)} == {outcome}


@pytest.mark.parametrize("organs", [1, 2, 3, 4])
def test_it_is_granted_only_where_somebody_agreed_and_the_rule_is_met(organs):
    for join, quorum, tracks in everything(organs):
        if conclude(join, quorum, tracks) != AGREED:
            continue
        states, voices = [one.state for one in tracks], [one.voice for one in tracks]
        assert S.AGREED in states or join == JoinKind.QUORUM
        assert S.AGREED in states or S.DISAGREED in states
        assert join not in (JoinKind.ALL, JoinKind.VETO) or S.DISAGREED not in states
        assert join != JoinKind.LEAD or states[0] == S.AGREED
        assert join != JoinKind.QUORUM or voices.count(Voice.FOR) >= quorum


@pytest.mark.parametrize("organs", [1, 2, 3, 4])
def test_nothing_is_concluded_while_defects_are_told_or_mended(organs):
    for join, quorum, tracks in everything(organs):
        if any(one.state in (S.RETURNING, S.RETURNED) for one in tracks):
            assert conclude(join, quorum, tracks) is None


@pytest.mark.parametrize(
    ("join", "quorum", "states", "outcome"),
    [
        (JoinKind.ALL, 0, [S.AGREED, S.DISAGREED, S.OPEN], None),
        (JoinKind.ALL, 0, [S.AGREED, S.DISAGREED, S.AGREED], DISAGREED),
        (JoinKind.ALL, 0, [S.AGREED, S.AGREED, S.TIMED_OUT], AGREED),
        (JoinKind.VETO, 0, [S.OPEN, S.DISAGREED, S.OPEN], DISAGREED),
        (JoinKind.VETO, 0, [S.AGREED, S.AGREED, S.OPEN], None),
        (JoinKind.LEAD, 0, [S.AGREED, S.OPEN, S.AGREED], None),
        (JoinKind.LEAD, 0, [S.AGREED, S.DISAGREED, S.DISAGREED], AGREED),
        (JoinKind.LEAD, 0, [S.DISAGREED, S.AGREED, S.AGREED], DISAGREED),
        (JoinKind.QUORUM, 2, [S.AGREED, S.OPEN, S.AGREED], AGREED),
        (JoinKind.QUORUM, 2, [S.AGREED, S.OPEN, S.DISAGREED], None),
        (JoinKind.QUORUM, 2, [S.OPEN, S.DISAGREED, S.DISAGREED], DISAGREED),
        (JoinKind.ALL, 0, [S.AGREED, S.WITHDRAWN, S.OPEN], Conclusion.WITHDRAWN),
    ],
)
def test_a_lawyers_table(join, quorum, states, outcome):
    tracks = [Standing(state, is_lead=place == 0) for place, state in enumerate(states)]

    assert conclude(join, quorum, tracks) == outcome


def steps_from(tracks, silences, returned):
    """Every event that can come next to an open review: what each organ may do, what time may do, the applicant's answer."""
    for place, state in enumerate(tracks):
        events = {S.AGREED, S.DISAGREED} if state in (S.OPEN, S.RETURNING) else set()
        if state == S.OPEN and place:
            events.add(S.TIMED_OUT)
        if state == S.OPEN and not returned:
            events.add(S.RETURNING)
        for event in events:
            assert event in NEXT[state]
            yield (*tracks[:place], event, *tracks[place + 1 :]), returned
    if S.RETURNING in tracks:  # the one notice goes out, whoever has named defects
        yield tuple(S.RETURNED if state == S.RETURNING else state for state in tracks), True
    if S.RETURNED in tracks:
        yield tuple(S.OPEN if state == S.RETURNED else state for state in tracks), returned
    yield tuple(S.WITHDRAWN if state in PENDING else state for state in tracks), returned


@pytest.mark.parametrize("organs", [1, 2, 3, 4])
@pytest.mark.parametrize("silence", list(Silence))
def test_every_order_of_events_ends_in_one_conclusion(organs, silence):
    silences = [Silence.WAITS, *[silence] * (organs - 1)]
    for join, quorum in rules(organs):
        begin = ((S.OPEN,) * organs, False)
        seen, open_ones = {begin}, [begin]
        while open_ones:
            tracks, returned = open_ones.pop()
            following = list(steps_from(tracks, silences, returned))
            assert following, "an open review from which nothing leads on"
            for step in following:
                standings = [Standing(s, silences[n], n == 0) for n, s in enumerate(step[0])]
                ended = all(state not in PENDING for state in step[0])
                outcome = conclude(join, quorum, standings)
                assert not ended or outcome is not None
                if outcome is None and step not in seen:
                    seen.add(step)
                    open_ones.append(step)
