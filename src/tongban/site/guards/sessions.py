"""A session that nobody uses ends: on a shared computer the next one must not find it open. Whoever sits there is told
beforehand and stays with one key (WCAG 2.2, 2.2.1); afterwards they are told why, and come back to the same page."""

import hmac
from base64 import b64encode
from collections.abc import Callable
from time import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods

USED_AT = "used_at"
NOTED_EVERY = 300.0  # seconds: a write for every page would cost more than the page
WARNED_BEFORE = 300.0  # seconds; the guideline asks for at least 20
UNATTENDED = "X-Unattended"
"""The header of what a page sends by itself while it warns: that is no sign of anybody."""


def longest() -> float:
    """After how many seconds unused a session ends; the browser keeps it no longer either."""
    return min(settings.IDLE_MINUTES * 60, settings.SESSION_COOKIE_AGE)


def warned_before() -> float:
    """How many seconds before the end the reader is told."""
    return min(WARNED_BEFORE, longest() / 2)


def left_of(request: HttpRequest) -> int:
    """How many seconds the session of this request still has; 0 where nobody is signed in."""
    if not request.user.is_authenticated:
        return 0
    return max(0, int(request.session.get(USED_AT, time()) + longest() - time()))


def key_of(number: str) -> str:
    """The key under which a browser keeps what this person typed when their session ended: nobody else's page holds it."""
    return b64encode(hmac.digest(settings.SECRET_KEY.encode(), b"typed:" + number.encode(), "sha256")).decode()


def idle_end(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind the one that knows who is signed in: sign out whoever did nothing for IDLE_MINUTES."""

    def middleware(request: HttpRequest) -> HttpResponse:
        has_ended = _end_or_note(request)
        response = get_response(request)
        if request.user.is_authenticated and USED_AT not in request.session:
            request.session[USED_AT] = time()  # at the sign-in, where the session is written anyway
        return _explained(request, response, has_ended=has_ended)

    return middleware


def _end_or_note(request: HttpRequest) -> bool:
    """Whether the session had ended; else it is noted, now and then, that it was used."""
    if not request.user.is_authenticated or not (used_at := request.session.get(USED_AT)):
        return False
    idle = time() - used_at
    if idle > longest():
        logout(request)
        return True
    if idle > min(NOTED_EVERY, longest() / 12) and not _is_unattended(request):
        request.session[USED_AT] = time()
    return False


def _is_unattended(request: HttpRequest) -> bool:
    asks_only = request.path == resolve_url("session") and request.method != "POST"
    return asks_only or UNATTENDED in request.headers


def _explained(request: HttpRequest, response: HttpResponse, *, has_ended: bool) -> HttpResponse:
    """Who is sent to sign in reads why, and comes back to the page they were on; a part of a page is only told that it ended."""
    if "Location" not in response.headers:
        return response
    way_in = resolve_url(settings.LOGIN_URL)
    if urlsplit(response.headers["Location"]).path != way_in:
        return response
    if "HX-Request" in request.headers:
        return HttpResponse(status=401)
    if has_ended:
        response.headers["Location"] = f"{way_in}?{urlencode({'ended': 1, 'next': _page_of(request)})}"
    return response


def _page_of(request: HttpRequest) -> str:
    """The page the reader saw: where a form was sent from, which may be another than where it was sent to."""
    if request.method == "GET":
        return request.get_full_path()
    seen = urlsplit(request.headers.get("Referer", ""))
    return f"{seen.path}?{seen.query}".removesuffix("?") or "/" if seen.netloc == request.get_host() else "/"


@login_not_required
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """How many seconds the session still has: {"left": 300}; 0 where nobody is signed in. A POST is a use of it."""
    if request.method == "POST" and request.user.is_authenticated:
        request.session[USED_AT] = time()
    return JsonResponse({"left": left_of(request)}, headers={"Cache-Control": "no-store"})
