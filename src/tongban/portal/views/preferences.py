"""How the pages look on this device (kept in cookies, so that it holds without an account), the keys of an account, and what we
say of them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from tongban.identity import public as identity

ALLOWED = {"size": ("elder", "xl"), "theme": ("dark", "contrast"), "personal": ("off",)}
YEAR = 365 * 24 * 3600


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """The page to return to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_ours(wanted, request) else otherwise


def is_ours(path: str, request: HttpRequest) -> bool:
    """Whether this is a path of this site. Anything else that `redirect` takes (a name, a relative path) is not."""
    hosts = {request.get_host()}
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, hosts, require_https=request.is_secure())


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    answer = HttpResponseRedirect(back(request))
    if (letters := request.POST.get("letters")) in ("on", "off") and isinstance(request.user, identity.Person):
        identity.choose_letter_keys(request.user, are_on=letters == "on")
    for name, allowed in ALLOWED.items():
        if (value := request.POST.get(name)) is None:
            continue
        if value in allowed:
            answer.set_cookie(f"pref_{name}", value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
        else:
            answer.delete_cookie(f"pref_{name}", samesite="Lax")
    return answer


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The display settings as a page, and the accessibility statement."""
    return render(request, "portal/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")
