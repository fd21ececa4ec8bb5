"""Fill in a draft: the list of parts, one part at a time, the questions again, check everything, submit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from tongban.applications import public as applications
from tongban.applications.public import NotSubmitted, Outdated, Outlook, Step
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.identity.public import NotFound
from tongban.kernel.words import Words
from tongban.portal.views import questions, who

NOT_SIGNED = Words(
    "请先勾选“我已核对并同意以上声明”，再提交", "Tick “I have checked and agree to the declaration” first, then submit"
)


def draft(request: HttpRequest, code: str) -> HttpResponse:
    view = applications.outlook(code, seen_by=who.reader(request), at=who.now())
    if view.draft.case_number:
        return redirect("portal:case", number=view.draft.case_number)
    filled_in = sum(len(step.known) for step in view.steps)
    typed = sum(len(step.to_fill) for step in view.steps)
    outdated = applications.update_of(code, seen_by=who.reader(request), at=who.now())
    page = frame_of(view, here="") | {"filled_in": filled_in, "typed": typed, "outdated": outdated}
    return render(request, "portal/draft.html", page)


def frame_of(view: Outlook, *, here: str) -> dict[str, Any]:
    """What every page of a draft shows around its own part."""
    return {"view": view, "draft": view.draft, "edition": view.edition, "here_part": here}


@require_POST
def offer_takeover(request: HttpRequest, code: str) -> HttpResponse:
    """A code, for a few minutes, with which a clerk at a counter goes on with this draft."""
    offered = applications.counter.offer_takeover(code, by=who.reader(request), at=who.now())
    draft = applications.get_draft(code, seen_by=who.reader(request), on=who.today())
    drawing = mark_safe(documents.qr_svg(offered.code))  # drawn by us from our own code
    page = {"draft": draft, "offered": offered, "drawing": drawing}
    return render(request, "portal/at_the_counter.html", page)


@require_POST
def ask_again(request: HttpRequest, code: str) -> HttpResponse:
    """Read the registers afresh, after one of them did not answer."""
    applications.ask_registers_again(code, by=who.reader(request), at=who.now())
    return redirect("portal:draft", code=code)


@require_http_methods(["GET", "POST"])
def draft_questions(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of the guide once more, all on one page, to change what was answered."""
    person, at = who.reader(request), who.now()
    kept = applications.get_draft(code, seen_by=person, on=who.today())
    if kept.bundle is None:
        raise NotFound(code)
    edition = catalogue.edition(kept.edition)
    bundle = edition.bundles[kept.bundle]
    if request.method == "POST":
        progress = questions.read(request.POST, bundle=bundle, edition=edition, on=who.today())
        if not progress.errors:
            values = {fact: progress.situation.get(fact) for fact in bundle.questions}
            applications.answer_situation(code, values=values, chosen=progress.chosen, by=person, at=at)
            return redirect("portal:draft", code=code)
        return questions_page(request, code, errors=progress.errors, texts=questions.texts_of(request.POST))
    return questions_page(request, code, errors={}, texts={})


def questions_page(request: HttpRequest, code: str, *, errors: Any, texts: dict[str, list[str]]) -> HttpResponse:
    view = applications.outlook(code, seen_by=who.reader(request), at=who.now())
    if view.draft.case_number:
        return redirect("portal:case", number=view.draft.case_number)
    assert view.bundle is not None
    offers = [view.edition.items[part.item] for part in view.bundle.components if part.optional and not part.chosen_by]
    page = frame_of(view, here="questions") | {"errors": errors, "texts": texts, "offers": offers}
    return render(request, "portal/draft_questions.html", page, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, code: str, section: str) -> HttpResponse:
    if request.method == "POST":
        return save_section(request, code, section)
    return section_page(request, code, section, correcting=tuple(request.GET.getlist("correct")))


def section_page(
    request: HttpRequest, code: str, section: str, *, correcting: tuple[str, ...], errors: Any = None
) -> HttpResponse:
    view = applications.outlook(code, seen_by=who.reader(request), at=who.now())
    if view.draft.case_number:
        return redirect("portal:case", number=view.draft.case_number)
    page = frame_of(view, here=section) | {
        "step": step_of(view, section),
        "after": after(view, section),
        "before": before(view, section),
        "correcting": correcting,
        "errors": errors or {},
        "texts": questions.texts_of(request.POST) if errors else {},
    }
    return render(request, "portal/section.html", page, status=422 if errors else 200)


