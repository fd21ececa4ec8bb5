"""Who looks for something: in what order results are for them, and from where. They can switch that off."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest

from tongban.cases import public as cases
from tongban.catalogue.public import CITY, Edition, Handling, graph
from tongban.identity.public import Person
from tongban.kernel.identifiers import is_citizen_number
from tongban.knowledge import public as knowledge
from tongban.knowledge.public import Hit, NodeKind, Searcher
from tongban.portal.views import who
from tongban.portal.views.reading.districts import region_of

LATELY = 30
"""Days after which what was popular is no longer so."""
ELDER = 70
"""Whoever chose the large print and has not said who they are is shown first what suits this age."""


def is_personal(request: HttpRequest) -> bool:
    """Whether results may be ordered for the reader: until they switch it off."""
    return request.COOKIES.get("pref_personal") != "off"


def searcher(request: HttpRequest, edition: Edition) -> Searcher:
    """For whom results are ordered; anybody where the reader does not want it, or nothing is known of them."""
    if not is_personal(request):
        return Searcher()
    person, district = who.visitor(request), region_of(request, edition)
    district = "" if district == CITY else district
    if person is None:
        return Searcher(district=district)
    if is_for_organisation(request, person):
        return Searcher(audience="organisation", district=district)
    return Searcher(audience="person", born_on=person.born_on, on=who.today(), district=district)


def is_for_organisation(request: HttpRequest, person: Person) -> bool:
    return not is_citizen_number(str(request.session.get("party") or person.number))


def elder(looker: Searcher) -> Searcher:
    """The same, and an elder where no age is known."""
    if looker.born_on or looker.audience == "organisation":
        return looker
    return Searcher("person", date(who.today().year - ELDER, 1, 1), who.today(), looker.district)


@dataclass
class Tally:
    """How often things were opened and applied for, counted anew after `KEPT_SECONDS` in each process."""

    counts: Mapping[str, int] = field(default_factory=dict)
    looked_at: float = float("-inf")


_tally = Tally()


def wanted() -> Mapping[str, int]:
    """How often each bundle, item and policy was opened from results and applied for in the last `LATELY` days, nobody by name."""
    now = time.monotonic()
    if now - _tally.looked_at >= settings.KEPT_SECONDS:
        opened = knowledge.opened(since=who.today() - timedelta(LATELY))
        _tally.counts = Counter(opened) + Counter(cases.lately_applied_for(since=who.now() - timedelta(LATELY)))
        _tally.looked_at = now
    return _tally.counts


def nearest(request: HttpRequest, hits: tuple[Hit, ...], edition: Edition) -> Mapping[str, Handling]:
    """By item code, the window to which somebody of the chosen district goes; only of items for which one has to go."""
    region = region_of(request, edition)
    if region == CITY:
        return {}
    items = [edition.items[hit.code] for hit in hits if hit.kind == NodeKind.ITEM]
    places = {item.code: graph.handling(edition, item, region) for item in items if item.visits}
    return {code: place for code, place in places.items() if place is not None}
