"""What no step explains: found for the supervisor (体外循环、隐性审批)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from tongban.cases import clocks
from tongban.cases.actions import SYSTEM, is_visited
from tongban.cases.models import Case, Correction, Pause
from tongban.cases.states import State
from tongban.cases.steps.conditions import beyond_the_published
from tongban.cases.types import Irregularity
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

SILENT_DAYS = 10  # working days without an entry while the organ's time runs: this product's setting, sample
MOST = 200
LOOKING = frozenset({"DossierRead", "OfficialReminded"})
SILENT = Words(
    "机关的时间在走，却有 {days} 个工作日没有任何记录：可能在系统外办理",
    "The organ's time runs, but nothing was recorded for {days} working days: it may be handled outside the system",
)
LATE = Words(
    "5 个工作日内没有答复，按法律视为受理", "Not answered within 5 working days, and so deemed accepted by law"
)
NO_VISIT = Words(
    "这个事项要求现场核查，没有核查记录就作出了决定",
    "The item asks for an on-site inspection, and it was decided without one",
)
SAYS = {
    "unpublished_material": Words(
        "补正或不予许可里要“{material}”，公布的材料清单里没有：可能是隐性审批条件",
        "The correction or refusal asks for “{material}”, which the published item does not: it may be a hidden condition",
    ),
    "unpublished_condition": Words(
        "补正或不予许可里说到“{material}”，这个事项没有公布要看它：可能是隐性审批条件",
        "The correction or refusal speaks of “{material}”, which the published item does not look at: it may be a hidden condition",
    ),
}
OUTSIDE = Words(
    "办理期间有 {days} 个工作日没有任何记录（到 {until}），也不在特别程序里：可能在系统外办理",
    "For {days} working days (until {until}) nothing was recorded and no special procedure ran: a step may have happened elsewhere",
)
SHAKEN = Words(
    "它依据的结果被撤回了，还没有重新审查，也没有说明为什么继续有效",
    "What it rests on was recalled, and it was neither reviewed again nor let stand with reasons",
)
TAKEN_BACK = Words("批准被撤回过：{words}", "Its grant was taken back: {words}")


def irregularities(seen_by: identity.Person, *, on: date) -> list[Irregularity]:
    """What the supervisor of an organ, or of the city, must look into, the longest first; none for anybody without a duty there.

    Cases of the organ that are open, and those of the last year that are decided; at most 200 of each kind.
    """
    can = identity.capacity(seen_by, on=on)
    if can is None:
        return []
    whose = {} if can.oversees_all else {"organ": can.organ}
    cases = Case.objects.filter(**whose).exclude(item="")
    recent = cases.filter(opened_at__date__gte=date(on.year - 1, on.month, min(on.day, 28)))
    found = [*_silent(cases, on), *_late(recent), *_not_visited(recent), *_unpublished(recent), *_shaken(cases)]
    found += [*_taken_back(recent), *_outside(recent)]
    return sorted(found, key=lambda one: (one.since, one.number))


def _one(case: Case, kind: str, since: date, says: Words) -> Irregularity:
    return Irregularity(case.number, Words(case.title_zh, case.title_en), kind, since, says)


def _silent(cases: QuerySet[Case], on: date) -> Iterable[Irregularity]:
    calendar = clocks.newest()
    before = calendar.add_working_days(on, -SILENT_DAYS)
    running = cases.filter(closed_at=None, state__in=[State.RECEIVED, State.ACCEPTED], opened_at__date__lte=before)
    running = running.exclude(
        Exists(Pause.objects.filter(case=OuterRef("pk"), ended_at=None))
    )  # the applicant is waited for
    open_ones = {case.number: case for case in running.order_by("opened_at")[:MOST]}
    last = {number: localdate(case.opened_at) for number, case in open_ones.items()}
    for entry in journal.history(*open_ones) if open_ones else ():
        if entry.by != SYSTEM and entry.kind not in LOOKING:
            last[entry.subject] = localdate(entry.at)
    for number, case in open_ones.items():
        days = calendar.working_days_between(last[number], on)
        if days >= SILENT_DAYS:
            yield _one(case, "silent", last[number], SILENT.filled(days=days))


def _late(cases: QuerySet[Case]) -> Iterable[Irregularity]:
    for case in cases.filter(deemed=True).order_by("-opened_at")[:MOST]:
        yield _one(case, "late_acceptance", case.answer_due_on or localdate(case.opened_at), LATE)


def _shaken(cases: QuerySet[Case]) -> Iterable[Irregularity]:
    for case in cases.filter(shaken_at__isnull=False).order_by("shaken_at")[:MOST]:
        yield _one(case, "shaken", localdate(case.shaken_at), SHAKEN)


def _taken_back(cases: QuerySet[Case]) -> Iterable[Irregularity]:
    found = Pause.objects.filter(kind="decided", case__in=cases).select_related("case").order_by("-began_at")[:MOST]
    for pause in found:
        yield _one(pause.case, "taken_back", localdate(pause.ended_at), TAKEN_BACK.filled(words=pause.reason))


def _not_visited(cases: QuerySet[Case]) -> Iterable[Irregularity]:
    visited = Pause.objects.filter(kind="site_visit").exclude(ended_at=None).exclude(result="called_off").values("case")
    decided = (
        cases.filter(decided_at__isnull=False, on_commitment=False)
        .exclude(pk__in=visited)
        .order_by("-opened_at")[:MOST]
    )
    for case in decided:
        item = catalogue.edition(case.edition).items[case.item]
        if is_visited(item, needs_visit="site_visit" in case.marks) and case.decided_at:
            yield _one(case, "no_site_visit", localdate(case.decided_at), NO_VISIT)


def _unpublished(cases: QuerySet[Case]) -> Iterable[Irregularity]:
    """What was asked of applicants, or held against them, that their item does not publish."""
    told = Correction.objects.filter(case__in=cases).select_related("case").order_by("-asked_at")[:MOST]
    said = [(one.case, localdate(one.asked_at), " ".join(words for _, words in one.faults)) for one in told]
    ended = (
        cases.filter(state__in=[State.REFUSED, State.NOT_ACCEPTED]).exclude(reasons="").order_by("-opened_at")[:MOST]
    )
    said += [(case, localdate(case.closed_at or case.opened_at), case.reasons) for case in ended]
    for case, since, words in said:
        for kind, name in beyond_the_published(words, catalogue.edition(case.edition), case.item):
            yield _one(case, kind, since, SAYS[kind].filled(material=name))


def _outside(cases: QuerySet[Case]) -> Iterable[Irregularity]:
    """Gaps in the record of what is decided already, while the organ's time ran: a step may have been taken elsewhere."""
    decided = {one.number: one for one in cases.filter(decided_at__isnull=False).order_by("-decided_at")[:MOST]}
    if not decided:
        return
    moments = defaultdict(list)
    for entry in journal.history(*decided):
        if entry.by != SYSTEM and entry.kind not in LOOKING:
            moments[entry.subject].append(entry.at)
    pauses = defaultdict(list)
    for pause in Pause.objects.filter(case__in=decided.values()).select_related("case"):
        pauses[pause.case.number].append((pause.began_at, pause.ended_at))
    calendar = clocks.newest()
    for number, case in decided.items():
        known = [at for at in moments[number] if case.decided_at and at <= case.decided_at]
        for before, after in pairwise(sorted([case.received_at or case.opened_at, *known])):
            days = calendar.working_days_between(localdate(before), localdate(after))
            excused = any(began < after and (ended is None or ended > before) for began, ended in pauses[number])
            if days >= SILENT_DAYS and not excused:
                yield _one(case, "outside", localdate(before), OUTSIDE.filled(days=days, until=localdate(after)))
