"""What an applicant promised: a material that follows later (容缺受理), and a commitment checked after the grant (告知承诺)."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from io import StringIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from tongban.cases import clocks, letters
from tongban.cases.actions import NO_REASON, SYSTEM, conclude, for_official, locked
from tongban.cases.events import BreachRepaired, CheckPlanned, CheckRecorded, GapConfirmed, GapSupplied
from tongban.cases.models import Case, Gap, Pause, PostCheck
from tongban.cases.queries import visible_to
from tongban.cases.states import OPEN, NotPossible, State
from tongban.cases.types import CheckView, Refused
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences

NO_GAP = Words("这件没有等着补交的这份材料", "No such material is awaited for this case")
NOT_SUPPLIED = Words("还有材料没有补交：{materials}", "Not supplied yet: {materials}")
DONE = Words("这件已经核查过", "This one has been checked")
BROKEN = Words("未履行告知承诺：{words}", "The commitment was not kept: {words}")
SUPPLIED = Words("“{name}”补交的材料到了，请看", "“{name}”: what was to follow has arrived, please look at it")
SUPPLIED_BODY = Words("{holder} 补交了“{material}”。", "{holder} handed in “{material}”.")
COLUMNS = (
    "办件编号 case",
    "事项 item",
    "主体代码 code",
    "主体名称 name",
    "证照标识 licence",
    "核查日 checked on",
    "认定 finding",
)


@transaction.atomic
def supply_gap(number: str, material: str, *, by: identity.Person, at: datetime) -> None:
    """Note that the applicant supplied the material that was to follow; the organ is asked to look at it."""
    if not visible_to(by, on=localdate(at), as_applicant=True).filter(number=number).exists():
        raise identity.NotFound(number)
    case = locked(number)
    gap = Gap.objects.filter(case=case, material=material).first()
    if gap is None or gap.supplied_at or case.state not in OPEN:
        raise Refused(NO_GAP)
    gap.supplied_at = at
    gap.save(update_fields=["supplied_at"])
    if not Gap.objects.filter(case=case, supplied_at=None).exists():
        Pause.objects.filter(case=case, kind="gap", ended_at=None).update(ended_at=at)
    clocks.write(case, at=at)
    journal.publish(GapSupplied(subject=number, material=material), by=by.code, at=at)
    body = SUPPLIED_BODY.filled(material=Words(gap.name_zh, gap.name_en), holder=case.holder_name)
    letters.ask_officials(case, role="officer", title=SUPPLIED, body=body, anchor="gaps", at=at)


def gaps_supplied(seen_by: identity.Person) -> list[tuple[str, Words, Words]]:
    """What followed and waits to be looked at in this official's organ, the oldest first: (case, its title, the material)."""
    official = identity.official_of(seen_by)
    waiting = Gap.objects.filter(supplied_at__isnull=False, confirmed_at=None, case__closed_at=None)
    mine = waiting.filter(case__organ=official.organ.code) if official else waiting.none()
    return [
        (gap.case.number, Words(gap.case.title_zh, gap.case.title_en), Words(gap.name_zh, gap.name_en))
        for gap in mine.select_related("case").order_by("supplied_at", "id")
    ]


@transaction.atomic
def confirm_gaps(number: str, *, by: identity.Person, at: datetime) -> None:
    """The organ has looked at what followed and it fits: a grant that waited for it is given now.

    For an official of the organ. Raises Refused while something is missing.
    """
    case = for_official(number, by, at)
    missing = Gap.objects.filter(case=case, supplied_at=None).values_list("name_zh", flat=True)
    if missing:
        raise Refused(NOT_SUPPLIED.filled(materials="、".join(missing)))
    for gap in Gap.objects.filter(case=case, confirmed_at=None):
        gap.confirmed_at, gap.confirmed_by = at, by.code
        gap.save(update_fields=["confirmed_at", "confirmed_by"])
        journal.publish(GapConfirmed(subject=number, material=gap.material), by=by.code, at=at)
    if case.held_at and case.state == State.ACCEPTED:
        conclude(case, granted=True, reasons="", by=case.held_by, at=at)


def may_commit(party: str) -> bool:
    """Whether the party (by its code) may choose commitment: not while a breach of theirs is not made good."""
    return not PostCheck.objects.filter(holder_code=party, kept=False, repaired_at=None).exists()


def is_sampled(number: str, percent: int) -> bool:
    """Whether a case is in the sample: a hash of its number decides, so that anybody can draw the same list again."""
    return int(sha256(number.encode()).hexdigest(), 16) % 100 < percent


