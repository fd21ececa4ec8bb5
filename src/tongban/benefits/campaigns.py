"""What officials do with a campaign, step by step, and the long steps that the worker carries out in chunks."""

import secrets
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.approvals.public import ReviewOrder
from tongban.benefits.events import CampaignStarted, ListFrozen
from tongban.benefits.models import Beneficiary, Campaign, Objection
from tongban.benefits.states import LONG, NEXT, CampaignState, LineState, ObjectionState
from tongban.benefits.steps import lists, payouts, rechecks, tallies, telling
from tongban.benefits.steps.lists import policy_of
from tongban.benefits.steps.moves import move
from tongban.benefits.steps.payouts import fund_of
from tongban.benefits.steps.periods import period_of
from tongban.benefits.types import BenefitRefused
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import BenefitKind, Bound, Mode, Policy
from tongban.identity import public as identity
from tongban.identity.public import NotFound, PartyKind, Person
from tongban.journal import public as journal
from tongban.kernel import money
from tongban.kernel.words import Words
from tongban.payments import public as payments
from tongban.payments.public import OverBudget
from tongban.policies import public as policies

GO_ON = "benefits.go_on"
REVIEW_DAYS = 5  # working days for the organs of a joint review; ours, no law's
POINTS = ("list", "money")
OFFICER, HEAD = "officer", "head"
S = CampaignState


@transaction.atomic
def start(policy: str, *, by: Person, at: datetime, snapshot: str = "") -> str:
    """Match a policy for the period of the day against everybody in the newest snapshot, or in the one named; gives the code.

    An officer of the policy's organ may. Raises `NotFound` for whom it is none of theirs, `BenefitRefused` for a policy that
    nobody may be given unasked, `NoSnapshot` and `NotMatchable`.
    """
    on = localdate(at)
    edition = catalogue.edition(on=on)
    found = edition.policies.get(policy)
    if found is None or not identity.may_act(by, organ=found.organ, step=OFFICER, on=on):
        raise NotFound("没有这项政策。 / There is no such policy.")
    if refused := refusal_of(found, on):
        raise BenefitRefused(refused)
    taken = policies.get_snapshot(snapshot) if snapshot else _newest(found.audience)
    period, from_on, until_on = period_of(found.benefit.period, on)
    _refuse_twice(policy, from_on)
    granting = found.granting or catalogue.Granting()
    campaign = Campaign.objects.create(
        code=f"MS{on:%Y%m%d}{secrets.token_hex(5).upper()}", policy=policy, period=period, from_on=from_on, until_on=until_on,
        organ=found.organ, audience=found.audience, edition=edition.number, edition_digest=edition.digest,
        snapshot=taken.digest, on=on, reviewed_by=list(granting.reviewed_by), notice_days=granting.notice_days,
        asks_intent=found.mode is Mode.CONFIRM, started_by=by.code, at=at,
    )  # fmt: skip
    _freeze(campaign, at=at)
    _step(campaign, at=at)
    return campaign.code


def _freeze(campaign: Campaign, *, at: datetime) -> None:
    lines, fen = lists.freeze(campaign)
    told = CampaignStarted(
        subject=campaign.code, policy=campaign.policy, period=campaign.period, edition=campaign.edition_digest,
        snapshot=campaign.snapshot, on=campaign.on.isoformat(),
    )  # fmt: skip
    frozen = ListFrozen(subject=campaign.code, digest=campaign.digest, lines=lines, fen=fen)
    journal.publish(told, frozen, by=campaign.started_by, at=at)


def _refuse_twice(policy: str, from_on: date) -> None:
    """Two lists of one policy and period that are written at the same time would share the people out between them."""
    lists.claim_alone()
    if Campaign.objects.filter(policy=policy, from_on=from_on, state=S.MATCHING).exists():
        raise BenefitRefused(BEING_MATCHED)


def _newest(audience: str) -> policies.Snapshot:
    taken = policies.snapshots(audience, limit=1)
    if not taken:
        raise policies.NoSnapshot(NO_SNAPSHOT)
    return taken[0]


def refusal_of(policy: Policy, on: date) -> Words | None:
    """Why nobody may be given this unasked on the day, or None: only an exact, verified payment is."""
    benefit = policy.benefit
    if policy.mode not in (Mode.AUTO, Mode.CONFIRM) or not policy.is_in_force(on):
        return NOT_UNASKED.filled(policy=policy.name)
    if benefit.formula is None or benefit.kind is not BenefitKind.PAYMENT or benefit.bound is not Bound.EXACT:
        return NO_SUM.filled(policy=policy.name)
    return None if benefit.verified else NOT_VERIFIED.filled(policy=policy.name)


