"""The table of states is what the document says, and nothing leads out of it."""

from tests.house.plan import DOCS

from tongban.cases.states import ENDED, NEXT, OPEN, RECALLED, TABLE, State, printed


def test_the_printed_page_is_the_table():
    assert (DOCS / "states.md").read_text(encoding="utf8") == printed()


def test_every_state_has_one_row_and_is_either_open_or_ended():
    assert [row.state for row in TABLE] == list(State)
    assert set(State) == OPEN | ENDED
    assert not OPEN & ENDED


def test_what_has_ended_goes_on_only_by_a_recall():
    assert {(state, to) for state in ENDED for to in NEXT[state]} == {(State.CLOSED, State.ACCEPTED)}
    assert {(state, State.ACCEPTED) for state in (State.CLOSED, State.GRANTED)} == RECALLED


def test_from_every_open_state_an_end_can_be_reached():
    reached = set(ENDED)
    while more := {state for state in OPEN - reached if NEXT[state] & reached}:
        reached |= more

    assert reached == set(State)
