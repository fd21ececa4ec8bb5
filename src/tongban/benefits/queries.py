"""Read campaigns as an official of the organs concerned, and benefits as the party: every query starts from who asks."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.benefits import reasons
from tongban.benefits.campaigns import HEAD, OFFICER, POINTS, refusal_of
from tongban.benefits.intents import NO_LINE
from tongban.benefits.models import Beneficiary, Campaign, Objection, Turn
from tongban.benefits.states import NEXT, PAYABLE, CampaignState, LineState, Verdict
from tongban.benefits.steps import lists, payouts, tallies
from tongban.benefits.steps import quality as measures
from tongban.benefits.types import (
    BenefitRefused,
    CampaignView,
    Compared,
    Line,
    Lines,
    NoticedLine,
    ObjectionView,
    Purse,
    Quality,
    Ready,
    Rerun,
    Why,
)
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Policy
from tongban.identity import public as identity
from tongban.identity.public import NotFound, PartyKind, Person
from tongban.kernel.identifiers import masked_name, masked_number
from tongban.kernel.words import Words
from tongban.payments import public as payments

PAGE = 50
MOST_LOST = 200
CODE = re.compile(r"MS\d{8}[0-9A-F]{10}")
S = CampaignState
# The verbs of the desk, the states in which each is open, and who does it.
VERBS = (
    ("send_to_review", {S.MATCHED}, OFFICER),
    ("check_budget", {S.AGREED, S.OVER_BUDGET}, OFFICER),
    ("publish_notice", {S.RESERVED}, OFFICER),
    ("tell", {S.RESERVED, S.NOTICED}, OFFICER),
    ("pay", {S.TOLD, S.PAID}, HEAD),
    ("close", {S.TOLD, S.PAID}, OFFICER),
    ("withdraw", {one for one in S if S.WITHDRAWN in NEXT[one]}, OFFICER),
)


def _visible_to(person: Person, on: date) -> QuerySet[Campaign]:
    """The campaigns of the person's organ, and those that it reviews; all of them for who oversees all."""
    can = identity.capacity(person, on=on)
    if can is None or not (can.steps or can.oversees):
        return Campaign.objects.none()
    if can.oversees_all:
        return Campaign.objects.all()
    return Campaign.objects.filter(Q(organ=can.organ) | Q(reviewed_by__contains=[can.organ]))


def _seen(code: str, person: Person, on: date) -> Campaign:
    found = _visible_to(person, on).filter(code=code.replace("\0", "")).first()
    if found is None:
        raise NotFound("没有这个免申即享批次。 / There is no such campaign.")
    return found


def startable(person: Person, *, on: date) -> list[Policy]:
    """The policies of the person's organ that can be granted unasked, for an officer of it."""
    can = identity.capacity(person, on=on)
    if can is None or OFFICER not in can.steps:
        return []
    return [
        each
        for each in catalogue.edition(on=on).policies.values()
        if each.organ == can.organ and refusal_of(each, on) is None and all(one.rule for one in each.conditions)
    ]  # fmt: skip


def is_concerned(person: Person, *, on: date) -> bool:
    """Whether the person has anything to do with campaigns: an official of an organ that decides, or who oversees one."""
    can = identity.capacity(person, on=on)
    return can is not None and bool(can.steps or can.oversees)


def campaigns(person: Person, *, on: date, limit: int = PAGE) -> list[CampaignView]:
    """The campaigns that the person may see, the newest first. Two queries."""
    found = list(_visible_to(person, on).order_by("-at", "-id")[:limit])
    counted = tallies.counted([one.pk for one in found])
    return [_view(one, counted[one.pk], ()) for one in found]


def arrived(policy: str, *, since: date) -> tuple[int, int, date, str] | None:
    """What the newest campaign of a policy that was matched on `since` or later has paid: how many, how many fen, the day of its
    list and its snapshot; None where nothing has arrived. Sums alone, of nobody by name. Two queries."""
    found = list(Campaign.objects.filter(policy=policy, on__gte=since).order_by("-on", "-id"))
    counted = tallies.counted([one.pk for one in found])
    for one in found:
        for state, people, fen in counted[one.pk]:
            if state == LineState.ARRIVED:
                return people, fen, one.on, one.snapshot
    return None


def get_campaign(code: str, *, seen_by: Person, on: date) -> CampaignView:
    """One campaign; raises NotFound for who is of none of its organs."""
    campaign = _seen(code, seen_by, on)
    rows = tallies.counted([campaign.pk])[campaign.pk]
    may = tuple(
        verb
        for verb, states, step in VERBS
        if campaign.state in states and identity.may_act(seen_by, organ=campaign.organ, step=step, on=on)
        and _makes_sense(verb, campaign, on)
    )  # fmt: skip
    return replace(_view(campaign, rows, may), ready=_ready(campaign, rows))


