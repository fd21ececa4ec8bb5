"""The comprehensive counter (综合窗口): receive for any organ, go on with a citizen's draft, hand out every result.

The application stays the applicant's: a clerk writes, the person at the window reads, signs and is answered.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import choice, randbelow
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tongban.applications import actions, attendances, submission
from tongban.applications.attendances import attendance_of, begin, cards, end, is_clerk, serving
from tongban.applications.events import (
    ApplicationReceived,
    DraftAttended,
    MissingNotified,
    ResultCollected,
    TakeOverOffered,
)
from tongban.applications.models import Draft, HandOver, SpokenCode
from tongban.applications.queries import outlook, view_of
from tongban.applications.types import (
    AttendanceView,
    DraftView,
    NotReceived,
    Receipt,
    ResultView,
    Slip,
    Step,
    SupplyState,
    TakeOverCode,
)
from tongban.applications.ways.windows import (
    case_here,
    cases_here,
    collect_gap,
    corrected_here,
    difference_here,
    licences_here,
    mend_here,
    paper_here,
    papers_here,
    receive_about,
    sheet_here,
)
from tongban.cases import public as cases
from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices
from tongban.precheck.public import FindingKind
from tongban.rules.public import Outcome

__all__ = [
    "attendance_of", "begin", "cards", "case_here", "cases_here", "collect_gap", "corrected_here", "difference_here",
    "drafts", "end", "hand_over", "hand_over_all", "is_clerk", "licences_here", "mend_here", "offer_takeover",
    "paper_here", "papers_here", "receive", "receive_about", "results", "send_confirmation", "serving", "sheet_here",
    "slip", "submit", "take_over", "tell_missing",
]  # fmt: skip

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that are misread
TAKE_OVER_MINUTES, CONFIRM_MINUTES, MOST_WRONG = 15, 10, 5
NOT_THIS_CODE = Words(
    "没有接上：接续码不对、已过 15 分钟、已经用过，或者那份草稿不在“{party}”名下。请核对，或请本人在草稿页重新生成",
    "Not taken over: the code is wrong, older than 15 minutes or used, or that draft is not one of “{party}”. "
    "Compare it, or ask for a new one from the draft's page",
)
NOT_SIGNED = Words(
    "还没有签署。请扫描本人签过字的核对单，或者输入本人手机上的确认码",
    "Not signed yet. Scan the sheet that the applicant signed, or type the code from their telephone",
)
WRONG_CODE = Words(
    "确认码不对，或者发出后内容又改过。请核对，或重新发一个（一共只能错 5 次，10 分钟内有效）",
    "The code is wrong, or something changed after it was sent. Compare it or send a new one "
    "(5 wrong tries in all, valid for 10 minutes)",
)
SIGN_ON_PAPER = Words(
    "确认码已经错了 5 次，这份申请请打印核对单、由本人签字后扫描",
    "The code was wrong five times: print the sheet for this application, let the applicant sign it, and scan it",
)
NOT_READY = Words("还有没填完的内容，先补上再签", "Something is still empty: fill it in before signing")
ALREADY = Words(
    "这件结果 {at} 已由 {recipient} 领走，不能再登记一次",
    "This result was already handed to {recipient} on {at}; it cannot be recorded again",
)
NOTHING_YET = Words(
    "这件还没有可以领的结果，证照可能正在制作。请稍后再查",
    "There is nothing to hand out yet; the licence may be being made. Look again a little later",
)
CONFIRM_TITLE = Words("窗口办理的确认码", "Your code for the application at the counter")
CONFIRM_BODY = Words(
    "您在综合窗口办理“{title}”。请先看清核对单，内容没有问题，再把确认码 {digits} 告诉工作人员，这就等于您签名提交。"
    "10 分钟内有效。如果您不在窗口，不要告诉任何人。",
    "You are applying for “{title}” at the counter. Read the sheet; if it is right, tell the clerk the code {digits}: "
    "that signs and submits it. It is valid for 10 minutes. If you are not at a counter, tell nobody.",
)


@transaction.atomic
def offer_takeover(code: str, *, by: identity.Person, at: datetime) -> TakeOverCode:
    """A code with which a clerk may go on with the applicant's draft: for some minutes, once. An earlier one is void.

    Raises NotFound for a stranger and for a clerk, NotSubmitted when the draft is submitted.
    """
    draft, acting = actions.writable(code, by=by, at=at)
    if acting.right == identity.Right.COUNTER:
        raise identity.NotFound(code)
    spoken, until_at = "".join(choice(LETTERS) for _ in range(8)), at + timedelta(minutes=TAKE_OVER_MINUTES)
    _keep(SpokenCode.Purpose.TAKE_OVER, draft, _digest(spoken), by=by, until_at=until_at)
    journal.publish(TakeOverOffered(subject=code, until_at=until_at), by=by.code, at=at)
    return TakeOverCode(f"{spoken[:4]}-{spoken[4:]}", until_at)


def _keep(
    purpose: SpokenCode.Purpose,
    draft: Draft,
    digest: str,
    *,
    by: identity.Person,
    until_at: datetime,
    sheet: str = "",
) -> None:
    # Wrong tries stay with the draft: a new code for every five guesses would let somebody guess for ever.
    fresh = {"digest": digest, "by": by.code, "until_at": until_at, "sheet": sheet, "used_at": None}
    SpokenCode.objects.update_or_create(purpose=purpose, draft=draft.code, defaults=fresh)


def _digest(spoken: str, draft: str = "") -> str:
    plain = "".join(letter for letter in spoken.upper() if letter.isalnum())
    return sha256(f"{draft}:{plain}".encode()).hexdigest()


@transaction.atomic
def take_over(spoken: str, *, by: identity.Person, at: datetime) -> DraftView:
    """Go on, at the window, with the draft that this code stands for (接续). The applicant can go on with it too.

    Raises NotReceived for a code that does not hold or a draft of somebody who is not at the window; the code stays good then.
    """
    attendance = serving(by, at=at)
    wanted = SpokenCode.objects.select_for_update().filter(purpose=SpokenCode.Purpose.TAKE_OVER, digest=_digest(spoken))
    found = wanted.filter(used_at=None, until_at__gt=at).first()
    mine = Draft.objects.filter(holder_code=attendance.party.code, case_number="")
    draft = mine.filter(code=found.draft).first() if found else None
    if found is None or draft is None:
        raise NotReceived(NOT_THIS_CODE.filled(party=attendance.party.name))
    attendances.own_right(attendance, scope=draft.bundle or draft.item, at=at)
    found.used_at = at
    found.save(update_fields=["used_at"])
    _attend(attendance, draft.code, "taken_over", by=by, at=at)
    return view_of(draft)


def _attend(attendance: AttendanceView, draft: str, way: str, *, by: identity.Person, at: datetime) -> None:
    attendances.add_draft(attendance, draft)
    attended = DraftAttended(subject=draft, attendance=attendance.code, person=attendance.person.code, way=way)
    journal.publish(attended, by=by.code, at=at)


@transaction.atomic
def receive(*, by: identity.Person, at: datetime, bundle: str | None = None, item: str | None = None) -> DraftView:
    """Begin a draft at the window, of the party at the window; the clerk may write in it while the attendance lasts.

    Raises NotFound for an unknown code, NotAllowed when nobody is there or their right does not reach it.
    """
    attendance = serving(by, at=at)
    acting = attendances.own_right(attendance, scope=bundle or item or "", at=at)
    draft = actions.start(acting=acting, person=attendance.person, at=at, bundle=bundle, item=item, clerk=by)
    _attend(attendance, draft.code, "begun", by=by, at=at)
    return draft


def drafts(*, by: identity.Person, at: datetime) -> list[DraftView]:
    """The drafts that are open at this window, in the order in which they came; also those just submitted."""
    attendance = serving(by, at=at)
    found = {draft.code: draft for draft in Draft.objects.filter(code__in=attendance.drafts)}
    return [view_of(found[code]) for code in attendance.drafts if code in found]


def _at_window(code: str, *, by: identity.Person, at: datetime) -> tuple[Draft, AttendanceView]:
    """The draft, locked, if it is open at this clerk's window; raises NotFound otherwise."""
    draft, acting = actions.locked(code, by=by, at=at)
    if acting.right != identity.Right.COUNTER:
        raise identity.NotFound(code)
    return draft, serving(by, at=at)


