"""Any items put together by anybody: the one form that comes of them, and what it saves; as a page and as evidence to keep."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from tongban.bundles import public as bundles
from tongban.bundles.public import Gathering
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Item
from tongban.forms import public as forms
from tongban.identity.public import NotFound
from tongban.kernel.words import Words
from tongban.portal import evidence
from tongban.portal.views import who
from tongban.rules.public import Value

MOST_ITEMS = 60
ANSWER = "a-"
TOO_MANY = Words(f"一次最多选 {MOST_ITEMS} 件，请少选几件。", f"Choose at most {MOST_ITEMS} items at once.")


@login_not_required
def merge(request: HttpRequest) -> HttpResponse:
    """Choose items, answer what removes the most, and see the one form, its order, its shares and what it saves."""
    edition = catalogue.edition(on=who.today())
    chosen = chosen_of(request.GET, edition)
    words = request.GET.get("q", "").strip()[:100]
    page: dict[str, Any] = {
        "here": "search", "edition": edition, "chosen": chosen, "words": words, "groups": groups_of(edition, words),
        "gathering": None, "errors": {}, "answers": {}, "query": request.GET.urlencode(),
    }  # fmt: skip
    if len(chosen) > MOST_ITEMS:
        return render(request, "portal/merge.html", page | {"errors": {"items": TOO_MANY}}, status=422)
    answers, errors = answers_of(request.GET, edition)
    if chosen:
        gathering = bundles.gather(list(chosen.values()), edition=edition, situation=answers, on=who.today())
        page |= {
            "gathering": gathering,
            "bars": evidence.bars(gathering.reduction),
            "report": evidence.query_of(request.GET),
        }
    page |= {"answers": {edition.facts[code]: value for code, value in answers.items()}, "errors": errors}
    return render(request, "portal/merge.html", page, status=422 if errors else 200)


@login_not_required
def merge_csv(request: HttpRequest) -> HttpResponse:
    """The figures and every field and material, as a table that a spreadsheet opens."""
    edition, gathering = _gathered(request)
    text = evidence.as_csv(gathering, edition, language=get_language() or "")
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="merge.csv"'
    return answer


@login_not_required
def merge_json(request: HttpRequest) -> HttpResponse:
    """The same for a program, with the edition under which it was counted."""
    edition, gathering = _gathered(request)
    return JsonResponse(evidence.as_json(gathering, edition), json_dumps_params={"ensure_ascii": False})


def _gathered(request: HttpRequest) -> tuple[Edition, Gathering]:
    edition = catalogue.edition(on=who.today())
    chosen = chosen_of(request.GET, edition)
    if not chosen or len(chosen) > MOST_ITEMS:
        raise NotFound("merge")
    answers, _ = answers_of(request.GET, edition)
    return edition, bundles.gather(list(chosen.values()), edition=edition, situation=answers, on=who.today())


def chosen_of(given: QueryDict, edition: Edition) -> dict[str, Item]:
    """The items that are named one by one or as a bundle; a name that is none is left out."""
    codes = [code for code in given.getlist("item") if code in edition.items]
    for bundle in (edition.bundles[code] for code in given.getlist("bundle") if code in edition.bundles):
        codes += [component.item for component in bundle.components]
    return {code: edition.items[code] for code in codes}


def answers_of(given: QueryDict, edition: Edition) -> tuple[dict[str, Value], dict[str, Words]]:
    """The answers in the address, and what is wrong with those that cannot be read."""
    answers: dict[str, Value] = {}
    errors: dict[str, Words] = {}
    for name in given:
        code = name.removeprefix(ANSWER)
        if name != code and code in edition.facts:
            try:
                value = forms.read_value(edition.facts[code], given.getlist(name))
            except forms.Unreadable as unreadable:
                errors[code] = unreadable.says
                continue
            if value is not None:
                answers[code] = value
    return answers, errors


def groups_of(edition: Edition, words: str) -> Mapping[str, list[Item]]:
    """The items by organ, in the order of the content; only those that contain the words, if there are any."""
    wanted = words.casefold()
    groups: dict[str, list[Item]] = {}
    for item in edition.items.values():
        said = (item.name.zh, item.name.en.casefold(), item.legal_name.zh, *item.aliases)
        if not wanted or any(wanted in each for each in said):
            groups.setdefault(item.organ, []).append(item)
    return groups
