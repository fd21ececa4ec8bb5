"""All addresses: citizens at /, officials at /desk/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tongban.portal.urls")),
    path("desk/", include("tongban.desks.urls")),
]
