"""Parent and parts of a bundle, by every order of what may happen: nothing stuck, nothing closed twice, nothing begun early."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.approvals import public as approvals
from tongban.cases import actions
from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.states import ENDED, State
from tongban.cases.steps import recalls, special
from tongban.cases.tests.conftest import NOON, kinds, opening
from tongban.identity import public as identity
from tongban.journal import public as journal

ITEMS = ("plain", "visited", "promised", "foreign")
MOVES = ("grant", "refuse", "withdraw", "deliver", "recall", "suspend", "resume", "terminate", "not_accept")


@st.composite
def bundles(draw):
    """Two to four parts; each may wait for parts before it, so that nothing waits in a circle."""
    size = draw(st.integers(2, 4))
    return [draw(st.sets(st.integers(0, place - 1), max_size=2)) if place else set() for place in range(size)]


LOST = ENDED - {State.CLOSED}
STEPS = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 3)), max_size=14)


@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(waits=bundles(), steps=STEPS)
def test_in_any_order_it_ends_and_ends_once(cast, company, waits, steps):
    parent = open_bundle(company, waits)
    numbers = [f"{parent}-{place}" for place in range(len(waits))]

    for move, place in steps:
        if place < len(numbers):
            take(move, numbers[place], cast)
            nothing_is_wrong(parent, numbers, waits)
    finish(numbers, cast)

    nothing_is_wrong(parent, numbers, waits)
    assert Case.objects.get(number=parent).state == State.CLOSED
    assert {Case.objects.get(number=number).state for number in numbers} <= ENDED


def open_bundle(company, waits):
    parent = f"E{Case.objects.count():05d}"
    parts = tuple(
        cases.PartOrder(f"{parent}-{place}", ITEMS[place], tuple(f"{parent}-{n}" for n in sorted(needs)), ())
        for place, needs in enumerate(waits)
    )
    cases.open_cases(opening(company, parent, "event", parts), at=NOON)
    return parent


def test_nothing_is_granted_while_the_result_on_which_it_rests_is_under_review_again(cast, company):
    parent = open_bundle(company, [set(), {0}])
    first, second = f"{parent}-0", f"{parent}-1"
    for move, number in (("grant", first), ("deliver", first), ("recall", first)):
        take(move, number, cast)

    take("grant", second, cast)
    assert Case.objects.get(number=second).state == State.RECEIVED

    take("refuse", first, cast)
    take("grant", second, cast)
    assert Case.objects.get(number=second).state == State.RECEIVED
    finish([first, second], cast)
    assert Case.objects.get(number=second).state == State.TERMINATED


def take(move, number, cast):
    """One step; what is not possible now must leave everything as it was."""
    before = list(Case.objects.order_by("id").values_list("state", "closed_at"))
    try:
        approvals.hold(number)
        STEP[move](number, cast)
    except (cases.NotPossible, cases.Refused, identity.NotAllowed):
        assert before == list(Case.objects.order_by("id").values_list("state", "closed_at"))


def recall(number, cast):
    recalls.recall(number, words="看错了", by="zhao", at=NOON)


STEP = {
    "grant": lambda n, cast: actions.decide(n, granted=True, reasons="", by="zhao", at=NOON),
    "refuse": lambda n, cast: actions.decide(n, granted=False, reasons="不符合", by="zhao", at=NOON),
    "withdraw": lambda n, cast: cases.withdraw(n, by=cast.lin, reasons="", at=NOON),
    "deliver": lambda n, cast: actions.close(n, by="system", at=NOON),
    "recall": recall,
    "suspend": lambda n, cast: special.suspend(
        n, kind="hearing", inquiry="i", reason="听证", due_on=NOON.date(), by="zhao", at=NOON
    ),
    "resume": lambda n, cast: special.resume(n, kind="hearing", inquiry="i", result="done", by="zhao", at=NOON),
    "terminate": lambda n, cast: cases.terminate(n, by=cast.zhao, reasons="不能继续", at=NOON),
    "not_accept": lambda n, cast: cases.refuse_to_accept(n, by=cast.zhao, reasons="不属于本机关", at=NOON),
}


def finish(numbers, cast):
    """Whatever state was reached: a grant and a delivery for everything that is still open lead to the end.

    Only what rests on a recalled result that was then refused is ended, with reasons.
    """
    for _ in numbers:
        for number in numbers:
            for move in ("resume", "grant", "deliver"):
                take(move, number, cast)
            if Case.objects.filter(number__in=Case.objects.get(number=number).waits_for, state__in=LOST).exists():
                take("terminate", number, cast)


def nothing_is_wrong(parent, numbers, waits):
    found = {case.number: case for case in Case.objects.filter(number__in=[parent, *numbers])}
    ended = [found[number].state in ENDED for number in numbers]
    assert (found[parent].state == State.CLOSED) == all(ended)
    for number, needs in zip(numbers, waits, strict=True):
        case, told = found[number], Counter(kinds(number))
        needed = [found[f"{parent}-{place}"] for place in needs]
        waiting = case.state == State.WAITING
        assert not (waiting and all(one.state == State.CLOSED for one in needed)), "released too late"
        assert not (waiting and any(one.state in ENDED - {State.CLOSED} for one in needed)), (
            "waits for what never comes"
        )
        if needed and approvals.track_of(number, organ="market_regulation"):
            assert all("CaseClosed" in kinds(one.number) for one in needed), "begun before what it needs"
        assert told["CaseClosed"] <= 1 + told["CaseRecalled"], "closed twice"
        assert told["CaseReleased"] <= 1
    parent_told = Counter(kinds(parent))
    assert parent_told["CaseClosed"] <= 1 + parent_told["CaseRecalled"]
    assert journal.history(parent)


def test_what_was_lately_applied_for_counts_wholes_and_not_their_parts(company, open_case):
    open_bundle(company, [set(), set()])
    open_case("plain", at=NOON + timedelta(days=1))

    lately = cases.lately_applied_for(since=NOON)

    assert lately == {"event": 1, "plain": 1}, "a bundle is one application, whatever its parts"
    assert cases.lately_applied_for(since=NOON + timedelta(seconds=1)) == {"plain": 1}
