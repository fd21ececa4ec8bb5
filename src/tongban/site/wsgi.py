"""The door that the application server opens."""

import os
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tongban.site import processes
from tongban.site.guards.bodies import Bodies

processes.follow_the_supervisor()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.site.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SETTLED_AFTER = 50
"""So many requests have loaded what stays: the edition, the templates, the dictionaries."""


def settling(serve: Application) -> Application:
    """The same application; once it has loaded what stays, the process settles."""
    served = count(1)

    def settled(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if next(served) == SETTLED_AFTER:
            processes.settle()
        return serve(environ, start_response)

    return settled


application = Bodies(settling(get_wsgi_application()), proxies=settings.PROXIES, is_tls=settings.SECURE_COOKIES)
