"""The officials' addresses. All of them stand behind the login; who is no official finds nothing here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

app_name = "desks"


def at(route: str, view: str) -> URLPattern:
    """Until every room below has its door, a page imports its own only when it is asked for."""

    def page(request: HttpRequest, **parts: Any) -> HttpResponse:
        answer: HttpResponse = import_string(f"tongban.desks.views.{view}")(request, **parts)
        return answer

    return path(route, page, name=view.rpartition(".")[2])


urlpatterns: list[URLPattern] = [
    at("", "queue.queue"),
    at("outbox/", "outbox.outbox"),
    at("outbox/try-again/", "outbox.try_again"),
    at("<str:code>/", "track.track"),
    at("<str:code>/opinion/", "track.decide"),
    at("<str:code>/accept/", "track.accept"),
    at("<str:code>/materials/<str:document>/", "papers.material"),
    at("<str:code>/papers/<str:material>/", "papers.paper"),
]
