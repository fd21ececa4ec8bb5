"""What officials do with a campaign, step by step, and the long steps that the worker carries out in chunks."""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.approvals.public import ReviewOrder
from tongban.benefits.events import CampaignMoved, CampaignStarted, ListFrozen, PeopleInformed
from tongban.benefits.models import Beneficiary, Campaign, Objection
from tongban.benefits.states import LONG, NEXT, CampaignState, LineState, ObjectionState
from tongban.benefits.steps import lists, payouts, tallies
from tongban.benefits.steps.periods import period_of
from tongban.benefits.types import BenefitRefused
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import BenefitKind, Bound, Mode, Policy
from tongban.identity import public as identity
from tongban.identity.public import NotFound, Person
from tongban.journal import public as journal
from tongban.kernel import money
from tongban.kernel.words import Words
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.payments.public import OverBudget
from tongban.policies import public as policies

GO_ON = "benefits.go_on"
REVIEW_DAYS = 5  # working days for the organs of a joint review; ours, no law's
POINTS = ("list", "money")
TOLD_AT_ONCE = 5_000
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
    granting = found.granting or catalogue.Granting()
    campaign = Campaign.objects.create(
        code=f"MS{on:%Y%m%d}{secrets.token_hex(5).upper()}", policy=policy, period=period, from_on=from_on, until_on=until_on,
        organ=found.organ, audience=found.audience, edition=edition.number, edition_digest=edition.digest,
        snapshot=taken.digest, on=on, reviewed_by=list(granting.reviewed_by), notice_days=granting.notice_days,
        asks_intent=found.mode is Mode.CONFIRM, started_by=by.code, at=at,
    )  # fmt: skip
    lines, fen = lists.freeze(campaign)
    told = CampaignStarted(
        subject=campaign.code, policy=policy, period=period, edition=edition.digest, snapshot=taken.digest, on=on.isoformat()
    )  # fmt: skip
    frozen = ListFrozen(subject=campaign.code, digest=campaign.digest, lines=lines, fen=fen)
    journal.publish(told, frozen, by=by.code, at=at)
    _step(campaign, at=at)
    return campaign.code


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
        _move(campaign, S.AGREED, by=by.code, at=at)
        return
    policy = policy_of(campaign)
    organ = catalogue.edition(campaign.edition).organs[campaign.organ]
    order = ReviewOrder(
        subject=campaign.code, organs=tuple(campaign.reviewed_by), title=TITLE.filled(policy=policy.name, period=campaign.period),
        holder_code=organ.credit_code, holder_name=organ.name.zh, points=POINTS,
        due_on=catalogue.calendar().add_working_days(localdate(at), REVIEW_DAYS), marks=("benefits",),
    )  # fmt: skip
    approvals.start_reviews([order], at=at)
    _move(campaign, S.UNDER_REVIEW, by=by.code, at=at)


def conclude_review(code: str, *, agreed: bool, words: str, by: str, at: datetime) -> None:
    """The organs have concluded; other subjects are not ours."""
    campaign = Campaign.objects.select_for_update().filter(code=code, state=S.UNDER_REVIEW).first()
    if campaign is not None:
        _move(campaign, S.AGREED if agreed else S.DISAGREED, by=by, at=at, words=words)
        if not agreed:
            _free(campaign)


def reopen_review(code: str, *, words: str, by: str, at: datetime) -> None:
    """An organ took its opinion back: as long as no money is held for the list, it goes back to the review."""
    campaign = Campaign.objects.select_for_update().filter(code=code, state=S.AGREED).first()
    if campaign is not None:
        _move(campaign, S.UNDER_REVIEW, by=by, at=at, words=words)


