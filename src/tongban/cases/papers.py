"""Written notices (文书): drawn up in the transaction of their step with frozen values; numbered, printed and sealed later."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tongban.cases.events import PaperPrinted
from tongban.cases.models import Case, Paper
from tongban.cases.numbers import next_serial
from tongban.cases.queries import visible_to
from tongban.cases.types import Opening, PaperKind, PaperView
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

ERRAND = "cases.print"
REMEDIES = Words(
    "不服本决定的，可以自收到之日起 60 日内申请行政复议，或者 6 个月内提起行政诉讼。",
    "If you disagree, you may ask for administrative reconsideration within 60 days, or go to court within six months.",
)
LAW = Words("《中华人民共和国行政许可法》第{zh}条", "Administrative Licensing Law, article {en}")
TITLES = {
    PaperKind.RECEIPT: Words("收件凭证", "Receipt"),
    PaperKind.ACCEPTANCE: Words("受理通知书", "Notice of acceptance"),
    PaperKind.CORRECTION: Words("补正告知书", "Notice of correction"),
    PaperKind.NOT_ACCEPTED: Words("不予受理决定书", "Decision not to accept"),
    PaperKind.REFUSAL: Words("不予许可决定书", "Decision to refuse"),
    PaperKind.EXTENSION: Words("延长审批期限告知书", "Notice of extension"),
    PaperKind.SPECIAL_PROCEDURE: Words("特别程序告知书", "Notice of a special procedure"),
    PaperKind.GRANT: Words("准予许可决定书", "Decision to grant"),
    PaperKind.TERMINATION: Words("终止办理告知书", "Notice of termination"),
}
LETTER = {  # the character that stands for the kind in a paper's number
    PaperKind.RECEIPT: "收",
    PaperKind.ACCEPTANCE: "受",
    PaperKind.CORRECTION: "补",
    PaperKind.NOT_ACCEPTED: "不受",
    PaperKind.REFUSAL: "不许",
    PaperKind.EXTENSION: "延",
    PaperKind.SPECIAL_PROCEDURE: "特",
    PaperKind.GRANT: "许",
    PaperKind.TERMINATION: "终",
}
ARTICLES = {
    PaperKind.RECEIPT: ("三十二", "32"),
    PaperKind.ACCEPTANCE: ("三十二", "32"),
    PaperKind.CORRECTION: ("三十二", "32"),
    PaperKind.NOT_ACCEPTED: ("三十二", "32"),
    PaperKind.REFUSAL: ("三十八", "38"),
    PaperKind.EXTENSION: ("四十二", "42"),
    PaperKind.SPECIAL_PROCEDURE: ("四十五", "45"),
    PaperKind.GRANT: ("三十八", "38"),
    PaperKind.TERMINATION: ("", ""),
}
BODIES = {
    PaperKind.RECEIPT: (
        Words(
            "你（单位）于 {opened} 提交的“{item}”申请已经收到。",
            "Your application for “{item}” was received on {opened}.",
        ),
        Words(
            "本机关将在 5 个工作日内决定是否受理，或者一次告知需要补正的全部内容；逾期不告知的，自收到之日起即为受理。",
            "Within 5 working days it will be accepted, or you will be told all defects at once; otherwise it is deemed "
            "accepted as of receipt.",
        ),
    ),
    PaperKind.ACCEPTANCE: (
        Words(
            "你（单位）提出的“{item}”申请，材料齐全、符合法定形式，自 {accepted} 起予以受理。",
            "Your application for “{item}” is complete and in due form, and is accepted as of {accepted}.",
        ),
        Words(
            "法定办结日：{statutory}。承诺办结日：{promised}。", "Statutory day: {statutory}. Promised day: {promised}."
        ),
    ),
    PaperKind.CORRECTION: (
        Words(
            "你（单位）提出的“{item}”申请需要补正。全部内容一次告知如下，请在 {correct_by} 前补正；补正时间不计入时限。",
            "Your application for “{item}” needs correction. Everything is told here at once; please mend it by {correct_by}. "
            "This time does not count towards the limits.",
        ),
    ),
    PaperKind.NOT_ACCEPTED: (
        Words("你（单位）提出的“{item}”申请，决定不予受理。", "Your application for “{item}” is not accepted."),
        Words("理由：{reasons}", "Reasons: {reasons}"),
    ),
    PaperKind.REFUSAL: (
        Words("你（单位）提出的“{item}”申请，经审查，决定不予许可。", "Your application for “{item}” is refused."),
        Words("理由：{reasons}", "Reasons: {reasons}"),
    ),
    PaperKind.EXTENSION: (
        Words(
            "“{item}”在规定时限内不能作出决定，经本机关负责人批准，延长 {days} 日。",
            "“{item}” cannot be decided within its limit; with the approval of the organ's head it is extended by {days} days.",
        ),
        Words("理由：{reasons}", "Reasons: {reasons}"),
        Words(
            "法定办结日：{statutory}。承诺办结日：{promised}。", "Statutory day: {statutory}. Promised day: {promised}."
        ),
    ),
    PaperKind.SPECIAL_PROCEDURE: (
        Words(
            "“{item}”需要进行{procedure}，预计 {until} 前完成，所需时间不计入办理时限。",
            "“{item}” needs: {procedure}, expected to be done by {until}. The time that it takes is not counted.",
        ),
        Words("理由：{reasons}", "Reasons: {reasons}"),
    ),
    PaperKind.GRANT: (
        Words("你（单位）提出的“{item}”申请，经审查，准予许可。", "Your application for “{item}” is granted."),
        Words(
            "结果将在 10 个工作日内制作并送达（{deliver} 前）。",
            "The result is made and delivered within 10 working days (by {deliver}).",
        ),
    ),
    PaperKind.TERMINATION: (
        Words("“{item}”终止办理。", "“{item}” has ended."),
        Words("理由：{reasons}", "Reasons: {reasons}"),
    ),
}
ON_COMMITMENT = Words(
    "本许可以告知承诺方式作出。批后将核查承诺的履行；违反承诺的，撤销许可并依法承担责任。",
    "This is granted on your commitment, which will be checked. If it is broken, the licence is revoked and the law applies.",
)
WITH_REMEDIES = frozenset({PaperKind.NOT_ACCEPTED, PaperKind.REFUSAL, PaperKind.TERMINATION})
NOT_SET = Words("不设期限", "none set")


def draw_up(
    case: Case, kind: PaperKind, *, at: datetime, occasion: str = "", says: Words | None = None, **other: object
) -> None:
    """Draw up a paper of this case with its values as they are now, and promise its printing. The same occasion gives one.

    `says` are the reasons in both languages where they differ from the case's own; `other` fills the kind's sentences.
    """
    body = body_of(case, kind, at=at, reasons=says or Words(case.reasons, case.reasons), other=other)
    drawn = Paper(
        code=token_hex(10), case=case, kind=kind, occasion=occasion, organ=case.organ, body=body, drawn_up_at=at
    )
    Paper.objects.bulk_create([drawn], ignore_conflicts=True)
    promise_printing([drawn.code], at=at)


def promise_printing(codes: Sequence[str], *, at: datetime) -> None:
    """Let the worker print these papers. One that was not kept, because the occasion had one, is passed over."""
    errands = [(ERRAND, f"paper:{code}", {"paper": code, "at": at.isoformat()}) for code in codes]
    journal.promise_all(errands, at=at)


def body_of(
    case: Case, kind: PaperKind, *, at: datetime, reasons: Words, other: Mapping[str, object]
) -> dict[str, Any]:
    """The words of a paper with the case's values as they are."""
    values = {
        "item": Words(case.title_zh, case.title_en),
        "opened": say_date(localdate(case.opened_at)),
        "accepted": say_date(localdate(case.accepted_at) if case.accepted_at else None),
        "statutory": say_date(case.statutory_due_on),
        "promised": say_date(case.promised_due_on),
        "deliver": say_date(case.deliver_due_on),
        "reasons": reasons,
        **other,
    }
    faults: list[list[str]] = []
    if kind is PaperKind.CORRECTION:
        values["correct_by"] = say_date(case.correction.due_on)
        faults = _faults(case)
    sentences = [sentence.filled(**values) for sentence in BODIES[kind]]
    if kind is PaperKind.GRANT and case.on_commitment:
        sentences.append(ON_COMMITMENT)
    return {
        "case": case.number,
        "holder": case.holder_name,
        "body": [[said.zh, said.en] for said in sentences],
        "faults": faults,
        "date": localdate(at).isoformat(),
    }


