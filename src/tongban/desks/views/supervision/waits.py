"""The exits of a wait: remind, give it to somebody else, go on without. From the course of a case and from the overview."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongban.approvals import public as approvals
from tongban.desks.views import who
from tongban.desks.views.course import carried_out, said
from tongban.desks.views.track import seen_now


@require_POST
def remind(request: HttpRequest, wait: str) -> HttpResponse:
    """Send a message to those on whom it waits; once a day at most."""
    who.official(request)
    sent = approvals.remind(wait, by=who.reader(request), at=who.now())
    return redirect(f"{_back(request)}?{urlencode({'done': 'reminded' if sent else 'reminded_today'})}")


@require_POST
def reassign(request: HttpRequest, code: str) -> HttpResponse:
    """Give the track to a colleague who does this step: for the head and the supervisor, with words."""
    seen_now(request, code)
    return carried_out(
        request,
        code,
        lambda: approvals.reassign(
            code,
            to=request.POST.get("colleague", ""),
            by=who.reader(request),
            words=said(request, "reassign-words"),
            at=who.now(),
        ),
        anchor="reassign-words",
        done="reassigned",
        among="waiting",
    )


@require_POST
def go_on_without(request: HttpRequest, code: str) -> HttpResponse:
    """Decide without an organ that joined and has let its limit pass: for the head of the lead organ, with words."""
    seen = seen_now(request, code)
    return carried_out(
        request,
        code,
        lambda: approvals.go_on_without(
            seen.subject,
            organ=request.POST.get("organ", ""),
            by=who.reader(request),
            words=said(request, "without-words"),
            at=who.now(),
        ),
        anchor="without-words",
        done="gone_on_without",
        among="waiting",
    )


def _back(request: HttpRequest) -> str:
    """The page from which it was asked, without what that page said."""
    wanted = request.POST.get("next", "").partition("?")[0]
    ours = wanted.startswith("/desk/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if ours else reverse("desks:queue")
