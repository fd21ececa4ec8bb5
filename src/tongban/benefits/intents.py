"""What the party says: yes, no, or another account; and what somebody objects to."""

import re
import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.benefits.campaigns import fund_of
from tongban.benefits.events import IntentGiven, ObjectionRaised, ObjectionSettled
from tongban.benefits.models import Beneficiary, Campaign, Objection
from tongban.benefits.states import OPEN_TO_ANSWER, CampaignState, LineState, ObjectionState, Verdict
from tongban.benefits.steps import lists, payouts
from tongban.benefits.steps.rechecks import judge_now
from tongban.benefits.types import BenefitRefused
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.identity.public import AssuranceLevel, NotAllowed, NotFound, Person, Right
from tongban.journal import public as journal
from tongban.kernel.identifiers import is_citizen_number
from tongban.kernel.words import Words
from tongban.notices import public as notices
from tongban.payments import public as payments
from tongban.policies import public as policies

SCOPE = policies.SCOPE
LONGEST_WORDS = 1000


@transaction.atomic
def confirm(campaign: str, *, party: str, by: Person, at: datetime) -> None:
    """One tap: yes. A second tap changes nothing."""
    line = _own(campaign, party, by, at)
    if line.state in (LineState.CONFIRMED, LineState.ORDERED, LineState.ARRIVED):
        return
    _refuse_unless(line, LineState.AWAITING, LineState.DECLINED)
    if line.state == LineState.DECLINED and not _hold_again(line):
        raise BenefitRefused(ELSEWHERE)
    _answer(line, LineState.CONFIRMED, "confirmed", by=by, at=at)


@transaction.atomic
def decline(campaign: str, *, party: str, by: Person, at: datetime) -> None:
    """No, thank you: nothing is paid, and the claim is free. It can be taken back until the campaign is closed."""
    line = _own(campaign, party, by, at)
    if line.state == LineState.DECLINED:
        return
    _refuse_unless(line, *OPEN_TO_ANSWER)
    line.holds = False
    _answer(line, LineState.DECLINED, "declined", by=by, at=at)


@transaction.atomic
def name_account(
    campaign: str, *, party: str, bank: str, account: str, level: AssuranceLevel, by: Person, at: datetime
) -> None:
    """Pay into another account. What the bank has sent back is paid there at once, under the same code.

    Only for somebody who was seen (`level`: else `LevelTooLow`), and never for an agent: raises NotAllowed. The party is told.
    Raises `BenefitRefused` for an account that cannot be one (12 to 19 digits), and once the money is on its way or there.
    """
    line = _own(campaign, party, by, at)
    if identity.acting_for(by, party=party, on=localdate(at), scope=SCOPE).right == Right.MANDATE:
        raise NotAllowed(NOT_BY_AN_AGENT)
    identity.refuse_below(level, AssuranceLevel.PROVEN)
    bank, digits = bank.strip(), "".join(account.split())
    if not BANK_NAME.fullmatch(bank) or not ACCOUNT.fullmatch(digits):
        raise BenefitRefused(NO_ACCOUNT)
    _refuse_unless(line, LineState.RETURNED, *OPEN_TO_ANSWER)
    line.bank, line.account = bank, payments.encrypted(digits, payee=party)
    _tell_of_account(line, bank, digits, by=by, at=at)
    if line.state == LineState.RETURNED:
        code = payments.code_of(payouts.basis_of(line.campaign, party))
        payments.reissue(code, name=line.name, bank=bank, account=digits, by=by.code, at=at)
        line.campaign.state = CampaignState.PAYING
        line.campaign.save(update_fields=["state"])
        _answer(line, LineState.ORDERED, "account", by=by, at=at)
    else:
        _answer(line, LineState(line.state), "account", by=by, at=at)


def _tell_of_account(line: Beneficiary, bank: str, digits: str, *, by: Person, at: datetime) -> None:
    """Whoever did not do it themselves hears of it before the money leaves."""
    campaign = line.campaign
    policy = catalogue.edition(campaign.edition).policies[campaign.policy]
    link = f"/benefits/{campaign.code}/{_public(campaign, line.party)}/"
    body = ACCOUNT_NAMED.filled(policy=policy.name, bank=bank, last=digits[-4:], by=by.name)
    title = ACCOUNT_NAMED_TITLE.filled(policy=policy.name)
    to = sorted({line.person or by.code, by.code})
    notices.send(to=to, title=title, body=body, about=campaign.code, link=link, at=at)


