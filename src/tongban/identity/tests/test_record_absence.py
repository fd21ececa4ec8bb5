from datetime import date, timedelta

import pytest

from tongban.identity import public as identity

FROM, UNTIL = date(2026, 11, 23), date(2026, 11, 27)


def leave(cast, at, **other):
    wanted = {"deputy": "zhu", "from_on": FROM, "until_on": UNTIL, "reason": "年休假", "by": cast.zhao} | other
    return identity.record_absence("zhao", at=at, **wanted)


def test_a_deputy_acts_on_the_days_of_the_leave_and_only_then(cast, at):
    wu = identity.person("wu")
    identity.record_absence(
        "wu", deputy="zhao", from_on=FROM, until_on=UNTIL, reason="学习", by=identity.person("zheng"), at=at
    )
    days = [FROM - timedelta(1), FROM, UNTIL, UNTIL + timedelta(1)]

    acts = [identity.may_act(cast.zhao, organ="market_regulation", step="reviewer", on=day) for day in days]

    assert acts == [False, True, True, False]
    assert identity.capacity(cast.zhao, on=FROM).stands_in_for == {"wu"}
    assert identity.may_act(wu, organ="market_regulation", step="reviewer", on=FROM)
    assert not identity.may_act(cast.zhao, organ="fire_rescue", step="reviewer", on=FROM)


def test_a_leave_that_ended_early_lets_nobody_act(cast, at):
    code = leave(cast, at).code
    identity.end_absence(code, by=cast.zhao, at=at)
    identity.end_absence(code, by=cast.zhao, at=at)

    assert identity.capacity(identity.person("zhu"), on=FROM).stands_in_for == frozenset()
    assert identity.absences_of("market_regulation", on=FROM) == []


@pytest.mark.parametrize(
    "wrong",
    [{"deputy": "qian"}, {"deputy": "zhao"}, {"deputy": "shen"}, {"until_on": FROM - timedelta(1)}, {"reason": " "}],
)
def test_a_leave_that_makes_no_sense_is_refused(cast, at, wrong):
    with pytest.raises(identity.AbsenceRefused):
        leave(cast, at, **wrong)


def test_two_do_not_stand_in_for_each_other_on_the_same_day(cast, at):
    leave(cast, at)

    with pytest.raises(identity.AbsenceRefused):
        identity.record_absence(
            "wu", deputy="zhao", from_on=UNTIL, until_on=UNTIL, reason="学习", by=identity.person("zheng"), at=at
        )


@pytest.mark.parametrize(
    ("who", "answer"),
    [("lin", identity.NotFound), ("qian", identity.NotFound), ("zhu", identity.NotAllowed)],
)
def test_who_may_not_arrange_a_colleagues_leave(cast, at, who, answer):
    with pytest.raises(answer):
        leave(cast, at, by=identity.person(who))


def test_a_head_countersigns_too_and_a_clerk_does_no_step(cast, organs, at):
    assert identity.capacity(identity.person("zheng"), on=FROM).steps == {"reviewer", "head"}
    assert identity.capacity(cast.shen, on=FROM).oversees
    assert identity.capacity(cast.lin, on=FROM) is None