@transaction.atomic
def send_to_review(code: str, *, by: Person, at: datetime) -> None:
    """Let the organs that the content names look at the list, each on its own track; all of them must agree (联审)."""
    campaign = _mine(code, by, at, S.MATCHED)
    if not campaign.reviewed_by:
        move(campaign, S.AGREED, by=by.code, at=at)
        return
    policy = policy_of(campaign)
    organ = catalogue.edition(campaign.edition).organs[campaign.organ]
    order = ReviewOrder(
        subject=campaign.code, organs=tuple(campaign.reviewed_by), title=TITLE.filled(policy=policy.name, period=campaign.period),
        holder_code=organ.credit_code, holder_name=organ.name.zh, points=POINTS,
        due_on=catalogue.calendar().add_working_days(localdate(at), REVIEW_DAYS), marks=("benefits",),
    )  # fmt: skip
    approvals.start_reviews([order], at=at)
    move(campaign, S.UNDER_REVIEW, by=by.code, at=at)


def conclude_review(code: str, *, agreed: bool, words: str, by: str, at: datetime) -> None:
    """The organs have concluded; other subjects are not ours."""
    campaign = Campaign.objects.select_for_update().filter(code=code, state=S.UNDER_REVIEW).first()
    if campaign is not None:
        move(campaign, S.AGREED if agreed else S.DISAGREED, by=by, at=at, words=words)
        if not agreed:
            _free(campaign)


def reopen_review(code: str, *, words: str, by: str, at: datetime) -> None:
    """An organ took its opinion back: as long as no money is held for the list, it goes back to the review."""
    campaign = Campaign.objects.select_for_update().filter(code=code, state=S.AGREED).first()
    if campaign is not None:
        move(campaign, S.UNDER_REVIEW, by=by, at=at, words=words)


@transaction.atomic
def check_budget(code: str, *, by: Person, at: datetime) -> bool:
    """Hold the money for the whole list. Where the fund has not enough nothing is held, and the campaign says what is lacking."""
    campaign = _mine(code, by, at, S.AGREED, S.OVER_BUDGET)
    if not campaign.fen:
        raise BenefitRefused(NOBODY_LEFT)
    fund = enter_budget(policy_of(campaign), year=campaign.on.year, by=by.code, at=at)
    try:
        with transaction.atomic():
            payments.reserve(campaign.code, fund=fund, fen=campaign.fen, by=by.code, at=at)
    except payments.PaymentRefused as refused:
        campaign.trouble = {"zh": refused.says.zh, "en": refused.says.en}
        if not isinstance(refused, OverBudget):
            campaign.trouble = {"zh": NO_BUDGET.zh, "en": NO_BUDGET.en}
        move(campaign, S.OVER_BUDGET, by=by.code, at=at, words=campaign.trouble["zh"])
        return False
    campaign.trouble = None
    move(campaign, S.RESERVED, by=by.code, at=at)
    return True


def enter_budget(policy: Policy, *, year: int, by: str, at: datetime) -> str:
    """See to it that the fund holds what the content's budget says; gives its code. A budget that grew is topped up."""
    code, budget = fund_of(policy.code, year), policy.budget
    if budget is not None and budget.year == year:
        fen, held = int(money.parse(budget.yuan) * 100), payments.fund(code)
        lacking = fen - (held.granted_fen if held else 0)
        if lacking > 0:
            payments.grant_fund(code, name=policy.name, fen=lacking, key=f"budget:{fen}", by=by, at=at)
    return code


@transaction.atomic
def publish_notice(code: str, *, by: Person, at: datetime) -> None:
    """Notice the list publicly, with masked names, for the working days that the content asks (公示)."""
    campaign = _mine(code, by, at, S.RESERVED)
    if not campaign.notice_days:
        raise BenefitRefused(NO_NOTICE)
    campaign.notice_from = localdate(at)
    campaign.notice_until = catalogue.calendar().add_working_days(localdate(at), campaign.notice_days)
    move(campaign, S.NOTICED, by=by.code, at=at)


