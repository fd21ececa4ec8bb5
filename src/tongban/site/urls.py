"""All addresses: citizens at /, officials at /desk/."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.site.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("tongban.portal.urls")),
    path("desk/", include("tongban.desks.urls")),
]
