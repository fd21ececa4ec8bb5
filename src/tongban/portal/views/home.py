"""The home page: what one may ask, what waits for the reader, what there is."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tongban.applications import public as applications
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.identity.public import Person
from tongban.portal.views import who

ASKED = 5


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    edition, person = catalogue.edition(), who.visitor(request)
    page = {
        "here": "home",
        "edition": edition,
        "asked": asked(edition, english=(get_language() or "").startswith("en")),
        "mine": mine(person) if person else None,
    }
    return render(request, "portal/home.html", page)


def mine(person: Person) -> dict[str, Any]:
    """What waits for the reader, what is under way, what they have begun."""
    found = cases.cases_of(person, on=who.today(), limit=10)
    return {
        "to_mend": [part for case in found for part in case.parts if part.state == cases.State.CORRECTING],
        "running": [case for case in found if not case.has_ended][:2],
        "drafts": applications.drafts_of(person, on=who.today())[:2],
    }


def asked(edition: catalogue.Edition, *, english: bool) -> list[str]:
    """Other people's words for what there is, to show how one may ask: one for each bundle, then for items."""
    everything: list[catalogue.Bundle | catalogue.Item] = [*edition.bundles.values(), *edition.items.values()]
    words = [[alias for alias in one.aliases if alias.isascii() == english] for one in everything]
    return [aliases[0] for aliases in words if aliases][:ASKED]
