"""Nobody who was told is forgotten: without an account, without an answer, left out, or lost by a newer snapshot."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tongban.benefits import public as benefits
from tongban.benefits.models import Beneficiary, Campaign
from tongban.benefits.public import BenefitRefused, CampaignState, LineState
from tongban.benefits.steps.periods import FIRST, LAST
from tongban.benefits.tests.conftest import AT, ON, POLICY, agreed, head, line, matched, officer, paid, seen, who, work
from tongban.identity.public import AssuranceLevel, NotFound
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.sources import public as sources

GOOD = "9900009999999901"


def titles(person: str) -> list[str]:
    return [message.title.zh for message in notices.messages_of(who(person))]


def told(code: str) -> str:
    assert benefits.check_budget(code, by=officer(), at=AT)
    benefits.tell(code, by=officer(), at=AT)
    work()
    return code


def without_account(code: str) -> str:
    Beneficiary.objects.filter(campaign__code=code, party=who("wang").number).update(bank="", account="")
    return code


def test_who_has_no_account_is_asked_for_one_and_not_told_to_wait(town):
    code, wang = told(without_account(agreed(matched()))), who("wang")
    assert titles("wang") == ["“上海市老年综合津贴”等您填收款账户"]
    view = seen(code, head())
    assert (view.ready.count, view.ready.without_account) == (view.size - 1, 1)
    assert view.ready.fen == view.fen - 15000

    benefits.pay(code, by=head(), at=AT)
    work()
    assert seen(code, head()).ready.count == 0
    named = {"bank": "示例银行", "account": GOOD, "level": AssuranceLevel.PROVEN}
    benefits.name_account(code, party=wang.number, by=wang, at=AT, **named)
    assert seen(code, head()).ready.count == 1
    benefits.pay(code, by=head(), at=AT)
    work()

    assert line(code, "wang").state is LineState.ARRIVED
    assert payments.prove().holds


def test_a_campaign_does_not_end_over_the_heads_of_those_who_were_told(town):
    code = told(without_account(agreed(matched())))
    with pytest.raises(BenefitRefused, match="先发放"):
        benefits.close(code, by=officer(), at=AT)
    benefits.pay(code, by=head(), at=AT)
    work()
    objection = benefits.object_to(code, party=who("wang").number, words="没收到", by=who("wang"), at=AT)
    with pytest.raises(BenefitRefused, match="异议"):
        benefits.close(code, by=officer(), at=AT)
    benefits.settle_objection(objection, upheld=False, answer="请填账户", by=officer(), at=AT)

    benefits.close(code, by=officer(), at=AT)

    assert (line(code, "wang").state, titles("wang")[0]) == (LineState.LAPSED, "“上海市老年综合津贴”这一批已经结束")
    (mine,) = benefits.benefits_of(who("wang"), on=ON)
    assert mine.may == ()
    assert seen(code).counts[LineState.LAPSED] == 1


def test_a_list_that_was_not_agreed_to_offers_the_party_nothing(town):
    code = matched()
    benefits.send_to_review(code, by=officer(), at=AT)
    benefits.give_opinion(code, agrees=True, words="", by=officer("public_security"), at=AT)
    benefits.give_opinion(code, agrees=False, words="名单有误", by=officer("human_resources"), at=AT)

    stands = {each.organ: (each.state, each.words) for each in benefits.standings(code, seen_by=officer(), on=ON)}
    assert stands == {"public_security": ("agreed", ""), "human_resources": ("disagreed", "名单有误")}
    assert benefits.why(code, party=who("wang").number, seen_by=who("wang"), on=ON).benefit.may == ()


def test_two_clicks_at_once_match_one_list(town):
    code = benefits.start(POLICY, by=officer(), at=AT)
    with pytest.raises(BenefitRefused, match="正在匹配"), transaction.atomic():
        benefits.start(POLICY, by=officer(), at=AT)
    work()
    assert Campaign.objects.count() == 1
    assert seen(code).state is CampaignState.MATCHED


def test_who_was_left_out_finds_why_once_people_were_told(town):
    sources.amend("population", who("wang").number, deceased=True)
    taken = policies.snapshot(town, "person", at=AT, by="system")
    code, wang = agreed(matched(snapshot=taken.digest)), who("wang")
    assert benefits.left_out(wang, on=ON) == []
    assert benefits.granted_lately(on=ON) == []
    with pytest.raises(NotFound):
        benefits.audience_asked(code)

    paid(code)

    (mine,) = benefits.left_out(wang, on=ON)
    assert (mine.state, mine.policy.code, "去世" in mine.reason.zh) == (LineState.EXCLUDED, POLICY, True)
    assert benefits.left_out(who("lin"), on=ON) == []
    assert [each.campaign for each in benefits.granted_lately(on=ON)] == [code]
    assert benefits.audience_asked(code) == "person"


def test_a_newer_snapshot_stops_who_has_moved_away_though_no_register_sent_word(town):
    code = told(agreed(matched()))
    sources.amend("population", who("wang").number, household_city="elsewhere")
    policies.snapshot(town, "person", at=timezone.now(), by="system")

    benefits.pay(code, by=head(), at=AT + timedelta(hours=2))
    work()

    assert (line(code, "wang").state, line(code, "wang").reason) == (LineState.STOPPED, "recheck")
    assert titles("wang")[0] == "“上海市老年综合津贴”的条件不再满足"
    assert seen(code).counts[LineState.ARRIVED] == seen(code).size - 1
    before = len(titles("wang"))
    benefits.pass_time(at=AT + timedelta(hours=3))
    assert len(titles("wang")) == before


def test_a_newer_snapshot_shows_who_was_paid_and_has_moved_away(town):
    code = paid(agreed(matched()))
    sources.amend("population", who("wang").number, household_city="elsewhere")
    policies.snapshot(town, "person", at=timezone.now(), by="system")

    benefits.pass_time(at=AT + timedelta(hours=2))
    benefits.pass_time(at=AT + timedelta(hours=3))

    ((row, since),) = benefits.lost_after_payment(code, seen_by=officer(), on=ON)
    assert (row.party, since) == (who("wang").number, ON)
    assert titles("wang").count("“上海市老年综合津贴”的条件不再满足") == 1


def test_what_was_paid_once_is_not_looked_at_for_ever(town):
    code = paid(agreed(matched()))
    Beneficiary.objects.filter(campaign__code=code).update(from_on=FIRST, until_on=LAST)
    sources.amend("population", who("wang").number, household_city="elsewhere")
    policies.snapshot(town, "person", at=timezone.now(), by="system")

    benefits.pass_time(at=AT + timedelta(hours=2))

    assert benefits.lost_after_payment(code, seen_by=officer(), on=ON) == []
    assert "不再满足" not in titles("wang")[0]


def test_a_payment_is_found_by_its_code(town):
    code = paid(agreed(matched()))
    (mine,) = benefits.benefits_of(who("wang"), on=ON)

    found = benefits.lines(code, seen_by=officer(), on=ON, search=mine.payment.code).lines

    assert [each.party for each in found] == [who("wang").number]
