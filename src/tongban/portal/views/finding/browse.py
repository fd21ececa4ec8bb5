"""Everything there is without words: by theme and stage of life, by organ, by whom it is for; in pages, with facets."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Axis, Edition, Theme
from tongban.identity.public import NotFound
from tongban.knowledge import public as knowledge
from tongban.portal.views import who
from tongban.portal.views.finding import facets
from tongban.portal.views.finding.looking import is_personal, nearest, searcher, wanted

A_PAGE = 20
AUDIENCES = ("person", "organisation")
SIGNS: Mapping[str, str] = {
    "stage_birth": "baby", "stage_school": "book-open", "stage_work": "signature", "stage_marriage": "users",
    "stage_home": "house", "stage_moving": "bus", "stage_health": "stethoscope", "stage_help": "hand-coins",
    "stage_old": "users-round", "stage_after": "file-check", "stage_start": "store", "stage_hiring": "user-plus",
    "stage_taxes": "banknote", "stage_growth": "building-2", "stage_construction": "ruler", "stage_end": "circle-minus",
}  # fmt: skip
"""The picture of a stage of life; any other has a plain one."""


def everything(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _listing(request, edition, title=_("全部事项"), lead=_("先缩小范围，再一个个看；也可以直接搜索。"), fixed={})


@login_not_required
def themes(request: HttpRequest) -> HttpResponse:
    """All headings, for people and for organisations, by stage of life and by topic."""
    edition = catalogue.edition(on=who.today())
    counts = knowledge.browse(edition=edition, limit=0).counts.get("theme", {})
    groups = [
        (audience, axis, [(theme, counts.get(theme.code, 0)) for theme in themes_of(edition, audience, axis)])
        for audience in AUDIENCES
        for axis in (Axis.STAGE, Axis.TOPIC)
    ]
    return render(
        request, "portal/themes.html", {"here": "search", "edition": edition, "groups": groups, "signs": SIGNS}
    )


def themes_of(edition: Edition, audience: str, axis: Axis) -> list[Theme]:
    return [theme for theme in edition.themes.values() if theme.audience == audience and theme.axis == axis]


@login_not_required
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """What stands under one heading."""
    edition = catalogue.edition(on=who.today())
    if (found := edition.themes.get(code)) is None:
        raise NotFound(code)
    lead = _("给企业和单位") if found.audience == "organisation" else _("给个人")
    fixed = {"theme": code, "audience": found.audience}
    return _listing(request, edition, title=facets.said(found.title), lead=lead, fixed=fixed, up="themes")


@login_not_required
def organs(request: HttpRequest) -> HttpResponse:
    """The organs that decide something, each with how much it has."""
    edition = catalogue.edition(on=who.today())
    counts = knowledge.browse(edition=edition, limit=0).counts.get("organ", {})
    shown = [(organ, counts[organ.code]) for organ in edition.organs.values() if counts.get(organ.code)]
    return render(request, "portal/organs.html", {"here": "search", "edition": edition, "organs": shown})


@login_not_required
def organ(request: HttpRequest, code: str) -> HttpResponse:
    """What one organ decides, alone or with others."""
    edition = catalogue.edition(on=who.today())
    if (found := edition.organs.get(code)) is None:
        raise NotFound(code)
    lead = _("电话 %(phone)s") % {"phone": found.phone} if found.phone else ""
    return _listing(request, edition, title=facets.said(found.name), lead=lead, fixed={"organ": code}, up="organs")


@login_not_required
def party(request: HttpRequest, code: str) -> HttpResponse:
    """What there is for people, or for organisations."""
    if code not in AUDIENCES:
        raise NotFound(code)
    edition = catalogue.edition(on=who.today())
    title = _("给企业和单位办的事") if code == "organisation" else _("给个人办的事")
    return _listing(request, edition, title=title, lead="", fixed={"audience": code}, up="themes")


def _listing(
    request: HttpRequest, edition: Edition, *, title: str, lead: str, fixed: Mapping[str, str], up: str = ""
) -> HttpResponse:
    """One page of what stands under the fixed headings and those that were chosen beside them."""
    chosen = {name: value for name in facets.FACETS if (value := request.GET.get(name, "")) and name not in fixed}
    found = knowledge.browse(edition=edition, chosen=chosen | dict(fixed), limit=0)
    place = facets.pages(request.GET, found.total, A_PAGE)
    found = knowledge.browse(
        edition=edition, chosen=chosen | dict(fixed), searcher=searcher(request, edition), wanted=wanted(),
        start=(place.number - 1) * A_PAGE, limit=A_PAGE,
    )  # fmt: skip
    page: dict[str, Any] = {
        "here": "search", "edition": edition, "title": title, "lead": lead, "up": up, "found": found, "pages": place,
        "facets": facets.facets(found, chosen, request.GET, edition, without=fixed), "chosen": chosen,
        "address_of": facets.address_of, "nearest": nearest(request, found.hits, edition), "is_personal": is_personal(request),
    }  # fmt: skip
    return render(request, "portal/browse.html", page)
