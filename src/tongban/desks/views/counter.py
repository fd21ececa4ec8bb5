"""The counter's own pages: begin and end an attendance, find what somebody wants, take over their draft, hand out results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.applications import public as applications
from tongban.applications.public import NotReceived, NotSubmitted
from tongban.catalogue import public as catalogue
from tongban.desks.views import who
from tongban.desks.views.intake import MOST, following, outlook, texts_of
from tongban.desks.views.papers import MADE_BY_US, file
from tongban.desks.views.window import Window, attended, duty_of, entrance, page_of
from tongban.documents.public import Rejected
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.knowledge import public as knowledge
from tongban.knowledge.public import NodeKind
from tongban.licences import public as licences

MOST_HITS = 8


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    duty = duty_of(request)
    if applications.counter.attendance_of(who.reader(request), at=who.now()) is None:
        return entrance(request, duty, problem=None)
    return desk(request)


@attended
def desk(
    request: HttpRequest, window: Window, *, problem: Words | None = None, beside: str = "", status: int = 200
) -> HttpResponse:
    """Everything that may be done for who stands at the window; `beside` names the part that the problem belongs to."""
    words, edition = request.GET.get("q", "").strip()[:100], catalogue.edition()
    found = knowledge.search(words, edition=edition).hits if words else ()
    hits = [hit for hit in found if hit.kind in (NodeKind.BUNDLE, NodeKind.ITEM)][:MOST_HITS]
    if words and not hits:
        knowledge.record_gap(words, at=window.at)
    page = page_of(
        window,
        words=words,
        hits=hits,
        drafts=applications.counter.drafts(by=window.clerk, at=window.at),
        results=applications.counter.results(by=window.clerk, at=window.at),
        held=applications.counter.licences_here(by=window.clerk, at=window.at),
        cases_here=applications.counter.cases_here(by=window.clerk, at=window.at),
        problem=problem,
        beside=beside,
        handed=request.GET.get("handed", ""),
    )
    return render(request, "desks/counter/desk.html", page, status=status)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Read the card, or take what the clerk typed from it; a card that names nobody is refused with a way on."""
    duty = duty_of(request)
    try:
        applications.counter.begin(
            read=request.POST.get("read", ""),
            number=request.POST.get("number", ""),
            name=request.POST.get("name", ""),
            party=request.POST.get("party", ""),
            is_alike=request.POST.get("alike") == "yes",
            by=who.reader(request),
            at=who.now(),
        )
    except (NotReceived, identity.NotAllowed) as refusal:
        return entrance(request, duty, problem=refusal.says, status=422)
    return redirect("counter:home")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    duty_of(request)
    applications.counter.end(by=who.reader(request), at=who.now())
    return redirect(f"{reverse('counter:home')}?ended=1")


@require_POST
@attended
def receive(request: HttpRequest, window: Window) -> HttpResponse:
    """Begin a draft of the party at the window."""
    chosen = request.POST.get("bundle") or None
    item = None if chosen else request.POST.get("item", "")
    try:
        draft = applications.counter.receive(bundle=chosen, item=item, by=window.clerk, at=window.at)
    except (identity.NotAllowed, NotSubmitted) as refusal:
        return desk(request, problem=refusal.says, beside="find", status=422)
    return redirect(first_gap(draft.code, window))


def first_gap(code: str, window: Window) -> str:
    """The draft's form, at the first thing that is still to be asked."""
    return reverse("counter:intake", args=[code]) + following(outlook(window, code))


@require_POST
@attended
def take_over(request: HttpRequest, window: Window) -> HttpResponse:
    """Go on with the draft whose code the applicant shows."""
    try:
        draft = applications.counter.take_over(request.POST.get("spoken", "")[:40], by=window.clerk, at=window.at)
    except (NotReceived, identity.NotAllowed) as refusal:
        return desk(request, problem=refusal.says, beside="take-over", status=422)
    return redirect(first_gap(draft.code, window))


@require_POST
@attended
def receive_about(request: HttpRequest, window: Window) -> HttpResponse:
    """Begin a draft that renews, changes or gives back a licence of the party at the window."""
    licence, item = request.POST.get("licence", ""), request.POST.get("item", "")
    try:
        draft = applications.counter.receive_about(licence, item=item, by=window.clerk, at=window.at)
    except (identity.NotAllowed, NotSubmitted) as refusal:
        return desk(request, problem=refusal.says, beside="licences", status=422)
    return redirect(first_gap(draft.code, window))


@require_POST
@attended
def hand_over_all(request: HttpRequest, window: Window) -> HttpResponse:
    """Hand out everything that is ready, at once."""
    try:
        given = applications.counter.hand_over_all(by=window.clerk, at=window.at)
    except NotReceived as refusal:
        return desk(request, problem=refusal.says, beside="results", status=422)
    return redirect(f"{reverse('counter:home')}?handed={given}#results")


