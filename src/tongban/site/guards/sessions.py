"""A session that nobody uses ends: on a shared computer the next one must not find it open."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

USED_AT = "used_at"
NOTED_EVERY = 300  # seconds: a write for every page would cost more than the page


def idle_end(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind the one that knows who is signed in: sign out whoever did nothing for IDLE_MINUTES."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (used_at := request.session.get(USED_AT)):
            idle = time() - used_at
            if idle > settings.IDLE_MINUTES * 60:
                logout(request)
            elif idle > NOTED_EVERY:
                request.session[USED_AT] = time()
        response = get_response(request)
        if request.user.is_authenticated and USED_AT not in request.session:
            request.session[USED_AT] = time()  # at the sign-in, where the session is written anyway
        return response

    return middleware
