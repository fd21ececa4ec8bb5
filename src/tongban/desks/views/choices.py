"""What an official chooses for their own desk. WCAG 2.1.4: keys of a single letter can be switched off."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongban.desks.views import who

YEAR = 365 * 24 * 3600


@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Switch the letter keys on or off. The choice is kept under the official's code, so colleagues at one computer differ."""
    duty = who.official(request)
    name = f"desk_keys_{duty.person.code}"
    answer = HttpResponseRedirect(_back(request))
    if request.POST.get("keys") == "off":
        answer.set_cookie(name, "off", max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(name, samesite="Lax")
    return answer


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if ours else reverse("desks:queue")
