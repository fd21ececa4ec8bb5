"""The guide of a bundle or an item, generated from the content alone; the few questions; the button that begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongban.applications import public as applications
from tongban.bundles import public as bundles
from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Bundle, DayUnit, Edition, Handling, Item, Region, graph
from tongban.forms import public as forms
from tongban.identity.public import NotFound
from tongban.portal.views import questions, who
from tongban.portal.views.reading.districts import where, where_together
from tongban.portal.views.reading.kept import edition_of, kept_for_strangers
from tongban.rules.public import Value


@dataclass(frozen=True)
class Summary:
    """The line of figures above a guide, computed from the content for the items that may be needed."""

    items: tuple[Item, ...]
    form: forms.Form
    organs: int
    promised_days: int
    statutory_days: int
    fee: Decimal | None
    visits: int


def summary(items: Sequence[Item], edition: Edition, situation: Mapping[str, Value]) -> Summary:
    form = forms.compose(tuple(items), edition=edition, situation=situation)
    return Summary(
        items=tuple(items),
        form=form,
        organs=len({item.organ for item in items}),
        promised_days=longest(items, "promised"),
        statutory_days=longest(items, "statutory"),
        fee=None
        if any(item.fee.yuan == "" for item in items)
        else sum((Decimal(i.fee.yuan) for i in items), Decimal(0)),
        visits=sum(item.visits for item in items),
    )


def longest(items: Sequence[Item], kind: str) -> int:
    """Working days until the last result when all run at once and an item follows the one it needs. Other units count as 0."""
    within = {item.code: item for item in items}

    def until(item: Item) -> int:
        limit = getattr(item, kind)
        own: int = limit.days if limit.unit == DayUnit.WORKING_DAYS else 0
        return own + max((until(within[code]) for code in item.needs if code in within), default=0)

    return max((until(item) for item in items), default=0)


@login_not_required
@kept_for_strangers
def guide(request: HttpRequest, code: str) -> HttpResponse:
    page = guide_page(request, code)
    return render(request, "portal/guide.html", page, status=422 if page["progress"].errors else 200)


@login_not_required
def guide_result(request: HttpRequest, code: str) -> HttpResponse:
    """Only the panel: what remains by the answers so far. Asked for while somebody answers."""
    return render(request, "portal/guide_result.html", guide_page(request, code))


def guide_page(request: HttpRequest, code: str, *, edition: Edition | None = None) -> dict[str, Any]:
    """Everything that the guide of a bundle shows, of the edition in force or of another that would be."""
    edition = edition or edition_of(request)
    if (bundle := edition.bundles.get(code)) is None:
        raise NotFound(code)
    progress = questions.read(request.GET, bundle=bundle, edition=edition, on=who.today())
    possible = [part.item for part in progress.composition.parts if part.standing in POSSIBLE]
    whole = summary(possible, edition, progress.situation)
    return {
        "previewing": None,
        "edition": edition,
        "bundle": bundle,
        "progress": progress,
        "summary": whole,
        "needed": summary(progress.composition.needed, edition, progress.situation),
        "places": where_together(request, whole.items, edition),
        "here_url": f"{reverse('portal:guide', kwargs={'code': code})}?{progress.query()}",
    }


POSSIBLE = frozenset({bundles.Standing.NEEDED, bundles.Standing.UNKNOWN})


@login_not_required
@kept_for_strangers
def item(request: HttpRequest, code: str) -> HttpResponse:
    edition = edition_of(request)
    if (found := edition.items.get(code)) is None:
        raise NotFound(code)
    return render(request, "portal/item.html", item_page(request, found, edition))


def item_page(request: HttpRequest, found: Item, edition: Edition) -> dict[str, Any]:
    """Everything that the guide of an item shows. `previewing` is the revision of which it is a preview."""
    same = for_everybody(found, edition)
    return {
        "edition": edition,
        "item": found,
        "summary": same.summary,
        "part_of": same.part_of,
        "places": where(request, found, edition, everywhere=same.everywhere),
        "previewing": None,
        "since": same.since,
    }


@dataclass(frozen=True)
class ForEverybody:
    """What the guide of an item says whoever reads it: it follows from the edition, which never changes."""

    edition: Edition
    summary: Summary
    part_of: tuple[Bundle, ...]
    everywhere: tuple[tuple[Region, Handling], ...]
    since: date | None


_for_everybody: dict[tuple[int, str], ForEverybody] = {}
MOST_ITEMS = 4096


def for_everybody(item: Item, edition: Edition) -> ForEverybody:
    """The same, worked out once for an edition in force. What is kept holds its edition, so that no other gets the same id."""
    key = (id(edition), item.code)
    if (known := _for_everybody.get(key)) is None:
        known = _worked_out(item, edition)
        if edition.number:  # a preview is of one reader, and of one moment
            if len(_for_everybody) >= MOST_ITEMS:
                _for_everybody.clear()
            _for_everybody[key] = known
    return known


def _worked_out(item: Item, edition: Edition) -> ForEverybody:
    bundles_with = (b for b in edition.bundles.values() if any(part.item == item.code for part in b.components))
    return ForEverybody(
        edition=edition,
        summary=summary([item], edition, {}),
        part_of=tuple(bundles_with),
        everywhere=graph.handlings(edition, item),
        since=catalogue.studio.stands_since(edition, "item").get(item.code) if edition.number else None,
    )


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft with what was answered on the guide."""
    chosen = request.POST.get("bundle") or None
    person, at = who.reader(request), who.now()
    acting = who.acting(request, scope=chosen or request.POST.get("item"), shown=request.POST.get("party"))
    try:
        draft = applications.start(
            bundle=chosen, item=None if chosen else request.POST.get("item"), acting=acting, person=person, at=at
        )
    except applications.NotSubmitted as refusal:
        return render(request, "422.html", {"says": refusal.says}, status=422)
    if draft.bundle:
        edition = catalogue.edition(draft.edition)
        progress = questions.read(request.POST, bundle=edition.bundles[draft.bundle], edition=edition, on=who.today())
        applications.answer_situation(draft.code, values=progress.situation, chosen=progress.chosen, by=person, at=at)
    return redirect("portal:draft", code=draft.code)
