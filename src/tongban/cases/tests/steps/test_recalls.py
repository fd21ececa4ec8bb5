"""What rests on a result that was taken back is put before its organ: reviewed again, or let stand with reasons."""

import pytest

from tongban.approvals import public as approvals
from tongban.cases import actions
from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.steps import recalls
from tongban.cases.tests.conftest import NOON, ORGAN, kinds, on_day, opening, work
from tongban.identity import public as identity
from tongban.licences import public as licences


@pytest.fixture
def chain(cast, company, conclude):
    """Two parts, both granted, of which the second rests on the first; the first was then taken back."""
    parts = tuple(cases.PartOrder(f"C-{n}", "plain", (f"C-{n - 1}",) if n else (), ()) for n in range(2))
    cases.open_cases(opening(company, "C", "event", parts), at=NOON)
    for number in ("C-0", "C-1"):
        conclude(number)
        work(NOON)
    recalls.recall("C-0", words="看错了", by="zhao", at=on_day(9))
    return "C-0", "C-1"


def standing(number):
    case = Case.objects.get(number=number)
    return case.state, case.shaken_at is not None


def listed(cast):
    return {(one.number, one.kind) for one in cases.irregularities(cast.shen, on=on_day(10).date())}


def test_the_dependant_is_shaken_listed_and_both_sides_are_told(chain, cast):
    first, second = chain

    assert standing(second) == (cases.State.CLOSED, True)
    assert {(second, "shaken"), (first, "taken_back")} <= listed(cast)
    assert [number for number, _, _ in cases.shaken_grants(cast.zhao, on=on_day(9).date())] == [second]
    assert cases.shaken_grants(cast.qian, on=on_day(9).date()) == []
    assert "GrantShaken" in kinds(second)
    assert licences.granted_by(second), "no machine takes a licence away"


def test_taken_up_again_its_licence_is_revoked_and_its_organ_reviews_it(chain, cast, conclude):
    first, second = chain

    cases.take_up_again(second, by=cast.zhao, words="依据没有了", at=on_day(10))

    assert standing(second) == (cases.State.ACCEPTED, False)
    assert licences.granted_by(second) == []
    track = approvals.get_track(approvals.track_of(second, organ=ORGAN), seen_by=cast.zhao)
    assert (track.state, track.round) == ("open", 2)
    with pytest.raises(cases.Refused):  # what it rests on is not there yet
        conclude(second, at=on_day(10))
    actions.decide(first, granted=True, reasons="", by="zhao", at=on_day(11))
    work(on_day(11))
    conclude(second, at=on_day(11))
    work(on_day(11))
    assert standing(second) == (cases.State.CLOSED, False)


def test_let_stand_by_the_head_alone_and_with_reasons(chain, cast):
    _, second = chain
    with pytest.raises(identity.NotAllowed):
        cases.let_stand(second, by=cast.zhao, words="不影响", at=on_day(10))
    with pytest.raises(cases.Refused):
        cases.let_stand(second, by=cast.zheng, words=" ", at=on_day(10))

    cases.let_stand(second, by=cast.zheng, words="许可的条件仍然具备", at=on_day(10))

    assert standing(second) == (cases.State.CLOSED, False)
    assert (second, "shaken") not in listed(cast)
    assert licences.granted_by(second)


def test_it_is_steady_again_when_the_result_is_given_again(chain, cast):
    first, second = chain

    actions.decide(first, granted=True, reasons="", by="zhao", at=on_day(11))
    work(on_day(11))

    assert standing(second) == (cases.State.CLOSED, False)
    assert kinds(second)[-1] == "GrantConfirmed"


def test_what_is_not_shaken_cannot_be_taken_up_again(licence_of, cast):
    number = licence_of()

    for act in (cases.take_up_again, cases.let_stand):
        with pytest.raises(cases.Refused):
            act(number, by=cast.zheng, words="想再看", at=on_day(3))


def test_the_time_in_which_it_stood_decided_does_not_count(licence_of, see):
    number = licence_of()  # granted on the first day, taken back three weeks later

    recalls.recall(number, words="看错了", by="zhao", at=on_day(21))

    case = see(number)
    assert case.promised_due_on > on_day(21).date()
    promised = next(clock for clock in cases.clocks_of(case, on=on_day(21).date()) if clock.kind == "promised")
    assert "撤回" in " ".join(line.why.zh for line in promised.lines if line.why)


def test_an_automatic_grant_that_still_waits_for_a_material_can_be_recalled(open_case, conclude, cast, see):
    number = open_case("later", gaps=(("photo", 3),))
    conclude(number)
    assert see(number).is_held

    approvals.reopen_review(number, organ=ORGAN, words="看错了", by="zhao", at=on_day(1))

    assert (see(number).state, see(number).is_held) == (cases.State.ACCEPTED, False)
    conclude(number, at=on_day(1))
    assert see(number).is_held