def plan_check(number: str, *, licence: str, at: datetime) -> None:
    """After a grant on commitment: the check that is due, in the transaction of the decision."""
    case = Case.objects.filter(number=number, on_commitment=True).first()
    if case is None:
        return
    commitment = catalogue.edition(case.edition).items[case.item].commitment
    if commitment is None or PostCheck.objects.filter(case=case).exists():
        return
    due = clocks.newest().add_working_days(localdate(at), commitment.check_days)
    sampled = is_sampled(number, commitment.sampling_percent)
    PostCheck.objects.create(
        case=case,
        organ=case.organ,
        holder_code=case.holder_code,
        licence=licence,
        due_on=due,
        sampled=sampled,
        look_on=due if sampled else None,
    )
    journal.publish(CheckPlanned(subject=number, licence=licence, due_on=due, sampled=sampled), by=SYSTEM, at=at)


@transaction.atomic
def record_check(number: str, *, by: identity.Person, kept: bool, words: str, at: datetime) -> None:
    """Record the check after a grant on commitment. A broken promise revokes the licence and is listed among the breaches.

    For a reviewer of the organ, also outside the sample. Raises Refused without words for a breach, or when it is done.
    """
    case = for_official(number, by, at)
    check = PostCheck.objects.select_for_update().filter(case=case).first()
    if check is None:
        raise NotPossible(State(case.state), State.CLOSED)
    if check.done_at:
        raise Refused(DONE)
    if not kept and not words.strip():
        raise Refused(NO_REASON)
    check.kept, check.words, check.done_by, check.done_at, check.look_on = kept, words.strip(), by.code, at, None
    check.save(update_fields=["kept", "words", "done_by", "done_at", "look_on"])
    journal.publish(CheckRecorded(subject=number, kept=kept, words=check.words), by=by.code, at=at)
    if not kept:
        for licence in licences.granted_by(number):
            licences.revoke(licence, by=by.code, reason=BROKEN.filled(words=check.words), at=at)
        letters.tell(case, "breach", at=at, reasons=check.words)


@transaction.atomic
def repair_breach(number: str, *, by: identity.Person, words: str, at: datetime) -> None:
    """A breach was made good (信用修复): the party may choose commitment again. For a reviewer of the organ, with reasons."""
    case = for_official(number, by, at)
    if not words.strip():
        raise Refused(NO_REASON)
    if not PostCheck.objects.filter(case=case, kept=False, repaired_at=None).update(repaired_at=at):
        raise NotPossible(State(case.state), State.CLOSED)
    journal.publish(BreachRepaired(subject=number, words=words.strip()), by=by.code, at=at)


def checks_due(seen_by: identity.Person, *, on: date) -> list[CheckView]:
    """The sampled checks that this official's organ has not done, the earliest first; none for anybody else."""
    return [_view(check, on) for check in _of(seen_by).filter(sampled=True, done_at=None).order_by("due_on", "id")]


def check_of(number: str, *, seen_by: identity.Person, on: date) -> CheckView | None:
    """The check of a promise as its applicant sees it: once it is done, not whether it is planned. None for a stranger."""
    mine = visible_to(seen_by, on=on, as_applicant=True).filter(number=number)
    done = PostCheck.objects.filter(case__in=mine, done_at__isnull=False).select_related("case").first()
    return _view(done, on) if done else None


def _of(person: identity.Person) -> QuerySet[PostCheck]:
    official = identity.official_of(person)
    found = PostCheck.objects.filter(organ=official.organ.code) if official else PostCheck.objects.none()
    return found.select_related("case")


def _view(check: PostCheck, on: date) -> CheckView:
    title = Words(check.case.title_zh, check.case.title_en)
    return CheckView(
        check.case.number,
        title,
        check.case.holder_name,
        check.licence,
        check.due_on,
        check.done_at is None and check.due_on < on,
        check.kept,
        check.words,
    )


def breaches(seen_by: identity.Person) -> list[CheckView]:
    """The broken commitments of this official's organ that are not made good; never a case whose promise was kept."""
    broken = _of(seen_by).filter(kept=False, repaired_at=None).order_by("done_at", "id")
    return [_view(check, check.due_on) for check in broken]


def breaches_csv(seen_by: identity.Person) -> str:
    """The same list as CSV (UTF-8 with a mark, RFC 4180) for the credit platform; a person's code is masked by it, not here."""
    broken = _of(seen_by).filter(kept=False, repaired_at=None).order_by("done_at", "id")
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_csv_row(check) for check in broken)
    return out.getvalue()


FORMULA = "=+-@＝＋－＠"  # spreadsheets read the wide signs as the narrow ones


def _csv_row(check: PostCheck) -> Sequence[str]:
    """A cell that begins like a formula is given a mark in front, so that no spreadsheet runs it."""
    done = localdate(check.done_at).isoformat() if check.done_at else ""
    case = check.case
    cells = (case.number, case.title_zh, case.holder_code, case.holder_name, check.licence, done, check.words)
    return ["'" + cell if cell.lstrip()[:1] in FORMULA and cell.strip() else cell for cell in cells]