@transaction.atomic
def tell(code: str, *, by: Person, at: datetime) -> None:
    """Tell everybody on the list. Where a public notice is asked, it must have ended, and every objection be answered."""
    campaign = _mine(code, by, at, S.RESERVED, S.NOTICED)
    until = campaign.notice_until
    if campaign.notice_days and (until is None or localdate(at) <= until):
        raise BenefitRefused(STILL_NOTICED.filled(day=until or "—"))
    if Objection.objects.filter(campaign=campaign, state=ObjectionState.OPEN).exists():
        raise BenefitRefused(OPEN_OBJECTIONS)
    move(campaign, S.TELLING, by=by.code, at=at)
    _step(campaign, at=at)


@transaction.atomic
def pay(code: str, *, by: Person, at: datetime) -> None:
    """Order the payments of all who may be paid now. The head of the organ does it (or who stands in), never who started it.

    If the registers were set down anew since the match, whoever has lost the ground by then is stopped first.
    """
    campaign = _mine(code, by, at, S.TOLD, S.PAID, step=HEAD)
    if by.code == campaign.started_by:
        raise BenefitRefused(FOUR_EYES)
    rechecks.look_at_newest(PartyKind(campaign.audience), at=at)
    if not payouts.payable(campaign).exists():
        raise BenefitRefused(NOBODY_TO_PAY)
    move(campaign, S.PAYING, by=by.code, at=at)
    _step(campaign, at=at)


@transaction.atomic
def close(code: str, *, by: Person, at: datetime) -> None:
    """End the campaign: nobody is paid from it any more, what is left of its money is free, and whoever did not answer is told.

    Refused while somebody who was told could be paid, a payment that came back waits, or an objection is not answered.
    """
    campaign = _mine(code, by, at, S.TOLD, S.PAID)
    if Beneficiary.objects.filter(campaign=campaign, state=LineState.RETURNED).exists():
        raise BenefitRefused(STILL_RETURNED)
    if payouts.payable(campaign).exists():
        raise BenefitRefused(STILL_TO_PAY)
    if Objection.objects.filter(campaign=campaign, state=ObjectionState.OPEN).exists():
        raise BenefitRefused(OPEN_OBJECTIONS)
    payments.release(campaign.code, by=by.code, at=at)
    telling.end_unanswered(campaign, at=at)
    move(campaign, S.CLOSED, by=by.code, at=at)


@transaction.atomic
def withdraw(code: str, *, by: Person, at: datetime) -> None:
    """Take a campaign back before anybody is told: its money and its claims are free."""
    states = [one for one in CampaignState if S.WITHDRAWN in NEXT[one]]
    campaign = _mine(code, by, at, *states)
    if campaign.state == S.UNDER_REVIEW:
        approvals.withdraw_review(campaign.code, at=at)
    payments.release(campaign.code, by=by.code, at=at)
    _free(campaign)
    move(campaign, S.WITHDRAWN, by=by.code, at=at)


def _free(campaign: Campaign) -> None:
    Beneficiary.objects.filter(campaign=campaign, holds=True).update(holds=False)


# What the worker does.


def _step(campaign: Campaign, *, at: datetime) -> None:
    """Begin a long step: its chunks follow one another through the outbox."""
    campaign.lap, campaign.cursor, campaign.is_stepping = campaign.lap + 1, 0, True
    campaign.save(update_fields=["lap", "cursor", "is_stepping"])
    _promise_next(campaign, at=at)


def _promise_next(campaign: Campaign, *, at: datetime) -> None:
    body = {"campaign": campaign.code, "at": at.isoformat()}
    journal.promise(kind=GO_ON, key=f"benefits:{campaign.code}:{campaign.lap}:{campaign.cursor}", body=body, at=at)


@transaction.atomic
def go_on(code: str, *, at: datetime) -> bool:
    """Do the next chunk of a long step and promise the one behind it, in one transaction; True while there are more.

    Killed in between, everything of the chunk is undone or everything is there: the promise is taken up again.
    """
    campaign = Campaign.objects.select_for_update().get(code=code)
    if campaign.state not in LONG or not campaign.is_stepping:
        return False
    before = campaign.cursor
    if CHUNKS[S(campaign.state)](campaign, at):
        assert campaign.cursor > before
        _promise_next(campaign, at=at)
        return True
    campaign.is_stepping = False
    campaign.save(update_fields=["is_stepping"])
    tallies.gather(campaign.pk)
    _end_of_step(campaign, at=at)
    return False


