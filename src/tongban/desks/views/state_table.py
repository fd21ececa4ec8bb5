"""The states of a case as one page that can be printed: the table of `cases.states` itself, nothing written twice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.cases.public import TABLE
from tongban.desks.views import who


@require_GET
def states(request: HttpRequest) -> HttpResponse:
    duty = who.official(request)
    return render(request, "desks/states.html", who.frame_of(duty) | {"table": TABLE, "at": who.now()})
