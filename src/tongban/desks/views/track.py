"""One track: the dossier beside the review points, and what the organ says of it."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.approvals.public import OpinionRefused, TrackState, TrackView
from tongban.cases import public as cases
from tongban.cases.public import NotPossible
from tongban.desks.types import (
    Entries,
    Error,
    apart,
    errors_of,
    is_picture,
    read_entries,
    read_opinion,
    sheet_of,
    with_usual_words,
)
from tongban.desks.views import who
from tongban.kernel.words import Words

NO_OPINION = Words("请选择一种审批意见", "Choose one of the opinions")
NOT_POSSIBLE = Words(
    "办件的状态已经变了（可能是同事刚处理过），这一步没有做成；您填写的内容都还在",
    "The case has moved on (perhaps a colleague has just dealt with it), so this was not done; nothing that you typed is lost",
)
CONCLUDED = Words(
    "这件已经有结论或已退回申请人，没有再记一次；您填写的内容保留在下面",
    "This one is concluded or with the applicant, so nothing was recorded again; what you typed is kept below",
)
TO_ACCEPT = Words(
    "受理", "Accept"
)  # the act; the catalogue of translations has the same characters as a state: accepted
NOTHING = Entries({})


@require_GET
def track(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, approvals.get_track(code, seen_by=who.reader(request)))


@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Give the organ's opinion and go on to the next most urgent; where it is refused, everything typed comes back."""
    seen = approvals.get_track(code, seen_by=who.reader(request))
    entries, opinion = read_entries(request.POST, seen.points), read_opinion(request.POST)
    if opinion is None:
        return page(request, seen, entries=entries, errors=[("decide", NO_OPINION)], status=422)
    try:
        approvals.give_opinion(
            code,
            by=who.reader(request),
            opinion=opinion,
            rulings=entries.rulings,
            words=entries.words.strip(),
            at=who.now(),
        )
    except OpinionRefused as refused:
        return refuse(request, code, entries, refused=refused)
    except NotPossible:
        return conflict(request, code, entries, NOT_POSSIBLE)
    following = reverse("desks:track", kwargs={"code": seen.following}) if seen.following else reverse("desks:queue")
    return redirect(f"{following}?{urlencode({'done': opinion, 'was': code})}")


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Accept the case (受理). What was typed beside it stays on the page."""
    seen = approvals.get_track(code, seen_by=who.reader(request))
    entries = read_entries(request.POST, seen.points)
    try:
        cases.accept(seen.subject, by=who.reader(request), at=who.now())
    except NotPossible:
        return conflict(request, code, entries, NOT_POSSIBLE)
    if entries.is_empty:
        return redirect(f"{reverse('desks:track', kwargs={'code': code})}?{urlencode({'done': 'accept'})}")
    return page(request, approvals.get_track(code, seen_by=who.reader(request)), entries=entries, done="accept")


def refuse(request: HttpRequest, code: str, entries: Entries, *, refused: OpinionRefused) -> HttpResponse:
    """What is missing, each with its place (422); or, where the track was concluded meanwhile, that (409)."""
    seen = approvals.get_track(code, seen_by=who.reader(request))
    if seen.state != TrackState.OPEN:
        return page(request, seen, entries=entries, errors=[("kept", CONCLUDED)], status=409)
    return page(request, seen, entries=entries, refused=refused, status=422)


def conflict(request: HttpRequest, code: str, entries: Entries, /, says: Words) -> HttpResponse:
    seen = approvals.get_track(code, seen_by=who.reader(request))
    anchor = "decide" if seen.state == TrackState.OPEN else "kept"
    return page(request, seen, entries=entries, errors=[(anchor, says)], status=409)


def page(
    request: HttpRequest,
    seen: TrackView,
    *,
    entries: Entries = NOTHING,
    errors: list[Error] | None = None,
    refused: OpinionRefused | None = None,
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    duty = who.official(request)
    file = applications.file_of(seen.subject, seen_by=who.reader(request), at=who.now())
    points = [view.point for view in file.points]
    if refused is not None:
        errors = errors_of(refused, entries, points)
        entries = with_usual_words(entries, points)
    sheet = sheet_of(seen, file, entries=entries, on=who.today(), may_decide=not who.supervises(duty))
    shown = {
        "duty": duty,
        "supervises": who.supervises(duty),
        "sheet": replace(sheet, errors=tuple(errors or ())),
        "done": done or request.GET.get("done", ""),
        "was": who.just_dealt_with(request),
        "to_accept": TO_ACCEPT,
        "apart": apart,
        "is_picture": is_picture,
    }
    return render(request, "desks/track.html", shown, status=status)