@transaction.atomic
def check_budget(code: str, *, by: Person, at: datetime) -> bool:
    """Hold the money for the whole list. Where the fund has not enough nothing is held, and the campaign says what is lacking."""
    campaign = _mine(code, by, at, S.AGREED, S.OVER_BUDGET)
    fund = enter_budget(policy_of(campaign), year=campaign.on.year, by=by.code, at=at)
    try:
        with transaction.atomic():
            payments.reserve(campaign.code, fund=fund, fen=campaign.fen, by=by.code, at=at)
    except payments.PaymentRefused as refused:
        campaign.trouble = {"zh": refused.says.zh, "en": refused.says.en}
        if not isinstance(refused, OverBudget):
            campaign.trouble = {"zh": NO_BUDGET.zh, "en": NO_BUDGET.en}
        _move(campaign, S.OVER_BUDGET, by=by.code, at=at, words=campaign.trouble["zh"])
        return False
    campaign.trouble = None
    _move(campaign, S.RESERVED, by=by.code, at=at)
    return True


def fund_of(policy: str, year: int) -> str:
    """The code of the fund from which a policy is paid in a year."""
    return f"{policy}-{year}"


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
    _move(campaign, S.NOTICED, by=by.code, at=at)


@transaction.atomic
def tell(code: str, *, by: Person, at: datetime) -> None:
    """Tell everybody on the list. Where a public notice is asked, it must have ended, and every objection be answered."""
    campaign = _mine(code, by, at, S.RESERVED, S.NOTICED)
    until = campaign.notice_until
    if campaign.notice_days and (until is None or localdate(at) <= until):
        raise BenefitRefused(STILL_NOTICED.filled(day=until or "—"))
    if Objection.objects.filter(campaign=campaign, state=ObjectionState.OPEN).exists():
        raise BenefitRefused(OPEN_OBJECTIONS)
    _move(campaign, S.TELLING, by=by.code, at=at)
    _step(campaign, at=at)


@transaction.atomic
def pay(code: str, *, by: Person, at: datetime) -> None:
    """Order the payments of all who may be paid now. The head of the organ does it (or who stands in), never who started it."""
    campaign = _mine(code, by, at, S.TOLD, S.PAID, step=HEAD)
    if by.code == campaign.started_by:
        raise BenefitRefused(FOUR_EYES)
    if not payouts.payable(campaign).exists():
        raise BenefitRefused(NOBODY_TO_PAY)
    _move(campaign, S.PAYING, by=by.code, at=at)
    _step(campaign, at=at)


@transaction.atomic
def close(code: str, *, by: Person, at: datetime) -> None:
    """End the campaign: nobody is paid from it any more, and what is left of its money is free."""
    campaign = _mine(code, by, at, S.TOLD, S.PAID)
    if Beneficiary.objects.filter(campaign=campaign, state=LineState.RETURNED).exists():
        raise BenefitRefused(STILL_RETURNED)
    payments.release(campaign.code, by=by.code, at=at)
    left = Beneficiary.objects.filter(campaign=campaign, holds=True).exclude(state=LineState.ARRIVED)
    left.update(holds=False)
    _move(campaign, S.CLOSED, by=by.code, at=at)


@transaction.atomic
def withdraw(code: str, *, by: Person, at: datetime) -> None:
    """Take a campaign back before anybody is told: its money and its claims are free."""
    states = [one for one in CampaignState if S.WITHDRAWN in NEXT[one]]
    campaign = _mine(code, by, at, *states)
    if campaign.state == S.UNDER_REVIEW:
        approvals.withdraw_review(campaign.code, at=at)
    payments.release(campaign.code, by=by.code, at=at)
    _free(campaign)
    _move(campaign, S.WITHDRAWN, by=by.code, at=at)


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
        campaign.size, campaign.fen = listed["n"], int(listed["fen"] or 0)
        campaign.save(update_fields=["size", "fen"])
        if not campaign.size:
            _move(campaign, S.WITHDRAWN, by="system", at=at, words=NOBODY.zh)
        else:
            _move(campaign, S.MATCHED, by="system", at=at)
    elif campaign.state == S.TELLING:
        _move(campaign, S.TOLD, by="system", at=at)
    else:
        payouts.end_if_answered(campaign, at=at)


