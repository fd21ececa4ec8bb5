"""A campaign from the match to the money, and what stops it on the way."""

from datetime import timedelta

import pytest
from django.db import transaction

from tongban.benefits import public as benefits
from tongban.benefits.models import Beneficiary, Campaign
from tongban.benefits.public import BenefitRefused, CampaignState, LineState
from tongban.benefits.tests.conftest import AT, ON, POLICY, agreed, head, line, matched, officer, paid, seen, who, work
from tongban.identity import public as identity
from tongban.identity.public import NotFound
from tongban.journal import public as journal
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies


def test_from_the_match_to_the_money(town):
    code = matched()
    view = seen(code)
    assert view.state is CampaignState.MATCHED
    assert view.size == view.counts[LineState.LISTED] > 1
    assert view.fen == view.sums[LineState.LISTED]
    assert line(code, "wang").fen == 15000

    agreed(code)
    paid(code)

    view, purse = seen(code), benefits.purse(code, seen_by=officer(), on=ON)
    assert view.state is CampaignState.PAID
    assert view.counts[LineState.ARRIVED] + view.counts.get(LineState.RETURNED, 0) == view.size
    assert payments.prove().holds
    assert purse.fund.free_fen == purse.fund.granted_fen - view.fen
    (mine,) = benefits.benefits_of(who("wang"), on=ON)
    assert (mine.state, mine.fen, mine.payment.state) == (LineState.ARRIVED, 15000, payments.PaymentState.ARRIVED)
    assert [message.title.zh for message in notices.messages_of(who("wang"))] == [
        "“上海市老年综合津贴”已到账",
        "您将收到“上海市老年综合津贴”，不用申请",
    ]
    kinds = [entry.kind for entry in journal.history(code)]
    assert kinds.count("CampaignMoved") == 8
    assert {"ListFrozen", "PeopleInformed", "LinesOrdered"} <= set(kinds)


def test_the_list_is_the_same_when_it_is_made_again_and_a_changed_line_is_noticed(town):
    from tongban.sources import public as sources

    code = paid(agreed(matched()))
    sources.amend(
        "population", who("wang").number, household_city="elsewhere"
    )  # the registers move on, the list does not

    same = benefits.run_again(code, seen_by=officer(), on=ON)
    assert same.is_same
    assert same.digest == seen(code).digest
    row = Beneficiary.objects.filter(campaign__code=code, party=who("wang").number)
    row.update(fen=15001)
    assert not benefits.run_again(code, seen_by=officer(), on=ON).is_same


def test_a_second_campaign_of_the_period_pays_nobody_twice(town):
    first = paid(agreed(matched()))
    second = matched(at=AT + timedelta(hours=1))

    assert seen(second).state is CampaignState.WITHDRAWN
    assert seen(second).counts.get(LineState.LISTED) is None
    assert benefits.grounds(second, seen_by=officer(), on=ON)[0][0].zh == "同一时期已经在另一批名单里"
    # Even a claim that was lost cannot be paid again: the payment's basis is taken.
    Beneficiary.objects.filter(campaign__code=first).update(holds=False)
    third = agreed(matched(at=AT + timedelta(hours=2)))
    before = payments.prove().arrived_fen
    paid(third)
    assert seen(third).counts[LineState.EXCLUDED] >= 2
    assert payments.prove().arrived_fen == before
    assert payments.prove().holds


def test_a_policy_that_excludes_another_shuts_out_who_has_it(town):
    from tongban.benefits.steps.lists import write_lines

    care = matched("p_dis_care_1")
    campaign = Campaign.objects.get(code=care)
    wang = who("wang").number
    write_lines(campaign, town.policies["p_dis_care_1"], [(wang, 35000, "corrected", "x")], first=900_000, at=AT)
    other = Campaign.objects.get(code=matched("p_dis_care_2"))

    write_lines(other, town.policies["p_dis_care_2"], [(wang, 18000, "corrected", "x")], first=900_000, at=AT)

    shut = Beneficiary.objects.get(campaign=other, number=900_000)
    assert (shut.state, shut.reason, shut.holds) == (LineState.EXCLUDED, "policy:p_dis_care_1", False)


def test_one_organ_against_it_and_nobody_is_paid(town):
    code = matched()
    benefits.send_to_review(code, by=officer(), at=AT)
    benefits.give_opinion(code, agrees=True, words="", by=officer("public_security"), at=AT)
    assert seen(code).state is CampaignState.UNDER_REVIEW
    with pytest.raises(BenefitRefused):
        benefits.check_budget(code, by=officer(), at=AT)

    benefits.give_opinion(code, agrees=False, words="名单有误", by=officer("human_resources"), at=AT)

    assert seen(code).state is CampaignState.DISAGREED
    assert not Beneficiary.objects.filter(campaign__code=code, holds=True).exists()


def test_over_budget_stops_with_a_word_and_never_half(town):
    code = agreed(matched())
    need = seen(code).fen
    fund = benefits.enter_budget(seen(code).policy, year=2026, by="x", at=AT)
    payments.reserve("another", fund=fund, fen=payments.free_fen(fund) - need + 1, by="x", at=AT)

    assert benefits.check_budget(code, by=officer(), at=AT) is False

    assert seen(code).state is CampaignState.OVER_BUDGET
    assert "差 0.01 元" in seen(code).trouble.zh
    with pytest.raises(BenefitRefused):
        benefits.tell(code, by=officer(), at=AT)
    payments.release("another", by="x", at=AT)
    assert benefits.check_budget(code, by=officer(), at=AT) is True


