"""Find what you want to do: the search with its facets and its help, the suggestions while typing, answers, themes."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.identity.public import Person
from tongban.kernel.words import Words
from tongban.knowledge import public as knowledge
from tongban.knowledge.public import Found, Verdict
from tongban.licences import public as licences
from tongban.portal.views import who
from tongban.portal.views.finding import browse
from tongban.portal.views.finding.facets import FACETS, address_of, facets, node_of
from tongban.portal.views.finding.looking import is_personal, nearest, searcher

LONGEST, SHOWN, SUGGESTED, OWN = 100, 20, 6, 5


@dataclass(frozen=True)
class OwnThing:
    """A licence or a case that the reader may see, and the item or bundle that it is about."""

    kind: str
    title: Words
    holder: str
    about: str
    link: str


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """Results for the reader's own words; without words, everything there is. A search that finds nothing is remembered."""
    edition = catalogue.edition(on=who.today())
    words = request.GET.get("q", "").strip()[:LONGEST]
    if not words:
        return browse.everything(request, edition)
    chosen = {name: value for name in FACETS if (value := request.GET.get(name, ""))}
    found = knowledge.search(words, edition=edition, limit=SHOWN, searcher=searcher(request, edition), chosen=chosen)
    mine = own_things(request, words, found, edition)
    if found.verdict == Verdict.NOTHING and not mine:
        knowledge.record_gap(words, at=who.now())
    page = {
        "here": "search", "edition": edition, "words": words, "found": found, "mine": mine, "address_of": address_of,
        "facets": facets(found, chosen, request.GET, edition), "chosen": chosen, "is_personal": is_personal(request),
        "nearest": nearest(request, found.hits, edition),
        "choices": [(choice.label, address_of(node_of(choice.leads_to, edition))) for choice in found.choices],
        "themes": [theme for theme in edition.themes.values() if theme.axis == catalogue.Axis.STAGE],
    }  # fmt: skip
    return render(request, "portal/search.html", page)


@login_not_required
def suggest(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST]
    edition = catalogue.edition(on=who.today())
    looker = searcher(request, edition)
    hits = knowledge.suggest(words, edition=edition, limit=SUGGESTED, searcher=looker) if words else []
    return render(request, "portal/suggest.html", {"hits": [(hit, address_of(hit)) for hit in hits], "words": words})


@login_not_required
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """What the office answers where no service is meant."""
    edition = catalogue.edition(on=who.today())
    advice = edition.advice.get(code)
    if advice is None:
        raise Http404(code)
    link = reverse(f"portal:{advice.page}") if advice.page else ""
    return render(request, "portal/answer.html", {"edition": edition, "advice": advice, "link": link})


@login_not_required
@require_POST
def clicked(request: HttpRequest) -> HttpResponse:
    """A result was opened: count the words with what was chosen, and not who chose it."""
    node, words = request.POST.get("node", ""), request.POST.get("words", "")[:LONGEST]
    rank = request.POST.get("rank", "")
    if rank.isdecimal() and 0 < int(rank) <= SHOWN:
        knowledge.record_click(words, node, int(rank), edition=catalogue.edition(on=who.today()), at=who.now())
    return HttpResponse()


def own_things(request: HttpRequest, words: str, found: Found, edition: Edition) -> list[OwnThing]:
    """What the reader may see of licences and cases that the words are about. Nobody else's are looked at."""
    person = who.visitor(request)
    if person is None:
        return []
    things = [*_licences_of(person), *_cases_of(person)]
    meant = set(knowledge.alike(words, [f"{each.title.zh} {each.title.en}" for each in things], edition=edition))
    codes = {hit.code for hit in found.hits[:3]}
    return [each for at, each in enumerate(things) if at in meant or each.about in codes][:OWN]


def _licences_of(person: Person) -> list[OwnThing]:
    held = licences.licences_of(person, on=who.today())
    return [
        OwnThing("licence", Words(each.name_zh, each.name_en), each.holder_name, each.item,
                 reverse("portal:licence", kwargs={"number": each.code}))
        for each in held
    ]  # fmt: skip


def _cases_of(person: Person) -> list[OwnThing]:
    found = cases.cases_of(person, on=who.today(), limit=50)
    return [
        OwnThing("case", each.title, each.holder.name, each.bundle or each.item or "",
                 reverse("portal:case", kwargs={"number": each.number}))
        for each in found
    ]  # fmt: skip
