"""What waits for this reviewer's organ, least remaining time first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.approvals import public as approvals
from tongban.approvals.public import TrackState
from tongban.desks.types import lines
from tongban.desks.views import who

SHOWN = (TrackState.OPEN, TrackState.RETURNED, TrackState.AGREED, TrackState.DISAGREED)
FARTHEST = 1_000_000


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    duty = who.official(request)
    state = chosen(request.GET.get("state", ""))
    words = request.GET.get("q", "").strip()[:100]
    after = whole(request.GET.get("after", ""))
    found = approvals.queue(who.reader(request), state=state, words=words, after=after)
    page = {
        "duty": duty,
        "supervises": who.supervises(duty),
        "queue": found,
        "lines": lines(found.rows, on=who.today()),
        "state": state,
        "states": SHOWN,
        "words": words,
        "after": after,
        "done": request.GET.get("done", ""),
        "was": who.just_dealt_with(request),
    }
    return render(request, "desks/queue.html", page)


@require_GET
def pane(request: HttpRequest) -> HttpResponse:
    """The same list as a fragment, to stand beside a track that is open; `beside` is that track's code."""
    who.official(request)
    found = approvals.queue(who.reader(request))
    page = {"queue": found, "lines": lines(found.rows, on=who.today()), "beside": request.GET.get("beside", "")}
    return render(request, "desks/pane.html", page)


def chosen(state: str) -> TrackState:
    return TrackState(state) if state in SHOWN else TrackState.OPEN


def whole(text: str) -> int:
    """How many rows to pass over; anything that is not such a number is none."""
    return min(int(text), FARTHEST) if text.isascii() and text.isdigit() else 0
