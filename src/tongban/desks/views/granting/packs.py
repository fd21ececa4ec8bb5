"""Service packs (企业服务包) at the desk: one is put together and looked at, sent, and its receipts are read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import public as catalogue
from tongban.desks.views import who
from tongban.kernel.words import Words
from tongban.packs import public as packs
from tongban.packs.public import Draft, PackRefused


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The packs that the reader's organ sent."""
    return _page(request)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """What would be sent to an organisation now."""
    try:
        found = packs.draft(_party(request), by=who.reader(request), at=who.now())
    except PackRefused as refused:
        return _page(request, trouble=refused.says)
    return _page(request, found=found)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send it."""
    try:
        code = packs.send(_party(request), by=who.reader(request), at=who.now())
    except PackRefused as refused:
        return _page(request, trouble=refused.says)
    return redirect("desks:pack", code=code)


def _party(request: HttpRequest) -> str:
    return request.POST.get("party", "")


def _page(request: HttpRequest, *, found: Draft | None = None, trouble: Words | None = None) -> HttpResponse:
    on = who.today()
    page: dict[str, Any] = who.frame_of(who.official(request)) | {
        "packs": packs.packs_sent(who.reader(request), on=on), "edition": catalogue.edition(on=on), "draft": found,
        "trouble": trouble, "party": _party(request),
    }  # fmt: skip
    return render(request, "desks/packs.html", page, status=422 if trouble else 200)


@require_GET
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """One pack with its receipts."""
    duty = who.official(request)
    found = packs.pack_sent(code, seen_by=who.reader(request), on=who.today())
    page = who.frame_of(duty) | {"pack": found, "edition": catalogue.edition(found.edition)}
    return render(request, "desks/pack.html", page)