def _ready(campaign: Campaign, rows: Sequence[tuple[str, int, int]]) -> Ready | None:
    """By the counts that are kept, less the few who have no account (their own index): as fast for a million lines."""
    if campaign.state not in (S.TOLD, S.PAID):
        return None
    told = [(count, fen) for state, count, fen in rows if state in PAYABLE]
    nowhere = payouts.without_account(campaign).aggregate(n=Count("id"), fen=Sum("fen"))
    count, fen = (sum(each) for each in zip(*told, strict=True)) if told else (0, 0)
    return Ready(count - nowhere["n"], fen - int(nowhere["fen"] or 0), nowhere["n"])


def standings(code: str, *, seen_by: Person, on: date) -> tuple[approvals.OrganStanding, ...]:
    """Where each organ of the joint review stands, and what it said; nothing before the list was sent to it."""
    return approvals.standings(_seen(code, seen_by, on).code)


def _makes_sense(verb: str, campaign: Campaign, on: date) -> bool:
    if verb == "publish_notice":
        return bool(campaign.notice_days)
    if verb == "tell":
        return not campaign.notice_days or (campaign.notice_until is not None and on > campaign.notice_until)
    return verb != "pay" or payouts.payable(campaign).exists()


def _view(campaign: Campaign, rows: Sequence[tuple[str, int, int]], may: tuple[str, ...]) -> CampaignView:
    edition = catalogue.edition(campaign.edition)
    return CampaignView(
        code=campaign.code, policy=edition.policies[campaign.policy], edition=edition, period=campaign.period,
        organ=campaign.organ, state=S(campaign.state), on=campaign.on, at=campaign.at, snapshot=campaign.snapshot,
        edition_digest=campaign.edition_digest, digest=campaign.digest, total=campaign.total, size=campaign.size,
        fen=campaign.fen, done=campaign.cursor if campaign.is_stepping else campaign.total, reviewed_by=tuple(campaign.reviewed_by),
        notice_days=campaign.notice_days, notice_until=campaign.notice_until, asks_intent=campaign.asks_intent,
        trouble=Words(**campaign.trouble) if campaign.trouble else None, lacking=campaign.lacking,
        counts={LineState(state): count for state, count, _ in rows},
        sums={LineState(state): fen for state, _, fen in rows}, may=may,
    )  # fmt: skip


def grounds(code: str, *, seen_by: Person, on: date) -> list[tuple[Words, int]]:
    """Why lines are excluded, with how many, the most frequent first."""
    campaign = _seen(code, seen_by, on)
    edition = catalogue.edition(campaign.edition)
    rows = Beneficiary.objects.filter(campaign=campaign, state__in=[LineState.EXCLUDED, LineState.STOPPED])
    counted = rows.values_list("reason").annotate(n=Count("id")).order_by("-n", "reason")
    return [(reasons.reason_words(edition, campaign.policy, reason), count) for reason, count in counted]


def lines(code: str, *, seen_by: Person, on: date, state: str = "", search: str = "", page: int = 1) -> Lines:
    """A page of the list, for the organs concerned; `search` finds a name's beginning, a whole number, or the code of a payment."""
    campaign = _seen(code, seen_by, on)
    found = Beneficiary.objects.filter(campaign=campaign)
    if state in set(LineState):
        found = found.filter(state=state)
    words = search.replace("\0", "").strip()
    if words:
        paid = payments.payments_with([words])
        payee = paid[words].payee if words in paid else words
        found = found.filter(Q(name__startswith=words) | Q(party=payee))
    first = (max(1, page) - 1) * PAGE
    rows = list(found.order_by("number")[first : first + PAGE + 1])
    return Lines(tuple(_line(campaign, row) for row in rows[:PAGE]), len(rows) > PAGE)


def _line(campaign: Campaign, row: Beneficiary) -> Line:
    has_code = row.state in (LineState.ORDERED, LineState.ARRIVED, LineState.RETURNED)
    return Line(
        number=row.number, party=row.party, name=row.name, masked=masked_number(row.party), fen=row.fen,
        verdict=Verdict(row.verdict), ground=row.ground, state=LineState(row.state), reason=row.reason,
        code=payments.code_of(payouts.basis_of(campaign, row.party, row.part)) if has_code else "",
        account=payments.masked(row.account, payee=row.party) if row.account else "",
    )  # fmt: skip


def line_of(code: str, number: int, *, seen_by: Person, on: date) -> Line:
    """One line of a list, by its number, for the organs concerned."""
    campaign = _seen(code, seen_by, on)
    row = Beneficiary.objects.filter(campaign=campaign, number=number).first()
    if row is None:
        raise NotFound(NO_LINE)
    line = _line(campaign, row)
    return replace(line, recoveries=payments.recoveries_of([line.code]).get(line.code, ()))


def purse(code: str, *, seen_by: Person, on: date) -> Purse:
    """The fund of the campaign's policy in its year, and what the list needs."""
    campaign = _seen(code, seen_by, on)
    return Purse(payments.fund(payouts.fund_of(campaign.policy, campaign.on.year)), campaign.fen)


def run_again(code: str, *, seen_by: Person, on: date) -> Rerun:
    """Make the list again from its frozen inputs: the proof that it is the same."""
    return lists.run_again(_seen(code, seen_by, on))