def _answer(line: Beneficiary, state: LineState, intent: str, *, by: Person, at: datetime) -> None:
    line.state, line.reason, line.answered_at = state, "", at
    line.save()
    told = IntentGiven(subject=line.campaign.code, party=_public(line.campaign, line.party), intent=intent)
    journal.publish(told, by=by.code, at=at)


def _hold_again(line: Beneficiary) -> bool:
    """Take the claim again, unless another campaign has it meanwhile."""
    same = Beneficiary.objects.filter(party=line.party, policy=line.policy, from_on=line.from_on, holds=True)
    if same.exists():
        return False
    line.holds = True
    return True


def _own(campaign: str, party: str, by: Person, at: datetime) -> Beneficiary:
    """The line, locked, for whoever may act for the party. Raises NotFound for everybody else."""
    may_act_for(party, by, localdate(at))
    row = Campaign.objects.select_for_update().filter(code=campaign).exclude(state=CampaignState.WITHDRAWN).first()
    line = None
    if row is not None:
        lines = (
            Beneficiary.objects.select_for_update(of=("self",))
            .select_related("campaign")
            .filter(campaign=row, party=party)
        )
        line = lines.order_by("-holds", "-number").first()
    if line is None:
        raise NotFound(NO_BENEFIT)
    return line


def may_act_for(party: str, by: Person, on: date) -> None:
    """Raises NotFound for who may not act for the party in matters of policies; it never tells whether there is one."""
    try:
        identity.acting_for(by, party=party, on=on, scope=SCOPE)
    except identity.NotAllowed:
        raise NotFound(NO_BENEFIT) from None


def _refuse_unless(line: Beneficiary, *states: LineState) -> None:
    if line.campaign.state in (CampaignState.CLOSED, CampaignState.DISAGREED):
        raise BenefitRefused(OVER)
    if line.state not in states:
        raise BenefitRefused(TOO_LATE)


def _public(campaign: Campaign, party: str) -> str:
    return identity.person_by_number(party).code if campaign.audience == "person" else party


@transaction.atomic
def object_to(campaign: str, *, party: str, words: str, by: Person, at: datetime) -> str:
    """Object to what a list says of the party, or to its not being on it (异议). A person looks at it (PIPL art. 24).

    Gives the objection's code. One is open at a time.
    """
    may_act_for(party, by, localdate(at))
    row = Campaign.objects.filter(code=campaign).exclude(state=CampaignState.WITHDRAWN).first()
    if row is None or row.audience != audience_of(party):
        raise NotFound(NO_BENEFIT)
    said = words.replace("\0", "").strip()[:LONGEST_WORDS]
    if not said:
        raise BenefitRefused(NO_WORDS)
    if Objection.objects.filter(campaign=row, party=party, state=ObjectionState.OPEN).exists():
        raise BenefitRefused(ONE_AT_A_TIME)
    made = Objection.objects.create(
        code=f"OB{secrets.token_hex(6).upper()}", campaign=row, party=party, person=by, words=said, at=at
    )
    told = ObjectionRaised(subject=row.code, objection=made.code, party=_public(row, party))
    journal.publish(told, by=by.code, at=at)
    return made.code


def audience_of(party: str) -> str:
    """Whether a party's code is a citizen number or a credit code."""
    return "person" if is_citizen_number(party) else "organisation"


