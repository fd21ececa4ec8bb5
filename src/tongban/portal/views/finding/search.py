"""Find what you want to do: the search with its facets and its help, the suggestions while typing, answers, themes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.identity.public import Person
from tongban.kernel.identifiers import is_citizen_number
from tongban.kernel.words import Words
from tongban.knowledge import public as knowledge
from tongban.knowledge.public import Found, Hit, NodeKind, Searcher, Verdict
from tongban.licences import public as licences
from tongban.portal.views import who

LONGEST, SHOWN, SUGGESTED, OWN = 100, 20, 6, 5
FACETS = ("kind", "audience", "theme", "organ", "way", "pace")
PAGES: Mapping[str, str] = {
    NodeKind.BUNDLE: "portal:guide", NodeKind.ITEM: "portal:item", NodeKind.ADVICE: "portal:answer",
    NodeKind.POLICY: "portal:policy", NodeKind.LAW: "portal:law",
}  # fmt: skip


@dataclass(frozen=True)
class FacetLink:
    """One value of a facet: how many hits stand under it, and the address that chooses it or takes it back."""

    label: str
    count: int
    link: str
    is_chosen: bool


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
    edition = catalogue.edition()
    words = request.GET.get("q", "").strip()[:LONGEST]
    chosen = {name: value for name in FACETS if (value := request.GET.get(name, ""))}
    found = knowledge.search(words, edition=edition, limit=SHOWN, searcher=searcher(request), chosen=chosen)
    mine = own_things(request, words, found, edition) if words else []
    if words and found.verdict == Verdict.NOTHING and not mine:
        knowledge.record_gap(words, at=who.now())
    page = {
        "here": "search", "edition": edition, "words": words, "found": found, "mine": mine, "address_of": address_of,
        "facets": facets(found, chosen, request.GET, edition), "chosen": chosen, "is_personal": is_personal(request),
        "choices": [(choice.label, address_of(node_of(choice.leads_to, edition))) for choice in found.choices],
        "themes": [theme for theme in edition.themes.values() if theme.axis == catalogue.Axis.STAGE],
    }  # fmt: skip
    return render(request, "portal/search.html", page)


@login_not_required
def suggest(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST]
    edition = catalogue.edition()
    hits = knowledge.suggest(words, edition=edition, limit=SUGGESTED, searcher=searcher(request)) if words else []
    shown = [(hit, address_of(hit)) for hit in hits]
    return render(
        request, "portal/suggest.html", {"hits": [(hit, link) for hit, link in shown if link], "words": words}
    )


@login_not_required
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """What the office answers where no service is meant."""
    edition = catalogue.edition()
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
        knowledge.record_click(words, node, int(rank), edition=catalogue.edition(), at=who.now())
    return HttpResponse()


def is_personal(request: HttpRequest) -> bool:
    """Whether results may be ordered for the reader: until they switch it off."""
    return request.COOKIES.get("pref_personal") != "off"


def searcher(request: HttpRequest) -> Searcher:
    """For whom results are ordered; anybody where nobody is signed in or the reader does not want it."""
    person = who.visitor(request)
    if person is None or not is_personal(request):
        return Searcher()
    party = str(request.session.get("party") or person.number)
    if party == person.number:
        return Searcher(audience="person", born_on=person.born_on, on=who.today())
    return Searcher(audience="person" if is_citizen_number(party) else "organisation")


def node_of(code: str, edition: Edition) -> Hit:
    """A bundle, item, policy or advice of the edition as a hit, for its title and its address."""
    for kind, nodes in (
        (NodeKind.BUNDLE, edition.bundles), (NodeKind.ITEM, edition.items), (NodeKind.POLICY, edition.policies),
    ):  # fmt: skip
        if code in nodes:
            node: Any = nodes[code]
            return Hit(kind, code, node.name, node.summary, 0.0)
    advice = edition.advice[code]
    return Hit(NodeKind.ADVICE, code, advice.title, advice.answer, 0.0)


def address_of(hit: Hit) -> str:
    """Where a hit leads; "" where this kind of thing has no page."""
    try:
        return reverse(PAGES[hit.kind], kwargs={"code": hit.code})
    except NoReverseMatch:
        return ""


def facets(
    found: Found, chosen: Mapping[str, str], asked: QueryDict, edition: Edition
) -> list[tuple[str, list[FacetLink]]]:
    """The facets that tell hits apart, or that were chosen, each with its values."""
    shown = []
    for name, title in facet_titles().items():
        counts = found.counts.get(name, {})
        if len(counts) > 1 or name in chosen:
            links = [
                FacetLink(
                    label,
                    count,
                    _with(asked, name, "" if chosen.get(name) == value else value),
                    chosen.get(name) == value,
                )
                for value, count in counts.items()
                if (label := value_label(name, value, edition))
            ]
            shown.append((title, links))
    return [each for each in shown if each[1]]


def facet_titles() -> dict[str, str]:
    return {
        "kind": _("种类"), "audience": _("给谁办"), "way": _("怎么办"), "pace": _("多快"), "theme": _("主题"), "organ": _("部门"),
    }  # fmt: skip


def value_label(name: str, value: str, edition: Edition) -> str:
    """A facet's value in the reader's language; "" for one that the edition does not know."""
    if name == "organ":
        return _said(edition.organs[value].name) if value in edition.organs else ""
    if name == "theme":
        return _said(edition.themes[value].title) if value in edition.themes else ""
    return {
        "bundle": _("一件事"), "item": _("单项事项"), "policy": _("政策"), "advice": _("解答"), "law": _("法律法规"),
        "person": _("个人"), "organisation": _("企业和单位"), "online": _("网上办，不用跑"), "counter": _("要到现场"),
        "on_the_spot": _("当场办结"), "days": _("按时限办"),
    }.get(value, "")  # fmt: skip


def _said(words: Words) -> str:
    return words.said("en" if (get_language() or "").startswith("en") else "zh-Hans")


def _with(asked: QueryDict, name: str, value: str) -> str:
    """The same search with one facet set, or taken back."""
    query = asked.copy()
    query.pop(name, None)
    if value:
        query[name] = value
    return "?" + query.urlencode()


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
