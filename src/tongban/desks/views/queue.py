"""What waits for this official's step, least remaining time first; and what can safely be done with several at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.approvals import public as approvals
from tongban.approvals.public import OpinionRefused, Queue, Sift, TrackState
from tongban.cases import public as cases
from tongban.cases.public import NotPossible
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Step
from tongban.desks.deadlines import NEAR, Line, codes_in, lines
from tongban.desks.sheets import names_of
from tongban.desks.views import who
from tongban.identity import public as identity
from tongban.identity.public import NotAllowed, NotFound
from tongban.kernel.words import Words

SHOWN = (TrackState.OPEN, TrackState.RETURNED, TrackState.AGREED, TrackState.DISAGREED)
MARKS = ("corrected", "disputed", "commitment", "gap", "site_visit", "bundle")
LIGHTS = ("overdue", "due", "near")
FARTHEST = 1_000_000
MOST_AT_ONCE = 50
DAY = timedelta(days=1)
EXTENSION = Words("延长 {days} 日，等您批准", "by {days} days: waits for your approval")
SUPPLIED = Words("“{material}”补交到了，等您看", "“{material}” has arrived: please look at it")

SHAKEN = Words("它依据的结果被撤回了，请重新看", "What it rests on was recalled: please look at it again")


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    duty = who.official(request)
    if duty.role == identity.Official.Role.CLERK:
        return redirect("counter:home")
    if duty.role in (identity.Official.Role.EDITOR, identity.Official.Role.APPROVER):
        return redirect("studio:home")
    if who.supervises(duty) and not request.GET:
        return redirect("desks:oversight")
    can, asked = who.capacity(request), asked_for(request)
    found = approvals.queue(
        who.reader(request),
        on=who.today(),
        state=asked["state"],
        words=asked["q"],
        after=whole(request.GET.get("after", "")),
        sift=sifted(asked),
    )
    page = (
        who.frame_of(duty)
        | drawn_with(request, asked)
        | {
            "queue": found,
            "lines": seen(request, found, duty, can),
            "deputising": names_of(can.stands_in_for),
            "tasks": tasks(request, duty, can),
        }
    )
    return render(request, "desks/queue.html", page)


@dataclass(frozen=True, slots=True)
class Task:
    """Something beside the queue that waits for the reader: on which track, of which case, and what it is."""

    track: str
    number: str
    title: Words
    anchor: str
    says: Words


def tasks(request: HttpRequest, duty: identity.Official, can: identity.Capacity) -> list[Task]:
    """Extensions that wait for the reader as head, and materials that followed and wait to be looked at."""
    reader, found = who.reader(request), []
    if Step.HEAD in can.steps:
        asked = cases.extensions_asked(reader, on=who.today())[:MOST_AT_ONCE]
        found = [(number, title, "extension", EXTENSION.filled(days=one.days)) for number, title, one in asked]
    if Step.OFFICER in can.steps:
        supplied = cases.gaps_supplied(reader)[:MOST_AT_ONCE]
        found += [(number, title, "gaps", SUPPLIED.filled(material=name)) for number, title, name in supplied]
    shaken = cases.shaken_grants(reader, on=who.today())[:MOST_AT_ONCE] if can.steps else []
    found += [(number, title, "shaken", SHAKEN) for number, title, _ in shaken]
    tracks = approvals.tracks_of([number for number, *_ in found], organ=duty.organ.code) if found else {}
    return [Task(tracks[one[0]], *one) for one in found if one[0] in tracks]


def drawn_with(request: HttpRequest, asked: dict[str, str]) -> dict[str, object]:
    """The filters, what can be chosen in them, and what was just done."""
    return {
        "asked": asked,
        "today": who.today(),
        "state": asked["state"],
        "words": asked["q"],
        "states": SHOWN,
        "steps": tuple(Step),
        "marks": MARKS,
        "lights": LIGHTS,
        "after": whole(request.GET.get("after", "")),
        "kept": urlencode({name: said for name, said in asked.items() if said}),
        "done": request.GET.get("done", ""),
        "count": whole(request.GET.get("count", "")),
        "failed": whole(request.GET.get("failed", "")),
        "was": who.just_dealt_with(request),
    }


def asked_for(request: HttpRequest) -> dict[str, str]:
    """The filters as they are understood; what makes no sense is left out."""
    allowed = {"step": tuple(Step), "mark": MARKS, "light": LIGHTS, "claimed": ("mine", "free")}
    said = {name: request.GET.get(name, "") for name in allowed}
    chosen_ones = {name: one if one in allowed[name] else "" for name, one in said.items()}
    return {"state": chosen(request.GET.get("state", "")), "q": request.GET.get("q", "").strip()[:100], **chosen_ones}


def sifted(asked: dict[str, str]) -> Sift:
    """The filters as the room's door wants them: a light is a range of due days."""
    last, first = due_range(asked["light"], on=who.today())
    return Sift(step=asked["step"], mark=asked["mark"], claimed=asked["claimed"], due_from=first, due_by=last)


