"""What stands around results: the facets with their counts and addresses, where a hit leads, and the pages of a long list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.catalogue.public import Edition
from tongban.kernel.words import Words
from tongban.knowledge.public import Found, Hit, NodeKind

FACETS = ("kind", "audience", "aim", "theme", "organ", "way", "pace")
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
class Pages:
    """Where one stands in a long list: this page of how many, and the addresses of the pages beside it ("" where there is none)."""

    number: int
    count: int
    before: str
    after: str


def facets(
    found: Found, chosen: Mapping[str, str], asked: QueryDict, edition: Edition, *, without: Collection[str] = ()
) -> list[tuple[str, list[FacetLink]]]:
    """The facets that tell hits apart, or that were chosen, each with its values."""
    shown = []
    for name, title in facet_titles().items():
        counts = found.counts.get(name, {})
        if name not in without and (len(counts) > 1 or name in chosen):
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
        "kind": _("种类"), "audience": _("给谁办"), "aim": _("想要什么"), "way": _("怎么办"), "pace": _("多快"), "theme": _("主题"),
        "organ": _("部门"),
    }  # fmt: skip


def value_label(name: str, value: str, edition: Edition) -> str:
    """A facet's value in the reader's language; "" for one that the edition does not know."""
    if name == "organ":
        return said(edition.organs[value].name) if value in edition.organs else ""
    if name == "theme":
        return said(edition.themes[value].title) if value in edition.themes else ""
    return {
        "bundle": _("一件事"), "item": _("单项事项"), "policy": _("政策"), "advice": _("解答"), "law": _("法律法规"),
        "person": _("个人"), "organisation": _("企业和单位"), "online": _("网上办，不用跑"), "counter": _("要到现场"),
        "on_the_spot": _("当场办结"), "days": _("按时限办"), "permit": _("开业、做事要的许可"), "money": _("领补贴、待遇、优惠"),
        "record": _("登记、证件、证明"), "renew": _("续期"), "change": _("变更"), "cancel": _("注销"),
    }.get(value, "")  # fmt: skip


def said(words: Words) -> str:
    return words.said("en" if (get_language() or "").startswith("en") else "zh-Hans")


def _with(asked: QueryDict, name: str, value: str) -> str:
    """The same search with one facet set, or taken back, from its first page."""
    query = asked.copy()
    query.pop(name, None)
    query.pop("page", None)
    if value:
        query[name] = value
    return "?" + query.urlencode()


def pages(asked: QueryDict, total: int, size: int) -> Pages:
    """The page that is asked for; a number that is none is the first, one beyond the end the last."""
    count = max(1, -(-total // size))
    text = asked.get("page", "")
    number = min(max(int(text), 1), count) if text.isascii() and text.isdigit() and len(text) < 6 else 1

    def to(other: int) -> str:
        query = asked.copy()
        query["page"] = str(other)
        return "?" + query.urlencode()

    return Pages(number, count, to(number - 1) if number > 1 else "", to(number + 1) if number < count else "")


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
    """Where a hit leads."""
    return reverse(PAGES[hit.kind], kwargs={"code": hit.code})
