"""Say who you are, for whom you act, and leave."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tongban.applications import public as applications
from tongban.identity import public as identity
from tongban.portal.views import who
from tongban.portal.views.preferences import back

SHOWN = 30


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        person, level = identity.sign_in(assertion_of(request), at=who.now())
        if request.user.is_authenticated:
            request.session.flush()  # nothing of whoever sat here before is left, were it the same person
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        who.note_level(request, level)
        return redirect(back(request, start_of(person)))
    search = request.GET.get("q", "").strip()
    page = {
        "people": identity.everybody(search, limit=SHOWN),
        "search": search,
        "next": request.GET.get("next", ""),
        "ended": "ended" in request.GET,
    }
    return render(request, "portal/sign_in.html", page)


def assertion_of(request: HttpRequest) -> dict[str, str]:
    """What the provider sent back, as plain values."""
    return {key: str(value) for key, value in request.POST.items()}


@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Show that it is still you, before what only you may do."""
    if request.method == "POST":
        level = identity.prove(who.reader(request), assertion_of(request), at=who.now())
        who.note_level(request, level)
        request.session.cycle_key()
        return redirect(back(request, reverse("portal:space")))
    page = {"person": who.reader(request), "next": request.GET.get("next", ""), "minutes": who.PROOF_MINUTES}
    return render(request, "portal/prove.html", page)


def start_of(person: identity.Person) -> str:
    """Clerks begin at the counter, other officials at their desk, everybody else at home."""
    if applications.counter.is_clerk(person):
        return reverse("counter:home")
    return reverse("desks:queue") if identity.official_of(person) else reverse("portal:home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("portal:home")


@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        who.act_for(
            request, identity.acting_for(who.reader(request), party=request.POST.get("party", ""), on=who.today())
        )
        return redirect(back(request, reverse("portal:space")))
    rights = identity.actings_of(who.reader(request), on=who.today())
    current = request.session.get("party") or who.reader(request).number
    page = {"rights": rights, "current": current, "next": request.GET.get("next", "")}
    return render(request, "portal/switch.html", page)
