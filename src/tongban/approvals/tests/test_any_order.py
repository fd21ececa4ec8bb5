"""Officials, time and the applicant in any order, against the database: no stuck review, no second conclusion, none too early."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tongban.approvals import public as approvals
from tongban.approvals.public import JoinKind, Opinion, OpinionRefused, SeatOrder, Silence, Step
from tongban.approvals.states import CONCLUDED, PENDING, Conclusion, Standing, TrackState, conclude
from tongban.approvals.tests.scenes import AT, OFFICERS, concluded, say, sign, start, told, track
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity

REVIEWERS = {
    "market_regulation": "wu",
    "fire_rescue": "feng",
    "water": "countersigner-water",
    "tobacco": "countersigner-tobacco",
}
SEATS = st.tuples(st.sampled_from([(Step.OFFICER,), (Step.OFFICER, Step.REVIEWER)]), st.sampled_from(list(Silence)))
DAYS = count(1)


class AnyOrder(RuleBasedStateMachine):
    """One review; the model is the states that the rules of the house say, and `conclude`."""

    @initialize(
        seats=st.lists(SEATS, min_size=1, max_size=4), join=st.sampled_from(list(JoinKind)), most=st.integers(1, 4)
    )
    def begin(self, seats, join, most):
        self.organs = list(OFFICERS)[: len(seats)]
        first = SeatOrder(self.organs[0], seats[0][0], is_lead=True)
        others = [
            SeatOrder(organ, s, silence=silence) for organ, (s, silence) in zip(self.organs[1:], seats[1:], strict=True)
        ]
        self.seats = {seat.organ: seat for seat in (first, *others)}
        self.join, self.quorum = join, min(most, len(seats))
        self.states = dict.fromkeys(self.organs, TrackState.OPEN)
        self.asked, self.returned, self.is_over, self.now = {}, False, None, AT
        self.send_on = None
        self.subject = start(first, *others, join=join, quorum=self.quorum)

    def settle(self):
        """What must now be true by the join rule."""
        seats = self.seats
        standings = [Standing(self.states[o], seats[o].silence, seats[o].is_lead) for o in self.organs]
        outcome = conclude(self.join, self.quorum, standings)
        if self.is_over is None and outcome is not None:
            self.is_over = outcome
            ended = {o: TrackState.NOT_NEEDED for o, s in self.states.items() if s == TrackState.OPEN}
            self.states |= ended
        elif self.send_on and TrackState.OPEN not in self.states.values():
            self.send()
        elif TrackState.RETURNING not in self.states.values():
            self.send_on = None

    def send(self):
        """The one notice, with the defects of everybody who has named some."""
        self.send_on = None
        if TrackState.RETURNING in self.states.values():
            self.returned = True
        self.states = {o: TrackState.RETURNED if s == TrackState.RETURNING else s for o, s in self.states.items()}

    def may_decide(self, organ):
        others = [state for other, state in self.states.items() if other != organ]
        must_wait = self.join == JoinKind.LEAD and self.seats[organ].is_lead and any(s in PENDING for s in others)
        return self.is_over is None and self.states[organ] in (TrackState.OPEN, TrackState.RETURNING) and not must_wait

    @rule(place=st.integers(0, 3), opinion=st.sampled_from(list(Opinion)))
    def opine(self, place, opinion):
        organ = self.organs[place % len(self.organs)]
        allowed = self.may_decide(organ)
        if opinion == Opinion.RETURN:
            to_say = (TrackState.OPEN, TrackState.RETURNING)
            allowed = self.is_over is None and self.states[organ] in to_say and not self.returned
        if not allowed:
            with pytest.raises(OpinionRefused):
                say(self.subject, opinion, organ=organ, at=self.now)
            return
        say(self.subject, opinion, organ=organ, at=self.now)
        if opinion == Opinion.RETURN:
            self.name_defects(organ)
        elif len(self.seats[organ].steps) > 1:
            self.asked[organ] = opinion
            if self.states[organ] == TrackState.RETURNING:
                self.states[organ] = TrackState.OPEN
                self.settle()
        else:
            self.speak(organ, opinion)

    def name_defects(self, organ):
        self.states[organ] = TrackState.RETURNING
        self.asked.pop(organ, None)
        if self.send_on is None:
            window = catalogue.calendar().add_working_days(self.now.date(), 2)
            lead = track(self.subject, self.organs[0]).due_on
            self.send_on = max(self.now.date(), min(window, lead))
        if TrackState.OPEN not in self.states.values() or self.now.date() >= self.send_on:
            self.send()

    @rule()
    def the_lead_sends(self):
        code = track(self.subject, self.organs[0]).code
        by = identity.person(OFFICERS[self.organs[0]])
        if self.send_on is None:
            with pytest.raises(OpinionRefused):
                approvals.send_defects(code, by=by, at=self.now)
            return
        approvals.send_defects(code, by=by, at=self.now)
        self.send()

    def speak(self, organ, opinion):
        self.asked.pop(organ, None)
        self.states[organ] = TrackState.AGREED if opinion == Opinion.AGREE else TrackState.DISAGREED
        self.settle()

    @rule(place=st.integers(0, 3), agree=st.booleans())
    def countersign(self, place, agree):
        organ = self.organs[place % len(self.organs)]
        signer = REVIEWERS[organ]
        if organ not in self.asked or self.states[organ] != TrackState.OPEN:
            with pytest.raises(OpinionRefused):
                sign(self.subject, signer, organ=organ, agree=agree, digest="none", at=self.now)
            return
        sign(self.subject, signer, organ=organ, agree=agree, at=self.now)
        opinion = self.asked.pop(organ)
        if agree:
            self.speak(organ, opinion)

    @precondition(lambda self: TrackState.RETURNED in self.states.values())
    @rule()
    def correct(self):
        due_on = (self.now + timedelta(days=7)).date()
        approvals.take_up_again(self.subject, due_on=due_on, at=self.now)
        self.states = {o: TrackState.OPEN if s == TrackState.RETURNED else s for o, s in self.states.items()}
        self.settle()

    @rule(days=st.sampled_from([1, 5, 30]))
    def let_time_pass(self, days):
        self.now += timedelta(days=days)
        views = {organ: track(self.subject, organ) for organ in self.organs}
        approvals.pass_time(self.now)
        lead = views[self.organs[0]].due_on
        if self.send_on and self.now.date() > max(self.send_on, lead):
            self.send_on = (
                None  # too late: those who named defects must speak again, and silence is no answer of theirs
            )
            for organ in [o for o, s in self.states.items() if s == TrackState.RETURNING]:
                self.seats[organ] = replace(self.seats[organ], silence=Silence.WAITS)
            self.states = {o: TrackState.OPEN if s == TrackState.RETURNING else s for o, s in self.states.items()}
        elif self.send_on and self.now.date() >= self.send_on:
            self.send()
        if TrackState.RETURNED in self.states.values():
            return
        for organ in self.organs:
            late = self.now.date() > views[organ].due_on and self.seats[organ].silence != Silence.WAITS
            if late and self.states[organ] == TrackState.OPEN:
                self.states[organ] = TrackState.TIMED_OUT
                self.asked.pop(organ, None)
                self.settle()

    @precondition(lambda self: self.is_over is None)
    @rule(really=st.integers(0, 9))
    def withdraw(self, really):
        if really == 0:
            approvals.withdraw_review(self.subject, at=self.now)
            self.states = {o: TrackState.WITHDRAWN if s in PENDING else s for o, s in self.states.items()}
            self.is_over, self.send_on = Conclusion.WITHDRAWN, None

    @invariant()
    def the_house_says_the_same(self):
        if not hasattr(self, "subject"):
            return
        assert {organ: track(self.subject, organ).state for organ in self.organs} == self.states
        expected = {None: [], Conclusion.WITHDRAWN: [], Conclusion.AGREED: [True], Conclusion.DISAGREED: [False]}
        assert concluded(self.subject) == expected[self.is_over]
        assert len(told(self.subject, "SubjectReturned")) <= 1

    def teardown(self):
        """Whatever happened, it can be brought to an end: nothing is stuck."""
        if not hasattr(self, "subject") or self.is_over is not None:
            return
        if self.send_on is not None:
            self.the_lead_sends()
        if TrackState.RETURNED in self.states.values():
            self.correct()
        for organ in [*self.organs[1:], self.organs[0]]:
            if self.may_decide(organ):
                self.opine(self.organs.index(organ), Opinion.AGREE)
            if organ in self.asked:
                self.countersign(self.organs.index(organ), agree=True)
        assert self.is_over is not None
        assert set(self.states.values()) <= CONCLUDED
        self.the_house_says_the_same()


@pytest.mark.django_db
def test_whatever_the_order_there_is_one_conclusion_and_none_too_early(town):
    quick = settings(
        max_examples=60, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(AnyOrder, settings=quick)
