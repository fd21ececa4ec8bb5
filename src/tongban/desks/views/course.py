"""The course of a case: clocks, waits, extension, papers, gaps; and every act that is not the decision itself."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.approvals import public as approvals
from tongban.approvals.public import OpinionRefused
from tongban.cases import public as cases
from tongban.cases.public import NotPossible
from tongban.catalogue import public as catalogue
from tongban.desks.sheets import course_of, record_of, waiting_of
from tongban.desks.types import Error, Typed
from tongban.desks.views import who
from tongban.desks.views.track import NOT_POSSIBLE, seen_now
from tongban.kernel.words import Words

NO_NUMBER = Words("请写一个整数", "Write a whole number")
REFUSED = (OpinionRefused, cases.Refused)


@require_GET
def course(request: HttpRequest, code: str) -> HttpResponse:
    """As a part of the track's page where a script asks for it, otherwise as a page of its own."""
    return page(request, code)


def page(request: HttpRequest, code: str, *, errors: tuple[Error, ...] = (), status: int = 200) -> HttpResponse:
    found = course_of(seen_now(request, code), reader=who.reader(request), can=who.capacity(request), on=who.today())
    shown = replace(found, errors=errors, typed=Typed(request.POST))
    return part(request, "desks/course.html", {"course": shown, "track": shown.track}, status=status)


@require_GET
def waiting(request: HttpRequest, code: str) -> HttpResponse:
    """On whom the case waits, since when, until when, what then, and the exits."""
    return waiting_page(request, code)


def waiting_page(request: HttpRequest, code: str, *, errors: tuple[Error, ...] = (), status: int = 200) -> HttpResponse:
    found = waiting_of(seen_now(request, code), reader=who.reader(request), can=who.capacity(request), on=who.today())
    shown = replace(found, errors=errors, typed=Typed(request.POST))
    return part(request, "desks/waiting.html", {"course": shown, "track": shown.track}, status=status)


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """What happened, the papers, the other departments, other cases of the same applicant."""
    found = record_of(seen_now(request, code), reader=who.reader(request), on=who.today())
    return part(request, "desks/record.html", {"record": found, "track": found.track})


def part(request: HttpRequest, template: str, values: dict[str, object], *, status: int = 200) -> HttpResponse:
    """A part of the track's page: alone for the script that puts it in its tab, else in the desks' frame."""
    inside = bool(request.headers.get("HX-Request"))
    frame = who.frame_of(who.official(request)) | {
        "edition": next((one.edition for one in values.values() if hasattr(one, "edition")), None)
        or catalogue.edition(),
        "done": request.GET.get("done", ""),
        "frame_of_part": "desks/bare.html" if inside else "desks/desk.html",
        "inside": inside,
    }
    return render(request, template, frame | values, status=status)


def carried_out(
    request: HttpRequest,
    code: str,
    act: Callable[[], object],
    *,
    anchor: str,
    done: str,
    among: str = "course",
) -> HttpResponse:
    """Do it and say so; where it is refused, say why beside the field, with everything that was typed.

    `among` is the part on which the act stands: course or waiting.
    """
    again = page if among == "course" else waiting_page
    try:
        act()
    except REFUSED as refused:
        return again(request, code, errors=((anchor, refused.says),), status=422)
    except NotPossible:
        return again(request, code, errors=((anchor, NOT_POSSIBLE),), status=409)
    return redirect(f"{reverse(f'desks:{among}', kwargs={'code': code})}?{urlencode({'done': done})}")


def said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Take the track on, so that no colleague does the same work; or lay it down again."""
    by, at = who.reader(request), who.now()
    act = approvals.release if "release" in request.POST else approvals.claim
    try:
        act(code, by=by, at=at)
    except OpinionRefused as refused:
        return waiting_page(request, code, errors=(("waits", refused.says),), status=409)
    told = urlencode({"done": "released" if "release" in request.POST else "claimed"})
    return redirect(f"{reverse('desks:track', kwargs={'code': code})}?{told}")


@require_POST
def refuse_to_accept(request: HttpRequest, code: str) -> HttpResponse:
    """Do not accept the case (不予受理), with reasons: it ends, and the applicant is told with the remedies."""
    seen, reasons = seen_now(request, code), said(request, "not-accepted-reasons")
    return carried_out(
        request,
        code,
        lambda: cases.refuse_to_accept(seen.subject, by=who.reader(request), reasons=reasons, at=who.now()),
        anchor="not-accepted-reasons",
        done="not_accepted",
    )


@require_POST
def terminate(request: HttpRequest, code: str) -> HttpResponse:
    """End the case before a decision (终止), with reasons."""
    seen, reasons = seen_now(request, code), said(request, "termination-reasons")
    return carried_out(
        request,
        code,
        lambda: cases.terminate(seen.subject, by=who.reader(request), reasons=reasons, at=who.now()),
        anchor="termination-reasons",
        done="terminated",
    )


@require_POST
def ask_extension(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the head of the organ for more time, with reasons."""
    seen, days = seen_now(request, code), said(request, "extension-days")
    if not (days.isascii() and days.isdigit() and len(days) < 4):
        return page(request, code, errors=(("extension-days", NO_NUMBER),), status=422)
    reasons = said(request, "extension-reasons")
    return carried_out(
        request,
        code,
        lambda: cases.ask_extension(
            seen.subject, by=who.reader(request), days=int(days), reasons=reasons, at=who.now()
        ),
        anchor="extension-reasons",
        done="extension_asked",
    )


@require_POST
def decide_extension(request: HttpRequest, code: str) -> HttpResponse:
    """The head of the organ approves the extension, or not."""
    seen, agree = seen_now(request, code), request.POST.get("verdict") == "agree"
    return carried_out(
        request,
        code,
        lambda: cases.decide_extension(
            seen.subject, by=who.reader(request), agree=agree, words=said(request, "extension-words"), at=who.now()
        ),
        anchor="extension-words",
        done="extension_agreed" if agree else "extension_not_agreed",
    )


@require_POST
def confirm_gaps(request: HttpRequest, code: str) -> HttpResponse:
    """The officer has looked at the materials that followed (容缺补交): a grant that waited for them is given now."""
    seen = seen_now(request, code)
    return carried_out(
        request,
        code,
        lambda: cases.confirm_gaps(seen.subject, by=who.reader(request), at=who.now()),
        anchor="gaps",
        done="gaps_confirmed",
    )


@require_POST
def take_up_again(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a grant whose ground was taken back: its licence is revoked and people review it again."""
    seen = seen_now(request, code)
    return carried_out(
        request,
        code,
        lambda: cases.take_up_again(
            seen.subject, by=who.reader(request), words=said(request, "again-words"), at=who.now()
        ),
        anchor="again-words",
        done="taken_up_again",
    )


@require_POST
def let_stand(request: HttpRequest, code: str) -> HttpResponse:
    """The head lets a grant stand although its ground was taken back, with reasons."""
    seen = seen_now(request, code)
    return carried_out(
        request,
        code,
        lambda: cases.let_stand(seen.subject, by=who.reader(request), words=said(request, "stand-words"), at=who.now()),
        anchor="stand-words",
        done="let_stand",
    )


@require_POST
def recall(request: HttpRequest, code: str) -> HttpResponse:
    """Take an automatic decision back: people review the case again."""
    seen_now(request, code)
    return carried_out(
        request,
        code,
        lambda: approvals.recall(code, by=who.reader(request), words=said(request, "recall-words"), at=who.now()),
        anchor="recall-words",
        done="recalled",
    )
