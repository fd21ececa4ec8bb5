"""The citizens' addresses."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

app_name = "portal"


def at(route: str, view: str) -> URLPattern:
    """Until every room below has its door, a page imports its own only when it is asked for."""

    def page(request: HttpRequest, **parts: Any) -> HttpResponse:
        answer: HttpResponse = import_string(f"tongban.portal.views.{view}")(request, **parts)
        return answer

    return path(route, login_not_required(page), name=view.rpartition(".")[2])


urlpatterns: list[URLPattern] = [
    at("", "home.home"),
    at("search/", "home.search"),
    at("suggest/", "home.suggest"),
    at("guides/<str:code>/", "guides.guide"),
    at("items/<str:code>/", "guides.item"),
    at("sign-in/", "sign_in.sign_in"),
    at("sign-out/", "sign_in.sign_out"),
    at("switch/", "sign_in.switch"),
    at("space/", "space.space"),
    at("messages/", "space.messages"),
    at("mandates/", "mandates.mandates"),
    at("verify/", "verify.verify_entry"),
    at("verify/<str:code>/", "verify.verify"),
    at("preferences/", "preferences.preferences"),
    at("language/", "preferences.set_language"),
    at("accessibility/", "statements.accessibility"),
    at("privacy/", "statements.privacy"),
]
