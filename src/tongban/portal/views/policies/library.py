"""The library of policies (政策库): filtered by the address; for who agreed to it, each policy with how it stands for them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.identity.public import NotAllowed
from tongban.policies import public as checks
from tongban.policies.public import CheckUp, Library
from tongban.portal.views import who
from tongban.portal.views.finding.facets import said
from tongban.portal.views.finding.looking import is_for_organisation
from tongban.portal.views.policies.answers import FOR
from tongban.portal.views.policies.pages import AUDIENCES, audience_in, registers_asked
from tongban.portal.views.preferences import back

WORDS, AGREED = "q", "policies_agreed"
AGREED_MINUTES = 30  # our own rule: long enough to read through the library, too short for a screen that was left alone
LONGEST = 60


@login_not_required
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """All policies of an audience, by what the address asks for."""
    edition, audience, on = catalogue.edition(on=who.today()), _audience(request), who.today()
    found = _standing(request, edition)
    chosen = {name: request.GET.get(name, "") for name in checks.FILTERS}
    words = request.GET.get(WORDS, "").strip()[:LONGEST]
    shown = checks.library(audience, edition=edition, on=on, chosen=chosen, words=words, found=found)
    page: dict[str, Any] = {
        "here": "policies", "edition": edition, "audience": audience, "words": words, "library": shown,
        "filters": _filters(shown, edition), "is_told": found is not None, "here_again": request.get_full_path(),
        "told": found is not None and found.audience == audience, "party": who.acting(request).party if found else None,
        "silent": [edition.sources[code] for code in found.silent] if found else [],
        "unknown": [f"{name}={chosen[name]}" for name in shown.unknown],
    }  # fmt: skip
    return render(request, "portal/policies.html", page)


def _audience(request: HttpRequest) -> str:
    """Whom the address names, else for whom the reader acts."""
    person = who.visitor(request)
    if FOR not in request.GET and person and is_for_organisation(request, person):
        return AUDIENCES[1]
    return audience_in(request.GET)


def _standing(request: HttpRequest, edition: Edition) -> CheckUp | None:
    """The check-up of the party for which the reader acts, while their consent lasts; nothing of it is kept."""
    agreed = request.session.get(AGREED) if who.visitor(request) else None
    if not agreed or not 0 <= agreed["until"] - who.now().timestamp() <= AGREED_MINUTES * 60:
        return None
    try:
        acting = who.acting(request, scope=checks.SCOPE)
    except NotAllowed:
        return None
    if acting.party.code != agreed["party"]:
        return None
    known = checks.gather(acting, edition=edition, person=who.reader(request), at=who.now())
    audience = checks.audience_of(acting.party)
    return checks.check_up(audience, edition=edition, values=known.values, on=who.today(), silent=known.silent)


def _filters(shown: Library, edition: Edition) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """Each filter with its name and its values: those under which something stands, or that were chosen."""
    titles = {
        "standing": _("对我来说"), "validity": _("有效期"), "theme": _("主题或行业"), "organ": _("部门"), "kind": _("待遇形式"),
        "mode": _("怎么兑现"),
    }  # fmt: skip
    filters = []
    for name, title in titles.items():
        known = [
            value for value in _labels(name, edition) if shown.counts[name][value] or value == shown.chosen.get(name)
        ]
        values = [(value, _labels(name, edition)[value], shown.counts[name][value]) for value in known]
        filters.append((name, title, values))
    return [each for each in filters if len(each[2]) > 1 or each[0] in shown.chosen]


def _labels(name: str, edition: Edition) -> dict[str, str]:
    """The values of a filter in the reader's language, in their order."""
    if name == "organ":
        return {organ.code: said(organ.name) for organ in edition.organs.values()}
    if name == "theme":
        return {theme.code: said(theme.title) for theme in edition.themes.values()}
    return {
        "standing": {
            "entitled": _("可以享受"), "nearly": _("快可以了"), "unknown": _("还要看"), "not_entitled": _("不符合"),
        },
        "validity": {"in_force": _("正在施行"), "coming": _("还没开始"), "ended": _("已经到期")},
        "kind": {
            "payment": _("发钱"), "relief": _("少交钱"), "deduction": _("少算应税所得"), "voucher": _("消费券"),
            "care": _("服务和照护"),
        },
        "mode": {
            "auto": _("免申即享，不用申请"), "confirm": _("一键确认"), "fast": _("直达快享"), "apply": _("要申请"),
        },
    }[name]  # fmt: skip


@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest) -> HttpResponse:
    """The consent to be told how each policy stands: what will be read and why; it is taken back by the same address."""
    edition, home = catalogue.edition(on=who.today()), reverse("portal:policies")
    if request.method == "POST" and "stop" in request.POST:
        request.session.pop(AGREED, None)
        return HttpResponseRedirect(back(request, home))
    acting = who.acting(
        request, scope=checks.SCOPE, shown=request.POST.get("party") if request.method == "POST" else None
    )
    audience = checks.audience_of(acting.party)
    if request.method == "POST":
        request.session[AGREED] = {"party": acting.party.code, "until": who.now().timestamp() + AGREED_MINUTES * 60}
        return HttpResponseRedirect(back(request, f"{home}?{urlencode({FOR: audience})}"))
    page = {
        "here": "policies", "edition": edition, "audience": audience, "party": acting.party, "next": back(request, ""),
        "asked": registers_asked(edition, audience), "minutes": AGREED_MINUTES, "action": request.path,
    }  # fmt: skip
    return render(request, "portal/policies_consent.html", page)
