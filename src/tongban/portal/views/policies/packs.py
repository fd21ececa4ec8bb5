"""Service packs (企业服务包) of the reader's organisations: a list, and one; opening one is its receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.catalogue import public as catalogue
from tongban.packs import public as packs
from tongban.portal.views import who


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The packs that organisations of the reader were sent."""
    found = packs.packs_of(who.reader(request), on=who.today())
    return render(request, "portal/packs.html", {"here": "space", "packs": found})


@require_GET
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """One pack, whole."""
    found = packs.open_pack(code, by=who.reader(request), at=who.now())
    page = {"here": "space", "pack": found, "edition": catalogue.edition(found.edition)}
    return render(request, "portal/pack.html", page)
