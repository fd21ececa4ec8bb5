"""Find without words: guided questions, one after another, from a vague wish to the exact thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.knowledge import public as knowledge
from tongban.portal.views import who
from tongban.portal.views.finding.facets import address_of, value_label

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
    edition = catalogue.edition(on=who.today())
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
    return value_label("theme" if name in ("stage", "topic") else name, value, edition)
