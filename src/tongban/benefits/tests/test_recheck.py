"""Only those whom something can have changed are looked at again, and they hear of it the same day."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.benefits import public as benefits
from tongban.benefits.models import Recheck, Turn
from tongban.benefits.public import LineState
from tongban.benefits.tests.conftest import AT, ON, agreed, line, matched, officer, paid, who, work
from tongban.catalogue import public as catalogue
from tongban.identity.public import Party, PartyKind
from tongban.journal import public as journal
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.sources import public as sources


def tell_of(person: str, register: str, **changes: object) -> None:
    """A register learns something, and says so."""
    someone = who(person)
    sources.amend(register, someone.number, **changes)
    party = Party(PartyKind.PERSON, someone.number, someone.name)
    sources.note_change(register, party=party, by="system", at=AT)
    work()


def looks() -> list[tuple[str, int, int]]:
    return list(Recheck.objects.order_by("id").values_list("cause", "judged", "turned"))


def test_a_death_stops_what_is_not_paid_and_asks_what_is(town):
    code = agreed(matched())
    benefits.check_budget(code, by=officer(), at=AT)

    tell_of("wang", "population", deceased=True)

    resting = [each.code for each in town.policies.values() if rests_on_the_population_register(town, each)]
    ((cause, judged, turned),) = looks()
    assert (cause, judged, turned) == ("population", len(resting), Turn.objects.count())
    assert ("p_old_allowance", False) in Turn.objects.values_list("policy", "is_entitled")
    assert set(Turn.objects.values_list("party", flat=True)) == {who("wang").number}
    assert (line(code, "wang").state, line(code, "wang").reason) == (LineState.STOPPED, "recheck")
    benefits.tell(code, by=officer(), at=AT)
    work()
    assert not [m for m in notices.messages_of(who("wang")) if "不用申请" in m.title.zh]
    tell_of("wang", "population", deceased=True)
    stopped = [entry for entry in journal.history(code) if entry.kind == "BenefitStopped"]
    assert len(stopped) == 1


def test_who_died_and_was_paid_is_shown_and_the_money_is_asked_back(town):
    code = paid(agreed(matched()))
    tell_of("wang", "population", deceased=True)

    ((row, since),) = benefits.lost_after_payment(code, seen_by=officer(), on=ON)
    assert (row.party, since) == (who("wang").number, ON)
    benefits.claw_back(code, number=row.number, fen=15000, why="上月已去世", by=officer(), at=AT)

    fund = payments.fund("p_old_allowance-2026")
    assert fund.balances[payments.Account.RECEIVABLE] == 15000
    assert payments.prove().holds
    assert "有多发的款项" in notices.messages_of(who("wang"))[0].title.zh
    with pytest.raises(payments.PaymentRefused):
        benefits.claw_back(code, number=row.number, fen=1, why="再来", by=officer(), at=AT)


def test_a_register_of_something_else_concerns_no_policy(town):
    tell_of("wang", "marriage", status="married")

    assert looks() == []


def test_a_birthday_is_judged_on_its_day_and_nobody_else_with_it(town):
    turns_80 = datetime(2031, 5, 18, 3, tzinfo=UTC)  # Wang was born on 18 May 1951
    taken = policies.snapshot(town, "person", at=turns_80 - timedelta(days=1), by="system")
    people = policies.population(taken, edition=town)
    expected = set()
    for row in range(taken.size):
        stands = [stands_of(town, people.person(row), on) for on in (taken.on, turns_80.date())]
        expected |= {(row, code) for code in stands[0] if stands[0][code] != stands[1][code]}
    assert (policies.row_of(taken, who("wang").number), "p_old_allowance") in expected

    benefits.pass_time(at=turns_80)
    benefits.pass_time(at=turns_80 + timedelta(hours=5))

    day = Recheck.objects.get(key="day:person:2031-05-18")
    assert (day.judged, day.turned) == (len(expected), len(expected))
    turn = Turn.objects.get(party=who("wang").number, policy="p_old_allowance")
    assert (turn.was_fen, turn.fen) == (15000, 18000)
    assert "“上海市老年综合津贴”从今天起是 180 元" in [m.title.zh for m in notices.messages_of(who("wang"))]


UNASKED = (catalogue.Mode.AUTO, catalogue.Mode.CONFIRM)


def is_paid_unasked(policy: catalogue.Policy) -> bool:
    pays = policy.benefit.kind is catalogue.BenefitKind.PAYMENT and policy.benefit.formula
    return bool(
        policy.audience == "person" and policy.mode in UNASKED and pays and all(one.rule for one in policy.conditions)
    )


def rests_on_the_population_register(town: catalogue.Edition, policy: catalogue.Policy) -> bool:
    """Read from the texts, not by the code that is tested."""
    texts = [one.rule or "" for one in policy.conditions] + [policy.benefit.formula or "", policy.benefit.total or ""]
    texts += [town.exclusions[code].rule for code in policy.common_exclusions] + [
        one.rule or "" for one in policy.exclusions
    ]
    words = set(re.findall(r"\w+", " ".join(texts)))
    kept = {
        fact.code for fact in town.facts.values() if fact.source and town.sources[fact.source].register == "population"
    }
    return is_paid_unasked(policy) and policy.is_in_force(ON) and bool(words & kept)


def stands_of(town: catalogue.Edition, values: dict[str, object], on: date) -> dict[str, object]:
    found = policies.check_up("person", edition=town, values=values, on=on)
    return {
        each.policy.code: (
            each.standing is policies.Standing.ENTITLED,
            each.fen if each.standing is policies.Standing.ENTITLED else 0,
        )
        for each in found.matches
        if is_paid_unasked(each.policy)
    }
