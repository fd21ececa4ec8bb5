"""The materials of a draft: what the state has, what the form makes, what is uploaded."""

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from tongban.applications import public as applications
from tongban.applications.public import NotSubmitted
from tongban.documents.public import Document, Rejected
from tongban.kernel.words import Words
from tongban.portal.views import who
from tongban.portal.views.drafts import frame_of

MOST = 20 * 1024 * 1024 + 1  # one more byte than a file may have: enough to be refused, whatever somebody sends
NO_FILE = Words("请先选择一个文件，再上传", "Choose a file first, then upload it")


@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, code: str) -> HttpResponse:
    if request.method == "GET":
        return materials_page(request, code, material="", problems=[])
    material = request.POST.get("material", "")
    problems = attach_all(request, code, material)
    if problems:
        return materials_page(request, code, material=material, problems=problems)
    return redirect("portal:materials", code=code)


def attach_all(request: HttpRequest, code: str, material: str) -> list[Words]:
    """Take each file that can be taken; what is wrong with the others is said."""
    problems: list[Words] = []
    files = request.FILES.getlist("file")
    for file in files:
        try:
            applications.attach(
                code,
                material=material,
                name=name_of(file),
                content=file.read(MOST),
                by=who.reader(request),
                at=who.now(),
            )
        except Rejected as refusal:
            problems.append(refusal.says)
    return problems if files else [NO_FILE]


class Named(Protocol):
    @property
    def name(self) -> str | None: ...


def name_of(file: Named) -> str:
    """The name that the applicant's device gave the file."""
    return file.name or "file"


def materials_page(request: HttpRequest, code: str, *, material: str, problems: list[Words]) -> HttpResponse:
    view = applications.outlook(code, seen_by=who.reader(request), at=who.now())
    if view.draft.case_number:
        return redirect("portal:case", number=view.draft.case_number)
    page = frame_of(view, here="materials") | {"material": material, "problems": problems}
    return render(request, "portal/materials.html", page, status=422 if problems else 200)


@require_POST
def later(request: HttpRequest, code: str) -> HttpResponse:
    """Announce that a material follows later, or take that back."""
    material = request.POST.get("material", "")
    wanted = request.POST.get("later") == "yes"
    try:
        applications.hand_in_later(code, material=material, later=wanted, by=who.reader(request), at=who.now())
    except NotSubmitted as refusal:
        return materials_page(request, code, material=material, problems=[refusal.says])
    return redirect("portal:materials", code=code)


@require_POST
def detach(request: HttpRequest, code: str) -> HttpResponse:
    applications.detach(
        code,
        material=request.POST.get("material", ""),
        document=request.POST.get("document", ""),
        by=who.reader(request),
        at=who.now(),
    )
    return redirect("portal:materials", code=code)


def attachment(request: HttpRequest, code: str, document: str) -> HttpResponse:
    found, content = applications.read_attachment(code, document=document, seen_by=who.reader(request), at=who.now())
    return file_answer(found, content)


def file_answer(document: Document, content: bytes) -> HttpResponse:
    """A file as it was given. It is examined and of a known type, yet never gets to run anything in our name."""
    answer = HttpResponse(content, content_type=document.media_type)
    answer["Content-Disposition"] = content_disposition_header(False, document.name) or "inline"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
