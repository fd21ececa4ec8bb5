"""One draft at the window: the whole form beside what the registers, the rules and the materials say; the sheet; the slip."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.applications import public as applications
from tongban.applications.public import NotReceived, NotSubmitted, Outlook
from tongban.desks.views.papers import SHOWN_IN_PAGE, UPLOADED, file
from tongban.desks.views.window import Window, attended, page_of
from tongban.documents.public import Rejected
from tongban.forms import public as forms
from tongban.kernel.words import Words
from tongban.rules.public import Value

MOST = 20 * 1024 * 1024 + 1  # one more byte than a file may have: enough to be refused, whatever somebody sends
NO_FILE = Words("请先扫描或选择文件", "Scan or choose a file first")
Errors = Mapping[str, Words]


@require_http_methods(["GET", "POST"])
@attended
def intake(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    if request.method == "POST":
        return save(request, window, code)
    return intake_page(request, window, code)


def outlook(window: Window, code: str) -> Outlook:
    return applications.outlook(code, seen_by=window.clerk, at=window.at)


def intake_page(
    request: HttpRequest,
    window: Window,
    code: str,
    *,
    errors: Errors | None = None,
    material: str = "",
    problems: tuple[Words, ...] = (),
) -> HttpResponse:
    view = outlook(window, code)
    if view.draft.case_number:
        return redirect("counter:receipt", number=view.draft.case_number)
    page = frame_of(window, view, errors=errors or {}) | {
        "correcting": request.GET.getlist("correct") + request.POST.getlist("correcting"),
        "texts": texts_of(request) if errors else {},
        "material": material,
        "problems": problems,
    }
    return render(request, "desks/counter/intake.html", page, status=422 if errors or problems else 200)


def frame_of(window: Window, view: Outlook, *, errors: Errors) -> dict[str, Any]:
    parts = view.bundle.components if view.bundle else ()
    offers = [view.edition.items[part.item] for part in parts if part.optional and not part.chosen_by]
    more = {"view": view, "draft": view.draft, "offers": offers, "errors": errors, "material": "", "problems": ()}
    return page_of(window) | more | {"edition": view.edition}


def texts_of(request: HttpRequest) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in request.POST.lists()}


def save(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """Keep whatever is right; say what is wrong beside it. What is still empty is no fault: it is where one goes on.

    While somebody types, only the other pane is drawn anew.
    """
    raw, is_automatic = texts_of(request), "HX-Request" in request.headers
    errors = save_situation(raw, window, code)
    held = outlook(window, code).held
    asked = [fact for fact in raw.get("field", []) if any(raw.get(fact, [])) or fact in held]
    checked = applications.save_answers(code, raw=raw, only=asked, by=window.clerk, at=window.at)
    errors |= checked.errors
    if is_automatic:
        return beside(request, window, code, errors=errors)
    if errors:
        return intake_page(request, window, code, errors=errors)
    return redirect(reverse("counter:intake", args=[code]) + following(outlook(window, code)))


def save_situation(raw: Mapping[str, list[str]], window: Window, code: str) -> dict[str, Words]:
    """Keep the answers to the few questions that can be read; gives what is wrong with the others."""
    view = outlook(window, code)
    if view.bundle is None:
        return {}
    values: dict[str, Value] = {}
    errors: dict[str, Words] = {}
    for fact in set(raw.get("question", [])) & set(view.bundle.questions):
        given = [text for text in raw.get(fact, []) if text.strip()]
        try:
            values[fact] = forms.read_value(view.edition.facts[fact], given) if given else None
        except ValueError as problem:
            errors[fact] = said(problem)
    chosen = raw.get("with", []) if "offers" in raw else None
    applications.answer_situation(code, values=values, chosen=chosen, by=window.clerk, at=window.at)
    return errors


def said(problem: Exception) -> Words:
    words = getattr(problem, "says", None) or (problem.args[0] if problem.args else "")
    return words if isinstance(words, Words) else Words(str(words), str(words))


def following(view: Outlook) -> str:
    """The anchor of what comes next: an open question, an empty field, a material, the sheet."""
    empty = [one.field.fact.code for step in view.steps for one in step.to_fill if is_empty(one)]
    wanted = [f"m-{one.code}" for one in view.to_upload if not one.documents]
    return "#" + next(iter([*view.composition.open_questions, *empty, *wanted]), "to-sign")


def is_empty(one: applications.Filled) -> bool:
    return one.field.required and one.held.value is None


def beside(request: HttpRequest, window: Window, code: str, *, errors: Errors) -> HttpResponse:
    """The pane beside the form; or the word to load the page again, when other fields are asked than those on it."""
    view = outlook(window, code)
    shown = set(request.POST.getlist("field")) - set(request.POST.getlist("correcting"))
    asked = set(view.bundle.questions) if view.bundle else set()
    if {one.field.fact.code for step in view.steps for one in step.to_fill} - asked != shown:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desks/counter/beside.html", frame_of(window, view, errors=errors))


@require_POST
@attended
def scan(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """Take each page that can be taken; what is wrong with the others is said."""
    material, files = request.POST.get("material", ""), request.FILES.getlist("file")
    problems: list[Words] = [] if files else [NO_FILE]
    for page in files:
        name, content = page.name or "scan", page.read(MOST)
        try:
            applications.attach(code, material=material, name=name, content=content, by=window.clerk, at=window.at)
        except Rejected as refusal:
            problems.append(refusal.says)
    if problems:
        return intake_page(request, window, code, material=material, problems=tuple(problems))
    return redirect(reverse("counter:intake", args=[code]) + following(outlook(window, code)))


@require_POST
@attended
def choose_way(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """Have an item decided on commitment, whose text the person at the window reads and signs, or in the usual way."""
    item = request.POST.get("item", "")
    try:
        applications.choose_way(
            code, item=item, by_commitment=request.POST.get("way") == "commitment", by=window.clerk, at=window.at
        )
    except NotSubmitted as refusal:
        return intake_page(request, window, code, material=f"way-{item}", problems=(refusal.says,))
    return redirect(reverse("counter:intake", args=[code]) + f"#w-{item}")


@require_POST
@attended
def later(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """Announce that a material follows (容缺), or take that back."""
    material, wanted = request.POST.get("material", ""), request.POST.get("later") == "yes"
    try:
        applications.hand_in_later(code, material=material, later=wanted, by=window.clerk, at=window.at)
    except NotSubmitted as refusal:
        return intake_page(request, window, code, material=material, problems=(refusal.says,))
    return redirect(reverse("counter:intake", args=[code]) + f"#m-{material}")


@require_POST
@attended
def remove(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    material, document = request.POST.get("material", ""), request.POST.get("document", "")
    applications.detach(code, material=material, document=document, by=window.clerk, at=window.at)
    return redirect(reverse("counter:intake", args=[code]) + f"#m-{material}")


@require_GET
@attended
def scanned(request: HttpRequest, window: Window, code: str, document: str) -> HttpResponse:
    found, content = applications.read_attachment(code, document=document, seen_by=window.clerk, at=window.at)
    shown = found.media_type in SHOWN_IN_PAGE
    return file(content, media_type=found.media_type, name=found.name, shown=shown, policy=UPLOADED)


@require_http_methods(["GET", "POST"])
@attended
def sheet(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """What the applicant reads, on the screen or on paper, and signs; sending it in receives the application."""
    if request.method == "GET":
        return sheet_page(request, window, code, problem=None)
    scans = [(one.name or "scan", one.read(MOST)) for one in request.FILES.getlist("scan")]
    try:
        receipt = applications.counter.submit(
            code,
            digest=request.POST.get("digest", ""),
            scans=scans,
            confirmation=request.POST.get("confirmation", "")[:20],
            by=window.clerk,
            at=window.at,
        )
    except (NotReceived, NotSubmitted, Rejected) as refusal:
        return sheet_page(request, window, code, problem=refusal.says)
    return redirect("counter:receipt", number=receipt.number)


def sheet_page(request: HttpRequest, window: Window, code: str, *, problem: Words | None) -> HttpResponse:
    view = outlook(window, code)
    if view.draft.case_number:
        return redirect("counter:receipt", number=view.draft.case_number)
    signed = applications.prepare(code, by=window.clerk, at=window.at)
    page = frame_of(window, signed.outlook, errors={})
    page |= {"sheet": signed, "problem": problem, "sent": request.GET.get("sent", "")}
    return render(request, "desks/counter/sheet.html", page, status=422 if problem else 200)


@require_POST
@attended
def send_code(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """Send the applicant the code with which they sign on their own telephone."""
    try:
        applications.counter.send_confirmation(code, by=window.clerk, at=window.at)
    except NotReceived as refusal:
        return sheet_page(request, window, code, problem=refusal.says)
    return redirect(reverse("counter:sheet", args=[code]) + "?sent=1#confirmation")


@require_http_methods(["GET", "POST"])
@attended
def slip(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """Everything that is missing, told at once: on the record when the clerk says so, then to be printed."""
    if request.method == "POST":
        applications.counter.tell_missing(code, by=window.clerk, at=window.at)
        return redirect("counter:slip", code=code)
    told = applications.counter.slip(code, by=window.clerk, at=window.at)
    page = frame_of(window, told.outlook, errors={}) | {"slip": told}
    return render(request, "desks/counter/slip.html", page)