def due_range(light: str, *, on: date) -> tuple[date | None, date | None]:
    """(last, first) due day of a light: overdue is all before today, near is after today and within NEAR working days."""
    ranges = {
        "overdue": (on - DAY, None),
        "due": (on, on),
        "near": (catalogue.calendar().add_working_days(on, NEAR), on + DAY),
    }
    return ranges.get(light, (None, None))


def seen(request: HttpRequest, found: Queue, duty: identity.Official, can: identity.Capacity) -> list[Line]:
    names = names_of(codes_in(found.rows, can))
    reader = who.reader(request)
    limits = cases.limits_of([row.subject for row in found.rows], seen_by=reader) if found.rows else {}
    return lines(found.rows, on=who.today(), can=can, reader=reader.code, role=duty.role, names=names, limits=limits)


@require_GET
def pane(request: HttpRequest) -> HttpResponse:
    """The same list as a fragment, to stand beside a track that is open; `beside` is that track's code."""
    duty, can = who.official(request), who.capacity(request)
    found = approvals.queue(who.reader(request), on=who.today())
    page = who.frame_of(duty) | {
        "queue": found,
        "lines": seen(request, found, duty, can),
        "beside": request.GET.get("beside", ""),
    }
    return render(request, "desks/pane.html", page)


@require_POST
def claim_several(request: HttpRequest) -> HttpResponse:
    """Take several tracks on. What a colleague has claimed meanwhile is left to them, and said."""
    by, at = who.reader(request), who.now()
    return several(request, "claimed", lambda code, _subject: approvals.claim(code, by=by, at=at))


@require_POST
def accept_several(request: HttpRequest) -> HttpResponse:
    """Accept several cases (受理). Nothing is decided by it: a decision is made for each on its own page."""
    by, at = who.reader(request), who.now()
    return several(request, "accepted", lambda _code, subject: cases.accept(subject, by=by, at=at))


def several(request: HttpRequest, done: str, act: Callable[[str, str], object]) -> HttpResponse:
    """Do it to each that was picked; each is allowed or refused by its room on its own."""
    who.official(request)
    succeeded = failed = 0
    for picked in request.POST.getlist("pick")[:MOST_AT_ONCE]:
        code, _, subject = picked.partition(" ")
        try:
            act(code, subject)
            succeeded += 1
        except (OpinionRefused, NotPossible, NotFound, NotAllowed, cases.Refused):
            failed += 1
    told = urlencode({"done": done, "count": succeeded, "failed": failed})
    return redirect(f"{reverse('desks:queue')}?{told}")


def chosen(state: str) -> TrackState:
    return TrackState(state) if state in SHOWN else TrackState.OPEN


def whole(text: str) -> int:
    """How many; anything that is not such a number is none."""
    return min(int(text), FARTHEST) if text.isascii() and text.isdigit() else 0