def quality(code: str, *, seen_by: Person, on: date) -> Quality:
    """How good the list was, by the objections that were upheld."""
    return measures.quality_of(_seen(code, seen_by, on))


def compare(code: str, *, seen_by: Person, on: date) -> Compared:
    """How good the list is, against judging people one by one by the values that were frozen."""
    return measures.compare(_seen(code, seen_by, on))


def track_for(code: str, *, seen_by: Person, on: date) -> "approvals.TrackView | None":
    """The track of the joint review on which the reader may give an opinion, or None."""
    campaign = _seen(code, seen_by, on)
    can = identity.capacity(seen_by, on=on)
    track = approvals.track_of(campaign.code, organ=can.organ) if can and can.organ in campaign.reviewed_by else None
    if track is None:
        return None
    try:
        return approvals.get_track(track, seen_by=seen_by)
    except NotFound:
        return None


def is_campaign(subject: str) -> bool:
    """Whether a subject that organs review is a campaign: asked of the database only where it looks like one."""
    return CODE.fullmatch(subject) is not None and Campaign.objects.filter(code=subject).exists()


def give_opinion(code: str, *, agrees: bool, words: str, by: Person, at: datetime) -> None:
    """An organ's officer agrees to the list, or does not and says why. Raises `BenefitRefused`, or NotFound for strangers."""
    track = track_for(code, seen_by=by, on=localdate(at))
    if track is None:
        raise NotFound("没有要您审的名单。 / There is no list for you to review.")
    judgement = approvals.Judgement.FITS if agrees else approvals.Judgement.DOES_NOT_FIT
    rulings = [approvals.Ruling(point, judgement, words) for point in POINTS]
    opinion = approvals.Opinion.AGREE if agrees else approvals.Opinion.DISAGREE
    try:
        approvals.give_opinion(track.code, by=by, opinion=opinion, rulings=rulings, words=words, at=at)
    except approvals.OpinionRefused as refused:
        raise BenefitRefused(refused.says) from refused


def objections(code: str, *, seen_by: Person, on: date) -> list[ObjectionView]:
    """The objections to a list, the open ones first."""
    campaign = _seen(code, seen_by, on)
    found = Objection.objects.filter(campaign=campaign).select_related("campaign").order_by("answered_at", "at")
    rows = list(found)
    parties = [row.party for row in rows]
    names = identity.contacts(parties, kind=PartyKind(campaign.audience))
    own = Beneficiary.objects.filter(campaign=campaign, party__in=parties).order_by("holds", "number")
    lines_of = dict(own.values_list("party", "number"))
    return [
        replace(
            reasons.objection_view(row, names[row.party].name if row.party in names else ""),
            line=lines_of.get(row.party),
        )
        for row in rows
    ]


def lost_after_payment(code: str, *, seen_by: Person, on: date) -> list[tuple[Line, date]]:
    """Whoever was paid and stands otherwise since: an officer looks whether something must be asked back. The 200 newest."""
    campaign = _seen(code, seen_by, on)
    turned = Turn.objects.filter(policy=campaign.policy, is_entitled=False, on__gte=campaign.on)
    since = turned.filter(party=OuterRef("party")).order_by("-id").values("on")[:1]
    rows = Beneficiary.objects.filter(campaign=campaign, party__in=turned.values("party"), state=LineState.ARRIVED)
    found = rows.annotate(since=Subquery(since)).order_by("-since", "number")[:MOST_LOST]
    return [(_line(campaign, row), row.since) for row in found]


def why_of(campaign: str, number: int, *, seen_by: Person, on: date) -> Why:
    """The same for an official of the organs concerned, by the number of the line."""
    row = _seen(campaign, seen_by, on)
    return reasons.explain(row, line_of(campaign, number, seen_by=seen_by, on=on).party, on)


# For everybody.


def noticed(*, on: date) -> list[CampaignView]:
    """The lists that are publicly noticed on the day."""
    found = Campaign.objects.filter(state=S.NOTICED, notice_from__lte=on, notice_until__gte=on).order_by("-at")
    return [_view(one, [], ()) for one in found]


def notice_lines(code: str, *, on: date, page: int = 1) -> tuple[CampaignView, tuple[NoticedLine, ...], bool]:
    """A page of a list that is publicly noticed on the day, with masked names; raises NotFound for any other."""
    campaign = Campaign.objects.filter(
        code=code.replace("\0", ""), state=S.NOTICED, notice_from__lte=on, notice_until__gte=on
    ).first()
    if campaign is None:
        raise NotFound("没有正在公示的这份名单。 / No such list is noticed now.")
    first = (max(1, page) - 1) * PAGE
    rows = Beneficiary.objects.filter(campaign=campaign, holds=True).order_by("number")[first : first + PAGE + 1]
    shown = tuple(NoticedLine(row.number, _shown(campaign, row.name), row.fen) for row in rows[:PAGE])
    return _view(campaign, [], ()), shown, len(rows) > PAGE


def _shown(campaign: Campaign, name: str) -> str:
    return masked_name(name) if campaign.audience == "person" else name
