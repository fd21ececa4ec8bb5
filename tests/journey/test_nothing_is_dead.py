"""Whatever was published can be found, read in both languages, filled in, checked and judged, and no link leads nowhere.

One walk through the whole portal: it grows with the content and needs no word here when an item is added.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone, translation
from lxml import html

from tongban.bundles import public as bundles
from tongban.catalogue import public as catalogue
from tongban.forms import public as forms
from tongban.knowledge import public as knowledge
from tongban.precheck import public as precheck

HAN = re.compile(r"[\u3400-\u9fff]")
NEVER = ("/sign-out/", "/static/", "/desk/", "/counter/")
GRAPH = re.compile(r"^/graph/(\w+)/([^/]+)/$")
MOST_OF_A_KIND = 3
"""Pages of nodes are alike: of each kind so many are opened, of the rest it is looked up that the node is there."""


@pytest.fixture
def guest(city):
    return Client(headers={"accept-language": "zh-hans"})


def found(words, city):
    """The hits of a search by code, and those that stand on the card of another by theirs."""
    hits = knowledge.search(words, edition=city, limit=20).hits
    return {hit.code: hit for hit in hits}, {hit.partner.code: hit for hit in hits if hit.partner}


def is_on_its_policys_card(item, beside, city, guest):
    """Whether an item without a card of its own stands on that of the very policy that is applied for by it, with its own link.

    A policy and the item by which one applies for it are one matter: they are shown as one, where the better of them stands.
    """
    card = beside.get(item.code)
    if card is None or card.kind != knowledge.NodeKind.POLICY or city.policies[card.code].item != item.code:
        return False
    page = guest.get("/search/", {"q": item.name.zh}).content.decode()
    return f'href="/policies/{card.code}/"' in page and f'href="/items/{item.code}/"' in page


def test_every_item_and_bundle_is_found_read_filled_in_checked_and_judged(city, guest):
    on, english = timezone.localdate(), Client(headers={"accept-language": "en"})
    for item in city.items.values():
        own, beside = found(item.name.zh, city)
        form = forms.compose([item], edition=city, situation={}, on=on)
        findings = precheck.examine([item], edition=city, answers={}, materials=(), on=on)
        is_found = item.code in own or is_on_its_policys_card(item, beside, city, guest)
        assert is_found, f"the search does not find {item.code} by its own name"
        assert form.fields, f"{item.code} has no form"
        assert {finding.point for finding in findings} >= {point.code for point in item.review_points}, item.code
        assert item.review_points, f"{item.code} leaves a reviewer nothing to look at"
        assert english_heading(english, f"/items/{item.code}/") == item.name.en
    for bundle in city.bundles.values():
        composition = bundles.compose(bundle, edition=city, situation={}, on=on)
        own, _ = found(bundle.name.zh, city)
        assert bundle.code in own, f"the search does not find {bundle.code} by its own name"
        assert len(composition.parts) == len(bundle.components)
        assert english_heading(english, f"/guides/{bundle.code}/") == bundle.name.en
    for policy in city.policies.values():
        assert english_heading(english, f"/graph/policy/{policy.code}/") == policy.name.en


def english_heading(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    (heading,) = html.document_fromstring(answer.content.decode()).xpath("//h1")
    said = " ".join((heading.text or "").split())
    assert not HAN.search(said), f"{address} is headed in Chinese: {said}"
    return said


def test_no_link_of_the_portal_leads_nowhere(city, guest):
    nodes = catalogue.graph.graph_of(city).nodes
    opened: dict[str, int] = {}
    waiting, seen = ["/"], {"/"}
    waiting += [f"/items/{code}/" for code in city.items] + [f"/guides/{code}/" for code in city.bundles]
    while waiting:
        address = waiting.pop()
        if node := GRAPH.match(urlsplit(address).path):
            kind, code = node.groups()
            assert f"{kind}:{code}" in nodes, f"{address} is no node of the graph"
            opened[kind] = opened.get(kind, 0) + 1
            if opened[kind] > MOST_OF_A_KIND:
                continue
        answer = guest.get(address)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/sign-in/"), address
            continue
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        if answer["Content-Type"].startswith("text/html"):
            for link in links_of(address, answer.content.decode()):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
    assert {f"/items/{code}/" for code in city.items} <= seen
    assert len(opened) > 8


def links_of(address: str, page: str) -> Iterator[str]:
    """The addresses of this site that a page links to; of those that only filter a page, the page itself."""
    document = html.document_fromstring(page)
    anchors = set(document.xpath("//@id"))
    for link in document.xpath("//a/@href"):
        target = urljoin(address, str(link))
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or parts.path.startswith(NEVER):
            continue
        bare, anchor = urldefrag(target)
        if anchor and bare == urldefrag(address)[0]:
            assert anchor in anchors, f"{address} links to #{anchor}, which is not on it"
        names = {name for name, _ in parse_qsl(parts.query)}
        yield bare if names == {"bundle"} else parts.path


def test_what_english_pages_say_of_items_is_english(city):
    with translation.override("en"):
        chinese = [
            (item.code, words.en)
            for item in city.items.values()
            for words in (item.name, item.legal_name, item.summary, item.audience, item.result.name)
            if HAN.search(words.en)
        ]
    assert not chinese
