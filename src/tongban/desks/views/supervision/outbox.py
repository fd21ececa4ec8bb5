"""Every effect on the outside that was promised and is not carried out yet: for supervisors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.desks.views import who
from tongban.journal import public as journal

SHOWN = 200


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    duty = who.supervisor(request)
    waiting = journal.waiting()
    page = {
        "duty": duty,
        "supervises": True,
        "waiting": waiting[:SHOWN],
        "count": len(waiting),
        "given_up": sum(one.given_up for one in waiting),
        "in_trouble": sum(bool(one.trouble) and not one.given_up for one in waiting),
        "at": who.now(),
        "tried": request.GET.get("tried", ""),
    }
    return render(request, "desks/outbox.html", page)


@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    who.supervisor(request)
    journal.try_again(request.POST.get("key", ""), at=who.now())
    return redirect(f"{reverse('desks:outbox')}?tried=1")
