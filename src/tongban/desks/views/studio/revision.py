"""One revision as a whole: what it changes in words, whom it touches, what is wrong, who must act, and the acts themselves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.applications import public as applications
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import ContentBroken
from tongban.desks.views import who
from tongban.desks.views.studio.desk import names_of, page_of
from tongban.identity.public import NotAllowed, NotFound, Person
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.rules import public as rules

studio = catalogue.studio
BROKEN = Words(
    "现行内容变了，这次修订放上去有 {count} 个问题", "On what is in force now, this revision has {count} problems"
)
NO_DAY = Words("请写施行日期", "Write the day from which it is in force")


@require_GET
def revision(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "desks/studio/revision.html", whole(request, code))


def whole(request: HttpRequest, code: str) -> dict[str, Any]:
    """Everything that a revision's page shows."""
    reader = who.reader(request)
    page = page_of(request)
    view = studio.get_revision(code, seen_by=reader)
    found = studio.examine(view, on=who.today()) if view.is_open else studio.Draft((), None, ())
    approvers = studio.approvers_of(view)
    items = {each for one in found.changed for each in ((one.code,) if one.kind == "item" else one.asked_by)}
    bundles = {each for one in found.changed for each in one.within} | {
        one.code for one in found.changed if one.kind == "bundle"
    }
    steps = [one for one in journal.history(code) if one.kind == "RevisionMoved"]
    return page | {
        "view": view,
        "found": found,
        "touched": applications.drafts_open(items=items, bundles=bundles) if items or bundles else 0,
        "approvers": approvers,
        "may_approve": reader.code in {one.code for one in approvers},
        "names": names_of({view.started_by, view.approved_by, *view.authors, *(step.by for step in steps)}),
        "steps": steps,
        "states": studio.saved_states(code, seen_by=reader)[:60],
        "meaning": studio.MEANINGS[view.state],
        "meanings": studio.MEANINGS,
        "problem": None,
        "given": {},
    }


@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Submit, approve, return, publish or withdraw; what stands in the way is said on the revision's page."""
    by, at = who.reader(request), who.now()
    page_of(request)
    verbs: dict[str, Callable[[], object]] = {
        "submit": lambda: studio.submit(code, by=by, at=at),
        "approve": lambda: studio.approve(code, seen=request.POST.get("digest", ""), by=by, at=at),
        "return": lambda: studio.give_back(code, words=request.POST.get("words", ""), by=by, at=at),
        "publish": lambda: studio.publish(code, effective_on=day_in(request.POST.get("day", "")), by=by, at=at),
        "withdraw": lambda: studio.withdraw(code, by=by, at=at),
    }
    if verb not in verbs:
        raise NotFound(verb)
    try:
        verbs[verb]()
    except ContentBroken as broken:
        return refused(request, code, BROKEN.filled(count=len(broken.problems)), 409)
    except studio.NotPossible as problem:
        return refused(request, code, problem.says, 422)
    except NotAllowed as problem:
        studio.get_revision(code, seen_by=by)
        return refused(request, code, problem.says, 403)
    return redirect(f"{reverse('studio:revision', kwargs={'code': code})}?done={verb}")


def day_in(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise studio.NotPossible(NO_DAY) from None


def refused(request: HttpRequest, code: str, says: Words, status: int) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("words", "day")}
    page = whole(request, code) | {"problem": says, "given": given}
    return render(request, "desks/studio/revision.html", page, status=status)


@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """The reviewer's list of an item as this revision would make it, or as it would be with a text that is not saved."""
    page = page_of(request)
    view = studio.get_revision(code, seen_by=who.reader(request))
    file, text = request.POST.get("file", ""), request.POST.get("text")
    shown = view if text is None else studio.with_typed(view, file, text.replace("\r\n", "\n"), on=who.today())
    draft = studio.previewed(shown, on=who.today())
    if item not in draft.items:
        raise NotFound(item)
    more = {"view": view, "draft": draft, "item": draft.items[item], "explained": explained}
    return render(request, "desks/studio/checklist.html", page | more)


def explained(edition: catalogue.Edition, text: str) -> Words:
    """A rule of an edition as a sentence."""
    return rules.explain(catalogue.rule(edition, text))


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Begin a revision that brings an earlier edition's text of one file back."""
    page_of(request)
    by: Person = who.reader(request)
    file, number = request.POST.get("file", ""), request.POST.get("edition", "")
    whole_number = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    try:
        view = studio.restore(whole_number, [file], by=by, at=who.now())
    except studio.NotPossible as refused_because:
        return render(request, "422.html", {"says": refused_because.says}, status=422)
    return redirect(reverse("studio:revision", kwargs={"code": view.code}))


@require_GET
def history(request: HttpRequest, kind: str, about: str) -> HttpResponse:
    """The versions of an item, a bundle or another definition, and the way back to each."""
    versions = studio.versions(kind, about, on=who.today())
    folder = {"item": "items", "bundle": "bundles", "policy": "policies"}.get(kind)
    if folder is None:
        raise NotFound(kind)
    page = page_of(request, versions=versions, kind=kind, about=about, file=f"{folder}/{about}.yaml")
    return render(request, "desks/studio/history.html", page)
