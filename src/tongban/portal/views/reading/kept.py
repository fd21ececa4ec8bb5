"""Pages of the content that are the same for all who are not signed in: rendered once, then handed out as they are.

A page is kept for one edition, one day and one way of display, and a new edition is noticed within `KEPT_SECONDS`. What belongs to
one visitor, the token against forged forms, is put in when the page is handed out. Benchmark: benchmarks/guides.py.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.portal.views import who

View = Callable[..., HttpResponse]
MOST = 4096
STAND_IN = "stand-in-for-the-token-of-this-visitor"
DISPLAY = "pref_"
"""Cookies whose names begin so say how pages look; no other cookie changes a public page."""


@dataclass
class Shelf:
    """The kept pages of this process, those that were wanted last at the end, and which edition was in force when."""

    pages: OrderedDict[tuple[Any, ...], bytes] = field(default_factory=OrderedDict)
    looked_at: float = float("-inf")
    edition: Edition | None = None
    changing: Lock = field(default_factory=Lock)

    def in_force(self) -> Edition:
        """The edition in force, asked for again after `KEPT_SECONDS`."""
        now, edition = time.monotonic(), self.edition
        if edition is None or now - self.looked_at >= settings.KEPT_SECONDS:
            self.edition = edition = catalogue.edition()
            self.looked_at = now
        return edition

    def find(self, key: tuple[Any, ...]) -> bytes | None:
        with self.changing:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def put(self, key: tuple[Any, ...], page: bytes) -> None:
        with self.changing:
            self.pages[key] = page
            if len(self.pages) > MOST:
                self.pages.popitem(last=False)


_shelf = Shelf()


def kept_for_strangers(view: View) -> View:
    """A view whose page depends on the address, the edition, the day and the display alone when nobody is signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_stranger(request):
            return view(request, *args, **kwargs)
        key = _key(request)
        if (page := _shelf.find(key)) is None:
            request.token_stand_in = STAND_IN  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return _of_visitor(response, response.content, request)
            _shelf.put(key, page := response.content)
        return _of_visitor(HttpResponse(), page, request)

    return answer


def edition_of(request: HttpRequest) -> Edition:
    """The edition in force; for a stranger's page, of which one may be kept, as it was known within `KEPT_SECONDS`."""
    return _shelf.in_force() if _is_stranger(request) else catalogue.edition(on=who.today())


def _is_stranger(request: HttpRequest) -> bool:
    asks_plainly = request.method == "GET" and not request.META.get("QUERY_STRING")
    return asks_plainly and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _key(request: HttpRequest) -> tuple[Any, ...]:
    display = tuple(sorted((k, v) for k, v in request.COOKIES.items() if k.startswith(DISPLAY)))
    return (_shelf.in_force().digest, who.today(), request.get_host(), request.path, get_language(), display)


def _of_visitor(response: HttpResponse, page: bytes, request: HttpRequest) -> HttpResponse:
    response.content = page.replace(STAND_IN.encode(), get_token(request).encode())
    return response