def _list_chunk(campaign: Campaign, at: datetime) -> bool:
    return lists.write_chunk(campaign, at=at)


# A campaign's hot path (benchmarks/campaign.py).
TELL = """
UPDATE benefits_beneficiary SET state = %s WHERE id IN (SELECT id FROM benefits_beneficiary
  WHERE campaign_id = %s AND state = 'listed' AND number >= %s ORDER BY number LIMIT %s)
RETURNING number, person
"""


def _tell_chunk(campaign: Campaign, at: datetime) -> bool:
    after = LineState.AWAITING if campaign.asks_intent else LineState.TOLD
    with connection.cursor() as cursor:
        cursor.execute(TELL, [after.value, campaign.pk, campaign.cursor, TOLD_AT_ONCE])
        rows = sorted(cursor.fetchall())
    if not rows:
        return False
    policy = policy_of(campaign)
    title, body = (ASKED_TITLE, ASKED) if campaign.asks_intent else (TOLD_TITLE, TOLD)
    people = {person for _, person in rows if person}
    said = {"policy": policy.name, "period": period_words(campaign.period)}
    notices.send(to=people, title=title.filled(**said), body=body.filled(**said), about=campaign.code, link=LINK, at=at)
    digest = sha256("\n".join(str(number) for number, _ in rows).encode()).hexdigest()
    journal.publish(PeopleInformed(subject=campaign.code, count=len(rows), digest=digest), by="system", at=at)
    campaign.cursor = rows[-1][0] + 1
    campaign.save(update_fields=["cursor"])
    return len(rows) == TOLD_AT_ONCE


CHUNKS: dict[CampaignState, Callable[[Campaign, datetime], bool]] = {
    S.MATCHING: _list_chunk,
    S.TELLING: _tell_chunk,
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


def _move(campaign: Campaign, after: CampaignState, *, by: str, at: datetime, words: str = "") -> None:
    before = S(campaign.state)
    assert after in NEXT[before], f"{before} → {after}"
    campaign.state = after
    campaign.save()
    told = CampaignMoved(subject=campaign.code, before=before.value, after=after.value, words=words)
    journal.publish(told, by=by, at=at)


def policy_of(campaign: Campaign) -> Policy:
    """The policy as it was when the campaign was started."""
    return catalogue.edition(campaign.edition).policies[campaign.policy]


def period_words(period: str) -> Words:
    """The period as people read it."""
    return Words("一次性", "once") if period == "once" else Words(period, period)


LINK = "/benefits/"
TITLE = Words("免申即享名单：{policy}（{period}）", "Benefits without applying: {policy} ({period})")
TOLD_TITLE = Words("您将收到“{policy}”，不用申请", "You will receive “{policy}”, without applying")
TOLD = Words(
    "根据登记信息，您可以享受“{policy}”（{period}）。什么都不用做，钱会打到登记的账户。想知道为什么、想换账户或者不要，请点开查看。",
    "By the registers you are entitled to “{policy}” ({period}). You need not do anything: the money goes to the registered "
    "account. Open this to see why, to name another account, or to decline.",
)
ASKED_TITLE = Words("您可以领“{policy}”，点一下确认", "You can receive “{policy}”: confirm with one tap")
ASKED = Words(
    "根据登记信息，您可以享受“{policy}”（{period}）。请点开确认；不要的话也可以拒绝。不用交材料。",
    "By the registers you are entitled to “{policy}” ({period}). Open this and confirm, or decline. No documents are needed.",
)
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
STILL_RETURNED = Words(
    "还有退回的款项没有处理：请等本人换账户，或者取消这笔发放。",
    "Some payments came back: wait for another account, or give them up.",
)
NOBODY = Words("没有人符合条件，批次自动撤回", "Nobody is entitled: the campaign is withdrawn")
