"""Drafts as somebody may see them, and everything that follows from one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, localtime

from tongban.applications.attendances import right_at_counter
from tongban.applications.models import Draft
from tongban.applications.types import NOTHING, DraftView, Held, Origin, Outlook, SupplyState, SupplyView, WayView
from tongban.bundles import public as bundles
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.forms import public as forms
from tongban.identity import public as identity
from tongban.kernel.clock import Span, deadline
from tongban.kernel.words import Words
from tongban.precheck import public as precheck
from tongban.rules import public as rules
from tongban.rules.public import Value

COMMITMENT = "commitment"
LICENCE_FACTS = frozenset({"licence_number", "licence_valid_until"})
NOBODY_KNOWN = Words(
    "人口库里没有这个号码的人，批准以后不能自动建立新主体",
    "The population register knows nobody with this number: a grant cannot set up the new party by itself",
)
STAYS_WITH_YOU = Words(
    "先核对号码。确实没有居民身份证的（比如外籍人士）照常办理：证照先记在您名下，一起办的许可也以您的名义发，之后对每张证照办“变更”",
    "Compare the number first. Who has none (a foreigner, for example) is dealt with all the same: the licence stands in your "
    "name, and so do the permits beside it; apply for a change of each afterwards",
)
FOLLOWS = Words("您选择以后再交，{day} 前补上", "You hand it in later, by {day}")


def visible_to(person: identity.Person, *, on: date) -> QuerySet[Draft]:
    """The drafts of the parties for which this person may act, as far as a mandate reaches."""
    mine = Q(pk__in=[])
    for code, scope in identity.codes_visible_to(person, on=on):
        reached = Q(holder_code=code)
        mine |= reached & (Q(item__in=scope) | Q(bundle__in=scope)) if scope else reached
    return Draft.objects.filter(mine)


def get_draft(code: str, *, seen_by: identity.Person, on: date) -> DraftView:
    """The draft, if this person may see it; raises NotFound otherwise."""
    return view_of(find(code, seen_by=seen_by, on=on))


def find(code: str, *, seen_by: identity.Person, on: date, at: datetime | None = None) -> Draft:
    """The draft as its party or, at the instant `at`, the clerk at whose window it is open may see it."""
    found = visible_to(seen_by, on=on).filter(code=code).first()
    if found is None and at is not None:
        found = _open_at_window(code, seen_by, at)
    if found is None:
        _tell_why_not(code, seen_by, on)
        raise identity.NotFound(code)
    return found


def _open_at_window(code: str, clerk: identity.Person, at: datetime) -> Draft | None:
    found = Draft.objects.filter(code=code).first()
    return found if found and right_at_counter(found, by=clerk, at=at) else None


def _tell_why_not(code: str, person: identity.Person, on: date) -> None:
    """Whoever began the draft and may no longer act for its holder is told so (NotAllowed)."""
    begun = Draft.objects.filter(code=code, person=person.code).first()
    if begun:
        identity.acting_for(person, party=begun.holder_code, on=on, scope=begun.bundle or begun.item)


def drafts_of(person: identity.Person, *, on: date) -> list[DraftView]:
    """The drafts that are not submitted yet, last saved first."""
    return [view_of(draft) for draft in visible_to(person, on=on).filter(case_number="").order_by("-saved_at")[:50]]


def drafts_called(codes: Collection[str], *, seen_by: identity.Person, on: date) -> dict[str, DraftView]:
    """Those of these drafts that the person may see, by code; also submitted ones."""
    return {draft.code: view_of(draft) for draft in visible_to(seen_by, on=on).filter(code__in=codes)}


OF_THE_WHOLE = Words(
    "综合许可证里的这张证一起办。", "This licence of the composite is dealt with together with the others."
)


def view_of(draft: Draft, situation: Mapping[str, Value] | None = None) -> DraftView:
    """The value that other rooms get; `situation` spares a second reading."""
    edition = catalogue.edition(draft.edition)
    named = edition.bundles[draft.bundle] if draft.bundle else edition.items[draft.item]
    return DraftView(
        code=draft.code,
        bundle=(draft.bundle or None) if not draft.whole else None,
        item=draft.item or None,
        edition=draft.edition,
        title=Words(*draft.whole["title"]) if draft.whole else named.name,
        holder=identity.Party(identity.PartyKind(draft.holder_kind), draft.holder_code, draft.holder_name),
        started_by=draft.person,
        started_at=draft.started_at,
        saved_at=draft.saved_at,
        case_number=draft.case_number or None,
        chosen=tuple(draft.chosen),
        situation=_values(draft.situation, edition) if situation is None else situation,
        silent=tuple(draft.silent),
        licence=draft.licence or None,
    )


def outlook(code: str, *, seen_by: identity.Person, at: datetime) -> Outlook:
    """Everything that a page about this draft shows. At most four queries besides those of the visit itself."""
    return outlook_of(find(code, seen_by=seen_by, on=localdate(at), at=at), at=at)


def outlook_of(draft: Draft, *, at: datetime) -> Outlook:
    """What follows from a draft: derived each time from the pinned edition, never stored."""
    edition, on = catalogue.edition(draft.edition), localdate(at)
    situation = _values(draft.situation, edition)
    held = held_by(draft, edition, situation)
    values = {code: one.value for code, one in held.items() if one.value is not None}
    bundle = edition.bundles[draft.bundle] if draft.bundle else None
    composition = composed(draft, edition, values, on=on)
    ways = ways_of(draft, composition, edition=edition, values=values, on=on)
    items = as_chosen(composition.needed, ways)
    form = _counted(forms.compose(items, edition=edition, situation=situation, answers=values, on=on), held)
    given = documents.documents_of(draft.code)
    supplies = tuple(_supply(supply, draft, given, edition=edition, at=at) for supply in form.supplies)
    findings = _findings(items, supplies, edition=edition, values=values, on=on)
    findings += nobody_to_found_it(items, draft, edition=edition, values=values)
    return Outlook(view_of(draft, situation), edition, bundle, composition, form, held, supplies, findings, ways)


def ways_of(
    draft: Draft, composition: bundles.Composition, *, edition: catalogue.Edition, values: Mapping[str, Value], on: date
) -> tuple[WayView, ...]:
    """The items that may be decided on commitment. One that was chosen and is no longer open goes the normal way."""
    found = []
    for item in composition.needed:
        if item.commitment is None:
            continue
        is_open = _holds(item.commitment.when, edition, values, on=on)
        found.append(WayView(item, item.commitment, is_open, is_open and draft.ways.get(item.code) == COMMITMENT))
    return tuple(found)


def _holds(when: str | None, edition: catalogue.Edition, values: Mapping[str, Value], *, on: date) -> bool:
    return when is None or rules.judge(catalogue.rule(edition, when), values, on=on).outcome is rules.Outcome.MET


def as_chosen(items: Sequence[catalogue.Item], ways: Sequence[WayView]) -> Sequence[catalogue.Item]:
    """The items without what the applicant promises instead: those points are not examined, those materials not asked for."""
    chosen = {way.item.code: way.commitment for way in ways if way.is_chosen}
    if not chosen:
        return items
    return tuple(_without(item, chosen[item.code]) if item.code in chosen else item for item in items)


_promised: dict[int, tuple[catalogue.Item, catalogue.Item]] = {}


def _without(item: catalogue.Item, promise: catalogue.Commitment) -> catalogue.Item:
    """Kept beside the item itself: forms know items by their identity, and merge the same ones only once."""
    kept = _promised.get(id(item))
    if kept is None or kept[0] is not item:
        kept = _promised[id(item)] = item, _reduced(item, promise)
    return kept[1]


def _reduced(item: catalogue.Item, promise: catalogue.Commitment) -> catalogue.Item:
    return replace(
        item,
        review_points=tuple(point for point in item.review_points if point.code not in promise.points),
        materials=tuple(material for material in item.materials if material.code not in promise.materials),
    )


def _findings(
    items: Sequence[catalogue.Item],
    supplies: Sequence[SupplyView],
    *,
    edition: catalogue.Edition,
    values: Mapping[str, Value],
    on: date,
) -> tuple[precheck.Finding, ...]:
    """What the pre-check finds; a material that is announced for later is neither given nor missing."""
    has = [view.code for view in supplies if view.state != SupplyState.MISSING]
    later = {view.code: view for view in supplies if view.state == SupplyState.LATER}
    found = precheck.examine(items, edition=edition, answers=values, materials=has, on=on)
    return tuple(_announced(one, later) for one in found) if later else found


def nobody_to_found_it(
    items: Sequence[catalogue.Item], draft: Draft, *, edition: catalogue.Edition, values: Mapping[str, Value]
) -> tuple[precheck.Finding, ...]:
    """The item that would found an organisation whose legal representative nobody knows: it is decided all the same, and what is
    granted stays with the applicant, who is told so before signing."""
    return tuple(
        precheck.Finding(
            item=item.code,
            point=founds.representative,
            label=edition.facts[founds.representative].label,
            outcome=rules.Outcome.NOT_MET,
            says=NOBODY_KNOWN,
            mend=STAYS_WITH_YOU,
            basis=None,
            facts=(founds.representative,),
            materials=(),
            by_machine=True,
            kind=precheck.FindingKind.CONDITION,
        )
        for item in items
        if (founds := item.result.founds)
        and draft.holder_kind == identity.PartyKind.PERSON
        and (number := values.get(founds.representative))
        and not identity.is_known(str(number))
    )


def _announced(finding: precheck.Finding, later: Mapping[str, SupplyView]) -> precheck.Finding:
    view = later.get(finding.point) if finding.kind is precheck.FindingKind.MATERIAL else None
    if view is None:
        return finding
    day = view.follows_by
    written = Words(f"{day.month} 月 {day.day} 日", f"{day:%d %B}") if day else Words("", "")
    says = FOLLOWS.filled(day=written)
    return replace(finding, outcome=rules.Outcome.UNKNOWN, says=says)


def composed_form(
    composition: bundles.Composition, draft: Draft, values: Mapping[str, Value], *, on: date
) -> forms.Form:
    """The one form of the items that remain: what was asked in the questions is not asked again."""
    edition = catalogue.edition(draft.edition)
    situation = _values(draft.situation, edition)
    items = (
        as_chosen(composition.needed, ways_of(draft, composition, edition=edition, values=values, on=on))
        if draft.ways
        else None
    )
    return forms.compose(items or composition.needed, edition=edition, situation=situation, answers=values, on=on)


def _counted(form: forms.Form, held: Mapping[str, Held]) -> forms.Form:
    """The form with its savings counted by where the values really came from, not by where they could come from."""
    origins = [held.get(field.fact.code, NOTHING).origin for field in form.fields]
    questions = origins.count(Origin.QUESTION)
    filled_in = origins.count(Origin.REGISTER) + origins.count(Origin.DISPUTED)
    typed = len(origins) - questions - filled_in
    counted = replace(form.savings, fields_answered_before=questions, fields_prefilled=filled_in, fields_typed=typed)
    return replace(form, savings=counted)


def composed(draft: Draft, edition: catalogue.Edition, values: Mapping[str, Value], *, on: date) -> bundles.Composition:
    """Which items remain for this draft, and why."""
    if draft.whole:
        return bundles.together([edition.items[code] for code in draft.whole["acts_on"]], because=OF_THE_WHOLE)
    if not draft.bundle:
        return bundles.single(edition.items[draft.item], edition=edition)
    bundle = edition.bundles[draft.bundle]
    return bundles.compose(bundle, edition=edition, situation=values, chosen=draft.chosen, on=on)


def _values(stored: Mapping[str, object], edition: catalogue.Edition) -> dict[str, Value]:
    return {code: forms.from_json(edition.facts[code], raw) for code, raw in stored.items() if code in edition.facts}


def held_by(draft: Draft, edition: catalogue.Edition, situation: Mapping[str, Value] | None = None) -> dict[str, Held]:
    """Every value of the draft with its origin. What was typed goes before the register, the register before the questions."""
    told = _values(draft.situation, edition) if situation is None else situation
    held = {code: Held(value, Origin.QUESTION) for code, value in told.items()}
    held |= {code: Held(value, Origin.CARRIED) for code, value in _values(draft.carried, edition).items()}
    for code, row in draft.supplied.items():
        value = forms.from_json(edition.facts[code], row["value"])
        if value is not None:
            held[code] = Held(value, Origin.REGISTER, row["source"], _instant(row["at"]), value)
    for code, value in _values(draft.typed, edition).items():
        known = held.get(code, NOTHING)
        if known.register is not None and known.register != value:
            held[code] = Held(value, Origin.DISPUTED, known.source, known.at, known.register)
        elif known.register is None and value is not None:
            held[code] = Held(value, Origin.TYPED)
    fixed = LICENCE_FACTS.intersection(draft.carried) if draft.carried else ()
    held |= {code: Held(held[code].value, Origin.LICENCE) for code in fixed if code in held}
    return held


@lru_cache(maxsize=1024)  # a register is asked once for many facts
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _supply(
    supply: forms.Supply, draft: Draft, given: Sequence[documents.Document], *, edition: catalogue.Edition, at: datetime
) -> SupplyView:
    way = supply.material.way
    if way in {catalogue.Way.LICENCE, catalogue.Way.REGISTER}:
        return SupplyView(supply, SupplyState.STATE_HAS_IT, ())
    if way == catalogue.Way.FORM:
        return SupplyView(supply, SupplyState.GENERATED, ())
    wanted = draft.attachments.get(supply.material.code, [])
    mine = tuple(document for document in given if document.code in wanted)
    limit = follow_limit(supply, edition)
    if mine:
        return SupplyView(supply, SupplyState.GIVEN, mine, limit)
    if limit is None or supply.material.code not in draft.later:
        return SupplyView(supply, SupplyState.MISSING, (), limit)
    follows_by = deadline(localtime(at), Span(limit.days, limit.unit), calendar=catalogue.calendar()).due_on
    return SupplyView(supply, SupplyState.LATER, (), limit, follows_by)


def follow_limit(supply: forms.Supply, edition: catalogue.Edition) -> catalogue.Limit | None:
    """Within which time a material may be handed in later (容缺): the shortest that its items give; None if one gives none."""
    code = supply.material.code
    limits = [
        next((material.may_follow for material in edition.items[item].materials if material.code == code), None)
        for item in supply.asked_by
    ]
    given = [limit for limit in limits if limit is not None]
    return min(given, key=lambda limit: limit.days) if given and len(given) == len(limits) else None