def test_a_list_that_must_be_noticed_waits_for_the_working_days_and_for_objections(town):
    code = agreed(matched("e_stable", organ="human_resources"))
    hr = officer("human_resources")
    assert benefits.check_budget(code, by=hr, at=AT)
    with pytest.raises(BenefitRefused):
        benefits.tell(code, by=hr, at=AT)
    benefits.publish_notice(code, by=hr, at=AT)
    until = seen(code, hr).notice_until
    assert str(until) == "2026-12-04"  # a Saturday, then five working days
    assert [view.code for view in benefits.noticed(on=ON)] == [code]
    _, shown, _ = benefits.notice_lines(code, on=ON)
    assert shown

    party = Beneficiary.objects.filter(campaign__code=code, holds=True).first().party
    boss = who(Beneficiary.objects.get(campaign__code=code, party=party).person)
    objection = benefits.object_to(code, party=party, words="人数不对", by=boss, at=AT)
    later = AT + timedelta(days=8)
    with pytest.raises(BenefitRefused, match="异议"):
        benefits.tell(code, by=hr, at=later)
    benefits.settle_objection(objection, upheld=False, answer="与参保库一致", by=hr, at=later)
    benefits.tell(code, by=hr, at=later)
    work()
    assert seen(code, hr).state is CampaignState.TOLD
    with pytest.raises(NotFound):
        benefits.notice_lines(code, on=later.date())


@pytest.mark.parametrize("stranger", ["zhao", "wang", "reviewer-finance", "tao"])
def test_strangers_find_nothing(town, stranger):
    code = matched()
    by = who(stranger)
    reads = [benefits.get_campaign, benefits.grounds, benefits.lines, benefits.purse, benefits.run_again, benefits.objections,
             benefits.lost_after_payment, benefits.track_for]  # fmt: skip
    for read in reads:
        with pytest.raises(NotFound):
            read(code, seen_by=by, on=ON)
    for number_read in (benefits.line_of, benefits.why_of):
        with pytest.raises(NotFound):
            number_read(code, 0, seen_by=by, on=ON)
    steps = [benefits.send_to_review, benefits.check_budget, benefits.publish_notice, benefits.tell, benefits.pay, benefits.close,
             benefits.withdraw]  # fmt: skip
    for step in steps:
        with pytest.raises(NotFound), transaction.atomic():
            step(code, by=by, at=AT)
    for act in (
        lambda: benefits.start(POLICY, by=by, at=AT),
        lambda: benefits.give_opinion(code, agrees=True, words="", by=by, at=AT),
        lambda: benefits.claw_back(code, number=0, fen=1, why="x", by=by, at=AT),
    ):
        with pytest.raises(NotFound), transaction.atomic():
            act()
    assert benefits.campaigns(by, on=ON) == []
    assert benefits.startable(by, on=ON) == [] or stranger == "zhao"


def test_who_started_it_does_not_pay_it_and_nobody_decides_about_their_own_money(town):
    code, own = agreed(matched()), officer()
    assert benefits.check_budget(code, by=own, at=AT)
    benefits.tell(code, by=own, at=AT)
    work()
    away = {"from_on": ON, "until_on": ON, "reason": "培训", "by": head(), "at": AT}
    identity.record_absence(head().code, deputy=own.code, **away)
    with pytest.raises(BenefitRefused, match="您发起的"):
        benefits.pay(code, by=officer(), at=AT)
    benefits.pay(code, by=head(), at=AT)
    work()

    objection = benefits.object_to(code, party=own.number, words="我也该有", by=own, at=AT)
    for upheld in (True, False):
        with pytest.raises(BenefitRefused, match="回避"):
            benefits.settle_objection(objection, upheld=upheld, answer="属实", by=own, at=AT)
    identity.Official.objects.filter(person=own).update(person=who("wang"))
    with pytest.raises(BenefitRefused, match="回避"):
        benefits.claw_back(code, number=line(code, "wang", head()).number, fen=1, why="x", by=who("wang"), at=AT)


def test_the_head_pays_and_the_officer_does_not_and_reviewers_only_look(town):
    code = agreed(matched())
    benefits.check_budget(code, by=officer(), at=AT)
    benefits.tell(code, by=officer(), at=AT)
    work()

    with pytest.raises(NotFound):
        benefits.pay(code, by=officer(), at=AT)
    reviewer = officer("public_security")
    assert seen(code, reviewer).may == ()
    assert "pay" not in seen(code).may
    assert "pay" in seen(code, head()).may
    with pytest.raises(NotFound):
        benefits.withdraw(code, by=reviewer, at=AT)


@pytest.mark.parametrize("organ", ["civil_affairs", "human_resources", "medical_insurance", "health_commission"])
def test_everything_offered_to_an_officer_can_be_matched_and_is_reviewed_by_somebody(town, organ):
    offered = benefits.startable(officer(organ), on=ON)

    assert bool(offered) is (organ != "health_commission")
    for policy in offered:
        assert benefits.get_campaign(matched(policy.code, organ=organ), seen_by=who("fang"), on=ON).reviewed_by, (
            policy.code
        )


def test_what_cannot_be_given_unasked_is_refused_with_a_word(town):
    with pytest.raises(BenefitRefused, match="不能免申即享"):
        benefits.start("p_dibao", by=officer(), at=AT)
    with pytest.raises(BenefitRefused, match="公式"):
        benefits.start("p_elder_bus", by=officer(), at=AT)
    with pytest.raises(BenefitRefused, match="核实"):
        benefits.start("p_onlychild_monthly", by=officer("health_commission"), at=AT)
    with pytest.raises(policies.NoSnapshot):
        benefits.start(POLICY, by=officer(), at=AT, snapshot="f" * 64)
