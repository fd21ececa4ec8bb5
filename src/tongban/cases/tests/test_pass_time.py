"""What time alone brings about: once each, whatever is killed or repeated."""

from datetime import date

import pytest

from tongban.cases import public as cases
from tongban.cases.models import Case
from tongban.cases.steps import rounds
from tongban.cases.tests.conftest import NOON, kinds, on_day, work
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices

BECAUSE = Words("骗取", "obtained by fraud")


def titles(person):
    return [message.title.zh for message in reversed(notices.messages_of(person))]


def test_who_says_nothing_in_five_working_days_has_accepted_as_of_receipt(open_case, see, cast):
    number = open_case("plain")

    cases.pass_time(on_day(7))  # the fifth working day
    assert see(number).state == cases.State.RECEIVED
    cases.pass_time(on_day(8))

    case = see(number)
    assert (case.state, case.deemed, case.accepted_at) == (cases.State.ACCEPTED, True, NOON)
    assert (case.promised_due_on, case.statutory_due_on) == (date(2026, 3, 9), date(2026, 3, 30))
    assert "“plain”视为受理" in titles(cast.lin)


def test_near_due_and_overdue_are_told_once_each(open_case, cast):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)

    for day in range(12):
        for _ in range(2):
            cases.pass_time(on_day(day))

    lights = [kind for kind in kinds(number) if kind.startswith("Deadline")]
    assert lights == ["DeadlineNeared", "DeadlineReached", "DeadlineMissed"]
    assert titles(cast.lin).count("“plain”超过了承诺的日子") == 1


def test_a_worker_that_was_away_tells_only_how_it_stands_now(open_case, cast):
    number = open_case("plain")
    cases.accept(number, by=cast.zhao, at=NOON)

    cases.pass_time(on_day(10))

    assert [kind for kind in kinds(number) if kind.startswith("Deadline")] == ["DeadlineMissed"]


def test_killed_in_the_middle_nothing_is_lost_and_nothing_comes_twice(open_case, see, cast, monkeypatch):
    number, letter = open_case("plain"), rounds.letters.tell

    def killed(*given, **named):
        letter(*given, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(rounds.letters, "tell", killed)
    with pytest.raises(KeyboardInterrupt):
        cases.pass_time(on_day(8))
    assert see(number).state == cases.State.RECEIVED
    monkeypatch.setattr(rounds.letters, "tell", letter)
    cases.pass_time(on_day(8))

    assert see(number).state == cases.State.ACCEPTED
    assert titles(cast.lin).count("“plain”视为受理") == 1


def test_one_case_that_fails_does_not_stop_the_others(open_case, see, monkeypatch):
    first, second, look = open_case("plain"), open_case("plain"), rounds.look_at
    monkeypatch.setattr(rounds, "look_at", lambda number, at: 1 / 0 if number == first else look(number, at))

    cases.pass_time(on_day(8))

    assert (see(first).state, see(second).state) == (cases.State.RECEIVED, cases.State.ACCEPTED)


def test_many_cases_that_fail_hide_none_behind_them(open_case, see, monkeypatch):
    failing, last, look = [open_case("plain") for _ in range(3)], open_case("plain"), rounds.look_at
    monkeypatch.setattr(rounds, "BATCH", 2)
    monkeypatch.setattr(rounds, "look_at", lambda number, at: 1 / 0 if number in failing else look(number, at))

    cases.pass_time(on_day(8))

    assert see(last).state == cases.State.ACCEPTED


def test_one_check_that_fails_does_not_stop_the_others(licence_of, monkeypatch):
    numbers = [licence_of("promised", by_commitment=True) for _ in range(2)]
    light = rounds._light_check
    monkeypatch.setattr(
        rounds,
        "_light_check",
        lambda check, calendar, at: 1 / 0 if check.case.number == numbers[0] else light(check, calendar, at),
    )

    cases.pass_time(on_day(29))

    assert "DeadlineReached" not in kinds(numbers[0])
    assert [kind for kind in kinds(numbers[1]) if kind.startswith("Deadline")]


def test_a_gap_is_reminded_and_then_ends_the_case(open_case, see, cast):
    number = open_case("later", gaps=(("photo", 3),))
    assert see(number).gaps[0].due_on == date(2026, 3, 5)

    for day in range(5):
        cases.pass_time(on_day(day))

    assert see(number).state == cases.State.TERMINATED
    assert "“later”还差一份材料" in titles(cast.lin)
    work()
    papers = {paper.kind: paper for paper in cases.papers_of(number, seen_by=cast.lin, on=NOON.date())}
    assert papers[cases.PaperKind.TERMINATION].is_ready


def test_a_renewal_that_nobody_answers_is_deemed_granted_when_the_licence_ends(licence_of, open_case, see):
    licence = licences.granted_by(licence_of())[0]
    late = NOON.replace(year=2031, month=1, day=20)
    number = open_case("renewal", acts_on=licence, at=late)

    cases.pass_time(late.replace(month=3, day=1))
    assert see(number).state == cases.State.ACCEPTED
    cases.pass_time(late.replace(month=3, day=2))
    work(late.replace(month=3, day=2))

    assert see(number).state == cases.State.CLOSED
    renewed = licences.granted_by(number)[0]
    assert licences.verify(renewed, on=date(2031, 4, 1)).valid_until == date(2036, 3, 1)
    assert licences.verify(licence, on=date(2031, 3, 2)).standing == licences.Standing.REPLACED


def test_a_round_reads_by_the_partial_index_only_what_is_due(open_case):
    open_case("plain")

    assert rounds.due_to_look(NOON.date(), limit=10) == []
    assert Case.objects.get().look_on == date(2026, 3, 5)


def renewal_in(year, licence_of, open_case, **more):
    licence = licences.granted_by(licence_of())[0]
    late = NOON.replace(year=year, month=1, day=20)
    return licence, open_case("renewal", acts_on=licence, at=late, **more), late.replace(month=3, day=2)


def test_silence_renews_nothing_while_the_applicant_still_owes_a_material(licence_of, open_case, conclude, see):
    _, number, over = renewal_in(2031, licence_of, open_case, gaps=(("photo", 60),))

    cases.pass_time(over)

    assert see(number).state == cases.State.ACCEPTED
    assert licences.granted_by(number) == []


def test_silence_does_not_renew_a_licence_that_was_revoked_meanwhile(licence_of, open_case, see):
    licence, number, over = renewal_in(2031, licence_of, open_case)
    licences.revoke(licence, by="zhao", reason=BECAUSE, at=over)

    cases.pass_time(over)

    assert see(number).state == cases.State.ACCEPTED
    assert Case.objects.get(number=number).lapses_on is None
