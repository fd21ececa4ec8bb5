"""What stops or lengthens a case's time: special procedures (特别程序, art. 45), extension (延长, art. 42), recall."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals import public as approvals
from tongban.cases import clocks, letters, papers
from tongban.cases.actions import NO_REASON, for_official, locked, move, move_review_due, take_on
from tongban.cases.events import CaseResumed, CaseSuspended, ExtensionAsked, ExtensionDecided
from tongban.cases.models import Case, Extension, Pause
from tongban.cases.queries import SPECIAL, extension_of, visible_to
from tongban.cases.states import NotPossible, State
from tongban.cases.types import ExtensionView, PaperKind, Refused
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

ONCE = Words(
    "审批期限只能延长一次，这件已经申请过", "A limit is extended once, and for this case it has been asked for"
)
TOO_LONG = Words("这个事项最多可以延长 {most} 日", "This item can be extended by at most {most} days")
TOO_LATE = Words(
    "法定时限已经过了，不能再延长：延长要在时限以内批准",
    "The statutory limit has passed: an extension is approved within it, and cannot come after it",
)
LONGER_THAN = Words(
    "这个事项的{kind}最多 {most} 个工作日（已用 {used} 个），最晚到 {last_day}",
    "For this item: {kind} takes at most {most} working days ({used} are used), until {last_day} at the latest",
)
USED_UP = Words(
    "这个事项的{kind}最多 {most} 个工作日，已经用完，不能再启动",
    "For this item: {kind} takes at most {most} working days; they are used up, so it cannot begin again",
)
LONGEST = {"hearing": 20}  # Administrative Licensing Law, article 47
OTHERS_LONGEST = 30  # working days where the content names no limit: this product's setting, sample
NONE_ASKED = Words("没有等待批准的延期申请", "No extension is waiting for approval")
NOT_THE_HEAD = Words("延期要由本机关负责人批准", "An extension is approved by the head of the organ")
ASKED = Words("“{name}”申请延期，请您批准", "“{name}”: an extension waits for your approval")
ASKED_BODY = Words("{holder}，延长 {days} 日。理由：{reasons}", "{holder}, by {days} days. Reasons: {reasons}")


@transaction.atomic
def suspend(number: str, *, kind: str, inquiry: str, reason: str, due_on: date, by: str, at: datetime) -> None:
    """A special procedure begins: no time counts until the last open one has ended. The applicant is told in writing.

    Raises Refused where it would take longer than the content allows.
    """
    case = locked(number)
    if Pause.objects.filter(case=case, inquiry=inquiry).exists():
        return
    _refuse_if_too_long(case, kind, due_on, at)
    if case.state == State.RECEIVED:
        take_on(case, by=by, at=at)
    Pause.objects.create(case=case, kind=kind, inquiry=inquiry, began_at=at, due_on=due_on, reason=reason, begun_by=by)
    if case.state == State.SUSPENDED:
        clocks.write(case, at=at)
    else:
        move(case, State.SUSPENDED, at=at)
    move_review_due(case, due_on=due_on)
    journal.publish(CaseSuspended(subject=number, kind=kind, reason=reason, due_on=due_on), by=by, at=at)
    said = {"says": Words(reason, reason), "procedure": SPECIAL[kind], "until": papers.say_date(due_on)}
    papers.draw_up(case, PaperKind.SPECIAL_PROCEDURE, at=at, occasion=inquiry, **said)
    letters.tell(case, "suspended", at=at, procedure=SPECIAL[kind], until=due_on, reasons=reason)


def _refuse_if_too_long(case: Case, kind: str, due_on: date, at: datetime) -> None:
    most = longest(catalogue.edition(case.edition).items[case.item], kind)
    calendar, on = clocks.newest(), localdate(at)
    before = Pause.objects.filter(case=case, kind=kind, ended_at__isnull=False).values_list("began_at", "ended_at")
    used = sum(calendar.working_days_between(localdate(begun), localdate(ended)) for begun, ended in before if ended)
    last_day = calendar.add_working_days(on, max(most - used, 0))
    if used >= most or due_on > last_day:
        says = USED_UP if used >= most else LONGER_THAN
        raise Refused(says.filled(kind=SPECIAL[kind], most=most, used=used, last_day=papers.say_date(last_day)))


def longest(item: catalogue.Item, kind: str) -> int:
    """How many working days a special procedure of this kind may take for the item, all of a case together."""
    if kind == catalogue.InquiryKind.SITE_VISIT and item.procedure.site_visit:
        return item.procedure.site_visit.days
    named = {limit.kind: limit.days for limit in item.procedure.special}
    return named.get(catalogue.InquiryKind(kind), LONGEST.get(kind, OTHERS_LONGEST))


@transaction.atomic
def resume(number: str, *, kind: str, inquiry: str, result: str, by: str, at: datetime) -> None:
    """A special procedure has ended: with the last open one the limits run again, moved by exactly its working days."""
    case = locked(number)
    ended = Pause.objects.filter(case=case, inquiry=inquiry, ended_at=None).update(ended_at=at, result=result)
    if not ended or case.state != State.SUSPENDED or Pause.objects.filter(case=case, ended_at=None).exists():
        return
    move(case, State.ACCEPTED, at=at)
    move_review_due(case)
    resumed = CaseResumed(
        subject=number,
        kind=kind,
        result=result,
        statutory_due_on=case.statutory_due_on,
        promised_due_on=case.promised_due_on,
    )
    journal.publish(resumed, by=by, at=at)
    letters.tell(case, "resumed", at=at, procedure=SPECIAL[kind], promised=_promised(case))


def _promised(case: Case) -> date | Words:
    return case.promised_due_on or case.statutory_due_on or papers.NOT_SET


@transaction.atomic
def ask_extension(number: str, *, by: identity.Person, days: int, reasons: str, at: datetime) -> None:
    """Ask the organ's head to lengthen the limit by `days` in the unit of the statutory limit. Once a case, with reasons.

    Raises Refused, NotFound for another organ, NotPossible when the case is not under review.
    """
    case = for_official(number, by, at)
    most = catalogue.edition(case.edition).items[case.item].procedure.extension_days
    if case.state not in {State.ACCEPTED, State.SUSPENDED}:
        raise NotPossible(State(case.state), State.ACCEPTED)
    if not reasons.strip():
        raise Refused(NO_REASON)
    if not 1 <= days <= most:
        raise Refused(TOO_LONG.filled(most=most))
    _refuse_if_over(case, at)
    if Extension.objects.filter(case=case).exists():
        raise Refused(ONCE)
    Extension.objects.create(case=case, days=days, reasons=reasons.strip(), asked_by=by.code, asked_at=at)
    journal.publish(ExtensionAsked(subject=number, days=days, reasons=reasons.strip()), by=by.code, at=at)
    body = ASKED_BODY.filled(days=days, reasons=reasons.strip(), holder=case.holder_name)
    letters.ask_officials(case, role="head", title=ASKED, body=body, anchor="extension", at=at)


@transaction.atomic
def decide_extension(number: str, *, by: identity.Person, agree: bool, words: str, at: datetime) -> None:
    """The organ's head approves the extension, or not; never the officer who asked. The applicant is told with reasons."""
    case, asked = _asked_of(number, by, at)
    if not agree and not words.strip():
        raise Refused(NO_REASON)
    if agree:
        _refuse_if_over(case, at)
    asked.agreed, asked.words, asked.decided_by, asked.decided_at = agree, words.strip(), by.code, at
    asked.save(update_fields=["agreed", "words", "decided_by", "decided_at"])
    days = clocks.write(case, at=at)
    event = ExtensionDecided(
        subject=number,
        agreed=agree,
        days=asked.days,
        words=words.strip() or asked.reasons,
        statutory_due_on=days.statutory_due_on,
        promised_due_on=days.promised_due_on,
    )
    journal.publish(event, by=by.code, at=at)
    if agree:
        _tell_of_extension(case, asked, at)


