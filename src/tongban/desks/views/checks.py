"""Checks after a grant on commitment (批后核查): which are due, what was found, the breaches as a list for the credit platform."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.cases import public as cases
from tongban.cases.public import NotPossible
from tongban.catalogue import public as catalogue
from tongban.desks.deadlines import remaining
from tongban.desks.types import Error, Typed
from tongban.desks.views import who
from tongban.desks.views.track import NOT_POSSIBLE
from tongban.kernel.words import Words

NO_FINDING = Words("请选择履行了还是没有履行", "Choose whether it was kept or broken")


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    return page(request)


def page(request: HttpRequest, *, errors: tuple[Error, ...] = (), status: int = 200) -> HttpResponse:
    duty, today = who.official(request), who.today()
    due, calendar = cases.checks_due(who.reader(request), on=today), catalogue.calendar()
    values = who.frame_of(duty) | {
        "checks": [(one, remaining(one.due_on, on=today, calendar=calendar)) for one in due],
        "breaches": cases.breaches(who.reader(request)),
        "errors": errors,
        "typed": Typed(request.POST),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desks/checks.html", values, status=status)


@require_POST
def record(request: HttpRequest, number: str) -> HttpResponse:
    """Record whether the promise was kept. A broken one has the consequence that the commitment named."""
    said, words = request.POST.get("kept", ""), request.POST.get("words", "").strip()
    if said not in {"yes", "no"}:
        return page(request, errors=((f"check-{number}", NO_FINDING),), status=422)
    try:
        cases.record_check(number, by=who.reader(request), kept=said == "yes", words=words, at=who.now())
    except cases.Refused as refused:
        return page(request, errors=((f"check-{number}", refused.says),), status=422)
    except NotPossible:
        return page(request, errors=((f"check-{number}", NOT_POSSIBLE),), status=409)
    return redirect(f"{reverse('desks:checks')}?{urlencode({'done': 'kept' if said == 'yes' else 'broken'})}")


@require_POST
def repair(request: HttpRequest, number: str) -> HttpResponse:
    """A breach was made good: the party may choose commitment again."""
    words = request.POST.get("repair-words", "").strip()
    try:
        cases.repair_breach(number, by=who.reader(request), words=words, at=who.now())
    except cases.Refused as refused:
        return page(request, errors=((f"repair-{number}", refused.says),), status=422)
    except NotPossible:
        return page(request, errors=((f"repair-{number}", NOT_POSSIBLE),), status=409)
    return redirect(f"{reverse('desks:checks')}?{urlencode({'done': 'repaired'})}")


@require_GET
def breaches(request: HttpRequest) -> HttpResponse:
    """The breaches as CSV, for officials who work on them: the file holds the codes of the parties."""
    who.official(request)
    listed = cases.breaches_csv(who.reader(request))
    headers = {"Content-Disposition": 'attachment; filename="breaches.csv"', "Cache-Control": "private, no-store"}
    return HttpResponse(listed, content_type="text/csv; charset=utf-8", headers=headers)
