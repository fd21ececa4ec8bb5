"""The licences one holds, their sealed documents, and the public page on which anybody checks one."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from tongban.applications import public as applications
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.licences import public as licences
from tongban.portal.views import who


def licence(request: HttpRequest, number: str) -> HttpResponse:
    found = licences.get_licence(number, seen_by=who.reader(request), on=who.today())
    address = (settings.ORIGIN or f"{request.scheme}://{request.get_host()}") + reverse(
        "portal:verify", args=[found.code]
    )
    may_begin = found.standing(who.today()) == licences.Standing.IN_FORCE
    page = {
        "licence": found,
        "continuations": applications.continuations_of(found, on=who.today()) if may_begin else (),
        "standing": found.standing(who.today()).value,
        "edition": catalogue.edition(found.edition),
        "address": address,
        "code": mark_safe(documents.qr_svg(address)),  # drawn by us from our own address
    }
    return render(request, "portal/licence.html", page)


@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin to renew, change or give back this licence: a draft filled in from it."""
    item = request.POST.get("item", "")
    try:
        draft = applications.start_from(number, item=item, person=who.reader(request), at=who.now())
    except applications.NotSubmitted as refusal:
        return render(request, "422.html", {"says": refusal.says}, status=422)
    return redirect("portal:draft", code=draft.code)


def composite(request: HttpRequest, number: str) -> HttpResponse:
    """A composite licence: its one code, how each licence in it stands, and what can be done with all of them at once."""
    view = licences.get_composite(number, seen_by=who.reader(request), on=who.today())
    address = (settings.ORIGIN or f"{request.scheme}://{request.get_host()}") + reverse(
        "portal:verify", args=[view.composite.code]
    )
    page = {
        "view": view,
        "steps": applications.whole_steps(view, on=who.today()),
        "edition": catalogue.edition(on=who.today()),
        "address": address,
        "code": mark_safe(documents.qr_svg(address)),  # drawn by us from our own address
    }
    return render(request, "portal/composite.html", page)


@require_POST
def composite_begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin to renew, change or give back a composite licence as a whole."""
    purpose = request.POST.get("purpose", "")
    try:
        draft = applications.start_whole(number, purpose=purpose, person=who.reader(request), at=who.now())
    except applications.NotSubmitted as refusal:
        return render(request, "422.html", {"says": refusal.says}, status=422)
    return redirect("portal:draft", code=draft.code)


def composite_pdf(request: HttpRequest, number: str) -> HttpResponse:
    content = licences.composite_pdf_of(number, seen_by=who.reader(request), on=who.today())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


def licence_pdf(request: HttpRequest, number: str) -> HttpResponse:
    content = licences.pdf_of(number, seen_by=who.reader(request), on=who.today())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


@login_not_required
def verify_entry(request: HttpRequest) -> HttpResponse:
    if wanted := request.GET.get("code", "").strip()[:120]:
        return verify(request, wanted) if "/" in wanted else redirect("portal:verify", code=wanted)
    return render(request, "portal/verify.html", {"here": "verify", "report": None, "code": ""})


@login_not_required
def verify(request: HttpRequest, code: str) -> HttpResponse:
    report = licences.verify(code, on=who.today())
    page = {"here": "verify", "report": report, "code": code}
    return render(request, "portal/verify.html", page, status=200 if report.found else 404)
