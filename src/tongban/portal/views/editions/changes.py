"""What has changed in a guide and since when, for everybody; and where everybody says that a guide is wrong."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_GET, require_http_methods

from tongban.applications import public as applications
from tongban.applications.public import NotSubmitted
from tongban.catalogue import public as catalogue
from tongban.identity.public import NotFound
from tongban.portal.views import guides, who
from tongban.portal.views.policies.pages import policy_page

studio = catalogue.studio


def named(kind: str, code: str) -> tuple[catalogue.Edition, Any]:
    """The item or bundle that is in force today, by code."""
    edition = catalogue.edition(on=who.today())
    found = (edition.items if kind == "item" else edition.bundles if kind == "bundle" else {}).get(code)
    if found is None:
        raise NotFound(code)
    return edition, found


@login_not_required
@require_GET
def history(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The versions of a guide that were in force, what each changed, and any two of them against each other."""
    versions = studio.versions(kind, code, on=who.today())
    numbers = {str(one.edition): one.edition for one in versions}
    first, second = (request.GET.get(name, "") for name in ("from", "to"))
    compared = None
    if first in numbers and second in numbers:
        compared = studio.compared(kind, code, first=numbers[first], second=numbers[second], on=who.today())
    edition = catalogue.edition(on=who.today())
    there = (edition.items if kind == "item" else edition.bundles).get(code)
    page = {
        "kind": kind, "code": code, "versions": versions, "compared": compared, "first": first, "second": second,
        "noun": there, "since": [(studio.label_of(part), day) for part, day in studio.since(kind, code, on=who.today()).items()],
        "edition": edition,
    }  # fmt: skip
    return render(request, "portal/history.html", page)


@login_not_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Say what is wrong in a guide. Nobody has to sign in, and nothing about the visitor is kept."""
    edition, noun = named(kind, code)
    page = {
        "kind": kind, "code": code, "noun": noun, "edition": edition, "categories": list(studio.Category), "problem": None,
        "given": {name: request.POST.get(name, "") for name in ("category", "words")}, "thanks": "sent" in request.GET,
    }  # fmt: skip
    if request.method == "POST":
        told = page["given"]
        try:
            studio.report_guide(kind, code, **told, visitor=visitor_of(request), at=who.now())
        except studio.ReportRefused as refused:
            return render(request, "portal/report.html", page | {"problem": refused.says}, status=422)
        return redirect(f"{reverse('portal:report', kwargs={'kind': kind, 'code': code})}?sent=1")
    return render(request, "portal/report.html", page)


def visitor_of(request: HttpRequest) -> str:
    """What tells two visitors of one day apart, and names nobody: a keyed digest whose key changes every day."""
    said = f"{request.META.get('REMOTE_ADDR', '')} {request.META.get('HTTP_USER_AGENT', '')[:200]}"
    return salted_hmac(f"guide-report {who.today()}", said, algorithm="sha256").hexdigest()


@require_http_methods(["GET", "POST"])
def update(request: HttpRequest, code: str) -> HttpResponse:
    """What changed for a draft since it was begun, and going on with the new guide."""
    person, at = who.reader(request), who.now()
    problem = None
    if request.method == "POST":
        seen = request.POST.get("edition", "")
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
        try:
            applications.guide_over(code, seen=number, by=person, at=at)
            return redirect("portal:draft", code=code)
        except NotSubmitted as refused:
            problem = refused.says
    found = applications.update_of(code, seen_by=person, at=at)
    if found is None:
        return redirect("portal:draft", code=code)
    draft = applications.get_draft(code, seen_by=person, on=who.today())
    page = {"draft": draft, "update": found, "problem": problem}
    return render(request, "portal/update.html", page, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """The guide of an item as a revision would make it: the same page from the same template. For editors and approvers.

    Posted with a `file` and its `text`, it is drawn as if that had been saved; nothing is.
    """
    view, edition, found = previewed(request, code, item)
    page = guides.item_page(request, found, edition) | {"previewing": view}
    return render(request, "portal/item.html", page)


@require_http_methods(["GET", "POST"])
def preview_bundle(request: HttpRequest, code: str, bundle: str) -> HttpResponse:
    """The guide of a bundle as a revision would make it, before its first question is answered."""
    view, edition = edition_of(request, code)
    if bundle not in edition.bundles:
        raise NotFound(bundle)
    page = guides.guide_page(request, bundle, edition=edition) | {"previewing": view}
    return render(request, "portal/guide.html", page)


@require_http_methods(["GET", "POST"])
def preview_form(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """All questions of an item as a revision would ask them, by section, drawn with the controls of the real form."""
    view, edition, found = previewed(request, code, item)
    form = guides.summary([found], edition, {}).form
    return render(
        request, "portal/preview_form.html", {"edition": edition, "item": found, "form": form, "previewing": view}
    )


@require_http_methods(["GET", "POST"])
def preview_policy(request: HttpRequest, code: str, policy: str) -> HttpResponse:
    """The page of a policy as a revision would make it. For editors and approvers."""
    view, edition = edition_of(request, code)
    if policy not in edition.policies:
        raise NotFound(policy)
    page = policy_page(edition.policies[policy], edition) | {"previewing": view}
    return render(request, "portal/policy.html", page)


def previewed(request: HttpRequest, code: str, item: str) -> tuple[Any, catalogue.Edition, catalogue.Item]:
    """The revision, the edition that it would make, and the item in it; raises NotFound for who may not see it."""
    view, edition = edition_of(request, code)
    if item not in edition.items:
        raise NotFound(item)
    return view, edition, edition.items[item]


def edition_of(request: HttpRequest, code: str) -> tuple[Any, catalogue.Edition]:
    """The revision, and the edition that it would make with what is typed and not saved."""
    view = studio.get_revision(code, seen_by=who.reader(request))
    file, text = request.POST.get("file", ""), request.POST.get("text")
    try:
        shown = view if text is None else studio.with_typed(view, file, text.replace("\r\n", "\n"), on=who.today())
        return view, studio.previewed(shown, on=who.today())
    except studio.NotPossible as broken:
        raise NotSubmitted(broken.says) from broken