def slip(code: str, *, by: identity.Person, at: datetime) -> Slip:
    """Everything that the draft lacks now: open questions, empty fields, materials, and what the pre-check found."""
    serving(by, at=at)
    view = outlook(code, seen_by=by, at=at)
    empty = [(step.section.title, _labels_to_fill(step, view.composition.open_questions)) for step in view.steps]
    return Slip(
        outlook=view,
        questions=tuple(view.edition.facts[fact].label for fact in view.composition.open_questions),
        fields=tuple((title, labels) for title, labels in empty if labels),
        materials=tuple(one for one in view.to_upload if one.state == SupplyState.MISSING),
        faults=tuple(
            one for one in view.findings if one.outcome == Outcome.NOT_MET and one.kind != FindingKind.MATERIAL
        ),
    )


def _labels_to_fill(step: Step, asked: Sequence[str]) -> tuple[Words, ...]:
    """The labels of the empty required fields; what is asked as a question is not told twice."""
    facts = [one.field.fact for one in step.to_fill if _is_empty(one)]
    return tuple(fact.label for fact in facts if fact.code not in asked)


def _is_empty(one: Any) -> bool:
    return bool(one.field.required and one.held.value is None)


@transaction.atomic
def tell_missing(code: str, *, by: identity.Person, at: datetime) -> Slip:
    """Tell everything that is missing at once (一次性告知), on the record. The draft stays the applicant's, to go on at home."""
    _, attendance = _at_window(code, by=by, at=at)
    told = slip(code, by=by, at=at)
    missing = MissingNotified(
        subject=code,
        attendance=attendance.code,
        answers=tuple(told.outlook.composition.open_questions),
        fields=tuple(one.field.fact.code for step in told.outlook.steps for one in step.to_fill if _is_empty(one)),
        materials=tuple(one.code for one in told.materials),
        faults=tuple(f"{one.item}.{one.point}" for one in told.faults),
    )
    journal.publish(missing, by=by.code, at=at)
    return told