@require_POST
@attended
def hand_over(request: HttpRequest, window: Window, number: str) -> HttpResponse:
    """Record that the result was handed to who stands at the window."""
    try:
        applications.counter.hand_over(number, by=window.clerk, at=window.at)
    except NotReceived as refusal:
        return desk(request, problem=refusal.says, beside="results", status=422)
    return redirect(f"{reverse('counter:home')}?handed={number}#results")


@require_GET
@attended
def result(request: HttpRequest, window: Window, number: str) -> HttpResponse:
    """The sealed licence of a case of the party at the window, to be printed."""
    found = applications.counter.results(by=window.clerk, at=window.at)
    licence = next((one.licence for one in found if one.case.number == number), None)
    if licence is None:
        raise identity.NotFound(number)
    made = licences.pdf_of(licence.number, seen_by=window.attendance.person, on=who.today())
    return file(made, media_type="application/pdf", name=f"{licence.number}.pdf", shown=True, policy=MADE_BY_US)


@require_GET
@attended
def receipt(request: HttpRequest, window: Window, number: str) -> HttpResponse:
    """The receipt, to be printed and given to the applicant, and the written notices of the case."""
    return receipt_page(request, window, number)


def receipt_page(
    request: HttpRequest, window: Window, number: str, *, material: str = "", problem: Words | None = None
) -> HttpResponse:
    case = applications.counter.case_here(number, by=window.clerk, at=window.at)
    page = page_of(window, case=case) | {
        "edition": catalogue.edition(case.edition),
        "papers": applications.counter.papers_here(number, by=window.clerk, at=window.at),
        "titles": {part.number: part.title for part in (case, *case.parts)},
        "awaited": [
            (part, gap) for part in case.parts for gap in part.gaps if not gap.supplied_at and not part.has_ended
        ],
        "mended": [
            (part, applications.counter.corrected_here(part.number, by=window.clerk, at=window.at))
            for part in case.parts
            if part.correction and part.correction.answered_at
        ],
        "material": material,
        "problem": problem,
        "collected": request.GET.get("collected", ""),
    }
    return render(request, "desks/counter/receipt.html", page, status=422 if problem else 200)


@require_GET
@attended
def notice(request: HttpRequest, window: Window, number: str, code: str) -> HttpResponse:
    """A sealed notice of a case of the party at the window, to be printed."""
    name, made = applications.counter.paper_here(number, code, by=window.clerk, at=window.at)
    return file(made, media_type="application/pdf", name=name, shown=True, policy=MADE_BY_US)


@require_http_methods(["GET", "POST"])
@attended
def mend(request: HttpRequest, window: Window, number: str) -> HttpResponse:
    """Mend what an organ asked for, for who stands at the window: typed, shown to them, then given."""
    if request.method == "GET":
        return mend_page(request, window, number)
    asked, note, counter = request.POST.getlist("field"), request.POST.get("note", ""), applications.counter
    raw = {name: texts for name, texts in texts_of(request).items() if name in asked}
    told = None
    try:
        told = counter.difference_here(number, raw=raw, note=note, by=window.clerk, at=window.at)
        if told.checked.errors or "look" in request.POST:
            return mend_page(request, window, number, told=told)
        seen, files = request.POST.get("seen", ""), files_of(request)
        counter.mend_here(number, raw=raw, uploads=files, note=note, seen=seen, by=window.clerk, at=window.at)
    except (NotReceived, NotSubmitted, Rejected) as refusal:
        return mend_page(request, window, number, told=told, problem=refusal.says)
    return redirect(reverse("counter:receipt", args=[number]) + "?mended=1")


def files_of(request: HttpRequest) -> list[tuple[str, str, bytes]]:
    """What was scanned: (material, name, content)."""
    return [
        (material.removeprefix("file-"), one.name or "scan", one.read(MOST))
        for material, files in request.FILES.lists()
        for one in files
        if not isinstance(one, str)
    ]


def mend_page(
    request: HttpRequest,
    window: Window,
    number: str,
    *,
    told: applications.Difference | None = None,
    problem: Words | None = None,
) -> HttpResponse:
    try:
        sheet = applications.counter.sheet_here(number, by=window.clerk, at=window.at)
    except NotSubmitted:
        return redirect("counter:receipt", number=number)
    page = page_of(window, sheet=sheet, case=sheet.case, told=told, problem=problem) | {
        "edition": catalogue.edition(sheet.case.edition),
        "errors": told.checked.errors if told else {},
        "texts": texts_of(request) if told else {},
    }
    return render(request, "desks/counter/mend.html", page, status=422 if page["errors"] or problem else 200)


@require_POST
@attended
def collect(request: HttpRequest, window: Window, number: str) -> HttpResponse:
    """Take in a material that was to follow."""
    part, material = request.POST.get("case", ""), request.POST.get("material", "")
    files = [(one.name or "scan", one.read(MOST)) for one in request.FILES.getlist("file")]
    try:
        applications.counter.collect_gap(part, material=material, files=files, by=window.clerk, at=window.at)
    except (NotReceived, Rejected) as refusal:
        return receipt_page(request, window, number, material=f"{part}-{material}", problem=refusal.says)
    return redirect(f"{reverse('counter:receipt', args=[number])}?collected=1#awaited")