def save_section(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Save this part. What is right is kept also when something else is wrong; the page then says what and how to mend it."""
    person, at = who.reader(request), who.now()
    raw, correcting = questions.texts_of(request.POST), tuple(request.POST.getlist("correcting"))
    is_automatic = "HX-Request" in request.headers
    asked = [fact for fact in request.POST.getlist("field") if not is_automatic or any(raw.get(fact, []))]
    checked = applications.save_answers(code, raw=raw, only=asked, by=person, at=at)
    if is_automatic:
        return render(request, "portal/saved.html", {"at": at})
    if checked.errors:
        return section_page(request, code, section, correcting=correcting, errors=checked.errors)
    if request.POST.get("then") == "list":
        return redirect("portal:draft", code=code)
    view = applications.outlook(code, seen_by=person, at=at)
    stays = any(step.code == section and step.missing for step in view.steps)
    return redirect(reverse("portal:section", args=[code, section]) if stays else after(view, section))


@require_POST
def undo_dispute(request: HttpRequest, code: str) -> HttpResponse:
    """Use the register's value again."""
    applications.take_back_dispute(code, fact=request.POST.get("fact", ""), by=who.reader(request), at=who.now())
    section = request.POST.get("section", "")
    if section not in catalogue.edition(on=who.today()).sections:
        return redirect("portal:draft", code=code)
    return redirect("portal:section", code=code, section=section)


def step_of(view: Outlook, section: str) -> Step:
    for step in view.steps:
        if step.code == section:
            return step
    raise NotFound(section)


def route(view: Outlook) -> list[str]:
    """The addresses of the parts, in the order in which they are filled in."""
    code = view.draft.code
    parts = [reverse("portal:section", args=[code, step.code]) for step in view.steps]
    if view.ways:
        parts.append(reverse("portal:ways", args=[code]))
    return [*parts, reverse("portal:materials", args=[code]), reverse("portal:check", args=[code])]


def after(view: Outlook, section: str) -> str:
    here = reverse("portal:section", args=[view.draft.code, section])
    parts = route(view)
    return parts[parts.index(here) + 1] if here in parts else reverse("portal:draft", args=[view.draft.code])


def before(view: Outlook, section: str) -> str:
    here = reverse("portal:section", args=[view.draft.code, section])
    parts = [reverse("portal:draft", args=[view.draft.code]), *route(view)]
    return parts[parts.index(here) - 1]


@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest, code: str) -> HttpResponse:
    """For each item that offers it: the usual way or a commitment, with its full text and what a broken promise leads to."""
    person, at, problem = who.reader(request), who.now(), None
    if request.method == "POST":
        try:
            for item in request.POST.getlist("item"):
                chosen = request.POST.get(f"way-{item}") == "commitment"
                applications.choose_way(code, item=item, by_commitment=chosen, by=person, at=at)
        except NotSubmitted as refusal:
            problem = refusal.says
    view = applications.outlook(code, seen_by=person, at=at)
    if view.draft.case_number:
        return redirect("portal:case", number=view.draft.case_number)
    if request.method == "POST" and not problem:
        return redirect("portal:materials", code=code)
    last = reverse("portal:section", args=[code, view.steps[-1].code]) if view.steps else ""
    page = frame_of(view, here="ways") | {"problem": problem, "before": last}
    return render(request, "portal/ways.html", page, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Everything on one page, with what the pre-check found; the button submits exactly what this page shows."""
    if request.method == "GET":
        return check_page(request, code, problem=None)
    if request.POST.get("agree") != "yes":
        return check_page(request, code, problem=NOT_SIGNED)
    try:
        receipt = applications.submit(code, digest=request.POST.get("digest", ""), by=who.reader(request), at=who.now())
    except Outdated:
        return redirect("portal:update", code=code)
    except NotSubmitted as refusal:
        return check_page(request, code, problem=refusal.says)
    return redirect("portal:receipt", number=receipt.number)


def check_page(request: HttpRequest, code: str, *, problem: Words | None) -> HttpResponse:
    person = who.reader(request)
    kept = applications.get_draft(code, seen_by=person, on=who.today())
    if kept.case_number:
        return redirect("portal:receipt", number=kept.case_number)
    try:
        sheet = applications.prepare(code, by=person, at=who.now())
    except Outdated:
        return redirect("portal:update", code=code)
    page = frame_of(sheet.outlook, here="check") | {"sheet": sheet, "problem": problem, "signer": person.name}
    return render(request, "portal/check.html", page, status=422 if problem else 200)
