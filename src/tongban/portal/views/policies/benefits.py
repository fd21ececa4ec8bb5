"""My benefits (免申即享): what is offered, what was paid and when, why or why not; and the lists that are noticed publicly."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.benefits import public as benefits
from tongban.benefits.public import BenefitRefused
from tongban.identity import public as identity
from tongban.identity.public import AssuranceLevel, NotFound
from tongban.kernel.identifiers import is_citizen_number
from tongban.kernel.words import Words
from tongban.payments.public import PaymentRefused
from tongban.portal.views import who


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that the reader and those for whom they may act have, without having applied."""
    reader, on = who.reader(request), who.today()
    found, left_out = benefits.benefits_of(reader, on=on), benefits.left_out(reader, on=on)
    codes = {each.party: _public(reader.number, reader.code, each.party) for each in (*found, *left_out)}
    audiences = {acting.party.kind.value for acting in identity.actings_of(reader, on=on)}
    lately = [each for each in benefits.granted_lately(on=on) if each.audience in audiences]
    page = {
        "here": "space", "benefits": found, "left_out": left_out, "codes": codes, "turns": benefits.turns_of(reader, on=on),
        "lately": lately,
    }  # fmt: skip
    return render(request, "portal/benefits.html", page)


def _public(number: str, code: str, party: str) -> str:
    """How an address names a party: never by a citizen's number."""
    if party == number:
        return code
    return identity.person_by_number(party).code if is_citizen_number(party) else party


def _party(request: HttpRequest, shown: str) -> str:
    """The party that an address names, if the reader may act for it; else it does not exist."""
    for acting in identity.actings_of(who.reader(request), on=who.today()):
        if identity.public_code(acting.party) == shown:
            return acting.party.code
    raise NotFound(shown)


@require_GET
def ask_why(request: HttpRequest, campaign: str) -> HttpResponse:
    """Why one is on a list, or is not: of oneself at once, or of whom for whom one acts."""
    audience = benefits.audience_asked(campaign)
    actings = identity.actings_of(who.reader(request), on=who.today())
    parties = {
        identity.public_code(each.party): each.party.name for each in actings if each.party.kind.value == audience
    }
    if len(parties) == 1:
        return redirect("portal:benefit", campaign=campaign, party=next(iter(parties)))
    page = {"here": "space", "campaign": campaign, "parties": parties, "audience": audience}
    return render(request, "portal/benefit_of_whom.html", page)


@require_GET
def benefit(request: HttpRequest, campaign: str, party: str) -> HttpResponse:
    """Why, or why not; how far the money is; and what can be said to it."""
    return _page(request, campaign, party)


def _page(
    request: HttpRequest, campaign: str, party: str, *, trouble: Words | None = None, anchor: str = "account"
) -> HttpResponse:
    why = benefits.why(campaign, party=_party(request, party), seen_by=who.reader(request), on=who.today())
    page = {
        "here": "space", "why": why, "benefit": why.benefit, "party": party, "trouble": trouble, "anchor": anchor,
        "texts": request.POST, "is_seen": who.level(request) == AssuranceLevel.PROVEN, "to_prove": to_prove(campaign, party),
    }  # fmt: skip
    return render(request, "portal/benefit.html", page, status=422 if trouble else 200)


def to_prove(campaign: str, party: str) -> str:
    """Where one is seen, and then comes back here."""
    here = reverse("portal:benefit", kwargs={"campaign": campaign, "party": party})
    return f"{reverse('portal:prove')}?{urlencode({'next': here})}"


@require_POST
def answer(request: HttpRequest, campaign: str, party: str) -> HttpResponse:
    """Yes, no, another account, or an objection."""
    given, anchor = request.POST, "account"
    own: dict[str, Any] = {"party": _party(request, party), "by": who.reader(request), "at": who.now()}
    try:
        if given.get("answer") == "confirm":
            benefits.confirm(campaign, **own)
        elif given.get("answer") == "decline":
            benefits.decline(campaign, **own)
        elif given.get("answer") == "account":
            named: dict[str, Any] = {"bank": given.get("bank", ""), "account": given.get("account", "")}
            benefits.name_account(campaign, **named, level=who.level(request), **own)
        elif given.get("answer") == "object":
            anchor = "words"
            benefits.object_to(campaign, words=given.get("words", ""), **own)
        else:
            raise NotFound(party)
    except identity.LevelTooLow:
        return redirect(to_prove(campaign, party))
    except (BenefitRefused, PaymentRefused) as refused:
        return _page(request, campaign, party, trouble=refused.says, anchor=anchor)
    return redirect("portal:benefit", campaign=campaign, party=party)


@login_not_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The lists that are noticed publicly today (公示)."""
    return render(request, "portal/notices.html", {"here": "policies", "noticed": benefits.noticed(on=who.today())})


@login_not_required
@require_GET
def noticed_list(request: HttpRequest, code: str) -> HttpResponse:
    """One list that is noticed publicly, with masked names."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    view, lines, more = benefits.notice_lines(code, on=who.today(), page=number)
    page = {"here": "policies", "campaign": view, "lines": lines, "more": more, "page": number}
    return render(request, "portal/noticed.html", page)
