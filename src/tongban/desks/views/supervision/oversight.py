"""The supervisor's view (督办): who has how much to do, what is late, who is stuck since when, and what looks irregular."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.approvals import public as approvals
from tongban.approvals.public import Load, Wait
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.desks.charts import Bar, bars
from tongban.desks.deadlines import Remaining, remaining
from tongban.desks.sheets import names_of
from tongban.desks.views import who
from tongban.desks.views.queue import whole
from tongban.kernel.calendar import Calendar


@require_GET
def oversight(request: HttpRequest) -> HttpResponse:
    duty, today, reader = who.supervisor(request), who.today(), who.reader(request)
    loads = approvals.load(reader, on=today)
    after = whole(request.GET.get("after", ""))
    waiting = approvals.waits(reader, on=today, after=after)
    calendar = catalogue.calendar()
    page = who.frame_of(duty) | {
        "loads": loads,
        "charts": charts_of(loads),
        "lights": lights_of(loads),
        "waits": [(wait, _left(wait, today, calendar)) for wait in waiting],
        "after": after,
        "more": len(waiting) == approvals.PAGE,
        "edition": catalogue.edition(),
        "names": names_of({*(load.person for load in loads), *(wait.person for wait in waiting)}),
        "today": today,
        "done": request.GET.get("done", ""),
    }
    return render(request, "desks/oversight.html", page)


@require_GET
def irregularities(request: HttpRequest) -> HttpResponse:
    """What looks irregular, each with its reason, and what the machine decided: beside the overview, or as a page of its own."""
    duty, today, reader = who.supervisor(request), who.today(), who.reader(request)
    inside = bool(request.headers.get("HX-Request"))
    page = who.frame_of(duty) | {
        "irregularities": cases.irregularities(reader, on=today),
        "automatic": approvals.decided_automatically(reader),
        "frame_of_part": "desks/bare.html" if inside else "desks/desk.html",
        "inside": inside,
    }
    return render(request, "desks/irregularities.html", page)


def _left(wait: Wait, today: date, calendar: Calendar) -> Remaining | None:
    """The time that is left; None for what stands still."""
    return remaining(wait.due_on, on=today, calendar=calendar) if wait.light != "paused" else None


def charts_of(loads: Sequence[Load]) -> list[tuple[str, list[Bar]]]:
    """One chart for each way of looking at the same loads."""
    ways = (
        ("organ", lambda load: load.organ),
        ("officer", lambda load: load.person),
        ("step", lambda load: load.step),
    )
    return [(name, bars(loads, by=by)) for name, by in ways]


def lights_of(loads: Sequence[Load]) -> dict[str, int]:
    """How many tracks are open, near their limit, and over it."""
    return {
        "open": sum(load.open for load in loads),
        "near": sum(load.near for load in loads),
        "overdue": sum(load.overdue for load in loads),
    }
