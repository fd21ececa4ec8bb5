"""Read cases: always through `visible_to`, so that what a person may not see does not exist."""

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from tongban.cases.models import Case, Correction, Extension, Gap, Pause
from tongban.cases.states import State
from tongban.cases.types import CaseView, CorrectionView, ExtensionView, GapView, PauseView
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Purpose
from tongban.identity import public as identity
from tongban.kernel.words import Words

AS_STORED = (
    *("opened_at", "received_at", "accepted_at", "decided_at", "closed_at", "answer_due_on", "statutory_due_on"),
    *(
        "promised_due_on",
        "deliver_due_on",
        "is_provisional",
        "calendar",
        "on_commitment",
        "deemed",
        "reasons",
        "shaken_at",
    ),
)
JOINED = ("correction", "extension", "parent")
SPECIAL = {
    "correction": Words("补正", "correction"),
    "site_visit": Words("现场核查", "on-site inspection"),
    "hearing": Words("听证", "hearing"),
    "inspection": Words("检验", "inspection"),
    "testing": Words("检测", "testing"),
    "quarantine": Words("检疫", "quarantine"),
    "appraisal": Words("鉴定", "appraisal"),
    "expert_review": Words("专家评审", "expert review"),
    "public_notice": Words("公示", "public notice"),
    "gap": Words("等申请人补交容缺材料", "waiting for the material that was to follow"),
    "decided": Words("已作出决定、后来撤回的期间", "the time in which it stood decided, before that was taken back"),
}
OWN_STOPS = frozenset({"gap", "decided"})
"""Intervals that are this product's: the applicant is waited for, or nothing was under review. The law names the others."""


def visible_to(person: identity.Person, *, on: date, as_applicant: bool = False) -> QuerySet[Case]:
    """The cases that this person may see: their own, those of the parties they act for, and those of their organ."""
    mine = Q(pk__in=[])
    for code, scope in identity.codes_visible_to(person, on=on):
        reached = Q(holder_code=code)
        mine |= reached & (Q(item__in=scope) | Q(bundle__in=scope)) if scope else reached
    official = None if as_applicant else identity.official_of(person)
    return Case.objects.filter(mine | Q(organ=official.organ.code) if official else mine)


def _joined_by(organ: str, *, on: date) -> QuerySet[Case]:
    """The cases whose review an organ joins (会签)."""
    items = catalogue.edition(on=on).items.values()
    return Case.objects.filter(item__in=[i.code for i in items if organ in {seat.organ for seat in i.procedure.joins}])


def get_case(number: str, *, seen_by: identity.Person, on: date) -> CaseView:
    """The case with its parts, if this person may see it; raises NotFound otherwise. At most seven queries."""
    if official := identity.official_of(seen_by):  # an official needs no rights of their own: one query less a page
        organ = official.organ.code
        with suppress(identity.NotFound):
            return _alone_or_with_parts(Case.objects.filter(organ=organ), number)
        with suppress(identity.NotFound):
            return _alone_or_with_parts(_joined_by(organ, on=on), number)
    return _alone_or_with_parts(visible_to(seen_by, on=on), number)


def own_case(number: str, *, seen_by: identity.Person, on: date) -> CaseView:
    """The case, for the applicant's side only: an official's duty does not open it here."""
    tell_why_not(number, seen_by, on=on)
    return _alone_or_with_parts(visible_to(seen_by, on=on, as_applicant=True), number)


def tell_why_not(number: str, person: identity.Person, *, on: date) -> None:
    """Whoever applied and may no longer act for the holder is told so (NotAllowed); for everybody else nothing is said."""
    applied = Case.objects.filter(number=number, applicant=person.code).exclude(holder_code=person.number).first()
    if applied:
        identity.acting_for(person, party=applied.holder_code, on=on, scope=applied.bundle or applied.item)


def _with_parts(cases: QuerySet[Case]) -> QuerySet[Case]:
    children = Case.objects.select_related(*JOINED).order_by("id")
    return cases.select_related(*JOINED).prefetch_related(Prefetch("children", children))


def _alone_or_with_parts(cases: QuerySet[Case], number: str) -> CaseView:
    """One case; only a bundle's parent, which has no item, is asked for its parts."""
    case = cases.select_related(*JOINED).filter(number=number).first()
    if case is None:
        raise identity.NotFound(number)
    children = [] if case.item else list(Case.objects.filter(parent=case).select_related(*JOINED).order_by("id"))
    parts = children or [case]
    may_have_paused = any(part.accepted_at or getattr(part, "correction", None) for part in parts)
    pauses = Pause.objects.filter(case__in=parts).order_by("id") if may_have_paused else ()
    gaps = Gap.objects.filter(case__in=parts).order_by("id") if any(part.with_gap for part in parts) else ()
    return view_of(case, children, pauses=list(pauses), gaps=list(gaps))


