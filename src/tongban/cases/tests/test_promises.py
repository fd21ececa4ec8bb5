"""Commitment and gaps: what is promised is checked, what is missing holds the grant back."""

import csv
from io import StringIO

import pytest

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.steps.promises import is_sampled
from tongban.cases.tests.conftest import NOON, ORGAN, kinds, on_day, work
from tongban.licences import public as licences


@pytest.fixture
def promised(licence_of):
    return licence_of("promised", by_commitment=True)


def test_points_under_commitment_are_not_reviewed_before_the_grant(open_case, cast):
    number = open_case("promised", by_commitment=True)

    track = approvals.get_track(approvals.track_of(number, organ=ORGAN), seen_by=cast.zhao)

    assert track.points == ("fits",)


def test_after_the_grant_the_check_is_due_and_told(promised, cast):
    (check,) = cases.checks_due(cast.zhao, on=NOON.date())
    assert (check.case, check.due_on.isoformat(), check.kept) == (promised, "2026-03-30", None)

    for day in (27, 28, 28, 29, 30, 31):
        cases.pass_time(on_day(day))

    assert [kind for kind in kinds(promised) if kind.startswith("Deadline")] == ["DeadlineReached", "DeadlineMissed"]
    assert cases.checks_due(cast.qian, on=NOON.date()) == []


def test_a_kept_promise_is_never_listed_and_its_applicant_sees_it(promised, cast):
    assert cases.check_of(promised, seen_by=cast.lin, on=NOON.date()) is None  # whether it is planned is not told

    cases.record_check(promised, by=cast.zhao, kept=True, words="", at=on_day(3))

    assert cases.check_of(promised, seen_by=cast.lin, on=NOON.date()).kept
    assert cases.check_of(promised, seen_by=cast.wang, on=NOON.date()) is None

    assert cases.breaches(cast.zhao) == []
    assert promised not in cases.breaches_csv(cast.zhao)
    assert licences.granted_by(promised)


def test_a_breach_revokes_is_listed_and_bars_the_party_until_it_is_repaired(promised, cast, company):
    assert cases.may_commit(company.code)

    cases.record_check(promised, by=cast.zhao, kept=False, words="=没有装喷淋", at=on_day(3))

    assert licences.granted_by(promised) == []
    assert not cases.may_commit(company.code)
    Case.objects.filter(number=promised).update(holder_name=" ＝HYPERLINK(1)", title_zh="\t-1", holder_code="安全")
    row = list(csv.reader(StringIO(cases.breaches_csv(cast.zhao))))[1]
    assert (row[1], row[2], row[3]) == ("'\t-1", "安全", "' ＝HYPERLINK(1)")
    rows = list(csv.reader(StringIO(cases.breaches_csv(cast.zhao).removeprefix("\ufeff"))))
    assert [(row[0], row[-1]) for row in rows[1:]] == [(promised, "'=没有装喷淋")]
    cases.repair_breach(promised, by=cast.zhao, words="已整改", at=on_day(9))
    assert cases.may_commit(company.code)
    assert cases.breaches(cast.zhao) == []


def test_a_check_is_recorded_once_and_a_breach_says_why(promised, cast):
    with pytest.raises(cases.Refused):
        cases.record_check(promised, by=cast.zhao, kept=False, words=" ", at=on_day(3))
    cases.record_check(promised, by=cast.zhao, kept=True, words="", at=on_day(3))

    with pytest.raises(cases.Refused):
        cases.record_check(promised, by=cast.zhao, kept=False, words="又看了", at=on_day(4))


def test_the_sample_can_be_drawn_again_and_has_its_share():
    numbers = [f"11310000MB2DEM010C20001310100002026112{n:05d}" for n in range(4000)]

    drawn = [number for number in numbers if is_sampled(number, 30)]

    assert drawn == [number for number in numbers if is_sampled(number, 30)]
    assert 0.27 < len(drawn) / len(numbers) < 0.33
    assert not any(is_sampled(number, 0) for number in numbers)
    assert all(is_sampled(number, 100) for number in numbers)


def test_a_grant_waits_visibly_for_what_may_follow(open_case, conclude, see, cast):
    number = open_case("later", gaps=(("photo", 3),))
    conclude(number)
    assert (see(number).state, see(number).is_held) == (cases.State.ACCEPTED, True)
    with pytest.raises(cases.Refused):
        cases.confirm_gaps(number, by=cast.zhao, at=on_day(1))

    cases.supply_gap(number, "photo", by=cast.lin, at=on_day(1))
    assert see(number).state == cases.State.ACCEPTED
    cases.confirm_gaps(number, by=cast.zhao, at=on_day(2))
    work()

    assert see(number).state == cases.State.CLOSED
    with pytest.raises(cases.Refused):
        cases.supply_gap(number, "photo", by=cast.lin, at=on_day(3))


def test_while_a_grant_waits_for_the_applicant_the_promise_stops_and_says_so(open_case, conclude, see, cast):
    number = open_case("later", gaps=(("photo", 3),))
    conclude(number)
    before = see(number).statutory_due_on

    clocks = {clock.kind: clock for clock in cases.clocks_of(see(number), on=on_day(1).date())}
    assert (see(number).promised_due_on, clocks["promised"].light) == (None, cases.Light.PAUSED)
    assert see(number).due_on == on_day(3).date()  # the applicant's day
    cases.supply_gap(number, "photo", by=cast.lin, at=on_day(3))

    assert see(number).promised_due_on == on_day(10).date()  # five working days, and the three of the wait
    assert see(number).statutory_due_on == before, "article 45 does not name this wait"
    promised = next(clock for clock in cases.clocks_of(see(number), on=on_day(3).date()) if clock.kind == "promised")
    assert [line.counted for line in promised.lines[:5]] == [None, None, None, None, 1]
    assert "补交" in promised.lines[1].why.zh
    assert cases.irregularities(cast.shen, on=on_day(3).date()) == []


def test_supplied_before_the_conclusion_it_holds_nothing_back(open_case, conclude, see, cast):
    number = open_case("later", gaps=(("photo", 3),))
    cases.supply_gap(number, "photo", by=cast.lin, at=on_day(1))

    conclude(number, at=on_day(1))

    assert see(number).state == cases.State.GRANTED
