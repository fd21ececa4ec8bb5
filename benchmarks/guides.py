"""The guide pages of 2,000 items on all cores: rendered, and from what is kept; beside them what limits each of the two.

`rendered` asks for one item after another, each for the first time; `rendered again` when each was asked for before (its form and
windows are kept, never a part of the page). A bare view costs what all of Django's middleware costs. The template alone is drawn as
we compile it, and with Jinja2's own compiler; a plain page has as many values between as many bytes, and nothing else.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.utils import timezone

import _city as city
from tongban.catalogue import public as catalogue
from tongban.catalogue.tests.exports import MAPPING, a_row, written

ITEMS = 2_000
Call = Callable[[str], int]


def main() -> None:
    given = options()
    if given.part:
        print(json.dumps(one_process(given.part, given.seconds)))
        return
    prepare(given.items)
    cores, found = os.cpu_count() or 1, {}
    for name in PARTS:
        found[name] = round(median(sum(at_once(name, cores, given.seconds)) for _ in range(given.rounds)))
    report(found, cores, as_json=given.json)


def options() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--json", action="store_true")
    given.add_argument("--quick", action="store_true", help="few items and little time, to see that it works")
    given.add_argument("--items", type=int, default=ITEMS)
    given.add_argument("--seconds", type=float, default=4.0)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--part", help=argparse.SUPPRESS)
    found = given.parse_args()
    if found.quick:
        found.items, found.seconds, found.rounds = 100, 1.0, 1
    return found


def prepare(items: int) -> None:
    """A city with so many imported items, published."""
    city.prepare_city()
    with tempfile.TemporaryDirectory() as folder:
        export = written([a_row(number) for number in range(1, items + 1)], Path(folder) / "export.jsonl")
        into = Path(folder) / "imported"
        begun = time.perf_counter()
        catalogue.import_guides(export, mapping=MAPPING, into=into, beside=settings.CONTENT)
        print(f"imported {items} rows in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
        catalogue.publish((settings.CONTENT, into), by="bench", at=timezone.now())


def at_once(name: str, processes: int, seconds: float) -> list[float]:
    """Pages a second of each of so many processes that run the same part at the same time."""
    command = [sys.executable, __file__, "--part", name, "--seconds", str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    return [float(json.loads(process.communicate()[0])) for process in running]


def one_process(name: str, seconds: float) -> float:
    """How many guide pages a second this process answers, one item after another."""
    call, codes = PARTS[name](), imported()
    for code in codes[:20]:
        assert call(code) > 5_000, "that is no guide page"
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        call(codes[done % len(codes)])
        done += 1
    return done / (time.perf_counter() - begun)


def through_django(prefix: str = "/items/") -> Call:
    """The whole of Django with all middleware, without a socket."""
    from tongban.site.wsgi import application

    def call(code: str) -> int:
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": f"{prefix}{code}/", "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": BytesIO(), "wsgi.url_scheme": "http", "HTTP_HOST": "localhost", "HTTP_COOKIE": f"csrftoken={'c' * 32}",
            "wsgi.errors": sys.stderr, "REMOTE_ADDR": "127.0.0.1", "SCRIPT_NAME": "",
        }  # fmt: skip
        return sum(map(len, application(environ, lambda *_: lambda _: None)))

    return call


def rendered() -> Call:
    from tongban.portal.views.reading import kept

    kept.MOST = 0
    return through_django()


def rendered_again() -> Call:
    call = rendered()
    for code in imported():
        call(code)
    return call


def from_what_is_kept() -> Call:
    call = through_django()
    for code in catalogue.edition().items:
        call(code)
    return call


def a_bare_view() -> Call:
    """The limit of what is kept: all middleware, and a view that answers the same bytes to everybody."""
    from django.contrib.auth.decorators import login_not_required
    from django.http import HttpResponse
    from django.urls import path

    from tongban.site import urls

    page = b"x" * 13_000
    urls.urlpatterns.insert(0, path("bare/<str:code>/", login_not_required(lambda request, code: HttpResponse(page))))
    return through_django("/bare/")


def the_bare_template(environment: Any = None) -> Call:
    """The limit of what is rendered: the same template with the same values, without a request, a form or a database."""
    from django.contrib.auth.models import AnonymousUser
    from django.template import engines
    from django.test import RequestFactory

    from tongban.portal.views import guides

    edition = catalogue.edition()
    template = (environment or engines["jinja2"].env).get_template("portal/item.html")
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    pages = {code: guides.item_page(request, edition.items[code], edition) for code in imported()}

    def call(code: str) -> int:
        return len(template.render(pages[code] | EXTRAS))

    return call


def jinja_alone() -> Call:
    """The same files, functions and values with Jinja2's own compiler."""
    from django.template import engines
    from jinja2 import Environment, StrictUndefined

    ours = engines["jinja2"].env
    bare = Environment(
        loader=ours.loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"], auto_reload=False,
    )  # fmt: skip
    bare.globals.update(ours.globals)
    bare.filters = ours.filters
    return the_bare_template(bare)


def a_plain_page() -> Call:
    """As many bytes as a guide, with as many values in them, by Jinja2 alone: no file beside it, no macro, no sentence."""
    from jinja2 import Environment

    filling = "x" * (the_bare_template()(imported()[0]) // VALUES - 20)
    pieces = [f"<p>{filling}</p>{{{{ values[{at}] }}}}" for at in range(VALUES)]
    template = Environment(autoescape=True).from_string("".join(pieces))
    values = [f"value & {at}" for at in range(VALUES)]
    return lambda code: len(template.render(values=values, code=code))


def imported() -> list[str]:
    return [code for code in catalogue.edition().items if code.startswith("guide_")]


VALUES = 160
EXTRAS: dict[str, Any] = {"request": None}
PARTS: dict[str, Callable[[], Call]] = {
    "rendered": rendered,
    "rendered again": rendered_again,
    "kept": from_what_is_kept,
    "bare view": a_bare_view,
    "bare template": the_bare_template,
    "Jinja2 alone": jinja_alone,
    "plain page": a_plain_page,
}


def report(found: dict[str, int], cores: int, *, as_json: bool) -> None:
    ratios = {
        "rendered_of_template": round(found["rendered"] / found["bare template"], 3),
        "kept_of_view": round(found["kept"] / found["bare view"], 3),
        "template_of_jinja": round(found["bare template"] / found["Jinja2 alone"], 3),
    }
    each = {name: 1_000_000 * cores / pages for name, pages in found.items()}
    spent = {
        "middleware": each["bare view"],
        "template": each["bare template"],
        "view and answer": each["rendered again"] - each["bare view"] - each["bare template"],
        "asked for the first time": each["rendered"] - each["rendered again"],
    }
    spent = {name: round(microseconds) for name, microseconds in spent.items()}
    if as_json:
        print(json.dumps({"cores": cores, "pages_per_second": found, "microseconds": spent, **ratios}))
        return
    print(f"guide pages a second on {cores} cores (aims: 1,500 rendered, 4,000 kept)")
    for name, pages in found.items():
        print(f"  {name:<14} {pages:>7,}")
    print("  " + ", ".join(f"{name} {ratio}" for name, ratio in ratios.items()))
    print("  of a rendered page, microseconds: " + ", ".join(f"{name} {number:,}" for name, number in spent.items()))


if __name__ == "__main__":
    main()
