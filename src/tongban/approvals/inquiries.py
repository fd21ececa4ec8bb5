"""What is looked into (特别程序) and what is asked of another organ (行政协助), each with its own limit."""

from collections.abc import Sequence
from datetime import date, datetime
from secrets import token_hex

from django.db import transaction
from django.utils.timezone import localdate

from tongban.approvals.actions import LONGEST, TOO_LONG, Held, locked
from tongban.approvals.events import AssistanceAnswered, AssistanceAsked, InquiryOpened, InquiryReported
from tongban.approvals.models import Assistance, Inquiry, Review, Track
from tongban.approvals.queries import PAGE, assistance_view, assistance_visible_to, digest_of, first_look, visible_to
from tongban.approvals.reviews.conclusions import closed, end_inquiry
from tongban.approvals.reviews.tracks import CLOSED, INTEREST, ONLY_LOOKS
from tongban.approvals.states import AssistanceState, InquiryState, TrackState
from tongban.approvals.types import AssistanceView, Finding, InquiryResult, OpinionRefused
from tongban.catalogue.public import InquiryKind
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

LEAST_OFFICERS = 2  # on site: Administrative Licensing Law, article 34
NO_REASON = Words("请写明启动的理由或依据", "Say why it is begun")
TOO_FEW = Words("现场核查至少要 {least} 名工作人员", "At least {least} officers go to the site")
STRANGERS = Words("现场核查人员应是本部门的工作人员", "The officers on site must be officials of the organ")
NOT_BEFORE = Words("期限不能早于今天", "The limit cannot lie in the past")
NOTICE_FIRST = Words(
    "有部门要求补正，补正告知还没有送出。先等它送出、申请人补正，再启动特别程序",
    "An organ asks for a correction and the notice has not gone out. A special procedure begins after the applicant has corrected",
)
ALREADY = Words(
    "同一种程序还没有结束，不能再启动一次", "The same kind is still under way: end it before beginning another"
)
ENDED = Words("这项程序已经结束", "This inquiry has ended")
NOT_ON_SITE = Words("只有到场的工作人员可以记录和确认", "Only the officers who were on site report and confirm")
NOT_THE_SAME = Words(
    "记录的人不能自己确认，请由另一名到场人员确认", "Who reported cannot confirm: let the second officer do it"
)
CHANGED = Words("记录在您打开之后改过，请再看一遍", "The report was changed after you opened it: read it again")
INCOMPLETE = Words("检查表还有 {count} 项没有填", "{count} lines of the checklist are not filled in")
NO_RESULT = Words("请写明结果", "Say what the result is")
NOBODY = Words("请选择另一个部门", "Choose another organ")
GOING = (InquiryState.OPEN, InquiryState.REPORTED)
ANSWERED = Words("这项协助已经办结", "This request has been dealt with")


def _may(held: Held) -> Track:
    """The track, for somebody who does one of its organ's steps, while it is open."""
    if held.can.organ != held.track.organ or not held.can.steps:
        raise identity.NotAllowed(ONLY_LOOKS)
    if held.track.state != TrackState.OPEN or held.review.concluded_at is not None:
        raise OpinionRefused(CLOSED)
    return held.track


def _refuse(*wrong: tuple[bool, Words]) -> None:
    for is_wrong, says in wrong:
        if is_wrong:
            raise OpinionRefused(says)


def _wrong_words(words: str) -> tuple[tuple[bool, Words], ...]:
    return (not words.strip(), NO_REASON), (len(words) > LONGEST, TOO_LONG.filled(most=LONGEST))


@transaction.atomic
def open_inquiry(
    code: str,
    *,
    kind: InquiryKind,
    reason: str,
    due_on: date,
    by: identity.Person,
    at: datetime,
    officers: Sequence[str] = (),
    checklist: Sequence[Words] = (),
    least_officers: int = LEAST_OFFICERS,
) -> str:
    """Begin an inquiry on the track `code`; gives its code. For a visit to the site name the officers (codes of people).

    Announces InquiryOpened. Raises NotFound, NotAllowed to who does not review for the organ, OpinionRefused.
    """
    track = _may(held := locked(code, by=by, on=localdate(at)))
    _refuse(
        (held.review.send_on is not None, NOTICE_FIRST),
        *_wrong_words(reason),
        (due_on < localdate(at), NOT_BEFORE),
        (track.inquiries.filter(kind=kind, state__in=GOING).exists(), ALREADY),
    )
    _refuse_officers(track, kind, set(officers), least=max(least_officers, LEAST_OFFICERS))
    inquiry = Inquiry(code=token_hex(10), track=track, kind=kind, reason=reason, due_on=due_on, opened_at=at)
    inquiry.officers, inquiry.opened_by = list(dict.fromkeys(officers)), by.code
    inquiry.checklist, inquiry.look_on = [[line.zh, line.en] for line in checklist], first_look(due_on)
    inquiry.save(force_insert=True)
    journal.publish(_opened(inquiry, by=by.code), by=by.code, at=at)
    return inquiry.code


