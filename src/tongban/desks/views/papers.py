"""The files of a case: what the applicant uploaded, and what the form generated.

An uploaded file is somebody else's bytes on our own address: it is sandboxed, its type is never guessed, and only a picture
is shown in the page; everything else is a download.
"""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.desks.views import who

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
