"""The home page: say what you want, or be led to it; what waits for the reader; what others do here, and what is new."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tongban.applications import public as applications
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Axis, Edition, Window
from tongban.identity.public import Person
from tongban.knowledge import public as knowledge
from tongban.knowledge.public import Hit, Searcher
from tongban.portal.views import who
from tongban.portal.views.finding import browse, looking
from tongban.portal.views.finding.facets import address_of
from tongban.portal.views.reading.districts import region_of

ASKED, TILES, LISTED = 5, 6, 6
MOURNING = "stage_after"
"""What comes after a death: it is found by who looks for it, and offered to nobody unasked."""


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    edition, person = catalogue.edition(on=who.today()), who.visitor(request)
    looker, counts = looking.searcher(request, edition), looking.wanted()
    is_large = bool(request.COOKIES.get("pref_size"))
    audience = audience_of(request, looker)
    seen_by = replace(looking.elder(looker) if is_large else looker, audience=audience)
    region = region_of(request, edition)
    page = {
        "here": "home", "edition": edition, "audience": audience, "address_of": address_of,
        "asked": asked(edition, audience, english=(get_language() or "").startswith("en")),
        "mine": mine(person) if person else None, "counts": counts,
        "events": knowledge.browse(
            edition=edition, chosen={"kind": "bundle", "audience": audience}, searcher=seen_by, wanted=counts, limit=TILES
        ),
        "stages": headings(edition, audience, Axis.STAGE), "topics": headings(edition, audience, Axis.TOPIC),
        "popular": popular(edition, audience, counts), "lately": looking.LATELY, "newcomers": newcomers(edition, audience),
        "often": often(edition, seen_by, counts) if is_large else (),
        "region": region, "window": window_of(edition, region), "signs": browse.SIGNS,
    }  # fmt: skip
    return render(request, "portal/home.html", page)


def audience_of(request: HttpRequest, looker: Searcher) -> str:
    """For whom the page is: as it was chosen on it, else as the reader is, else a person."""
    chosen = request.GET.get("for", "")
    return chosen if chosen in browse.AUDIENCES else looker.audience or "person"


def mine(person: Person) -> dict[str, Any]:
    """What waits for the reader, what is under way, what they have begun."""
    found = cases.cases_of(person, on=who.today(), limit=10)
    return {
        "to_mend": [part for case in found for part in case.parts if part.state == cases.State.CORRECTING],
        "running": [case for case in found if not case.has_ended][:2],
        "drafts": applications.drafts_of(person, on=who.today())[:2],
    }


def asked(edition: Edition, audience: str, *, english: bool) -> list[str]:
    """Other people's words for what there is, to show how one may ask: one for each bundle, then for items."""
    hits = knowledge.browse(edition=edition, chosen={"audience": audience}, limit=len(edition.items)).hits
    nodes = [edition.bundles.get(hit.code) or edition.items.get(hit.code) for hit in hits]
    words = [[alias for alias in one.aliases if alias.isascii() == english] for one in nodes if one]
    return [aliases[0] for aliases in words if aliases][:ASKED]


def headings(edition: Edition, audience: str, axis: Axis) -> list[tuple[catalogue.Theme, int]]:
    """The headings of an audience under which something stands, with how much."""
    counts = knowledge.browse(edition=edition, limit=0).counts.get("theme", {})
    themes = browse.themes_of(edition, audience, axis)
    return [(theme, counts[theme.code]) for theme in themes if counts.get(theme.code)]


def popular(edition: Edition, audience: str, counts: Mapping[str, int]) -> list[Hit]:
    """What this audience opened and applied for most of late, by what was counted and nothing else."""
    order = sorted((code for code in counts if counts[code] > 0), key=lambda code: -counts[code])
    return _for(audience, knowledge.named(order, edition=edition))[:LISTED]


def newcomers(edition: Edition, audience: str) -> list[tuple[Hit, catalogue.studio.Newcomer]]:
    """What came into force or changed after the city's first edition, the latest first."""
    told = {one.code: one for one in reversed(catalogue.studio.newcomers(edition, on=who.today()))}
    hits = _for(audience, knowledge.named(list(reversed(told)), edition=edition))
    return [(hit, told[hit.code]) for hit in hits if hit.kind == told[hit.code].kind][:LISTED]


def _for(audience: str, hits: list[Hit]) -> list[Hit]:
    """Those for an audience, each code once: a bundle goes before an item of its name."""
    once = {hit.code: hit for hit in reversed(hits) if audience in hit.facets.get("audience", ())}
    return [hit for hit in hits if once.get(hit.code) is hit]


def often(edition: Edition, looker: Searcher, counts: Mapping[str, int]) -> tuple[Hit, ...]:
    """The few things that the large page offers: what suits the reader's time of life."""
    found = knowledge.browse(
        edition=edition, chosen={"audience": looker.audience}, searcher=looker, wanted=counts, limit=5 * LISTED
    )
    return tuple(hit for hit in found.hits if MOURNING not in hit.facets.get("theme", ()))[:LISTED]


def window_of(edition: Edition, region: str) -> Window | None:
    """The comprehensive window of a part of the city, or of the part around it."""
    while locality := edition.localities.get(region):
        found = next((window for window in locality.windows.values() if not window.organs), None)
        if found or region == catalogue.CITY:
            return found
        around = edition.regions[region].within if region in edition.regions else None
        region = around or catalogue.CITY
    return None
