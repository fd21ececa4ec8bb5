"""Special procedures (特别程序): begun from the course of a case, reported on site with a phone, confirmed by a second officer."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.approvals import public as approvals
from tongban.approvals.public import Finding, InquiryKind, InquiryResult, InquiryState, InquiryView, OpinionRefused
from tongban.desks.deadlines import within
from tongban.desks.sheets import course_of, names_of
from tongban.desks.types import Error, Typed
from tongban.desks.views import course, papers, who
from tongban.desks.views.track import seen_now
from tongban.documents import public as documents
from tongban.identity.public import NotAllowed
from tongban.kernel.words import Words

NO_KIND = Words("请选择一种特别程序", "Choose a special procedure")
NO_DAYS = Words("请写几个工作日内办完", "Say within how many working days it will be done")
NO_PHOTO = Words("请先选择照片或文件", "Choose a photo or a file first")
OFFICERS_ONLY = Words("只有到场的工作人员可以上传照片", "Only the officers who are on site upload photos")
RESULTS = (InquiryResult.MET, InquiryResult.NOT_MET, InquiryResult.DONE)
RESULTS_ON_SITE = RESULTS[:2]
MOST = 20 * 1024 * 1024 + 1  # one more byte than a file may have: enough to be refused, whatever somebody sends
MET = {"met": True, "not_met": False, "none": None}


@require_GET
def inquiries(request: HttpRequest) -> HttpResponse:
    """The special procedures of this organ that have not ended; those in which the reader takes part come first."""
    duty = who.official(request)
    mine = who.reader(request).code
    found = sorted(approvals.inquiries_for(who.reader(request)), key=lambda one: mine not in one.officers)
    page = who.frame_of(duty) | {
        "inquiries": found,
        "mine": mine,
        "names": names_of({code for one in found for code in one.officers}),
        "today": who.today(),
    }
    return render(request, "desks/inquiries.html", page)


@require_POST
def open_inquiry(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a special procedure on a track: the time that it takes does not count, and the applicant is told in writing."""
    reader, can = who.reader(request), who.capacity(request)
    found = course_of(seen_now(request, code), reader=reader, can=can, on=who.today())
    kind = InquiryKind(request.POST["kind"]) if request.POST.get("kind") in set(InquiryKind) else None
    due_on = within(request.POST.get("inquiry-days", ""), on=who.today())
    if kind is None or due_on is None:
        wrong = ("kind", NO_KIND) if kind is None else ("inquiry-days", NO_DAYS)
        return course.page(request, code, errors=(wrong,), status=422)
    visit = found.item.procedure.site_visit if found.item and kind == InquiryKind.SITE_VISIT else None
    return course.carried_out(
        request,
        code,
        lambda: approvals.open_inquiry(
            code,
            kind=kind,
            reason=course.said(request, "inquiry-reason"),
            due_on=due_on,
            by=who.reader(request),
            at=who.now(),
            officers=request.POST.getlist("officer") if kind == InquiryKind.SITE_VISIT else (),
            checklist=visit.checklist if visit else (),
            least_officers=visit.officers if visit else 0,
        ),
        anchor="inquiry-reason",
        done="inquiry_opened",
    )


@require_GET
def inquiry(request: HttpRequest, inquiry: str) -> HttpResponse:
    return page(request, inquiry)


def page(request: HttpRequest, code: str, *, errors: tuple[Error, ...] = (), status: int = 200) -> HttpResponse:
    duty = who.official(request)
    seen = approvals.get_inquiry(code, seen_by=who.reader(request))
    values = who.frame_of(duty) | {
        "inquiry": seen,
        "kept": documents.documents_of(code),
        "names": names_of({*seen.officers, seen.reported_by, seen.confirmed_by}),
        "mine": who.reader(request).code,
        "lines": lines_of(request, seen),
        "typed": Typed(request.POST),
        "errors": errors,
        "done": request.GET.get("done", ""),
        "today": who.today(),
        "results": RESULTS_ON_SITE if seen.kind == InquiryKind.SITE_VISIT else RESULTS,
    }
    return render(request, "desks/inquiry.html", values, status=status)


