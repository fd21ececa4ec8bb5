"""Reports that a guide is wrong (指南纠错): anybody may write one, nobody has to say who they are, an official answers."""

import re
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from tongban.catalogue.events import GuideReportAnswered, GuideReported
from tongban.catalogue.models import GuideReport
from tongban.catalogue.queries import edition
from tongban.catalogue.revisions.drafting import APPROVER, EDITOR
from tongban.catalogue.revisions.types import Category, NotPossible, Report, ReportRefused
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound, Person
from tongban.journal import public as journal
from tongban.kernel.words import Words

SHORTEST, LONGEST = 5, 500
MOST_OF_ONE_VISITOR, MOST_OF_ONE_GUIDE = 5, 30
HOUR = timedelta(hours=1)
PERSONAL = re.compile(r"(?<![0-9])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")
TOO_SHORT = Words("请写明哪里不对，至少 5 个字", "Say what is wrong, in at least 5 characters")
TOO_LONG = Words("最多写 500 个字", "Write at most 500 characters")
NO_CATEGORY = Words("请选哪一部分有误", "Choose which part is wrong")
NOBODYS = Words(
    "请不要写身份证号或手机号：纠错不需要您的个人信息",
    "Leave out identity and phone numbers: a report needs nothing about you",
)
TOO_MANY = Words(
    "这一小时里已经收到很多条，请过一会儿再提，或拨打 12345",
    "Many reports came within this hour. Try again later, or call 12345",
)
NO_ANSWER = Words("请写明核对的结果", "Say what you found")
ONLY_EDITORS = Words("由编辑答复", "An editor answers it")


@transaction.atomic
def report_guide(kind: str, about: str, *, category: str, words: str, visitor: str, at: datetime) -> Report:
    """Report that the guide of an item or a bundle is wrong. `visitor` is any text that tells visitors apart; it is not kept as it
    is. Raises NotFound for a guide that is not there, ReportRefused with what to change."""
    current = edition(on=localdate(at))
    named = (current.items if kind == "item" else current.bundles).get(about)
    if named is None:
        raise NotFound(about)
    text = words.strip()
    if problem := _problem(category, text):
        raise ReportRefused(problem)
    _refuse_flood(kind, about, visitor, at)
    row = GuideReport.objects.create(
        code=token_hex(6), kind=kind, about=about, organ=named.organ, edition=current.number, category=category,
        words=text.replace("\x00", ""), visitor=visitor[:64], at=at,
    )  # fmt: skip
    journal.publish(GuideReported(subject=row.code, about=f"{kind}:{about}", category=category), by="visitor", at=at)
    return _report(row)


def _problem(category: str, text: str) -> Words | None:
    if category not in set(Category):
        return NO_CATEGORY
    if len(text) < SHORTEST:
        return TOO_SHORT
    if len(text) > LONGEST:
        return TOO_LONG
    return NOBODYS if PERSONAL.search(text) else None


def _refuse_flood(kind: str, about: str, visitor: str, at: datetime) -> None:
    lately = GuideReport.objects.filter(at__gt=at - HOUR)
    if lately.filter(visitor=visitor[:64]).count() >= MOST_OF_ONE_VISITOR:
        raise ReportRefused(TOO_MANY)
    if lately.filter(kind=kind, about=about).count() >= MOST_OF_ONE_GUIDE:
        raise ReportRefused(TOO_MANY)


def _visible_to(person: Person) -> QuerySet[GuideReport]:
    duty = identity.official_of(person)
    if duty is None or duty.role not in (EDITOR, APPROVER):
        return GuideReport.objects.none()
    rows = GuideReport.objects.all()
    return rows if duty.organ.code == identity.GOVERNMENT_OFFICE else rows.filter(organ=duty.organ.code)


def reports_of(person: Person, *, answered: bool = False, limit: int = 100) -> list[Report]:
    """The reports on guides of the person's organ, oldest first while they are open. The government office sees all."""
    rows = _visible_to(person).filter(answered_at__isnull=not answered)
    return [_report(row) for row in rows.order_by("-answered_at" if answered else "at", "id")[:limit]]


@transaction.atomic
def answer_report(code: str, *, is_right: bool, words: str, by: Person, at: datetime) -> Report:
    """Close a report: whether it was right, and what was found. Raises NotFound, NotAllowed for who only approves, NotPossible."""
    row = _visible_to(by).select_for_update().filter(code=code, answered_at=None).first()
    if row is None:
        raise NotFound(code)
    duty = identity.official_of(by)
    if duty is None or duty.role != EDITOR:
        raise NotAllowed(ONLY_EDITORS)
    if not words.strip():
        raise NotPossible(NO_ANSWER)
    row.is_right, row.answer, row.answered_by, row.answered_at = is_right, words.strip()[:2000], by.code, at
    row.save(update_fields=["is_right", "answer", "answered_by", "answered_at"])
    said = GuideReportAnswered(subject=row.code, about=f"{row.kind}:{row.about}", is_right=is_right)
    journal.publish(said, by=by.code, at=at)
    return _report(row)


def _report(row: GuideReport) -> Report:
    return Report(
        code=row.code, kind=row.kind, about=row.about, organ=row.organ, edition=row.edition, category=Category(row.category),
        words=row.words, at=row.at, is_right=row.is_right, answer=row.answer, answered_at=row.answered_at,
    )  # fmt: skip