def _refuse_if_over(case: Case, at: datetime) -> None:
    """Administrative Licensing Law, article 42: what cannot be decided within the limit is extended, not what is late."""
    if case.statutory_due_on and localdate(at) > case.statutory_due_on:
        raise Refused(TOO_LATE)


def _asked_of(number: str, by: identity.Person, at: datetime) -> tuple[Case, Extension]:
    """The case and its open request, locked, for the organ's head."""
    seen = visible_to(by, on=localdate(at)).filter(number=number).exclude(organ="").first()
    if seen is None or identity.official_of(by) is None:
        raise identity.NotFound(number)
    if identity.has_interest(by, party_code=seen.holder_code, on=localdate(at)):
        raise identity.NotAllowed(approvals.INTEREST)
    approvals.hold(number)
    case = locked(number)
    asked = Extension.objects.select_for_update().filter(case=case, agreed=None).first()
    if asked is None:
        raise Refused(NONE_ASKED)
    if not is_head(by, case.organ, at) or asked.asked_by == by.code:
        raise identity.NotAllowed(NOT_THE_HEAD)
    if case.state not in {State.ACCEPTED, State.SUSPENDED}:
        raise NotPossible(State(case.state), State.ACCEPTED)
    return case, asked


def _tell_of_extension(case: Case, asked: Extension, at: datetime) -> None:
    move_review_due(case)
    said = Words(asked.reasons, asked.reasons)
    papers.draw_up(case, PaperKind.EXTENSION, at=at, says=said, days=asked.days)
    letters.tell(case, "extended", at=at, days=asked.days, promised=_promised(case), reasons=asked.reasons)


def extensions_asked(seen_by: identity.Person, *, on: date) -> list[tuple[str, Words, ExtensionView]]:
    """The extensions that wait for this organ's head, the oldest first: (case number, title, extension). None for others."""
    official = identity.official_of(seen_by)
    if official is None:
        return []
    waiting = Extension.objects.filter(agreed=None, case__organ=official.organ.code, case__closed_at=None)
    return [
        (one.case.number, Words(one.case.title_zh, one.case.title_en), extension_of(one))
        for one in waiting.select_related("case").order_by("asked_at")
    ]


def is_head(by: identity.Person, organ: str, at: datetime) -> bool:
    """Whether the person is the organ's head that day, or stands in for one who is absent."""
    return identity.may_act(by, organ=organ, step="head", on=localdate(at))