def _refuse_officers(track: Track, kind: InquiryKind, officers: set[str], *, least: int) -> None:
    colleagues = {official.code for official in identity.officials_of(track.organ)}
    _refuse(
        (kind == InquiryKind.SITE_VISIT and len(officers) < least, TOO_FEW.filled(least=least)),
        (not officers <= colleagues, STRANGERS),
    )


def _opened(inquiry: Inquiry, *, by: str) -> InquiryOpened:
    return InquiryOpened(
        subject=inquiry.track.subject,
        organ=inquiry.track.organ,
        inquiry=inquiry.code,
        kind=inquiry.kind,
        reason=inquiry.reason,
        due_on=inquiry.due_on,
        by=by,
        at=inquiry.opened_at,
    )


def _locked_inquiry(code: str, *, by: identity.Person, at: datetime) -> Inquiry:
    """The inquiry, locked after its review and track, for officials of its organ."""
    track = visible_to(by).filter(inquiries__code=code).values_list("code", flat=True).first()
    if track is None:
        raise identity.NotFound(code)
    _may(locked(track, by=by, on=localdate(at)))
    inquiry = Inquiry.objects.select_for_update(of=("self",)).select_related("track").get(code=code)
    if inquiry.state not in GOING:
        raise OpinionRefused(ENDED)
    return inquiry


@transaction.atomic
def close_inquiry(
    code: str,
    *,
    result: InquiryResult,
    words: str,
    by: identity.Person,
    at: datetime,
    findings: Sequence[Finding] = (),
    photos: Sequence[str] = (),
) -> None:
    """Write down what was found, and so end the inquiry; a visit to the site ends when a second officer confirms it.

    `photos` are codes of documents. Before it is confirmed it can be written anew. Announces InquiryClosed, on site
    InquiryReported. Raises NotFound, NotAllowed, OpinionRefused.
    """
    inquiry = _locked_inquiry(code, by=by, at=at)
    _refuse_report(inquiry, findings, result=result, words=words, by=by.code)
    inquiry.findings = [{"line": [f.line.zh, f.line.en], "is_met": f.is_met, "words": f.words} for f in findings]
    inquiry.photos, inquiry.result, inquiry.words = list(photos), result, words
    inquiry.reported_by, inquiry.reported_at = by.code, at
    inquiry.digest = digest_of([inquiry.code, inquiry.findings, inquiry.photos, result, words, by.code])
    if inquiry.kind == InquiryKind.SITE_VISIT:
        _report(inquiry, by=by.code, at=at)
    else:
        _end(inquiry, by=by.code, at=at)


def _refuse_report(
    inquiry: Inquiry, findings: Sequence[Finding], *, result: InquiryResult, words: str, by: str
) -> None:
    filled = {found.line.zh for found in findings}
    open_lines = [line for line in inquiry.checklist if line[0] not in filled]
    _refuse(
        (bool(inquiry.officers) and by not in inquiry.officers, NOT_ON_SITE),
        (bool(open_lines), INCOMPLETE.filled(count=len(open_lines))),
        (not words.strip() or result == InquiryResult.CALLED_OFF, NO_RESULT),
        (inquiry.kind == InquiryKind.SITE_VISIT and result == InquiryResult.DONE, NO_RESULT),
        (max(map(len, [words, *(f.words for f in findings)])) > LONGEST, TOO_LONG.filled(most=LONGEST)),
    )


def _report(inquiry: Inquiry, *, by: str, at: datetime) -> None:
    inquiry.state = InquiryState.REPORTED
    inquiry.save()
    told = InquiryReported(
        subject=inquiry.track.subject,
        organ=inquiry.track.organ,
        inquiry=inquiry.code,
        kind=inquiry.kind,
        result=inquiry.result,
    )
    journal.publish(told, by=by, at=at)


@transaction.atomic
def confirm_inquiry(code: str, *, digest: str, by: identity.Person, at: datetime) -> None:
    """Confirm, as another officer who was on site, the report with this digest. Announces InquiryClosed. Raises as above."""
    inquiry = _locked_inquiry(code, by=by, at=at)
    _refuse(
        (inquiry.state != InquiryState.REPORTED, NO_RESULT),
        (by.code not in inquiry.officers, NOT_ON_SITE),
        (by.code == inquiry.reported_by, NOT_THE_SAME),
        (digest != inquiry.digest, CHANGED),
    )
    inquiry.confirmed_by = by.code
    _end(inquiry, by=by.code, at=at)


