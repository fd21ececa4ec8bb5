"""The addresses of the open interface. Versions stand beside each other; one that is published never changes its shapes."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from tongban.gateway.graph import router
from tongban.gateway.refusals import tell_refusals

api = NinjaAPI(
    title="通办开放接口 / Tongban open interface",
    version="1",
    description="公开数据，无需账号。Published data only; no account is needed. docs/api.md",
    docs_url=None,  # its page loads scripts from elsewhere; the description itself is openapi.json
    urls_namespace="api",
)
api.add_router("/graph", router)
tell_refusals(api)

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = list(api.urls[0])
for _pattern in urlpatterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = login_not_required(_pattern.callback)
