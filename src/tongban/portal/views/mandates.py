"""Let somebody act for me or my company, see who does, and end it."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.identity.public import MandateRefused, Right
from tongban.kernel.words import Words
from tongban.portal.views import questions, who

NO_DAY = Words("请填写开始和结束的日期，比如 2026-11-26", "Give the first and the last day, for example 2026-11-26")
NO_SUCH = Words("委托范围里有不存在的事项，请重新勾选", "The scope names something that does not exist: choose again")
OWN = frozenset({Right.SELF, Right.LEGAL_REPRESENTATIVE})


@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return mandates_page(request, problem=None)
    try:
        grant(request)
    except MandateRefused as refusal:
        return mandates_page(request, problem=refusal.says)
    return redirect("portal:mandates")


def grant(request: HttpRequest) -> None:
    given = request.POST
    try:
        begins_on, ends_on = date.fromisoformat(given.get("begins", "")), date.fromisoformat(given.get("ends", ""))
    except ValueError:
        raise MandateRefused(NO_DAY) from None
    edition = catalogue.edition(on=who.today())
    if not set(given.getlist("scope")) <= {*edition.bundles, *edition.items}:
        raise MandateRefused(NO_SUCH)
    identity.grant_mandate(
        who.reader(request),
        party=given.get("party", ""),
        agent_number=given.get("number", ""),
        agent_name=given.get("name", ""),
        scope=given.getlist("scope"),
        begins_on=begins_on,
        ends_on=ends_on,
        at=who.now(),
    )


def mandates_page(request: HttpRequest, *, problem: Words | None) -> HttpResponse:
    person, today = who.reader(request), who.today()
    rights = identity.actings_of(person, on=today)
    page = {
        "person": person,
        "today": today,
        "mandates": [(one, one.standing(today).value) for one in identity.mandates_of(person)],
        "parties": [right.party for right in rights if right.right in OWN],
        "edition": catalogue.edition(on=who.today()),
        "problem": problem,
        "texts": questions.texts_of(request.POST) if problem else {},
        "last_day": today + timedelta(days=90),
    }
    return render(request, "portal/mandates.html", page, status=422 if problem else 200)


@require_POST
def end_mandate(request: HttpRequest, number: str) -> HttpResponse:
    identity.end_mandate(number, by=who.reader(request), at=who.now())
    return redirect("portal:mandates")
