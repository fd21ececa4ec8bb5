"""One track: the dossier beside the review points, and what the organ says of it, step by step."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.approvals import public as approvals
from tongban.approvals.public import Opinion, OpinionRefused, TrackState, TrackView
from tongban.benefits import public as benefits
from tongban.cases import public as cases
from tongban.cases.public import NotPossible
from tongban.desks.sheets import sheet_of
from tongban.desks.types import (
    Entries,
    Error,
    Typed,
    apart,
    entries_of,
    errors_of,
    is_picture,
    read_entries,
    read_opinion,
    with_usual_words,
)
from tongban.desks.views import who
from tongban.identity.public import NotFound
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
    """The page. The city's supervisor, who may not read the dossier, is led to how the case goes on."""
    seen = approvals.get_track(code, seen_by=who.reader(request), on=who.today())
    if benefits.is_campaign(seen.subject):
        return redirect("desks:campaign", code=seen.subject)
    if who.official(request).organ.code != seen.organ:
        return redirect("desks:waiting", code=code)
    return page(request, seen)


def seen_now(request: HttpRequest, code: str) -> TrackView:
    """The track as it stands; for an official of another organ it does not exist, and a campaign's list has a page of its own."""
    seen = approvals.get_track(code, seen_by=who.reader(request), on=who.today())
    if benefits.is_campaign(seen.subject):
        raise NotFound(code)
    return seen


@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Give the organ's opinion and go on to the next most urgent; where it is refused, everything typed comes back."""
    seen = seen_now(request, code)
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
    except cases.Refused as refused:
        return conflict(request, code, entries, refused.says)
    except NotPossible:
        return conflict(request, code, entries, NOT_POSSIBLE)
    if opinion == Opinion.RETURN:
        return onwards(seen, "defects_named" if approvals.is_pooling(seen.subject) else opinion)
    return onwards(seen, opinion if len(seen.steps) == 1 else f"proposed_{opinion}")


@require_POST
def countersign(request: HttpRequest, code: str) -> HttpResponse:
    """Sign the opinion that the page showed (its digest comes with the form), or send it back one step with words."""
    seen = seen_now(request, code)
    agree, words = request.POST.get("verdict") == "agree", request.POST.get("back-words", "").strip()
    try:
        approvals.countersign(
            code,
            by=who.reader(request),
            agree=agree,
            words=words,
            digest=request.POST.get("digest", ""),
            at=who.now(),
        )
    except OpinionRefused as refused:
        anchor = "sign" if agree else "back-words"
        status = 422 if seen.my_step else 409
        return page(request, seen_now(request, code), errors=[(anchor, refused.says)], status=status)
    except cases.Refused as refused:
        return conflict(request, code, NOTHING, refused.says)
    except NotPossible:
        return conflict(request, code, NOTHING, NOT_POSSIBLE)
    return onwards(seen, "signed" if agree else "sent_back")


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Accept the case (受理). What was typed beside it stays on the page."""
    seen = seen_now(request, code)
    entries = read_entries(request.POST, seen.points)
    try:
        cases.accept(seen.subject, by=who.reader(request), at=who.now())
    except NotPossible:
        return conflict(request, code, entries, NOT_POSSIBLE)
    except cases.Refused as refused:
        return conflict(request, code, entries, refused.says)
    if entries.is_empty:
        return here(code, "accept")
    return page(request, seen_now(request, code), entries=entries, done="accept")


@require_POST
def send_defects(request: HttpRequest, code: str) -> HttpResponse:
    """Send the one notice of defects now, as a reviewer of the lead organ."""
    try:
        approvals.send_defects(code, by=who.reader(request), at=who.now())
    except OpinionRefused as refused:
        return page(request, seen_now(request, code), errors=[("decide", refused.says)], status=409)
    return here(code, "defects_sent")


def onwards(seen: TrackView, done: str) -> HttpResponse:
    """To the next most urgent, where it is said what was done with this one."""
    following = reverse("desks:track", kwargs={"code": seen.following}) if seen.following else reverse("desks:queue")
    return redirect(f"{following}?{urlencode({'done': done, 'was': seen.code})}")


def here(code: str, done: str, *, tab: str = "") -> HttpResponse:
    """Back to the page of this track, where it is said what was done."""
    anchor = f"#{tab}" if tab else ""
    return redirect(f"{reverse('desks:track', kwargs={'code': code})}?{urlencode({'done': done})}{anchor}")


def refuse(request: HttpRequest, code: str, entries: Entries, *, refused: OpinionRefused) -> HttpResponse:
    """What is missing, each with its place (422); or, where the track was concluded meanwhile, that (409)."""
    seen = seen_now(request, code)
    if seen.state not in (TrackState.OPEN, TrackState.RETURNING):
        return page(request, seen, entries=entries, errors=[("kept", CONCLUDED)], status=409)
    return page(request, seen, entries=entries, refused=refused, status=422)


def conflict(request: HttpRequest, code: str, entries: Entries, /, says: Words) -> HttpResponse:
    seen = seen_now(request, code)
    anchor = "decide" if seen.state == TrackState.OPEN else "kept"
    return page(request, seen, entries=entries, errors=[(anchor, says)], status=409)


def page(
    request: HttpRequest,
    seen: TrackView,
    *,
    entries: Entries | None = None,
    errors: list[Error] | None = None,
    refused: OpinionRefused | None = None,
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    duty = who.official(request)
    sheet = sheet_of(seen, reader=who.reader(request), can=who.capacity(request), at=who.now())
    shown = entries if entries is not None else entries_of(sheet.opinion) if sheet.opinion else NOTHING
    points = [one.point for one in sheet.points]
    if refused is not None:
        errors = errors_of(refused, shown, points)
        shown = with_usual_words(shown, points)
    values = who.frame_of(duty) | {
        "sheet": replace(sheet.with_entries(shown), errors=tuple(errors or ()), typed=Typed(request.POST)),
        "done": done or request.GET.get("done", ""),
        "was": who.just_dealt_with(request),
        "to_accept": TO_ACCEPT,
        "apart": apart,
        "is_picture": is_picture,
        "today": who.today(),
    }
    return render(request, "desks/track.html", values, status=status)
