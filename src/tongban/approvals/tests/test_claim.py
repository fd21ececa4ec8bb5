import pytest

from tongban.approvals import public as approvals
from tongban.approvals.public import OpinionRefused, SeatOrder
from tongban.approvals.tests.scenes import ALL_STEPS, AT, DUE, MARKET, say, start, told, track
from tongban.identity import public as identity

pytestmark = pytest.mark.usefixtures("town")


def claimed(who="zhao"):
    subject = start()
    approvals.claim(track(subject).code, by=identity.person(who), at=AT)
    return subject


def test_a_colleague_cannot_do_what_is_claimed():
    subject, zhu = claimed(), identity.person("zhu")

    with pytest.raises(OpinionRefused, match="zhao"):
        say(subject, who="zhu")
    with pytest.raises(OpinionRefused, match="zhao"):
        approvals.claim(track(subject).code, by=zhu, at=AT)
    assert subject not in [row.subject for row in approvals.queue(zhu).rows]


def test_what_is_released_is_anybodys_again():
    subject = claimed()
    code = track(subject).code
    with pytest.raises(OpinionRefused):
        approvals.release(code, by=identity.person("zhu"), at=AT)

    approvals.release(code, by=identity.person("zhao"), at=AT)
    say(subject, who="zhu")

    assert track(subject).state == "agreed"


def test_a_deputy_works_on_what_the_absent_one_has_claimed():
    subject, zhao = claimed(), identity.person("zhao")
    identity.record_absence("zhao", deputy="zhu", from_on=AT.date(), until_on=DUE, reason="年休假", by=zhao, at=AT)

    mine = approvals.queue(identity.person("zhu"), on=AT.date())
    say(subject, who="zhu")

    assert subject in [row.subject for row in mine.rows]
    assert track(subject).state == "agreed"


@pytest.mark.parametrize("who", ["zheng", "shen", "fang"])
def test_a_head_or_supervisor_gives_it_to_a_colleague_of_the_step(who):
    subject, by = claimed(), identity.person(who)
    code = track(subject).code

    for wrong in ("wu", "qian", "nobody"):
        with pytest.raises(OpinionRefused):
            approvals.reassign(code, to=wrong, by=by, words="出差", at=AT)
    approvals.reassign(code, to="zhu", by=by, words="出差", at=AT)

    assert track(subject).claimed_by == "zhu"
    assert told(subject, "TrackReassigned")[0]["words"] == "出差"


def test_an_officer_does_not_give_work_to_others():
    code = track(claimed()).code

    with pytest.raises(identity.NotAllowed):
        approvals.reassign(code, to="zhu", by=identity.person("zhao"), words="忙", at=AT)


def test_a_claim_ends_with_the_step():
    subject = start(SeatOrder(MARKET, ALL_STEPS))
    approvals.claim(track(subject).code, by=identity.person("zhao"), at=AT)

    say(subject)

    assert track(subject).claimed_by == ""
    assert [row.subject for row in approvals.queue(identity.person("wu")).rows] == [subject]


@pytest.mark.parametrize("words", [" ", "长" * 2001])
def test_who_gives_it_to_somebody_else_says_why_in_a_few_words(words):
    code = track(start()).code

    with pytest.raises(OpinionRefused):
        approvals.reassign(code, to="zhu", by=identity.person("zheng"), words=words, at=AT)
