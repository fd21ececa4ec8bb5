"""Read benefits as the party, with every reason: every query starts from who asks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet

from tongban.benefits.intents import NO_BENEFIT, SCOPE, audience_of, may_act_for
from tongban.benefits.models import Beneficiary, Campaign, Objection, Turn
from tongban.benefits.states import OPEN_TO_ANSWER, OVER_FOR_ALL, CampaignState, LineState, ObjectionState
from tongban.benefits.steps import corrections, lists, payouts
from tongban.benefits.types import Benefit, Granted, ObjectionView, TurnView, Why
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Fact
from tongban.identity import public as identity
from tongban.identity.public import NotFound, PartyKind, Person
from tongban.kernel.words import Words
from tongban.payments import public as payments
from tongban.policies import public as policies
from tongban.rules.public import Value

PAGE = 50
S = CampaignState
PUBLIC = [S.NOTICED, S.TELLING, S.TOLD, S.PAYING, S.PAID, S.CLOSED]


def benefits_of(person: Person, *, on: date) -> list[Benefit]:
    """What everybody for whom the person may act has of campaigns, the newest first; with what is publicly noticed of them."""
    rows = _lines_visible_to(person, on).exclude(state__in=[LineState.EXCLUDED, LineState.UNDECIDED])
    return _with_payments(rows.exclude(Q(state=LineState.LISTED) & ~Q(campaign__state=S.NOTICED))[:PAGE])


def left_out(person: Person, *, on: date) -> list[Benefit]:
    """The lists that named a party of the person and gave it nothing, once people were told: excluded, or not decided."""
    rows = _lines_visible_to(person, on).filter(state__in=[LineState.EXCLUDED, LineState.UNDECIDED])
    told = rows.filter(campaign__state__in=PUBLIC).exclude(reason__in=[lists.ALREADY, payouts.PAID_BEFORE])
    return _with_payments(told[:PAGE])


def _lines_visible_to(person: Person, on: date) -> QuerySet[Beneficiary]:
    parties = {code for code, scope in identity.codes_visible_to(person, on=on) if not scope or SCOPE in scope}
    rows = Beneficiary.objects.filter(party__in=parties).exclude(campaign__state__in=[S.WITHDRAWN, S.DISAGREED])
    return rows.select_related("campaign").order_by("-campaign__at", "-id")


def _with_payments(rows: Iterable[Beneficiary]) -> list[Benefit]:
    shown = list(rows)
    codes = [payouts.code_of(row) for row in shown]
    paid, asked_back = payments.payments_with(codes), payments.recoveries_of(codes)
    return [
        replace(_benefit(row, paid.get(code)), recoveries=asked_back.get(code, ()))
        for row, code in zip(shown, codes, strict=True)
    ]


def granted_lately(*, on: date) -> list[Granted]:
    """The newest list of each policy of which people were told, or that is noticed. Whoever misses themselves there asks `why`."""
    edition = catalogue.edition(on=on)
    rows = Campaign.objects.filter(state__in=PUBLIC, policy__in=list(edition.policies))
    newest = rows.order_by("policy", "-at", "-id").distinct("policy")
    return [Granted(row.code, edition.policies[row.policy], row.period, row.audience) for row in newest]


def audience_asked(campaign: str) -> str:
    """Whether a list that people were told of, or that is noticed, is one of persons or of organisations. Raises NotFound."""
    row = Campaign.objects.filter(code=campaign.replace("\0", ""), state__in=PUBLIC).first()
    if row is None:
        raise NotFound(NO_BENEFIT)
    return row.audience


def _benefit(row: Beneficiary, payment: payments.Payment | None) -> Benefit:
    campaign = row.campaign
    edition = catalogue.edition(campaign.edition)
    state = LineState(row.state)
    reason = reason_words(edition, campaign.policy, row.reason) if row.reason else None
    return Benefit(
        campaign=campaign.code, party=row.party, party_name=row.name, policy=edition.policies[campaign.policy],
        organ=edition.organs[campaign.organ], period=campaign.period, campaign_state=S(campaign.state),
        state=state, reason=reason, fen=row.fen,
        account=f"{row.bank} {payments.masked(row.account, payee=row.party)}" if row.account else "",
        asks_intent=campaign.asks_intent,
        at=campaign.at, payment=payment if row.holds or state is LineState.ARRIVED else None, may=_may(campaign, row),
    )  # fmt: skip


def _may(campaign: Campaign, row: Beneficiary) -> tuple[str, ...]:
    if campaign.state in OVER_FOR_ALL:
        return ()
    verbs = []
    if row.state in (LineState.AWAITING, LineState.DECLINED):
        verbs.append("confirm")
    if row.state in OPEN_TO_ANSWER:
        verbs.append("decline")
    if row.state in OPEN_TO_ANSWER or row.state == LineState.RETURNED:
        verbs.append("name_account")
    return tuple(verbs)


def why(campaign: str, *, party: str, seen_by: Person, on: date) -> Why:
    """Why a party is on a list or is not, by the values as they were frozen. Raises NotFound for who may not act for it."""
    may_act_for(party, seen_by, on)
    row = Campaign.objects.filter(code=campaign.replace("\0", "")).exclude(state=S.WITHDRAWN).first()
    if row is None or row.audience != audience_of(party):
        raise NotFound(NO_BENEFIT)
    return explain(row, party, on)


def explain(campaign: Campaign, party: str, on: date) -> Why:
    """Each condition with its clause and the values as they were frozen, and their sources."""
    edition = catalogue.edition(campaign.edition)
    policy = edition.policies[campaign.policy]
    rows = Beneficiary.objects.filter(campaign=campaign, party=party).select_related("campaign")
    own = _with_payments(rows.order_by("-holds", "-number"))
    taken = policies.get_snapshot(campaign.snapshot)
    wanted, match = policies.facts_of(edition, policy), None
    known = policies.values_of(taken, party, edition=edition, facts=wanted)
    values: list[tuple[Fact, Value | None, Words]] = []
    if known is not None:
        match = policies.check_up(campaign.audience, edition=edition, values=known, on=campaign.on).match(policy.code)
        values = [
            (fact, known.get(fact.code), edition.sources[fact.source or ""].name)
            for fact in map(edition.facts.__getitem__, wanted)
            if fact.source in edition.sources
        ]
    contact = identity.contacts([party], kind=PartyKind(campaign.audience)).get(party)
    objection = (
        Objection.objects.filter(campaign=campaign, party=party).select_related("campaign").order_by("-at").first()
    )
    name = contact.name if contact else ""
    return Why(
        campaign=campaign.code, policy=policy, edition=edition, period=campaign.period, on=campaign.on, party=party,
        party_name=name, benefit=own[0] if own else None, match=match, values=tuple(values),
        objection=objection_view(objection, name) if objection else None,
        paid_before=tuple(each for each in own[1:] if each.state is LineState.ARRIVED),
    )  # fmt: skip


def turns_of(person: Person, *, on: date, limit: int = 20) -> list[TurnView]:
    """What turned lately for the parties for whom the person may act, the newest first."""
    parties = [code for code, scope in identity.codes_visible_to(person, on=on) if not scope or SCOPE in scope]
    edition = catalogue.edition(on=on)
    rows = Turn.objects.filter(party__in=parties, policy__in=list(edition.policies)).order_by("-id")[:limit]
    return [
        TurnView(edition.policies[row.policy], row.on, row.was_entitled, row.was_fen, row.is_entitled, row.fen)
        for row in rows
    ]


def objection_view(row: Objection, name: str) -> ObjectionView:
    return ObjectionView(
        row.code, row.campaign.code, row.party, name, row.words, row.at, ObjectionState(row.state), row.answer
    )


def reason_words(edition: Edition, policy: str, reason: str) -> Words:
    """The reason of a line as people read it: the sentence of the exclusion, or one of ours."""
    if reason in REASONS:
        return REASONS[reason]
    if reason.startswith(lists.OTHER):
        other = edition.policies.get(reason.removeprefix(lists.OTHER))
        return OTHER_POLICY.filled(policy=other.name if other else reason)
    found = edition.policies[policy]
    for code in found.common_exclusions:
        if edition.exclusions[code].rule == reason:
            return edition.exclusions[code].sentence
    return next((each.sentence for each in found.exclusions if each.rule == reason), Words(reason, reason))


OTHER_POLICY = Words(
    "同一时期已经享受“{policy}”，不能同时享受", "Has “{policy}” for the same period, which excludes this"
)
REASONS = {
    lists.ALREADY: Words("同一时期已经在另一批名单里", "Is on another list of the same policy and period"),
    payouts.PAID_BEFORE: Words("这一期以前已经付过", "Was paid for this period before"),
    "recheck": Words("发放前复核：条件不再满足", "Looked at again before paying: the conditions are no longer met"),
    corrections.UPHELD: Words("异议成立，这一行已经更正", "An objection was upheld, and this line corrected"),
    "unpriced": Words(
        "条件满足，但算不出金额（有数据不知道）", "Entitled, but the sum cannot be worked out: something is unknown"
    ),
    "account_closed": Words("收款账户已注销", "The account is closed"),
    "account_unknown": Words("银行没有这个账户", "The bank does not know the account"),
}