def _end_of_step(campaign: Campaign, *, at: datetime) -> None:
    if campaign.state == S.MATCHING:
        listed = Beneficiary.objects.filter(campaign=campaign, holds=True).aggregate(n=Count("id"), fen=Sum("fen"))
        campaign.size, campaign.matched, campaign.fen = listed["n"], listed["n"], int(listed["fen"] or 0)
        campaign.save(update_fields=["size", "matched", "fen"])
        if not campaign.size:
            move(campaign, S.WITHDRAWN, by="system", at=at, words=NOBODY.zh)
        else:
            move(campaign, S.MATCHED, by="system", at=at)
    elif campaign.state == S.TELLING:
        move(campaign, S.TOLD, by="system", at=at)
    else:
        payouts.end_if_answered(campaign, at=at)


def _list_chunk(campaign: Campaign, at: datetime) -> bool:
    return lists.write_chunk(campaign, at=at)


CHUNKS: dict[CampaignState, Callable[[Campaign, datetime], bool]] = {
    S.MATCHING: _list_chunk,
    S.TELLING: telling.tell_chunk,
    S.PAYING: payouts.order_chunk,
}


# What all verbs share.


def _mine(code: str, by: Person, at: datetime, *states: CampaignState, step: str = OFFICER) -> Campaign:
    """The campaign, locked, for an official of its organ at this step. Raises NotFound, or `BenefitRefused` in a wrong state."""
    campaign = Campaign.objects.select_for_update().filter(code=code).first()
    if campaign is None or not identity.may_act(by, organ=campaign.organ, step=step, on=localdate(at)):
        raise NotFound("没有这个免申即享批次。 / There is no such campaign.")
    if campaign.state not in states:
        raise BenefitRefused(NOT_NOW)
    return campaign


TITLE = Words("免申即享名单：{policy}（{period}）", "Benefits without applying: {policy} ({period})")
NOT_NOW = Words(
    "这个批次现在的状态不能做这一步。请刷新页面看看它走到哪里了。",
    "The campaign is not at this step now. Reload the page to see where it stands.",
)
NO_SNAPSHOT = Words(
    "还没有人群快照。请先运行 ./tongban snapshot。",
    "There is no snapshot of the registers yet: run ./tongban snapshot first.",
)
NOT_UNASKED = Words(
    "“{policy}”不能免申即享：它要申请，或者不在有效期内。",
    "“{policy}” is not granted unasked: it must be applied for, or is not in force.",
)
BEING_MATCHED = Words(
    "这项政策这一期的名单正在匹配，不用再发起一次。请在下面的批次里看进度。",
    "The list of this policy and period is being matched already: see how far it is below, there is no need for a second.",
)
NO_SUM = Words(
    "“{policy}”不能直接发放：它不是发钱，或者没有写确切的金额公式。",
    "“{policy}” cannot be paid: it is no payment, or has no formula for the exact sum.",
)
NOT_VERIFIED = Words(
    "“{policy}”的金额还没有对照文件核实，不能发放。请核实后写 verified: true，发布后再匹配。",
    "The amount of “{policy}” was not verified against its document, so it is not paid. Verify it, write verified: true, publish.",
)
NO_BUDGET = Words(
    "这项政策今年没有登记预算，一笔都没有发放。请在政策里写上 budget 再核对。",
    "The policy has no budget for this year, and nothing was paid. Write its budget and check again.",
)
NOBODY_LEFT = Words(
    "更正以后名单上没有人了。请撤回这一批。",
    "After the corrections nobody is left on the list: withdraw the campaign.",
)
NO_NOTICE = Words("这项政策不要求公示。", "This policy asks for no public notice.")
STILL_NOTICED = Words(
    "公示期到 {day} 为止，期满才能告知和发放。", "The public notice lasts until {day}; nobody is paid before."
)
OPEN_OBJECTIONS = Words("还有异议没有答复，请先处理。", "Some objections are not answered yet: settle them first.")
FOUR_EYES = Words(
    "这一批是您发起的，发放要由另一位负责人来做。",
    "You started this campaign: another person with the head's duty has to pay it.",
)
NOBODY_TO_PAY = Words(
    "现在没有可以发放的人：都发过了，或者还在等本人确认、等换账户。",
    "Nobody can be paid now: all have been, or are still to confirm or to name an account.",
)
STILL_TO_PAY = Words(
    "还有已经告知、可以发放的人没有发放。先发放，再结束。",
    "Some people were told and can be paid, and were not: pay them first, then end the campaign.",
)
STILL_RETURNED = Words(
    "还有退回的款项没有处理：请等本人换账户，或者取消这笔发放。",
    "Some payments came back: wait for another account, or give them up.",
)
NOBODY = Words("没有人符合条件，批次自动撤回", "Nobody is entitled: the campaign is withdrawn")
