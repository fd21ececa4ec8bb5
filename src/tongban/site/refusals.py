"""What the rooms refuse becomes an answer: what one may not see does not exist (404), what one may not do says why (403)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.identity.public import NotAllowed, NotFound


class Refusals:
    """Middleware: `NotFound` and `NotAllowed` from any door, said on a page that names the next step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            return render(request, "404.html", status=404)
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"says": exception.says}, status=403)
        return None
