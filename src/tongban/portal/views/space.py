"""My space: what I have begun, what is under way, what I hold, what was said to me, who acts for me, who saw my data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.applications import public as applications
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.identity.public import PartyKind
from tongban.licences import public as licences
from tongban.notices import public as notices
from tongban.portal.views import lanes, who
from tongban.portal.views.preferences import is_ours


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
        "has_companies": any(
            each.party.kind == PartyKind.ORGANISATION for each in identity.actings_of(person, on=today)
        ),
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


@require_http_methods(["GET", "POST"])
def uses(request: HttpRequest) -> HttpResponse:
    """Who read which of my data, when and what for; to one of them I can object."""
    person, key, problem = who.reader(request), request.POST.get("look", ""), None
    words = request.POST.get(f"w-{key}", "")
    if request.method == "POST":
        try:
            applications.object_to(key, words=words, by=person, at=who.now())
        except applications.NotSubmitted as refusal:
            problem = refusal.says
        else:
            return redirect(f"{reverse('portal:uses')}?objected=1#u-{key}")
    page = {
        "looks": applications.looks_of(person, on=who.today()),
        "edition": catalogue.edition(on=who.today()),
        "problem": problem,
        "look": key,
        "words": words,
        "objected": request.GET.get("objected", ""),
    }
    return render(request, "portal/uses.html", page, status=422 if problem else 200)
