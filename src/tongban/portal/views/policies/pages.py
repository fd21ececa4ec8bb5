"""Policies and the check-up: told from the content; answered by hand and kept in the address, or read from the registers."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Policy, Source
from tongban.identity.public import NotFound, Party
from tongban.policies import public as checks
from tongban.policies.public import CheckUp, Gathered, Match, Standing
from tongban.portal.views import who
from tongban.portal.views.policies.answers import ASK, FOR, answers_in

AUDIENCES = ("person", "organisation")


@login_not_required
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of a policy, generated from the content alone."""
    edition = catalogue.edition(on=who.today())
    if (found := edition.policies.get(code)) is None:
        raise NotFound(code)
    return render(request, "portal/policy.html", policy_page(found, edition))


def policy_page(found: Policy, edition: Edition) -> dict[str, Any]:
    """What a policy's page shows, of whichever edition. `previewing` is the revision of which it is a preview."""
    return {
        "previewing": None,
        "here": "policies", "edition": edition, "policy": found, "in_force": found.is_in_force(who.today()),
        "passages": {each.code: each.text for each in found.document.passages},
        "sources": sources_of(edition, found),
        "others": [edition.policies[other] for each in found.exclusions for other in each.policies],
    }  # fmt: skip


def sources_of(edition: Edition, found: Policy) -> list[str]:
    """The registers that prove its conditions and say its amount."""
    named = [edition.facts[code].source for code in catalogue.facts_of(edition, found)]
    return list(dict.fromkeys(code for code in (*named, *found.sources) if code))


@login_not_required
def check_up(request: HttpRequest) -> HttpResponse:
    """The check-up by questions alone: the answers stand in the address and nowhere else."""
    return result(request, request.GET, audience_in(request.GET), known=Gathered())


@require_http_methods(["GET", "POST"])
def my_check_up(request: HttpRequest) -> HttpResponse:
    """The same with the registers: what will be read and why; after consent the result, of which nothing is kept."""
    edition = catalogue.edition(on=who.today())
    shown = request.POST.get("party") if request.method == "POST" else None
    acting = who.acting(request, scope=checks.SCOPE, shown=shown)
    audience = checks.audience_of(acting.party)
    if request.method == "GET":
        asked = registers_asked(edition, audience)
        page = {
            "here": "policies", "edition": edition, "audience": audience, "asked": asked, "party": acting.party,
            "action": request.path, "next": "",
        }  # fmt: skip
        return render(request, "portal/check_up_consent.html", page)
    known = checks.gather(acting, edition=edition, person=who.reader(request), at=who.now())
    return result(request, request.POST, audience, known=known, party=acting.party)


def registers_asked(edition: Edition, audience: str) -> list[Source]:
    """The registers that a check-up of this audience reads, in the order of the content."""
    wanted = {fact.source for fact in checks.facts_fetched(edition, audience)}
    return [source for code, source in edition.sources.items() if code in wanted]


def audience_in(given: QueryDict) -> str:
    return next((each for each in AUDIENCES if each == given.get(FOR)), AUDIENCES[0])


def result(
    request: HttpRequest, given: QueryDict, audience: str, *, known: Gathered, party: Party | None = None
) -> HttpResponse:
    """What both pages show: the result so far, and the question on the screen."""
    edition = catalogue.edition(on=who.today())
    facts = checks.facts_asked(edition, audience)
    answers = answers_in(given, facts)
    # What somebody corrects by hand goes before the register; the page names where each value is from.
    values = {**known.values, **answers.values}
    found = checks.check_up(audience, edition=edition, values=values, on=who.today(), silent=known.silent)
    remaining = [fact for fact in found.open if fact.code not in answers.skipped]
    wanted = next(iter(answers.errors), "") or given.get(ASK, "")
    current = next((fact for fact in facts if fact.code == wanted), remaining[0] if remaining else None)
    page: dict[str, Any] = {
        "here": "policies", "edition": edition, "audience": audience, "party": party,
        "found": found, "answers": answers, "current": current,
        "answered": [fact for fact in facts if fact.code in answers.values or fact.code in answers.skipped],
        "remaining": remaining, "from_registers": bool(known.supplied or known.silent), "groups": groups_of(found),
        "silent": [edition.sources[code] for code in known.silent],
    }  # fmt: skip
    return render(request, "portal/check_up.html", page, status=422 if answers.errors else 200)


def groups_of(found: CheckUp) -> list[tuple[Standing, list[tuple[Match, list[str]]]]]:
    """Each standing with its matches, and for each match the facts that speak for or against it."""
    return [
        (standing, [(match, _speaking(match, found)) for match in found.standing(standing)]) for standing in Standing
    ]


def _speaking(match: Match, found: CheckUp) -> list[str]:
    named = [code for clause in match.verdict.decided_by for code in clause.facts]
    return [code for code in dict.fromkeys(named) if found.values.get(code) is not None]
