"""Requests for help between organs (行政协助): asked from the course of a case, answered here by the organ that is asked."""

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.approvals import public as approvals
from tongban.approvals.public import AssistanceState, OpinionRefused
from tongban.catalogue import public as catalogue
from tongban.desks.deadlines import remaining, within
from tongban.desks.types import Error, Typed
from tongban.desks.views import course, papers, who
from tongban.desks.views.inquiries import NO_DAYS
from tongban.documents import public as documents
from tongban.kernel.words import Words

ORGANS_ONLY = Words("只有被请求的部门可以答复", "Only the organ that is asked answers")
SHOWN = (AssistanceState.OPEN, AssistanceState.LAPSED, AssistanceState.ANSWERED)


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What other organs ask of this one, the most urgent first."""
    duty = who.official(request)
    said = request.GET.get("state", "")
    state = AssistanceState(said) if said in SHOWN else AssistanceState.OPEN
    found, calendar = approvals.requests_for(who.reader(request), state=state), catalogue.calendar()
    page = who.frame_of(duty) | {
        "requests": [(one, remaining(one.due_on, on=who.today(), calendar=calendar)) for one in found],
        "state": state,
        "states": SHOWN,
        "edition": catalogue.edition(),
    }
    return render(request, "desks/requests.html", page)


@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask another organ for help with a track. It sees the question and the title of the item, nothing of the dossier."""
    due_on = within(request.POST.get("assistance-days", ""), on=who.today())
    if due_on is None:
        return course.page(request, code, errors=(("assistance-days", NO_DAYS),), status=422)
    return course.carried_out(
        request,
        code,
        lambda: approvals.ask_assistance(
            code,
            organ=request.POST.get("organ", ""),
            question=course.said(request, "assistance-question"),
            due_on=due_on,
            by=who.reader(request),
            at=who.now(),
        ),
        anchor="assistance-question",
        done="assistance_asked",
    )


@require_GET
def one_request(request: HttpRequest, assistance: str) -> HttpResponse:
    return page(request, assistance)


def page(request: HttpRequest, code: str, *, errors: tuple[Error, ...] = (), status: int = 200) -> HttpResponse:
    duty = who.official(request)
    seen = approvals.get_assistance(code, seen_by=who.reader(request))
    is_waiting = seen.state in (AssistanceState.OPEN, AssistanceState.LAPSED)
    values = who.frame_of(duty) | {
        "request_for_help": seen,
        "left": remaining(seen.due_on, on=who.today(), calendar=catalogue.calendar()),
        "may_answer": seen.asked == duty.organ.code and not who.supervises(duty) and is_waiting,
        "kept": documents.documents_of(code),
        "edition": catalogue.edition(),
        "typed": Typed(request.POST),
        "errors": errors,
        "done": request.GET.get("done", ""),
    }
    return render(request, "desks/request.html", values, status=status)


@require_POST
def answer(request: HttpRequest, assistance: str) -> HttpResponse:
    """Answer it, with words and with files as evidence. The files are kept only where the answer is."""
    approvals.get_assistance(assistance, seen_by=who.reader(request))
    by, at = who.reader(request), who.now()
    try:
        with transaction.atomic():
            kept = [
                documents.store(one.read(), name=one.name or "file", belongs_to=assistance, by=by.code, at=at).code
                for one in request.FILES.getlist("file")
            ]
            words = course.said(request, "answer")
            approvals.answer_assistance(assistance, words=words, documents=kept, by=by, at=at)
    except OpinionRefused as refused:
        return page(request, assistance, errors=(("answer", refused.says),), status=422)
    except documents.Rejected as rejected:
        return page(request, assistance, errors=(("file", rejected.says),), status=422)
    to = reverse("desks:request", kwargs={"assistance": assistance})
    return redirect(f"{to}?{urlencode({'done': 'answered'})}")


@require_GET
def evidence(request: HttpRequest, assistance: str, document: str) -> HttpResponse:
    """A file that came with an answer, for both organs."""
    approvals.get_assistance(assistance, seen_by=who.reader(request))
    found, content = documents.read(document, belongs_to=assistance)
    shown = found.media_type in papers.SHOWN_IN_PAGE
    return papers.file(content, media_type=found.media_type, name=found.name, shown=shown, policy=papers.UPLOADED)
