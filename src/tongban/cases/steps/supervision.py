"""What no step explains: found for the supervisor (体外循环、隐性审批)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from tongban.cases import clocks
from tongban.cases.actions import SYSTEM, is_visited
from tongban.cases.models import Case, Correction, Pause
from tongban.cases.states import State
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
UNPUBLISHED = Words(
    "补正里要“{material}”，公布的材料清单里没有：可能是隐性审批条件",
    "The correction asks for “{material}”, which the published item does not: it may be a hidden condition",
)


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
    found = [*_silent(cases, on), *_late(recent), *_not_visited(recent), *_unpublished(recent)]
    return sorted(found, key=lambda one: (one.since, one.number))


def _one(case: Case, kind: str, since: date, says: Words) -> Irregularity:
    return Irregularity(case.number, Words(case.title_zh, case.title_en), kind, since, says)


def _silent(cases: QuerySet[Case], on: date) -> Iterable[Irregularity]:
    calendar = clocks.newest()
    before = calendar.add_working_days(on, -SILENT_DAYS)
    running = cases.filter(closed_at=None, state__in=[State.RECEIVED, State.ACCEPTED], opened_at__date__lte=before)
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
    told = Correction.objects.filter(case__in=cases).select_related("case").order_by("-asked_at")[:MOST]
    for correction in told:
        for name in _named_beyond(correction):
            yield _one(
                correction.case,
                "unpublished_material",
                localdate(correction.asked_at),
                UNPUBLISHED.filled(material=name),
            )


def _named_beyond(correction: Correction) -> list[Words]:
    """The materials of other items that the words of a correction name, and that its own item does not ask for."""
    edition = catalogue.edition(correction.case.edition)
    item = edition.items[correction.case.item]
    words = " ".join(said for _, said in correction.faults)
    for material in item.materials:
        words = words.replace(material.name.zh, "")
    codes = {material.code for material in item.materials}
    others = {m.name.zh: m.name for one in edition.items.values() for m in one.materials if m.code not in codes}
    own = {material.name.zh for material in item.materials}
    return [name for zh, name in others.items() if zh in words and zh not in own]
