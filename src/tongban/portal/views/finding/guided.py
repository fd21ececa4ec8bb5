"""Find without words: guided questions, and everything by theme and stage of life."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Axis, Edition, Theme
from tongban.identity.public import NotFound
from tongban.knowledge import public as knowledge
from tongban.knowledge.public import Hit
from tongban.portal.views.finding.search import address_of, value_label

FACETS = ("audience", "aim", "stage", "topic", "organ", "way")
UNSURE = "unsure"
SHOWN = 12


@dataclass(frozen=True)
class Given:
    """An answer already given: what was asked, what was answered, and the address that takes it back."""

    asked: str
    said: str
    link: str


@login_not_required
def guided(request: HttpRequest) -> HttpResponse:
    """One question on the screen; each answer is a link, so that going back is the browser's own."""
    edition = catalogue.edition()
    answers = {name: value for name in FACETS if (value := request.GET.get(name, ""))}
    standing = knowledge.guide(answers, edition=edition)
    options = [
        (label, count, _address(answers | {standing.facet: value}))
        for value, count in standing.options
        if (label := label_of(standing.facet, value, edition))
    ]
    page = {
        "here": "search", "edition": edition, "standing": standing, "options": options, "address_of": address_of,
        "asked": questions().get(standing.facet, ""), "unsure": _address(answers | {standing.facet: UNSURE}),
        "given": _given(answers, edition), "shown": standing.remaining[:SHOWN],
    }  # fmt: skip
    return render(request, "portal/guided.html", page)


def _address(answers: Mapping[str, str]) -> str:
    return f"{reverse('portal:guided')}?{urlencode(answers)}"


def _given(answers: Mapping[str, str], edition: Edition) -> list[Given]:
    return [
        Given(questions()[name], label, _address({key: each for key, each in answers.items() if key != name}))
        for name, value in answers.items()
        if (label := _("不确定") if value == UNSURE else label_of(name, value, edition))
    ]


def questions() -> dict[str, str]:
    return {
        "audience": _("给谁办？"), "aim": _("您想要什么？"), "stage": _("是什么时候的事？"), "topic": _("和什么有关？"),
        "organ": _("您知道归哪个部门管吗？"), "way": _("想怎么办？"),
    }  # fmt: skip


def label_of(name: str, value: str, edition: Edition) -> str:
    """An answer in the reader's language; "" for one that the edition does not know."""
    if name == "aim":
        return {
            "permit": _("开业、做事要的许可"), "money": _("领补贴、待遇、优惠"), "record": _("登记、证件、证明"),
            "renew": _("续期"), "change": _("变更"), "cancel": _("注销"),
        }.get(value, "")  # fmt: skip
    return value_label("theme" if name in ("stage", "topic") else name, value, edition)


@login_not_required
def themes(request: HttpRequest) -> HttpResponse:
    """All headings, for people and for organisations, by topic and by stage of life."""
    edition = catalogue.edition()
    shown = [
        (audience, axis, [(theme, len(under(theme.code, edition))) for theme in _of(edition, audience, axis)])
        for audience in ("person", "organisation")
        for axis in (Axis.STAGE, Axis.TOPIC)
    ]
    return render(request, "portal/themes.html", {"here": "search", "edition": edition, "groups": shown})


def _of(edition: Edition, audience: str, axis: Axis) -> list[Theme]:
    return [theme for theme in edition.themes.values() if theme.audience == audience and theme.axis == axis]


@login_not_required
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """What stands under one heading."""
    edition = catalogue.edition()
    if code not in edition.themes:
        raise NotFound(code)
    page = {
        "here": "search", "edition": edition, "theme": edition.themes[code], "hits": under(code, edition),
        "address_of": address_of,
    }  # fmt: skip
    return render(request, "portal/theme.html", page)


def under(code: str, edition: Edition) -> list[Hit]:
    """The bundles, items and policies under a heading, bundles first."""
    return knowledge.under_theme(code, edition=edition)
