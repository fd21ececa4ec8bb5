"""My space: what I have begun, what is under way, what I hold, what was said to me, who acts for me, who saw my data."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from tongban.applications import public as applications
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.licences import public as licences
from tongban.notices import public as notices
from tongban.portal.views import lanes, who
from tongban.portal.views.preferences import is_ours
from tongban.sources import public as sources


def space(request: HttpRequest) -> HttpResponse:
    person, today = who.reader(request), who.today()
    page = {
        "here": "space",
        "drafts": applications.drafts_of(person, on=today),
        "cases": cases.cases_of(person, on=today, limit=30),
        "states": lanes.STATES,
        "marks": lanes.MARKS,
        "licences": licences.licences_of(person, on=today),
        "composites": licences.composites_of(person, on=today),
        "today": today,
        "messages": notices.messages_of(person, limit=5),
    }
    return render(request, "portal/space.html", page)


@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """All messages. Opening one marks it read and leads to what it is about."""
    person = who.reader(request)
    if request.method == "POST":
        notices.mark_read(person, request.POST.get("message", ""))
        link = request.POST.get("link", "")
        return redirect(link if is_ours(link, request) else reverse("portal:messages"))
    page = {"here": "messages", "messages": notices.messages_of(person, limit=50)}
    return render(request, "portal/messages.html", page)


def uses(request: HttpRequest) -> HttpResponse:
    """Who read which of my data, when and what for."""
    person = who.reader(request)
    read = sources.uses_of(person, on=who.today(), limit=200)
    drafts = applications.drafts_called({use.purpose for use in read}, seen_by=person, on=who.today())
    page = {
        "groups": grouped(read),
        "drafts": drafts,
        "people": identity.people({use.by for use in read}) if read else {},
        "me": person.code,
        "edition": catalogue.edition(),
    }
    return render(request, "portal/uses.html", page)


@dataclass(frozen=True)
class Look:
    """Everything that one person looked up at about one time for one matter of one party: one line for the reader."""

    uses: tuple[sources.Use, ...]

    @property
    def first(self) -> sources.Use:
        return self.uses[0]

    @property
    def by_source(self) -> list[tuple[str, list[str], str]]:
        """(source, facts, how it came out) without repeats."""
        found: dict[tuple[str, str], list[str]] = {}
        for use in self.uses:
            facts = found.setdefault((use.source, use.outcome), [])
            facts += [fact for fact in use.facts if fact not in facts]
        return [(source, facts, outcome) for (source, outcome), facts in found.items()]


def grouped(uses: Sequence[sources.Use]) -> list[Look]:
    """Uses that belong together, newest first: the same day, reader, matter and party."""
    groups: dict[tuple[object, ...], list[sources.Use]] = {}
    for use in uses:
        groups.setdefault((localdate(use.at), use.by, use.purpose, use.party_code), []).append(use)
    return [Look(tuple(group)) for group in groups.values()]