@transaction.atomic
def send_confirmation(code: str, *, by: identity.Person, at: datetime) -> datetime:
    """Send the person at the window a code (确认码) for exactly the sheet as it stands; gives its last moment.

    It stands in their own message box: only who can sign in as that person can read it.
    """
    draft, attendance = _at_window(code, by=by, at=at)
    sheet = submission.prepare(code, by=by, at=at)
    if not sheet.is_ready:
        raise NotReceived(NOT_READY)
    if SpokenCode.objects.filter(purpose="confirm", draft=draft.code, wrong_tries__gte=MOST_WRONG).exists():
        raise NotReceived(SIGN_ON_PAPER)
    digits, until_at = f"{randbelow(1_000_000):06}", at + timedelta(minutes=CONFIRM_MINUTES)
    digest = _digest(digits, draft.code)
    _keep(SpokenCode.Purpose.CONFIRM, draft, digest, by=by, until_at=until_at, sheet=sheet.digest)
    body = CONFIRM_BODY.filled(title=sheet.outlook.draft.title, digits=digits)
    link = f"/drafts/{code}/check/"
    notices.send(to=[attendance.person.code], title=CONFIRM_TITLE, body=body, about=code, link=link, at=at)
    return until_at


def submit(
    code: str,
    *,
    digest: str,
    by: identity.Person,
    at: datetime,
    scans: Sequence[tuple[str, bytes]] = (),
    confirmation: str = "",
) -> Receipt:
    """Receive the application at the window: signed by the person who stands there, on the printed sheet (`scans`: name and
    bytes of each page) or with the code from their telephone. The case is the applicant's.

    Raises NotReceived when it is not signed, `documents.Rejected` for a bad scan, NotSubmitted as `applications.submit` does.
    """
    if not scans:
        _refuse_wrong_confirmation(code, confirmation, sheet=digest, by=by, at=at)
    with transaction.atomic():
        draft, attendance = _at_window(code, by=by, at=at)
        if draft.case_number:
            return Receipt(draft.case_number, draft.submitted_at or at)
        own = attendances.own_right(attendance, scope=draft.bundle or draft.item, at=at)
        signature = _on_paper(draft, scans, by=by, at=at) if scans else _by_telephone(draft, at=at)
        received = _received(attendance, signature, by=by)
        receipt = submission.sign(draft, own, digest=digest, by=attendance.person, at=at, received=received)
        told = ApplicationReceived(subject=receipt.number, draft=code, attendance=attendance.code,
                                 person=attendance.person.code, signature=signature["by"])  # fmt: skip
        journal.publish(told, by=by.code, at=at)
        return receipt


