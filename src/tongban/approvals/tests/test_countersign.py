import pytest

from tongban.approvals import public as approvals
from tongban.approvals.public import Opinion, OpinionRefused, SeatOrder, Step
from tongban.approvals.tests.scenes import ALL_STEPS, AT, DUE, FIRE, MARKET, concluded, sign, start, track
from tongban.approvals.tests.scenes import say as opine
from tongban.identity import public as identity

pytestmark = pytest.mark.usefixtures("town")


def three_steps():
    return start(SeatOrder(MARKET, ALL_STEPS))


def test_one_officer_is_enough_where_the_organ_has_one_step():
    subject = start()

    opine(subject)

    assert track(subject).state == "agreed"
    assert concluded(subject) == [True]


def test_only_the_last_step_makes_it_the_organs_word():
    subject = three_steps()
    states = []
    for act in (lambda: opine(subject), lambda: sign(subject, "wu"), lambda: sign(subject, "zheng")):
        act()
        states.append((track(subject).state, track(subject).step, concluded(subject)))

    assert states == [("open", "reviewer", []), ("open", "head", []), ("agreed", "head", [True])]


def test_an_edit_makes_the_countersignatures_void():
    subject = three_steps()
    opine(subject)
    sign(subject, "wu")

    opine(subject, Opinion.DISAGREE, words="不符合条件")

    first, second = track(subject).opinions
    assert [each.valid for each in first.countersignings] == [False]
    assert (second.version, second.countersignings, track(subject).step) == (2, (), "reviewer")


def test_what_was_edited_since_is_not_signed():
    subject = three_steps()
    opine(subject)
    read = track(subject).opinions[-1].digest
    opine(subject)

    with pytest.raises(OpinionRefused, match="edited"):
        sign(subject, "wu", digest=read)


def test_it_can_be_sent_back_step_by_step_with_words():
    subject = three_steps()
    opine(subject)
    sign(subject, "wu")
    with pytest.raises(OpinionRefused):
        sign(subject, "zheng", agree=False, words=" ")

    sign(subject, "zheng", agree=False, words="请再核面积")
    assert track(subject).step == "reviewer"
    sign(subject, "wu", agree=False, words="请再核面积")

    assert track(subject).step == "officer"
    assert concluded(subject) == []


def test_nobody_does_two_steps():
    subject = three_steps()
    opine(subject)
    sign(subject, "zheng")  # a head may countersign

    with pytest.raises(OpinionRefused, match="two steps"):
        sign(subject, "zheng")


def test_a_deputy_signs_for_who_is_away_unless_it_is_their_own_opinion(town):
    identity.record_absence(
        "wu", deputy="zhao", from_on=AT.date(), until_on=DUE, reason="学习", by=identity.person("zheng"), at=AT
    )
    own, others = three_steps(), three_steps()
    opine(own)
    opine(others, who="zhu")
    sign(others, "zhao")

    assert track(others).step == "head"
    with pytest.raises(OpinionRefused, match="two steps"):
        sign(own, "zhao")


def test_a_return_needs_the_officer_alone_and_happens_once_for_a_subject():
    subject = start(SeatOrder(MARKET, ALL_STEPS), SeatOrder(FIRE))
    opine(subject, Opinion.RETURN)
    assert track(subject).state == "returning"  # one notice for all: the other organ has not been heard
    opine(subject, Opinion.RETURN, organ=FIRE)
    assert track(subject).state == "returned"
    with pytest.raises(OpinionRefused, match="no further opinion"):  # it is with the applicant now
        opine(subject, Opinion.RETURN, organ=FIRE)

    approvals.take_up_again(subject, due_on=DUE, at=AT)

    for organ in (MARKET, FIRE):
        with pytest.raises(OpinionRefused, match="have been told"):
            opine(subject, Opinion.RETURN, organ=organ)


def test_an_organ_that_named_no_defects_cannot_return_what_was_corrected():
    subject = start(SeatOrder(MARKET), SeatOrder(FIRE, ALL_STEPS))
    opine(subject, organ=FIRE)
    opine(subject, Opinion.RETURN)
    approvals.send_defects(track(subject).code, by=identity.person("zhao"), at=AT)

    with pytest.raises(OpinionRefused, match="have been told"):
        opine(subject, Opinion.RETURN, organ=FIRE)


@pytest.mark.parametrize("who", ["zhao", "zheng", "shen"])
def test_each_role_does_its_own_step(who):
    subject = start(SeatOrder(MARKET, (Step.OFFICER, Step.REVIEWER)))
    if who == "zhao":
        opine(subject)
        with pytest.raises(identity.NotAllowed):
            sign(subject, who)
    else:
        with pytest.raises(identity.NotAllowed):
            opine(subject, who=who)


def test_there_is_nothing_to_sign_before_an_opinion():
    code = track(three_steps()).code

    with pytest.raises(OpinionRefused, match="countersignature"):
        approvals.countersign(code, by=identity.person("wu"), agree=True, words="", digest="", at=AT)


def test_words_beside_a_signature_are_no_longer_than_other_words():
    subject = start(SeatOrder(MARKET, ALL_STEPS))
    opine(subject)

    with pytest.raises(OpinionRefused):
        sign(subject, "wu", words="同" * 2001)
    sign(subject, "wu", words="")
