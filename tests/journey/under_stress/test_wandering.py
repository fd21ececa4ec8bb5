"""A walk at random over all pages and forms, with anything written into them: no step meets an error page."""

import random
import re

import pytest
from lxml import html

from tests.world import browser, build

STEPS = 300  # under 10 s for each seed
BITS = [
    "",
    "1",
    "-1",
    "yes",
    "no",
    "样例",
    "2026-12-01",
    "2026-02-30",
    "1e999",
    "x" * 3000,
    "<b>",
    "'",
    "\u202e",
    "😀",
    "a/b",
    "\x07",
]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_walk_over_all_forms_meets_no_error(city, seed):
    world, dice = build(), random.Random(seed)
    starts = ["/", "/space/", "/messages/",
              "/mandates/", "/switch/", "/guides/restaurant/", "/guides/birth/", "/desk/",
              f"/drafts/{world.draft}/", f"/cases/{world.correcting}/mend/", f"/cases/{world.case}/",
              "/accessibility/"]  # fmt: skip
    clients = {"lin": browser("lin", world.company), "chen": browser("chen", world.company), "zhao": browser("zhao")}
    there = dict.fromkeys(clients, "/")

    for _ in range(STEPS):
        name = dice.choice(list(clients))
        address, answer = wander(clients[name], there[name], dice)
        assert answer.status_code < 500, (name, address)
        if answer.status_code in {401, 404, 405} or dice.random() < 0.2 or "sign-" in address:
            address = dice.choice(starts)
        there[name] = address
    for client in clients.values():
        assert {client.get(address).status_code for address in starts} <= {200, 302, 404}


def wander(client, address, dice):
    """One step: read the page, then follow a link or send one of its forms with anything in it."""
    answer = client.get(address, follow=True)
    if answer.status_code >= 500 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return address, answer
    page = html.document_fromstring(answer.content.decode() or "<p></p>")
    forms = [
        form for form in page.forms if form.method in {"GET", "POST"} and "sign-out" not in str(form.get("action"))
    ]
    links = [link for link in page.xpath("//a/@href") if link.startswith("/") and "sign-" not in link]
    if links and (not forms or dice.random() < 0.5):
        address = dice.choice(links).split("#")[0]
        return address, client.get(address)
    if not forms:
        return "/", answer
    return send(client, answer.request["PATH_INFO"], dice.choice(forms), dice)


def send(client, here, form, dice):
    given = {}
    for name, value in form.form_values():
        given.setdefault(name, []).append(value if dice.random() < 0.6 else dice.choice(BITS))
    for field in form.xpath(".//*[@name]"):
        if dice.random() < 0.4:
            options = [str(one) for one in field.xpath(".//option/@value")] + [field.get("value") or ""]
            given.setdefault(field.get("name"), []).append(dice.choice([*BITS, *options]))
    action = re.sub(r"#.*", "", form.get("action") or here) or here
    answer = getattr(client, form.method.lower())(action, given)
    return (answer.headers.get("Location") or here), answer
