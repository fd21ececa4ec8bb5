"""Find what you want to do: the home page, the search, the suggestions while typing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.catalogue import public as catalogue
from tongban.knowledge import public as knowledge
from tongban.portal.views import who

ASKED = ("开饭店要办什么证", "刚生了孩子要办什么", "店门口挂招牌", "营业执照")
ASKED_EN = ("open a restaurant", "a baby was born", "shop sign", "business licence")


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    edition = catalogue.edition()
    page = {"here": "home", "edition": edition, "asked": {"zh-Hans": ASKED, "en": ASKED_EN}}
    return render(request, "portal/home.html", page)


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """Results for the reader's own words; without words, everything there is. A search that finds nothing is remembered."""
    edition = catalogue.edition()
    words = request.GET.get("q", "").strip()[:100]
    hits = knowledge.search(words, edition=edition, limit=20) if words else []
    if words and not hits:
        knowledge.record_gap(words, at=who.now())
    return render(request, "portal/search.html", {"here": "search", "edition": edition, "words": words, "hits": hits})


@login_not_required
def suggest(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    hits = knowledge.suggest(words, edition=catalogue.edition(), limit=6) if words else []
    return render(request, "portal/suggest.html", {"hits": hits})