def lines_of(request: HttpRequest, seen: InquiryView) -> list[tuple[int, Words, str, str]]:
    """The checklist as (number, line, chosen, words): as typed just now, else as it was reported."""
    reported = {found.line.zh: found for found in seen.findings}
    said_of = {True: "met", False: "not_met", None: "none"}
    rows = []
    for number, line in enumerate(seen.checklist):
        found = reported.get(line.zh)
        chosen = request.POST.get(f"line-{number}", said_of[found.is_met] if found else "")
        words = request.POST.get(f"line-words-{number}", found.words if found else "")
        rows.append((number, line, chosen, words))
    return rows


@require_POST
def add_photos(request: HttpRequest, inquiry: str) -> HttpResponse:
    """Keep what the phone's camera took: each photo is a document of this inquiry, examined like every upload."""
    seen = approvals.get_inquiry(inquiry, seen_by=who.reader(request))
    if who.reader(request).code not in seen.officers or seen.state == InquiryState.CLOSED:
        raise NotAllowed(OFFICERS_ONLY)
    sent = request.FILES.getlist("photo")
    if not sent:
        return page(request, inquiry, errors=(("photo", NO_PHOTO),), status=422)
    try:
        for one in sent:
            documents.store(
                one.read(MOST), name=one.name or "photo", belongs_to=inquiry, by=who.reader(request).code, at=who.now()
            )
    except documents.Rejected as rejected:
        return page(request, inquiry, errors=(("photo", rejected.says),), status=422)
    return here(inquiry, "photos", anchor="photos")


@require_GET
def photo(request: HttpRequest, inquiry: str, document: str) -> HttpResponse:
    """One photo, for officials of the inquiry's organ."""
    approvals.get_inquiry(inquiry, seen_by=who.reader(request))
    found, content = documents.read(document, belongs_to=inquiry)
    shown = found.media_type in papers.SHOWN_IN_PAGE
    return papers.file(content, media_type=found.media_type, name=found.name, shown=shown, policy=papers.UPLOADED)


@require_POST
def report(request: HttpRequest, inquiry: str) -> HttpResponse:
    """Write down what was found. A visit to the site then waits for the second officer; anything else has ended."""
    seen = approvals.get_inquiry(inquiry, seen_by=who.reader(request))
    findings = [
        Finding(line, MET[chosen], words.strip()) for _, line, chosen, words in lines_of(request, seen) if chosen in MET
    ]
    said = request.POST.get("result", "")
    result = InquiryResult(said) if said in set(InquiryResult) else InquiryResult.CALLED_OFF
    own = {one.code for one in documents.documents_of(inquiry)}
    try:
        approvals.close_inquiry(
            inquiry,
            result=result,
            words=course.said(request, "words"),
            findings=findings,
            photos=[one for one in request.POST.getlist("photo-code") if one in own],
            by=who.reader(request),
            at=who.now(),
        )
    except OpinionRefused as refused:
        return page(request, inquiry, errors=(("report", refused.says),), status=422)
    return here(inquiry, "reported")


@require_POST
def confirm(request: HttpRequest, inquiry: str) -> HttpResponse:
    """The second officer confirms the report that this page showed, on their own account."""
    digest = request.POST.get("digest", "")
    try:
        approvals.confirm_inquiry(inquiry, digest=digest, by=who.reader(request), at=who.now())
    except OpinionRefused as refused:
        return page(request, inquiry, errors=(("confirm", refused.says),), status=409)
    return here(inquiry, "confirmed")


@require_POST
def call_off(request: HttpRequest, inquiry: str) -> HttpResponse:
    """End it without a result, with words: time counts again."""
    try:
        approvals.call_off_inquiry(
            inquiry, words=course.said(request, "off-words"), by=who.reader(request), at=who.now()
        )
    except OpinionRefused as refused:
        return page(request, inquiry, errors=(("off-words", refused.says),), status=422)
    return here(inquiry, "called_off")


def here(code: str, done: str, *, anchor: str = "") -> HttpResponse:
    to = reverse("desks:inquiry", kwargs={"inquiry": code})
    return redirect(f"{to}?{urlencode({'done': done})}{'#' * bool(anchor)}{anchor}")