def _refuse_wrong_confirmation(code: str, confirmation: str, *, sheet: str, by: identity.Person, at: datetime) -> None:
    """In a transaction of its own: a wrong try counts, although the submission does not happen."""
    if not confirmation.strip():
        raise NotReceived(NOT_SIGNED)
    with transaction.atomic():
        draft, _ = _at_window(code, by=by, at=at)
        if draft.case_number:
            return
        sent = SpokenCode.objects.filter(purpose=SpokenCode.Purpose.CONFIRM, draft=code, used_at=None).first()
        holds = sent is not None and sent.until_at > at and sent.wrong_tries < MOST_WRONG and sent.sheet == sheet
        is_right = sent is not None and sent.digest == _digest(confirmation, code)
        if sent is not None and not is_right:
            sent.wrong_tries += 1
            sent.save(update_fields=["wrong_tries"])
    if not (holds and is_right):
        raise NotReceived(WRONG_CODE)


def _on_paper(draft: Draft, scans: Sequence[tuple[str, bytes]], *, by: identity.Person, at: datetime) -> dict[str, Any]:
    kept = [documents.store(page, name=name, belongs_to=draft.code, by=by.code, at=at) for name, page in scans]
    return {"by": "paper", "documents": [{"code": d.code, "name": d.name, "digest": d.digest} for d in kept]}


def _by_telephone(draft: Draft, *, at: datetime) -> dict[str, Any]:
    SpokenCode.objects.filter(purpose=SpokenCode.Purpose.CONFIRM, draft=draft.code).update(used_at=at)
    return {"by": "phone", "documents": []}


def _received(attendance: AttendanceView, signature: Mapping[str, Any], *, by: identity.Person) -> Mapping[str, Any]:
    """Where the application came from (申报来源), frozen with the dossier."""
    return {
        "at_counter": {
            "attendance": attendance.code,
            "clerk": [by.code, by.name],
            "checked_by": attendance.checked_by,
            "signature": signature,
        }
    }


def results(*, by: identity.Person, at: datetime) -> list[ResultView]:
    """What the organs decided for the party at the window (统一出件), the newest first, and what is handed out already."""
    attendance, on = serving(by, at=at), localdate(at)
    mine = cases.cases_of(attendance.person, on=on)
    decided = [
        part
        for case in mine
        for part in case.parts
        if part.holder.code == attendance.party.code and part.has_ended and part.decided_at is not None
    ]
    mine_too = licences.licences_of(attendance.person, on=on)
    given = {one.basis: one for one in mine_too if one.document and one.state == licences.State.IN_FORCE}
    handed = {one.case_number: one for one in HandOver.objects.filter(case_number__in=[p.number for p in decided])}
    return [_result(part, given.get(part.number), handed.get(part.number)) for part in decided]


def _result(case: cases.CaseView, licence: licences.Licence | None, handed: HandOver | None) -> ResultView:
    return ResultView(case, licence, handed.at if handed else None, handed.recipient_name if handed else None)


@transaction.atomic
def hand_over(number: str, *, by: identity.Person, at: datetime) -> None:
    """Record, once, that the result of this case was handed to the person at the window. Raises NotReceived when it was
    already, or when there is nothing to hand out; NotFound for a case of anybody else."""
    attendance = serving(by, at=at)
    found = next((one for one in results(by=by, at=at) if one.case.number == number), None)
    if found is None:
        raise identity.NotFound(number)
    if found.licence is None:
        raise NotReceived(NOTHING_YET)
    record = {"attendance": attendance.code, "clerk": by.code, "recipient": attendance.person.code, "at": at}
    record |= {"recipient_name": attendance.person.name, "checked_by": attendance.checked_by}
    handed, is_new = HandOver.objects.get_or_create(case_number=number, defaults=record)
    if not is_new:
        raise NotReceived(ALREADY.filled(at=localdate(handed.at), recipient=handed.recipient_name))
    told = ResultCollected(
        subject=number,
        attendance=attendance.code,
        recipient=attendance.person.code,
        checked_by=attendance.checked_by,
        licence=found.licence.number,
    )
    journal.publish(told, by=by.code, at=at)


@transaction.atomic
def hand_over_all(*, by: identity.Person, at: datetime) -> int:
    """Hand out everything that is ready to the person at the window (一口发证); gives how many results. Raises NotReceived
    when there is none."""
    ready = [one.case.number for one in results(by=by, at=at) if one.licence and not one.handed_at]
    if not ready:
        raise NotReceived(NOTHING_YET)
    for number in ready:
        hand_over(number, by=by, at=at)
    return len(ready)