def _end(inquiry: Inquiry, *, by: str, at: datetime) -> None:
    inquiry.state, inquiry.closed_at, inquiry.look_on = InquiryState.CLOSED, at, None
    inquiry.save()
    journal.publish(closed(inquiry, by=by, at=at), by=by, at=at)


@transaction.atomic
def call_off_inquiry(code: str, *, words: str, by: identity.Person, at: datetime) -> None:
    """End an inquiry without a result, with words; where it is required it must be opened again. Announces InquiryClosed."""
    inquiry = _locked_inquiry(code, by=by, at=at)
    _refuse((not words.strip(), NO_REASON), (len(words) > LONGEST, TOO_LONG.filled(most=LONGEST)))
    inquiry.words = words
    end_inquiry(inquiry, by=by.code, at=at)


@transaction.atomic
def ask_assistance(code: str, *, organ: str, question: str, due_on: date, by: identity.Person, at: datetime) -> str:
    """Ask another organ for help with the track `code` (行政协助); gives the request's code. It sees the question, not the dossier.

    Announces AssistanceAsked. Raises NotFound, NotAllowed to who does not review for the organ, OpinionRefused.
    """
    track = _may(locked(code, by=by, on=localdate(at)))
    _refuse(
        (organ == track.organ or not identity.officials_of(organ), NOBODY),
        (not question.strip(), NO_REASON),
        (len(question) > LONGEST, TOO_LONG.filled(most=LONGEST)),
        (due_on < localdate(at), NOT_BEFORE),
    )
    request = Assistance(code=token_hex(10), track=track, organ=track.organ, asked=organ, question=question)
    request.title_zh, request.title_en = track.title_zh, track.title_en
    request.asked_by, request.asked_at, request.due_on, request.look_on = by.code, at, due_on, first_look(due_on)
    request.save(force_insert=True)
    told = AssistanceAsked(
        subject=track.subject, organ=track.organ, asked=organ, assistance=request.code, due_on=due_on
    )
    journal.publish(told, by=by.code, at=at)
    return request.code


@transaction.atomic
def answer_assistance(
    code: str, *, words: str, by: identity.Person, at: datetime, documents: Sequence[str] = ()
) -> None:
    """Answer a request for help, as an official of the organ that is asked, also after its limit. `documents` are codes.

    Announces AssistanceAnswered. Raises NotFound, NotAllowed to the organ that asked, OpinionRefused.
    """
    found = assistance_visible_to(by).filter(code=code).select_related("track").first()
    can = identity.capacity(by, on=localdate(at))
    if found is None or can is None:
        raise identity.NotFound(code)
    if can.organ != found.asked or not can.steps:
        raise identity.NotAllowed(ONLY_LOOKS)
    if identity.has_interest(by, party_code=found.track.holder_code, on=localdate(at)):
        raise identity.NotAllowed(INTEREST)
    Review.objects.select_for_update().get(subject=found.track.subject)
    request = Assistance.objects.select_for_update(of=("self",)).select_related("track").get(pk=found.pk)
    _refuse(
        (request.state not in (AssistanceState.OPEN, AssistanceState.LAPSED), ANSWERED),
        (not words.strip(), NO_RESULT),
        (len(words) > LONGEST, TOO_LONG.filled(most=LONGEST)),
    )
    request.state, request.answer, request.documents = AssistanceState.ANSWERED, words, list(documents)
    request.answered_by, request.answered_at, request.look_on = by.code, at, None
    request.save()
    told = AssistanceAnswered(subject=request.track.subject, organ=request.organ, asked=request.asked, assistance=code)
    journal.publish(told, by=by.code, at=at)


def get_assistance(code: str, *, seen_by: identity.Person) -> AssistanceView:
    """One request for help, for officials of the organ that asked and of the one that is asked; for anybody else NotFound."""
    if request := assistance_visible_to(seen_by).filter(code=code).first():
        return assistance_view(request)
    raise identity.NotFound(code)


def requests_for(by: identity.Person, *, state: str = AssistanceState.OPEN, after: int = 0) -> list[AssistanceView]:
    """The requests for help that this official's organ is asked to answer, the most urgent first."""
    official = identity.official_of(by)
    asked = assistance_visible_to(by).filter(asked=official.organ.code if official else "", state=state)
    return [assistance_view(request) for request in asked.order_by("due_on", "id")[after : after + PAGE]]
