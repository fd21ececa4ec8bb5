"""Read cases: always through `visible_to`, so that what a person may not see does not exist."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from tongban.cases.models import Case, Correction, Pause
from tongban.cases.states import State
from tongban.cases.types import CaseView, CorrectionView, DayCount
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.kernel.calendar import is_working_day
from tongban.kernel.words import Words

FIRST_DAY = Words("当天不算，从第二天起算", "The day itself does not count")
PAUSED = Words("等申请人补正，不计时限", "Waiting for the correction: not counted")
DAY_OFF = Words("休息日，不计时限", "Not a working day: not counted")
STILL = frozenset({catalogue.DayUnit.NONE})


def visible_to(person: identity.Person, *, on: date, as_applicant: bool = False) -> QuerySet[Case]:
    """The cases that this person may see: their own, those of the parties they act for, and those of their organ."""
    mine = Q(pk__in=[])
    for code, scope in identity.codes_visible_to(person, on=on):
        reached = Q(holder_code=code)
        mine |= reached & (Q(item__in=scope) | Q(bundle__in=scope)) if scope else reached
    official = None if as_applicant else identity.official_of(person)
    return Case.objects.filter(mine | Q(organ=official.organ.code) if official else mine)


def get_case(number: str, *, seen_by: identity.Person, on: date) -> CaseView:
    """The case with its parts, if this person may see it; raises NotFound otherwise. At most four queries."""
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
    children = Case.objects.select_related("correction", "parent").order_by("id")
    return cases.select_related("correction", "parent").prefetch_related(Prefetch("children", children))


def _alone_or_with_parts(cases: QuerySet[Case], number: str) -> CaseView:
    """One case; only a bundle's parent, which has no item, is asked for its parts."""
    case = cases.select_related("correction", "parent").filter(number=number).first()
    if case is None:
        raise identity.NotFound(number)
    children = Case.objects.filter(parent=case).select_related("correction", "parent").order_by("id")
    return view_of(case, [] if case.item else list(children))


def cases_of(person: identity.Person, *, on: date, limit: int = 100) -> list[CaseView]:
    """What the person may follow as an applicant or for one: bundles with their parts, and items alone; newest first."""
    mine = _with_parts(visible_to(person, on=on, as_applicant=True).filter(parent=None)).order_by("-opened_at")
    return [view_of(case, list(case.children.all())) for case in mine[:limit]]


def siblings_of(case: CaseView) -> list[CaseView]:
    """The other parts of the same bundle: for an official, who may know how far the others are, not what they contain."""
    if case.parent is None:
        return []
    found = Case.objects.filter(parent__number=case.parent).exclude(number=case.number).order_by("id")
    return [view_of(sibling, []) for sibling in found.select_related("parent", "correction")]


def earlier_cases_of(holder_code: str, *, seen_by: identity.Person, on: date) -> list[CaseView]:
    """Earlier cases of the same applicant in this official's organ, newest first; none for anybody who has no duty."""
    official = identity.official_of(seen_by)
    organ = official.organ.code if official else None
    found = Case.objects.filter(organ=organ, holder_code=holder_code).exclude(item="").order_by("-opened_at")
    return [view_of(case, []) for case in found.select_related("parent", "correction")[:10]]


def view_of(case: Case, children: Sequence[Case]) -> CaseView:
    """The value that other rooms get."""
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
        opened_at=case.opened_at,
        accepted_at=case.accepted_at,
        decided_at=case.decided_at,
        closed_at=case.closed_at,
        answer_due_on=case.answer_due_on,
        statutory_due_on=case.statutory_due_on,
        promised_due_on=case.promised_due_on,
        waits_for=tuple(case.waits_for),
        reasons=case.reasons,
        shows=tuple((Words(zh, en), value) for zh, en, value in case.shows),
        correction=_correction(case),
        children=tuple(view_of(child, []) for child in children),
    )


def _correction(case: Case) -> CorrectionView | None:
    found: Correction | None = getattr(case, "correction", None) if case.state != State.WAITING and case.item else None
    if found is None:
        return None
    faults = tuple((point, words) for point, words in found.faults)
    return CorrectionView(faults, found.asked_at, found.due_on, found.answered_at)


def due_on(start: date, limit: catalogue.Limit, pauses: Sequence[tuple[date, date | None]] = ()) -> date | None:
    """The day on which a limit ends: computed from the start, the pauses and the calendar, never counted up.

    The day of the start does not count. A pause (began, ended) takes out the days after it began, up to and including
    the day on which it ended. None where the limit sets no days, or while a pause is open.
    """
    if limit.unit in STILL:
        return None
    days = days_of(start, limit, pauses)
    return days[-1].day if days else None


def days_of(start: date, limit: catalogue.Limit, pauses: Sequence[tuple[date, date | None]] = ()) -> list[DayCount]:
    """Every day from the start to the end of the limit, whether it counted and why not. Empty while a pause is open."""
    if any(ended is None for _, ended in pauses):
        return []
    days, counted, day = [DayCount(start, None, FIRST_DAY)], 0, start
    while counted < limit.days:
        day += timedelta(days=1)
        why = _why_not(day, limit.unit, pauses)
        counted += why is None
        days.append(DayCount(day, None if why else counted, why))
    return days


def _why_not(day: date, unit: catalogue.DayUnit, pauses: Sequence[tuple[date, date | None]]) -> Words | None:
    if any(began < day <= (ended or day) for began, ended in pauses):
        return PAUSED
    if unit == catalogue.DayUnit.WORKING_DAYS and not is_working_day(day):
        return DAY_OFF
    return None


def explain_due(case: CaseView) -> list[DayCount]:
    """The promised limit of an accepted case, day by day; empty before it is accepted."""
    if case.accepted_at is None or case.item is None:
        return []
    item = catalogue.edition(case.edition).items[case.item]
    pauses = Pause.objects.filter(case__number=case.number).values_list("began_on", "ended_on")
    return days_of(localdate(case.accepted_at), item.promised, list(pauses))