def cases_of(person: identity.Person, *, on: date, limit: int = 100) -> list[CaseView]:
    """What the person may follow as an applicant or for one: bundles with their parts, and items alone; newest first."""
    mine = _with_parts(visible_to(person, on=on, as_applicant=True).filter(parent=None)).order_by("-opened_at")
    return [view_of(case, list(case.children.all())) for case in mine[:limit]]


LATEST = 5_000


def lately_applied_for(*, since: datetime) -> dict[str, int]:
    """How often each bundle and each single item was applied for since then, the most frequent first. Counts only.

    It reads the last rows by their key, so that it costs the same whatever the number of cases: of more than `LATEST`
    the latest count.
    """
    rows = Case.objects.order_by("-id").values_list("parent_id", "bundle", "item", "opened_at")[:LATEST]
    own = (bundle or item for parent, bundle, item, opened_at in rows if parent is None and opened_at >= since)
    return dict(Counter(own).most_common())


def siblings_of(case: CaseView) -> list[CaseView]:
    """The other parts of the same bundle: for an official, who may know how far the others are, not what they contain."""
    if case.parent is None:
        return []
    found = Case.objects.filter(parent__number=case.parent).exclude(number=case.number).order_by("id")
    return [view_of(sibling, []) for sibling in found.select_related(*JOINED)]


def earlier_cases_of(holder_code: str, *, seen_by: identity.Person, on: date) -> list[CaseView]:
    """Earlier cases of the same applicant in this official's organ, newest first; none for anybody who has no duty."""
    official = identity.official_of(seen_by)
    organ = official.organ.code if official else None
    found = Case.objects.filter(organ=organ, holder_code=holder_code).exclude(item="").order_by("-opened_at")
    return [view_of(case, []) for case in found.select_related(*JOINED)[:10]]


def view_of(
    case: Case, children: Sequence[Case], *, pauses: Sequence[Pause] = (), gaps: Sequence[Gap] = ()
) -> CaseView:
    """The value that other rooms get; lists of cases come without pauses and gaps."""
    return CaseView(
        number=case.number,
        title=Words(case.title_zh, case.title_en),
        item=case.item or None,
        bundle=case.bundle or None,
        edition=case.edition,
        organ=case.organ or None,
        parent=case.parent.number if case.parent else None,
        holder=identity.Party(identity.PartyKind(case.holder_kind), case.holder_code, case.holder_name),
        applicant=case.applicant,
        state=State(case.state),
        **{name: getattr(case, name) for name in AS_STORED},
        waits_for=tuple(case.waits_for),
        shows=tuple((Words(zh, en), value) for zh, en, value in case.shows),
        correction=_correction(case),
        children=tuple(view_of(child, [], pauses=pauses, gaps=gaps) for child in children),
        purpose=Purpose(case.purpose),
        licence=case.acts_on or None,
        is_held=case.held_at is not None,
        automatic=None if case.automatic is None else tuple((point, words) for point, words in case.automatic),
        extension=extension_of(case.extension) if case.accepted_at and hasattr(case, "extension") else None,
        pauses=tuple(_pause(pause) for pause in pauses if pause.case_id == case.pk),
        gaps=tuple(_gap(gap) for gap in gaps if gap.case_id == case.pk),
    )


def extension_of(found: Extension) -> ExtensionView:
    """The value that other rooms get."""
    return ExtensionView(found.days, found.reasons, found.asked_by, found.asked_at, found.agreed, found.words)


def _pause(pause: Pause) -> PauseView:
    name = SPECIAL.get(pause.kind, Words(pause.kind, pause.kind))
    return PauseView(pause.kind, name, pause.began_at, pause.ended_at, pause.due_on, pause.reason, pause.result)


def _gap(gap: Gap) -> GapView:
    name = Words(gap.name_zh, gap.name_en)
    return GapView(gap.material, name, gap.due_on, gap.supplied_at, gap.confirmed_at)


def _correction(case: Case) -> CorrectionView | None:
    found: Correction | None = getattr(case, "correction", None) if case.state != State.WAITING and case.item else None
    if found is None:
        return None
    faults = tuple((point, words) for point, words in found.faults)
    return CorrectionView(faults, found.asked_at, found.due_on, found.answered_at)


def limits_of(numbers: Collection[str], *, seen_by: identity.Person) -> dict[str, tuple[date | None, date | None]]:
    """(statutory day, promised day) of those of these cases that are this official's organ's and accepted. One query."""
    official = identity.official_of(seen_by)
    organ = official.organ.code if official else ""
    found = Case.objects.filter(number__in=numbers, organ=organ).exclude(accepted_at=None)
    rows = found.values_list("number", "statutory_due_on", "promised_due_on")
    return {number: (statutory, promised) for number, statutory, promised in rows}
