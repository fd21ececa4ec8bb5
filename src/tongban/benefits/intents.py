"""What the party says: yes, no, or another account; and what somebody objects to."""

import re
import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.benefits.events import IntentGiven, ObjectionRaised, ObjectionSettled
from tongban.benefits.models import Beneficiary, Campaign, Objection
from tongban.benefits.states import OPEN_TO_ANSWER, OVER_FOR_ALL, CampaignState, LineState, ObjectionState
from tongban.benefits.steps import corrections, lists, payouts
from tongban.benefits.steps.corrections import ELSEWHERE
from tongban.benefits.steps.moves import move
from tongban.benefits.types import BenefitRefused
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.identity.public import AssuranceLevel, NotAllowed, NotFound, Person, Right
from tongban.journal import public as journal
from tongban.kernel import money
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
        code = payouts.code_of(line)
        payments.reissue(code, name=line.name, bank=bank, account=digits, by=by.code, at=at)
        if line.campaign.state != CampaignState.PAYING:
            move(line.campaign, CampaignState.PAYING, by=by.code, at=at)
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
    if line.campaign.state in OVER_FOR_ALL:
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
    """Answer an objection, as an officer of the organ. Upheld, the registers are asked afresh, and the list is corrected.

    The rules decide, by what the registers say now, whether the party comes onto the list, leaves it, or gets another sum; if they
    say what the list says, the objection cannot be upheld: the register must be mended first. Raises `BenefitRefused`,
    `PaymentRefused` where the fund has not enough, NotFound for other organs.
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
    if upheld:
        made.fault = corrections.correct(campaign, made, by=by.code, at=at)
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


@transaction.atomic
def claw_back(campaign: str, *, number: int, fen: int, why: str, by: Person, at: datetime) -> str:
    """Ask money of a line that arrived back, as an officer of the organ (追回); the party is told. Gives the recovery's code.

    Raises `PaymentRefused` for more than arrived, `BenefitRefused` where the same sum is asked already, NotFound for other organs.
    """
    row = _decided_by(campaign, by, at)
    line = Beneficiary.objects.select_for_update().filter(campaign=row, number=number).first()
    if line is None:
        raise NotFound(NO_LINE)
    _step_aside_for(line.party, by, at)
    if line.state != LineState.ARRIVED:
        raise BenefitRefused(NOT_ARRIVED)
    if not why.strip():
        raise BenefitRefused(NO_ANSWER)
    code = payouts.code_of(line)
    asked = payments.recoveries_of([code]).get(code, ())
    if any(each.fen == fen and each.repaid_at is None for each in asked):
        raise BenefitRefused(ASKED_ALREADY)
    key = f"{row.code}:{line.number}:{fen}:{len(asked)}"
    recovery = payments.recover(code, fen=fen, why=why.strip(), key=key, by=by.code, at=at)
    _tell_of_recovery(line, (ASKED_BACK_TITLE, ASKED_BACK), fen, why=why.strip(), at=at)
    return recovery


@transaction.atomic
def note_repaid(campaign: str, *, number: int, recovery: str, by: Person, at: datetime) -> None:
    """What was asked back of a line is there again, as an officer of the organ says; the party is told. A second time: nothing.

    Raises NotFound for other organs, and for what was not asked back of this line.
    """
    row = _decided_by(campaign, by, at)
    line = Beneficiary.objects.select_for_update().filter(campaign=row, number=number).first()
    code = payouts.code_of(line) if line else ""
    asked = {each.code: each for each in payments.recoveries_of([code]).get(code, ())}
    if line is None or recovery not in asked:
        raise NotFound(NO_LINE)
    _step_aside_for(line.party, by, at)
    if asked[recovery].repaid_at is None:
        payments.note_repaid(recovery, by=by.code, at=at)
        _tell_of_recovery(line, (REPAID_TITLE, REPAID), asked[recovery].fen, why="", at=at)


def _decided_by(campaign: str, by: Person, at: datetime) -> Campaign:
    """The campaign, for an officer of its organ. Raises NotFound for everybody else."""
    row = Campaign.objects.filter(code=campaign).first()
    if row is None or not identity.may_act(by, organ=row.organ, step="officer", on=localdate(at)):
        raise NotFound("没有这个免申即享批次。 / There is no such campaign.")
    return row


def _tell_of_recovery(line: Beneficiary, words: tuple[Words, Words], fen: int, *, why: str, at: datetime) -> None:
    if not line.person:
        return
    said = {"policy": lists.policy_of(line.campaign).name, "sum": money.show(money.of_fen(fen)), "why": why}
    title, body = (each.filled(**said) for each in words)
    link = f"/benefits/{line.campaign.code}/{_public(line.campaign, line.party)}/"
    notices.send(to=[line.person], title=title, body=body, about=line.campaign.code, link=link, at=at)


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
NOT_ARRIVED = Words("这个人没有到账的款项可以追回。", "Nothing has arrived at this party that could be asked back.")
UPHELD = Words("您对“{policy}”的异议成立", "Your objection to “{policy}” was upheld")
DISMISSED = Words("您对“{policy}”的异议有了答复", "Your objection to “{policy}” was answered")
ANSWER = Words("关于“{policy}”，工作人员答复：{answer}", "About “{policy}”, the officer answers: {answer}")
ASKED_ALREADY = Words(
    "同样的金额已经要求退回，还没有退回来。不用再要求一次。",
    "The same sum is asked back already and has not come: there is no need to ask again.",
)
NO_LINE = "名单里没有这一行。 / The list has no such line."
ASKED_BACK_TITLE = Words("“{policy}”有多发的款项要退回", "Some of “{policy}” has to be paid back")
ASKED_BACK = Words(
    "“{policy}”多发了 {sum}，请退回，理由：{why}。请点开查看怎么退；不同意可以提出异议。",
    "{sum} too much of “{policy}” was paid and has to be paid back, because: {why}. Open this to see how; you may object.",
)
REPAID_TITLE = Words("“{policy}”退回的款项收到了", "What you paid back of “{policy}” has arrived")
REPAID = Words(
    "收到您退回的 {sum}（“{policy}”），这件事办完了。", "Your {sum} of “{policy}” has arrived; the matter is closed."
)
