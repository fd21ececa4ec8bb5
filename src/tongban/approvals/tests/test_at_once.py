"""Several officials, the applicant and the clock at one moment, each over a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from tongban.approvals import public as approvals
from tongban.approvals.public import JoinKind, Opinion, OpinionRefused, SeatOrder, Silence, Step
from tongban.approvals.tests.conftest import settle
from tongban.approvals.tests.scenes import AT, FIRE, MARKET, WATER, concluded, say, sign, start, told, track
from tongban.identity import public as identity

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(days=30)


def together(*acts):
    """Do all at once; gives for each whether it was done or refused."""
    begin = Barrier(len(acts))

    def run(act):
        begin.wait()
        try:
            act()
        except OpinionRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture(autouse=True)
def town(transactional_db):
    settle()


def withdraw(subject):
    with transaction.atomic():
        approvals.hold(subject)
        approvals.withdraw_review(subject, at=AT)


@pytest.mark.parametrize("join", [JoinKind.ALL, JoinKind.VETO, JoinKind.QUORUM])
def test_organs_that_speak_at_the_same_moment_make_one_conclusion(join):
    subject = start(SeatOrder(MARKET), SeatOrder(FIRE), SeatOrder(WATER), join=join, quorum=1)

    together(*(lambda organ=organ: say(subject, Opinion.DISAGREE, organ=organ) for organ in (MARKET, FIRE, WATER)))

    assert concluded(subject) == [False]


def test_two_signatures_and_an_edit_at_the_same_moment_are_one_of_them():
    subject = start(SeatOrder(MARKET, (Step.OFFICER, Step.REVIEWER)))
    say(subject)
    read = track(subject).opinions[-1].digest

    done = together(
        lambda: sign(subject, "wu", digest=read),
        lambda: sign(subject, "zheng", digest=read),
        lambda: say(subject, Opinion.DISAGREE),
    )

    signed = done[0] or done[1]
    assert done.count(True) == 1
    assert concluded(subject) == ([True] if signed else [])


def test_a_withdrawal_and_an_opinion_at_the_same_moment_are_one_end():
    for _ in range(5):
        subject = start()

        together(lambda s=subject: say(s), lambda s=subject: withdraw(s))

        agreed = track(subject).state == "agreed"
        assert concluded(subject) == ([True] if agreed else [])


def test_two_workers_and_an_official_at_the_same_moment_time_out_once():
    subjects = [start(SeatOrder(MARKET), SeatOrder(FIRE, silence=Silence.LAPSES)) for _ in range(6)]
    for subject in subjects:
        say(subject)

    together(
        lambda: approvals.pass_time(LATER),
        lambda: approvals.pass_time(LATER),
        lambda: [say(subject, organ=FIRE) for subject in subjects[:1]],
    )
    approvals.pass_time(LATER)

    assert [concluded(subject) for subject in subjects] == [[True]] * 6
    assert all(len(told(subject, "TrackTimedOut")) == 1 for subject in subjects[1:])


def test_a_track_that_two_claim_at_the_same_moment_is_one_persons():
    from tongban.identity import public as identity

    code = track(start()).code

    done = together(*(lambda w=w: approvals.claim(code, by=identity.person(w), at=AT) for w in ("zhao", "zhu")))

    assert sorted(done) == [False, True]


def test_two_reminders_at_the_same_moment_are_one_message():
    subject = start()
    code, shen = track(subject).code, identity.person("shen")

    together(*(lambda: approvals.remind(code, by=shen, at=AT) for _ in range(2)))

    assert len(told(subject, "OfficialReminded")) == 1
