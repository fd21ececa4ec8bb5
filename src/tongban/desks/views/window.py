"""The clerk's window: who sits there, who stands there. Without an attendance no page of the counter shows anything of anybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.applications import public as applications
from tongban.applications.public import AttendanceView
from tongban.catalogue import public as catalogue
from tongban.desks.views import who
from tongban.identity import public as identity
from tongban.identity.public import Official, Person
from tongban.kernel.words import Words

NOBODY = Words(
    "现在没有进行中的接待，所以没有打开。接待满 60 分钟会自动结束；请重新读证件，已保存的内容都在",
    "Nobody is being attended to, so nothing was opened. An attendance ends after 60 minutes; read the card again, what was "
    "saved is kept",
)
Parts = ParamSpec("Parts")


@dataclass(frozen=True, slots=True)
class Window:
    """A window at one moment: its clerk, and the attendance that is open."""

    duty: Official
    clerk: Person
    attendance: AttendanceView
    at: datetime

    @property
    def minutes(self) -> int:
        """How many minutes the attendance lasts at the most."""
        return int((self.attendance.until_at - self.at).total_seconds() // 60)


View = Callable[Concatenate[HttpRequest, Window, Parts], HttpResponse]


def duty_of(request: HttpRequest) -> Official:
    """The reader's duty at the counter. For anybody else the counter does not exist."""
    reader = who.reader(request)
    if not applications.counter.is_clerk(reader):
        raise identity.NotFound("counter")
    return who.official(request)


def attended(view: View[Parts]) -> Callable[Concatenate[HttpRequest, Parts], HttpResponse]:
    """The view is for a clerk at whose window somebody stands; otherwise the way to begin is shown."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponse:
        duty, at = duty_of(request), who.now()
        attendance = applications.counter.attendance_of(who.reader(request), at=at)
        if attendance is None:
            return entrance(request, duty, problem=NOBODY, status=403)
        return view(request, Window(duty, who.reader(request), attendance, at), *args, **kwargs)

    return guarded


def entrance(request: HttpRequest, duty: Official, *, problem: Words | None, status: int = 200) -> HttpResponse:
    """Whose turn it is: the page on which an attendance begins."""
    page = {
        "duty": duty,
        "window": None,
        "cards": applications.counter.cards(by=who.reader(request)),
        "problem": problem,
        "given": {name: request.POST.get(name, "") for name in ("read", "number", "name", "party")},
        "ended": request.GET.get("ended", ""),
    }
    return render(request, "desks/counter/entrance.html", page, status=status)


def page_of(window: Window, **more: Any) -> dict[str, Any]:
    """What every page of the counter shows around its own part."""
    return {"duty": window.duty, "window": window, "edition": catalogue.edition()} | more
