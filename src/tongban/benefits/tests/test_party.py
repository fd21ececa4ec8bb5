"""What the party does: looks why, declines, names an account, objects; and who is a stranger."""

from datetime import timedelta

import pytest
from django.db import transaction

from tongban.benefits import public as benefits
from tongban.benefits.models import Beneficiary
from tongban.benefits.public import BenefitRefused, CampaignState, LineState
from tongban.benefits.tests.conftest import AT, ON, agreed, head, line, matched, officer, paid, seen, who, work
from tongban.identity import public as identity
from tongban.identity.public import AssuranceLevel, LevelTooLow, NotAllowed, NotFound
from tongban.kernel.identifiers import is_citizen_number
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.policies.public import Standing
from tongban.sources import public as sources

CLOSED, GOOD = "9900009999999900", "9900009999999901"
SEEN = AssuranceLevel.PROVEN


def told(code: str) -> str:
    benefits.check_budget(code, by=officer(), at=AT)
    benefits.tell(code, by=officer(), at=AT)
    work()
    return code


def test_one_may_ask_why_and_sees_the_values_as_they_were(town):
    code, wang = paid(agreed(matched())), who("wang")
    sources.amend("population", wang.number, household_city="elsewhere")

    why = benefits.why(code, party=wang.number, seen_by=wang, on=ON)

    known = {fact.code: (value, source.zh) for fact, value, source in why.values}
    assert known["household_city"] == ("shanghai", "人口库")
    assert known["is_deceased"][0] is False
    assert (why.match.standing, why.match.fen, why.benefit.state) == (Standing.ENTITLED, 15000, LineState.ARRIVED)
    assert why.match.conditions[0].passage.zh.startswith("具有上海户籍、年满 65 周岁")
    not_he = benefits.why(code, party=who("lin").number, seen_by=who("lin"), on=ON)
    assert (not_he.benefit, not_he.match.standing) == (None, Standing.NOT_ENTITLED)
    by_office = benefits.why_of(code, line(code, "wang").number, seen_by=officer("public_security"), on=ON)
    assert by_office.party == wang.number


def test_who_declines_is_not_paid_and_may_change_their_mind(town):
    code, wang = told(agreed(matched())), who("wang")
    own = {"party": wang.number, "by": wang, "at": AT}

    benefits.decline(code, **own)
    benefits.decline(code, **own)
    assert (line(code, "wang").state, seen(code).counts[LineState.DECLINED]) == (LineState.DECLINED, 1)
    benefits.pay(code, by=head(), at=AT)
    work()
    assert line(code, "wang").state is LineState.DECLINED
    benefits.confirm(code, **own)
    benefits.confirm(code, **own)
    benefits.pay(code, by=head(), at=AT)
    work()

    assert line(code, "wang").state is LineState.ARRIVED
    with pytest.raises(BenefitRefused, match="不能再改"):
        benefits.decline(code, **own)
    assert payments.prove().holds


def test_what_comes_back_goes_to_another_account_and_no_wrong_one_is_taken(town):
    code, wang = told(agreed(matched())), who("wang")
    own = {"party": wang.number, "by": wang, "at": AT, "bank": "示例银行", "level": SEEN}
    for wrong in ("123", "9900-0099-9999-9901", "九九零零零零九九九九九九九九零一", "1" * 20):
        with pytest.raises(BenefitRefused, match="12 到 19 位"):
            benefits.name_account(code, account=wrong, **own)
    benefits.name_account(code, account=CLOSED, **own)
    benefits.pay(code, by=head(), at=AT)
    work()
    assert (line(code, "wang").state, line(code, "wang").reason) == (LineState.RETURNED, "account_closed")
    with pytest.raises(BenefitRefused, match="退回"):
        benefits.close(code, by=officer(), at=AT)

    benefits.name_account(code, account=GOOD, **own)
    work()

    (mine,) = benefits.benefits_of(wang, on=ON)
    assert (mine.state, mine.payment.attempt, mine.account[-4:]) == (LineState.ARRIVED, 2, "9901")
    assert (seen(code).state, payments.prove().holds) == (CampaignState.PAID, True)
    benefits.close(code, by=officer(), at=AT)
    assert payments.fund("p_old_allowance-2026").balances.get(payments.Account.RESERVED, 0) == 0


