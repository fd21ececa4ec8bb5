"""The licences one holds, their sealed documents, and the public page on which anybody checks one."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from tongban.applications import public as applications
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.licences import public as licences
from tongban.portal.views import who


def licence(request: HttpRequest, number: str) -> HttpResponse:
    found = licences.get_licence(number, seen_by=who.reader(request), on=who.today())
    may_begin = found.standing(who.today()) == licences.Standing.IN_FORCE
    page = {
        "licence": found,
        "continuations": applications.continuations_of(found, on=who.today()) if may_begin else (),
        "standing": found.standing(who.today()).value,
        "edition": catalogue.edition(found.edition),
    }
    return render(request, "portal/licence.html", page | to_verify(request, found.code))


def composite(request: HttpRequest, number: str) -> HttpResponse:
    """A composite licence: its one code, how each licence in it stands, and what can be done with all of them at once."""
    view = licences.get_composite(number, seen_by=who.reader(request), on=who.today())
    today = who.today()
    page = {"view": view, "steps": applications.whole_steps(view, on=today), "edition": catalogue.edition(on=today)}
    return render(request, "portal/composite.html", page | to_verify(request, view.composite.code))


def to_verify(request: HttpRequest, code: str) -> dict[str, Any]:
    """Where anybody checks the licence with this code: the address, and its drawing."""
    origin = settings.ORIGIN or f"{request.scheme}://{request.get_host()}"
    address = origin + reverse("portal:verify", args=[code])
    return {"address": address, "code": mark_safe(documents.qr_svg(address))}  # drawn by us from our own address


@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin to renew, change or give back this licence: a draft filled in from it."""
    item, person, at = request.POST.get("item", ""), who.reader(request), who.now()
    return begun(request, lambda: applications.start_from(number, item=item, person=person, at=at))


@require_POST
def composite_begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin to renew, change or give back a composite licence as a whole."""
    purpose, person, at = request.POST.get("purpose", ""), who.reader(request), who.now()
    return begun(request, lambda: applications.start_whole(number, purpose=purpose, person=person, at=at))


def begun(request: HttpRequest, start: Callable[[], applications.DraftView]) -> HttpResponse:
    """To the draft that was begun, or why none was."""
    try:
        return redirect("portal:draft", code=start().code)
    except applications.NotSubmitted as refusal:
        return render(request, "422.html", {"says": refusal.says}, status=422)


def composite_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return pdf(number, licences.composite_pdf_of(number, seen_by=who.reader(request), on=who.today()))


def licence_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return pdf(number, licences.pdf_of(number, seen_by=who.reader(request), on=who.today()))


def pdf(number: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{number}.pdf") or "inline"
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
