"""All addresses: citizens at /, officials at /desk/, /counter/ and /studio/, programs at /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.site.guards.sessions import session
from tongban.site.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("session/", session, name="session"),
    path("", include("tongban.portal.urls")),
    path("api/v1/", include("tongban.gateway.urls")),
    path("desk/", include("tongban.desks.urls")),
    path("studio/", include("tongban.desks.studio_urls")),
    path("counter/", include("tongban.desks.counter_urls")),
]
