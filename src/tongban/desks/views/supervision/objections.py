"""Objections to a use of data (数据使用异议): supervisors look into them and answer, never whoever looked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.applications import public as applications
from tongban.catalogue import public as catalogue
from tongban.desks.types import Error, Typed
from tongban.desks.views import who
from tongban.kernel.words import Words

NO_FINDING = Words("请选择合规还是不合规", "Choose whether it was in order or not")


@require_GET
def objections(request: HttpRequest) -> HttpResponse:
    return page(request)


def page(request: HttpRequest, *, errors: tuple[Error, ...] = (), status: int = 200) -> HttpResponse:
    duty, today = who.supervisor(request), who.today()
    values = who.frame_of(duty) | {
        "objections": applications.objections_for(who.reader(request), on=today),
        "edition": catalogue.edition(),
        "me": who.reader(request).code,
        "today": today,
        "errors": errors,
        "typed": Typed(request.POST),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desks/objections.html", values, status=status)


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the use was in order, and why."""
    who.supervisor(request)
    said, words = request.POST.get("proper", ""), request.POST.get(f"words-{code}", "")
    if said not in {"yes", "no"}:
        return page(request, errors=((f"words-{code}", NO_FINDING),), status=422)
    try:
        applications.answer_objection(code, was_proper=said == "yes", words=words, by=who.reader(request), at=who.now())
    except applications.NotSubmitted as refused:
        return page(request, errors=((f"words-{code}", refused.says),), status=422)
    return redirect(f"{reverse('desks:objections')}?done=objection_answered")