def say_date(day: date | None) -> Words:
    """The day as an official paper says it."""
    if day is None:
        return NOT_SET
    return Words(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {day:%B} {day.year}")


def _faults(case: Case) -> list[list[str]]:
    item = catalogue.edition(case.edition).items[case.item]
    labels = {point.code: point.label for point in item.review_points}
    rows = [(labels.get(point, Words(point, point)), words) for point, words in case.correction.faults]
    return [[label.zh, label.en, words] for label, words in rows]


def receipt_of(opening: Opening, title: Words, *, at: datetime) -> dict[str, Any]:
    """The body of the receipt that is drawn up while the cases are opened."""
    values = {"item": title, "opened": say_date(localdate(at))}
    said = [sentence.filled(**values) for sentence in BODIES[PaperKind.RECEIPT]]
    return {
        "case": opening.number,
        "holder": opening.holder.name,
        "body": [[words.zh, words.en] for words in said],
        "faults": [],
        "date": localdate(at).isoformat(),
    }


@transaction.atomic
def print_paper(body: Mapping[str, Any]) -> None:
    """Carry out the promise: number, print, seal and keep the paper, in one transaction. Done once, it does nothing."""
    paper = Paper.objects.select_for_update().select_related("case").filter(code=body["paper"]).first()
    if paper is None or paper.document:
        return
    at = datetime.fromisoformat(body["at"])
    kind = PaperKind(paper.kind)
    paper.number = _draw_number(paper, localdate(at).year)
    values = _printed_values(paper, kind)
    kept = documents.keep(
        documents.seal(documents.render("paper", values), organ=paper.organ, at=at),
        name=f"{TITLES[kind].zh}.pdf",
        belongs_to=paper.case.number,
        by="system",
        at=at,
        remarks=documents.not_drawn(values),
    )
    paper.document = kept.code
    paper.save(update_fields=["number", "document"])
    printed = PaperPrinted(
        subject=paper.case.number, kind=kind, number=paper.number, document=kept.code, digest=kept.digest
    )
    journal.publish(printed, by="system", at=at)


def _draw_number(paper: Paper, year: int) -> str:
    """Drawn while printing, so that no step of a case waits for another's paper. The form of the number is a sample."""
    serial = next_serial(f"{paper.organ}:{paper.kind}:{year}")
    short = catalogue.edition(paper.case.edition).organs[paper.organ].short.zh
    return f"样例 {short}{LETTER[PaperKind(paper.kind)]}字〔{year}〕{serial:06d}号"


def _printed_values(paper: Paper, kind: PaperKind) -> dict[str, Any]:
    organ = identity.Organ.objects.get(code=paper.organ)
    zh, en = ARTICLES[kind]
    articles = LAW.filled(zh=zh, en=en) if zh else None
    return {
        "title": TITLES[kind].zh,
        "title_en": TITLES[kind].en,
        "number": paper.number,
        "case": paper.body["case"],
        "addressee": paper.body["holder"],
        "body": paper.body["body"],
        "faults": paper.body["faults"],
        "articles": [articles.zh, articles.en] if articles else [],
        "remedies": [REMEDIES.zh, REMEDIES.en] if kind in WITH_REMEDIES else [],
        "organ": organ.name_zh,
        "organ_en": organ.name_en,
        "date": paper.body["date"],
    }


def papers_of(number: str, *, seen_by: identity.Person, on: date) -> list[PaperView]:
    """The papers of a case and its parts, oldest first, for the applicant's side and the organ's officials; else NotFound."""
    official = identity.official_of(seen_by)
    visible = Case.objects.filter(organ=official.organ.code) if official else Case.objects.none()
    if not official or not visible.filter(number=number).exists():  # an official needs no rights of their own
        visible = visible_to(seen_by, on=on)
        if not visible.filter(number=number).exists():
            raise identity.NotFound(number)
    seen = visible.filter(number=number) | visible.filter(parent__number=number)
    rows = Paper.objects.filter(case__in=seen.values("pk")).select_related("case").order_by("drawn_up_at", "id")
    return [_view(paper) for paper in rows]


def _view(paper: Paper) -> PaperView:
    kind = PaperKind(paper.kind)
    return PaperView(
        paper.code, paper.case.number, kind, TITLES[kind], paper.number, paper.drawn_up_at, bool(paper.document)
    )


def paper(code: str, *, seen_by: identity.Person, on: date) -> tuple[str, bytes]:
    """The file name and the sealed PDF of one paper, by its code. NotFound for a stranger, and until it is printed."""
    found = Paper.objects.select_related("case").filter(code=code.replace("\0", "")).exclude(document="").first()
    if found is None or not visible_to(seen_by, on=on).filter(pk=found.case_id).exists():
        raise identity.NotFound(code)
    document, content = documents.read(found.document, belongs_to=found.case.number)
    return document.name, content
