"""Put a list right where an objection was upheld: the rules decide, by what the registers say now."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate

from tongban.benefits.models import Beneficiary, Campaign, Objection
from tongban.benefits.states import CampaignState, LineState, ListFault, Verdict
from tongban.benefits.steps import lists, payouts
from tongban.benefits.steps.moves import move
from tongban.benefits.steps.rechecks import judge_now
from tongban.benefits.types import BenefitRefused
from tongban.catalogue import public as catalogue
from tongban.kernel.words import Words
from tongban.payments import public as payments
from tongban.policies.public import Standing

S = CampaignState
UPHELD = "objection"
NOT_HELD_YET = (S.MATCHED, S.UNDER_REVIEW, S.AGREED, S.OVER_BUDGET)
NOT_TOLD_YET = (*NOT_HELD_YET, S.RESERVED, S.NOTICED)
ENDED = (LineState.EXCLUDED, LineState.UNDECIDED, LineState.STOPPED)


def correct(campaign: Campaign, objection: Objection, *, by: str, at: datetime) -> ListFault:
    """Give the party what it is due by now, and say what was wrong with the list. The list as it was frozen stays as it is.

    What has arrived is not touched: too much of it an officer asks back, too little is added as a payment of its own. Raises
    `BenefitRefused` where the rules say what the list says, and while the bank has not answered.
    """
    if campaign.state in (S.MATCHING, S.WITHDRAWN, S.DISAGREED):
        raise BenefitRefused(NO_LIST)
    due = _due(campaign, objection.party, by=by, at=at)
    own = Beneficiary.objects.select_for_update().filter(campaign=campaign, party=objection.party)
    lines = list(own.exclude(state__in=ENDED).order_by("number"))
    arrived, waiting = _arrived(lines), [line for line in lines if line.state != LineState.ARRIVED]
    if due == arrived + sum(line.fen for line in waiting):
        raise BenefitRefused(STILL_THE_SAME if lines else STILL_NOT)
    if any(line.state == LineState.ORDERED for line in waiting):
        raise BenefitRefused(ON_ITS_WAY)
    for line in waiting:
        _end(campaign, line, by=by, at=at)
    if due > arrived:
        _add(campaign, objection, due - arrived, lines, by=by, at=at)
    if not lines:
        return ListFault.WRONGLY_OUT
    return ListFault.WRONG_SUM if due else ListFault.WRONGLY_IN


def _due(campaign: Campaign, party: str, *, by: str, at: datetime) -> int:
    """What the rules give the party by what the registers say now, in fen."""
    edition = catalogue.edition(campaign.edition)
    policy = edition.policies[campaign.policy]
    match = judge_now(edition, [policy], [party], on=localdate(at), by=by, at=at)[party].match(policy.code)
    return (match.fen or 0) if match.standing is Standing.ENTITLED else 0


def _arrived(lines: Sequence[Beneficiary]) -> int:
    """What has arrived and was not asked back, in fen."""
    paid = {payouts.code_of(line): line.fen for line in lines if line.state == LineState.ARRIVED}
    asked_back = payments.recoveries_of(paid)
    return sum(paid.values()) - sum(each.fen for some in asked_back.values() for each in some)


def _end(campaign: Campaign, line: Beneficiary, *, by: str, at: datetime) -> None:
    """A line whose money has not gone gives way; what came back from the bank is given up."""
    if line.state == LineState.RETURNED:
        payments.cancel(payouts.code_of(line), why=UPHELD, by=by, at=at)
    line.state, line.reason, line.holds = LineState.STOPPED, UPHELD, False
    line.save(update_fields=["state", "reason", "holds"])
    campaign.size, campaign.fen = campaign.size - 1, campaign.fen - line.fen
    campaign.save(update_fields=["size", "fen"])


def _add(
    campaign: Campaign, objection: Objection, fen: int, lines: Sequence[Beneficiary], *, by: str, at: datetime
) -> None:
    """A line of its own at the end of the list, into the account that the party has named, if it has."""
    last = Beneficiary.objects.filter(campaign=campaign).order_by("-number").values_list("number", flat=True).first()
    number = max(campaign.total, -1 if last is None else last + 1)
    Beneficiary.objects.filter(pk__in=[line.pk for line in lines]).update(holds=False)
    line = (objection.party, fen, Verdict.CORRECTED.value, objection.code)
    lists.write_lines(campaign, lists.policy_of(campaign), [line], first=number, at=at)
    added = Beneficiary.objects.get(campaign=campaign, number=number)
    if not added.holds:
        raise BenefitRefused(ELSEWHERE)
    known = payments.payments_with([payouts.code_of(each) for each in lines])
    added.part = max((each.part for each in lines if payouts.code_of(each) in known), default=0) + 1
    for before in lines[-1:]:
        added.bank, added.account = before.bank, before.account
    added.save()
    campaign.size += not any(each.state == LineState.ARRIVED for each in lines)
    _pay_for(campaign, added, objection.code, by=by, at=at)


def _pay_for(campaign: Campaign, added: Beneficiary, objection: str, *, by: str, at: datetime) -> None:
    """Before the budget was checked the list has grown; afterwards the line's money is held on its own."""
    campaign.fen += added.fen
    campaign.save(update_fields=["size", "fen"])
    if campaign.state in NOT_HELD_YET:
        return
    added.extra = f"+{objection}"
    fund = payouts.fund_of(campaign.policy, campaign.on.year)
    payments.reserve(campaign.code + added.extra, fund=fund, fen=added.fen, by=by, at=at)
    if campaign.state not in NOT_TOLD_YET:
        added.state = LineState.AWAITING if campaign.asks_intent else LineState.TOLD
    added.save()
    if campaign.state == S.CLOSED:
        move(campaign, S.PAID, by=by, at=at, words=objection)


ELSEWHERE = Words(
    "您在同一时期已经有这项或不能同时享受的待遇。",
    "You already have this, or something that excludes it, for the same period.",
)
STILL_NOT = Words(
    "按登记库现在的信息，规则仍然不通过。请先让登记部门更正，再支持这个异议。",
    "By what the registers say now the rules are still not met. Let the register be mended first, then uphold the objection.",
)
STILL_THE_SAME = Words(
    "按登记库现在的信息，规则算出来和名单一样，没有可以更正的。登记不对的，请先让登记部门更正；名单没有错的，请选“不成立”并说明。",
    "By what the registers say now the rules give what the list gives: there is nothing to correct. If a register is wrong, let it "
    "be mended first; if the list is right, choose “not upheld” and explain.",
)
ON_ITS_WAY = Words(
    "这笔钱已经提交银行，还没有答复。等银行答复以后再处理这个异议。",
    "The money is with the bank, which has not answered yet. Settle the objection when it has.",
)
NO_LIST = Words(
    "这一批没有可以更正的名单：还在匹配，或者没有通过。",
    "This campaign has no list to correct: it is still being matched, or was not agreed to.",
)