def test_only_who_was_seen_names_an_account_never_an_agent_and_the_party_is_told(town):
    code, wang, lin = told(agreed(matched())), who("wang"), who("lin")
    grant = {"scope": [policies.SCOPE], "begins_on": AT.date(), "ends_on": AT.date() + timedelta(days=9), "at": AT}
    identity.grant_mandate(wang, party=wang.number, agent_number=lin.number, **grant)
    own = {"party": wang.number, "bank": "示例银行", "account": GOOD, "at": AT}

    for level in (AssuranceLevel.DECLARED, AssuranceLevel.VERIFIED):
        with pytest.raises(LevelTooLow):
            benefits.name_account(code, level=level, by=wang, **own)
    with pytest.raises(NotAllowed, match="受托人不能改"):
        benefits.name_account(code, level=SEEN, by=lin, **own)
    for bank in ('=HYPERLINK("x")', "+1", "-示例", "@示例", "示例\n银行", "", "x" * 61, "示例,银行"):
        with pytest.raises(BenefitRefused, match="开户银行"):
            benefits.name_account(code, level=SEEN, by=wang, **own | {"bank": bank})
    before = line(code, "wang").account
    assert not before.endswith(GOOD[-4:])

    benefits.name_account(code, level=SEEN, by=wang, **own)

    assert line(code, "wang").account == "9900********9901"
    kept = Beneficiary.objects.get(party=wang.number).account
    assert GOOD not in kept
    assert "9901" in notices.messages_of(wang)[0].body.zh


def test_an_objection_is_answered_by_a_person_and_only_the_registers_put_one_on_the_list(town):
    sources.amend("population", who("wang").number, household_city="elsewhere")
    taken = policies.snapshot(town, "person", at=AT, by="system")
    code, wang = paid(agreed(matched(snapshot=taken.digest))), who("wang")
    objection = benefits.object_to(code, party=wang.number, words="我户口一直在上海", by=wang, at=AT)
    with pytest.raises(BenefitRefused, match="正在处理"):
        benefits.object_to(code, party=wang.number, words="再说一次", by=wang, at=AT)
    with pytest.raises(BenefitRefused, match="登记库现在的信息"), transaction.atomic():
        benefits.settle_objection(objection, upheld=True, answer="属实", by=officer(), at=AT)
    same = benefits.run_again(code, seen_by=officer(), on=ON).digest

    sources.amend("population", wang.number, household_city="shanghai")
    benefits.settle_objection(objection, upheld=True, answer="户籍信息已更正", by=officer(), at=AT)
    benefits.pay(code, by=head(), at=AT)
    work()

    assert (line(code, "wang").state, line(code, "wang").verdict) == (LineState.ARRIVED, "corrected")
    assert benefits.run_again(code, seen_by=officer(), on=ON).is_same
    assert benefits.run_again(code, seen_by=officer(), on=ON).digest == same
    assert benefits.why(code, party=wang.number, seen_by=wang, on=ON).objection.answer == "户籍信息已更正"
    assert payments.prove().holds


@pytest.mark.parametrize("stranger", ["lin", "zhao", "reviewer-civil_affairs"])
def test_strangers_cannot_touch_what_is_somebody_s(town, stranger):
    code, wang, by = told(agreed(matched())), who("wang"), who(stranger)
    on = {"party": wang.number, "by": by, "at": AT}

    for act in (
        lambda: benefits.confirm(code, **on),
        lambda: benefits.decline(code, **on),
        lambda: benefits.name_account(code, bank="示例银行", account=GOOD, level=SEEN, **on),
        lambda: benefits.object_to(code, words="x", **on),
        lambda: benefits.why(code, party=wang.number, seen_by=by, on=ON),
    ):
        with pytest.raises(NotFound), transaction.atomic():
            act()
    assert benefits.benefits_of(by, on=ON) == [
        each for each in benefits.benefits_of(by, on=ON) if each.party != wang.number
    ]
    if not stranger.startswith("reviewer"):
        with pytest.raises(NotFound):
            objection = benefits.object_to(code, party=wang.number, words="x", by=wang, at=AT)
            benefits.settle_objection(objection, upheld=False, answer="x", by=by, at=AT)


def test_no_number_of_a_citizen_is_in_the_journal(town):
    from django.db import connection

    paid(agreed(matched()))

    with connection.cursor() as cursor:
        cursor.execute("SELECT subject || body::text FROM journal_entry WHERE kind NOT IN ('MandateGranted')")
        told_of = " ".join(text for (text,) in cursor.fetchall())
    numbers = {row.party for row in Beneficiary.objects.all()}
    assert all(is_citizen_number(number) for number in numbers)
    assert not [number for number in numbers if number in told_of]
