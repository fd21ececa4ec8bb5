"""The files of a case: what the applicant uploaded, what the form generated, the written notices and how they would read.

An uploaded file is somebody else's bytes on our own address: it is sandboxed, its type is never guessed, and only a picture
is shown in the page; everything else is a download.
"""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.approvals.public import Judgement
from tongban.cases import public as cases
from tongban.cases.public import PaperKind
from tongban.desks.deadlines import within
from tongban.desks.types import read_entries
from tongban.desks.views import who
from tongban.identity.public import NotFound

SHOWN_IN_PAGE = {"image/png", "image/jpeg", "image/webp", "image/gif"}
UPLOADED = "sandbox; default-src 'none'; frame-ancestors 'none'"
MADE_BY_US = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@require_GET
def material(request: HttpRequest, code: str, document: str) -> HttpResponse:
    """One uploaded file of the track's case."""
    seen = approvals.get_track(code, seen_by=who.reader(request))
    found, content = applications.read_material(
        seen.subject, document=document, seen_by=who.reader(request), at=who.now()
    )
    shown = found.media_type in SHOWN_IN_PAGE
    return file(content, media_type=found.media_type, name=found.name, shown=shown, policy=UPLOADED)


@require_GET
def paper(request: HttpRequest, code: str, material: str) -> HttpResponse:
    """A material that the form generates, as a PDF of the frozen answers."""
    seen = approvals.get_track(code, seen_by=who.reader(request))
    made = applications.paper_of(seen.subject, material=material, seen_by=who.reader(request), at=who.now())
    return file(
        made, media_type="application/pdf", name=f"{seen.subject}-{material}.pdf", shown=True, policy=MADE_BY_US
    )


@require_GET
def notice(request: HttpRequest, code: str, notice: str) -> HttpResponse:
    """A written notice (文书) of the track's case, as it was printed and sealed."""
    seen = approvals.get_track(code, seen_by=who.reader(request), on=who.today())
    known = {one.code for one in cases.papers_of(seen.subject, seen_by=who.reader(request), on=who.today())}
    if notice not in known:
        raise NotFound(notice)
    name, content = cases.paper(notice, seen_by=who.reader(request), on=who.today())
    return file(content, media_type="application/pdf", name=name, shown=True, policy=MADE_BY_US)


@require_POST
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The very words of the papers that an act would send, before it is done. Nothing is stored."""
    seen = approvals.get_track(code, seen_by=who.reader(request), on=who.today())
    wanted = [PaperKind(kind) for kind in request.POST.getlist("paper") if kind in set(PaperKind)][:2]
    entries = read_entries(request.POST, seen.points)
    faults = [(one.point, one.words) for one in entries.rulings if one.judgement != Judgement.FITS]
    drafts = [
        cases.preview_paper(
            seen.subject,
            kind,
            seen_by=who.reader(request),
            at=who.now(),
            reasons=reasons_for(kind, request.POST),
            faults=faults,
            days=request.POST.get("extension-days", ""),
            procedure=request.POST.get("kind", ""),
            until=within(request.POST.get("inquiry-days", ""), on=who.today()),
        )
        for kind in wanted
    ]
    duty = who.official(request)
    return render(request, "desks/preview.html", who.frame_of(duty) | {"drafts": drafts, "track": seen})


REASONS = {
    PaperKind.REFUSAL: "words",
    PaperKind.NOT_ACCEPTED: "not-accepted-reasons",
    PaperKind.TERMINATION: "termination-reasons",
    PaperKind.EXTENSION: "extension-reasons",
    PaperKind.SPECIAL_PROCEDURE: "inquiry-reason",
}


def reasons_for(kind: PaperKind, posted: QueryDict) -> str:
    return posted.get(REASONS.get(kind, ""), "").strip()


def file(content: bytes, *, media_type: str, name: str, shown: bool, policy: str) -> HttpResponse:
    """The bytes with headers that leave nothing to a browser's guess. The name is encoded as RFC 5987 says."""
    way = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
