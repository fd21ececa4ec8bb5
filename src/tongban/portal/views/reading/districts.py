"""Where somebody goes: the district that they chose on this device, or that a register knows, once they ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import CITY, Edition, Handling, Item, Region, graph
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.portal.views import who
from tongban.portal.views.preferences import YEAR, back
from tongban.sources import public as sources

COOKIE = "pref_region"
RESIDENCE = "applicant_residence"
"""The fact that tells where somebody lives."""


def region_of(request: HttpRequest, edition: Edition) -> str:
    """The part of the city that was chosen on this device; the whole city where none was."""
    region = request.COOKIES.get(COOKIE, CITY)
    return region if region in edition.regions else CITY


@dataclass(frozen=True)
class Places:
    """What the guide of an item shows of places: the one of the reader's region, and those of all districts."""

    region: str
    handling: Handling | None
    everywhere: Sequence[tuple[Region, Handling]]
    may_ask: bool


def where(
    request: HttpRequest, item: Item, edition: Edition, *, everywhere: Sequence[tuple[Region, Handling]]
) -> Places:
    """The places for this reader; `everywhere` are those of all districts."""
    region = region_of(request, edition)
    return Places(
        region=region,
        handling=graph.handling(edition, item, region),
        everywhere=everywhere,
        may_ask=who.visitor(request) is not None and RESIDENCE in edition.facts,
    )


def where_together(request: HttpRequest, items: Sequence[Item], edition: Edition) -> dict[str, Any]:
    """The windows of the reader's region for several items at once: each window, and which of the items it takes in."""
    region = region_of(request, edition)
    windows: dict[tuple[Words, Words], tuple[Handling, list[Item]]] = {}
    for item in items:
        if found := graph.handling(edition, item, region):
            windows.setdefault((found.window.name, found.address), (found, []))[1].append(item)
    return {"region": region, "windows": list(windows.values()), "count": len(items)}


@login_not_required
@require_POST
def set_region(request: HttpRequest) -> HttpResponse:
    """Remember on this device which region the reader chose; the whole city again where it is none."""
    return _remembered(request, request.POST.get("region", ""))


@require_POST
def region_from_register(request: HttpRequest) -> HttpResponse:
    """Look up where the reader lives, because they pressed for it; the ledger of use says so. Nothing but the region is kept."""
    edition, person = catalogue.edition(on=who.today()), who.reader(request)
    fact = edition.facts.get(RESIDENCE)
    found = ""
    source = edition.sources.get(fact.source or "") if fact else None
    if fact is not None and source is not None:
        party = identity.acting_for(person, party=person.number, on=who.today()).party
        supplied = sources.fetch(
            source, party=party, person=person, facts=[fact], by=person.code, at=who.now(),
            purpose=_("按您的要求，在办事指南上显示离您近的窗口"),
        )  # fmt: skip
        address = str(supplied[RESIDENCE].value) if RESIDENCE in supplied else ""
        found = region_in(address, edition)
    return _remembered(request, found)


def region_in(address: str, edition: Edition) -> str:
    """The smallest region whose name stands in an address; empty where none does."""
    named = [region for region in edition.regions.values() if region.name.zh in address]
    return max(named, key=lambda region: len(region.division)).code if named else ""


def _remembered(request: HttpRequest, region: str) -> HttpResponse:
    answer = HttpResponseRedirect(back(request))
    if region in catalogue.edition(on=who.today()).regions:
        answer.set_cookie(COOKIE, region, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
