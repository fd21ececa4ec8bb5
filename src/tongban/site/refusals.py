"""What the rooms refuse becomes an answer: what one may not see does not exist (404), what one may not do says why (403),
what was submitted already says so (422), and what no form of ours can send is turned away before anybody reads it (400)."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.applications.public import NotSubmitted
from tongban.identity.public import NotAllowed, NotFound


def only_text(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a NUL or half a character is no text. The database refuses both, and not even the session may meet them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            is_text = all(is_plain(said) for said in everything_said(request))
        except LookupError:  # the browser names an encoding that does not exist
            is_text = False
        return get_response(request) if is_text else render(request, "400.html", status=400)

    return middleware


def everything_said(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield from request.COOKIES.values()
    for given in (request.GET, request.POST):
        for name, texts in given.lists():
            yield name
            yield from (str(text) for text in texts)


def is_plain(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


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
        if isinstance(exception, NotSubmitted):
            return render(request, "422.html", {"says": exception.says}, status=422)
        return None