@transaction.atomic
def settle_objection(code: str, *, upheld: bool, answer: str, by: Person, at: datetime) -> None:
    """Answer an objection, as an officer of the organ. Upheld for who is not on the list, the registers are asked afresh.

    Then the party is put on the list if the rules say so now, with money of its own from the fund; if they do not, the objection
    cannot be upheld: the register must be mended first. Raises `BenefitRefused`, NotFound for other organs.
    """
    made = Objection.objects.select_for_update(of=("self",)).select_related("campaign").filter(code=code).first()
    if made is None or not identity.may_act(by, organ=made.campaign.organ, step="officer", on=localdate(at)):
        raise NotFound("没有这个异议。 / There is no such objection.")
    _step_aside_for(made.party, by, at)
    if made.state != ObjectionState.OPEN:
        raise BenefitRefused(ANSWERED)
    if not answer.strip():
        raise BenefitRefused(NO_ANSWER)
    campaign = Campaign.objects.select_for_update().get(pk=made.campaign_id)
    is_in = Beneficiary.objects.filter(campaign=campaign, party=made.party, holds=True).exists()
    if upheld and not is_in:
        _put_on(campaign, made, by=by, at=at)
    made.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    made.answer, made.answered_by, made.answered_at = answer.strip(), by.code, at
    made.save()
    journal.publish(ObjectionSettled(subject=campaign.code, objection=code, upheld=upheld), by=by.code, at=at)
    policy = catalogue.edition(campaign.edition).policies[campaign.policy]
    title = UPHELD if upheld else DISMISSED
    body = ANSWER.filled(policy=policy.name, answer=made.answer)
    link = f"/benefits/{campaign.code}/{_public(campaign, made.party)}/"
    notices.send(
        to=[made.person.code], title=title.filled(policy=policy.name), body=body, about=campaign.code, link=link, at=at
    )


def _step_aside_for(party: str, by: Person, at: datetime) -> None:
    """Nobody decides about money of their own, or of those close to them (Civil Servants Law, article 76)."""
    if identity.has_interest(by, party, on=localdate(at)):
        raise BenefitRefused(STEP_ASIDE)


def _put_on(campaign: Campaign, made: Objection, *, by: Person, at: datetime) -> None:
    """A line of its own at the end of the list: the list as it was frozen stays as it is."""
    edition = catalogue.edition(campaign.edition)
    policy = edition.policies[campaign.policy]
    stands = judge_now(edition, campaign.audience, [made.party], on=localdate(at), by=by.code, at=at)[made.party]
    match = stands.match(campaign.policy)
    if match.standing is not policies.Standing.ENTITLED or not match.fen:
        raise BenefitRefused(STILL_NOT)
    before = (CampaignState.MATCHING, CampaignState.WITHDRAWN, CampaignState.CLOSED, CampaignState.DISAGREED)
    if campaign.state in before:
        raise BenefitRefused(NO_LIST)
    last = Beneficiary.objects.filter(campaign=campaign).order_by("-number").values_list("number", flat=True).first()
    number = max(campaign.total, -1 if last is None else last + 1)
    line = (made.party, match.fen, Verdict.CORRECTED.value, made.code)
    lists.write_lines(campaign, policy, [line], first=number, at=at)
    added = Beneficiary.objects.get(campaign=campaign, number=number)
    if not added.holds:
        raise BenefitRefused(ELSEWHERE)
    _pay_for(campaign, added, made.code, by=by, at=at)


def _pay_for(campaign: Campaign, added: Beneficiary, objection: str, *, by: Person, at: datetime) -> None:
    """Before the budget was checked the list has grown; afterwards the line's money is held on its own."""
    earlier = (CampaignState.MATCHED, CampaignState.UNDER_REVIEW, CampaignState.AGREED, CampaignState.OVER_BUDGET)
    campaign.size, campaign.fen = campaign.size + 1, campaign.fen + added.fen
    campaign.save(update_fields=["size", "fen"])
    if campaign.state in earlier:
        return
    added.extra = f"+{objection}"
    fund = fund_of(campaign.policy, campaign.on.year)
    payments.reserve(campaign.code + added.extra, fund=fund, fen=added.fen, by=by.code, at=at)
    if campaign.state not in (CampaignState.RESERVED, CampaignState.NOTICED):
        added.state = LineState.AWAITING if campaign.asks_intent else LineState.TOLD
    added.save()


