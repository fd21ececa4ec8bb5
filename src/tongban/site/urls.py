"""All addresses: citizens at /, officials at /desk/ and at /counter/."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.site.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("tongban.portal.urls")),
    path("desk/", include("tongban.desks.urls")),
    path("counter/", include("tongban.desks.counter_urls")),
]