@transaction.atomic
def claw_back(campaign: str, *, party: str, fen: int, why: str, by: Person, at: datetime) -> str:
    """Ask money that arrived back, as an officer of the organ (追回); the party is told. Gives the recovery's code.

    Raises `PaymentRefused` for more than arrived, NotFound for other organs.
    """
    row = Campaign.objects.filter(code=campaign).first()
    if row is None or not identity.may_act(by, organ=row.organ, step="officer", on=localdate(at)):
        raise NotFound("没有这个免申即享批次。 / There is no such campaign.")
    _step_aside_for(party, by, at)
    line = Beneficiary.objects.filter(campaign=row, party=party, state=LineState.ARRIVED).first()
    if line is None:
        raise BenefitRefused(NOT_ARRIVED)
    if not why.strip():
        raise BenefitRefused(NO_ANSWER)
    code = payments.code_of(payouts.basis_of(row, party))
    recovery = payments.recover(
        code, fen=fen, why=why.strip(), key=f"{row.code}:{line.number}:{fen}", by=by.code, at=at
    )
    policy = catalogue.edition(row.edition).policies[row.policy]
    if line.person:
        title, body = (
            ASKED_BACK_TITLE.filled(policy=policy.name),
            ASKED_BACK.filled(policy=policy.name, why=why.strip()),
        )
        notices.send(to=[line.person], title=title, body=body, about=row.code, link="/benefits/", at=at)
    return recovery


STEP_ASIDE = Words(
    "这件事涉及您本人、近亲属或您代表的单位，您要回避。请同事来办。",
    "This concerns you, somebody close to you, or somebody for whom you act. Step aside and let a colleague do it.",
)
NO_BENEFIT = "没有这项待遇。 / There is no such benefit."
TOO_LATE = Words(
    "现在不能再改了：钱已经在路上或者已经到账。请刷新页面看看。",
    "This cannot be changed any more: the money is on its way, or there. Reload the page to see.",
)
OVER = Words("这一批已经结束。", "This campaign is over.")
ELSEWHERE = Words(
    "您在同一时期已经有这项或不能同时享受的待遇。",
    "You already have this, or something that excludes it, for the same period.",
)
NO_ACCOUNT = Words(
    "请填开户银行，以及 12 到 19 位数字的账号。", "Give the name of the bank, and an account number of 12 to 19 digits."
)
BANK_NAME = re.compile(
    r"\w[\w （）()·.&-]{1,59}"
)  # a name, never a formula for the spreadsheet of whoever opens the bank's file
ACCOUNT = re.compile(r"[0-9]{12,19}")
NOT_BY_AN_AGENT = Words(
    "收款账户只能由本人、监护人或法定代表人来改，受托人不能改。",
    "Only the person, a guardian or the legal representative names the account; an agent cannot.",
)
ACCOUNT_NAMED_TITLE = Words("“{policy}”的收款账户改了", "The account for “{policy}” was changed")
ACCOUNT_NAMED = Words(
    "“{policy}”以后打到{bank}尾号 {last} 的账户，是{by}改的。如果不是您的意思，请马上再改，并拨打 12345。",
    "“{policy}” will be paid into the account ending in {last} at {bank}; {by} changed it. If you did not want this, change it "
    "again at once and call 12345.",
)
NO_WORDS = Words("请写明为什么不对。", "Say what is wrong.")
ONE_AT_A_TIME = Words("您的异议正在处理，请等答复。", "Your objection is being looked at; please wait for the answer.")
ANSWERED = Words("这个异议已经答复过了。", "This objection has been answered.")
NO_ANSWER = Words("请写明理由，本人会看到。", "Give your reasons: the party reads them.")
STILL_NOT = Words(
    "按登记库现在的信息，规则仍然不通过。请先让登记部门更正，再支持这个异议。",
    "By what the registers say now the rules are still not met. Let the register be mended first, then uphold the objection.",
)
NO_LIST = Words("这一批没有可以补入的名单。", "This campaign has no list to which anybody could be added.")
NOT_ARRIVED = Words("这个人没有到账的款项可以追回。", "Nothing has arrived at this party that could be asked back.")
UPHELD = Words("您对“{policy}”的异议成立", "Your objection to “{policy}” was upheld")
DISMISSED = Words("您对“{policy}”的异议有了答复", "Your objection to “{policy}” was answered")
ANSWER = Words("关于“{policy}”，工作人员答复：{answer}", "About “{policy}”, the officer answers: {answer}")
ASKED_BACK_TITLE = Words("“{policy}”有多发的款项要退回", "Some of “{policy}” has to be paid back")
ASKED_BACK = Words(
    "“{policy}”多发了款项，理由：{why}。请点开查看；不同意可以提出异议。",
    "Too much of “{policy}” was paid, because: {why}. Open this to see; you may object.",
)
