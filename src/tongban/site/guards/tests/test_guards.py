"""What stands before the rooms: bodies that come too slowly, too large or too many, addresses that lie, costly visitors."""

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from itertools import count
from threading import Event

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.world import browser

from tongban.site.guards import bodies, rates
from tongban.site.guards.addresses import household_of, networks_of, visitor_of
from tongban.site.guards.bodies import AT_ONCE, LARGEST, LARGEST_OF_ANYBODY, LONGEST_ADDRESS, OF_ONE_VISITOR, Bodies
from tongban.site.guards.rates import GUESSES, WORK, Allowance, Purses

SESSION = {"HTTP_COOKIE": "a=b; sessionid=x"}
OURS = networks_of("10.0.0.0/8, 127.0.0.1, ::1")


class Silent:
    """A sender who announces a body and sends nothing until it is let go."""

    def __init__(self):
        self.let_go = Event()

    def read(self, size):
        self.let_go.wait(10)
        return b""


def asked(application, **environ):
    """The status, and what the application was given."""
    said = []
    told = {"REMOTE_ADDR": "203.0.113.7", "PATH_INFO": "/", "QUERY_STRING": "", "wsgi.input": BytesIO()} | environ
    content = b"".join(application(told, lambda status, headers: said.append((status, dict(headers)))))
    return (said[0] if said else ("200 OK", {})), content, told


def echo(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


@pytest.mark.parametrize(
    ("status", "environ"),
    [
        ("414", {"QUERY_STRING": "q=" + "a" * LONGEST_ADDRESS}),
        ("413", {"CONTENT_LENGTH": str(LARGEST_OF_ANYBODY + 1)}),
        ("413", {"CONTENT_LENGTH": str(LARGEST + 1), **SESSION}),
        *[("400", {"CONTENT_LENGTH": said}) for said in ("-1", "x", "1" * 20, "１", "1.5")],
        ("400", {"CONTENT_LENGTH": "5", "wsgi.input": BytesIO(b"abc")}),
        ("200", {"CONTENT_LENGTH": "", "QUERY_STRING": "q=" + "a" * 8000}),
        ("200", {"CONTENT_LENGTH": str(LARGEST_OF_ANYBODY + 1), "wsgi.input": BytesIO(bytes(2**21)), **SESSION}),
    ],
)
def test_what_is_too_much_is_refused_before_anybody_reads_it(status, environ):
    (said, headers), content, _ = asked(Bodies(echo), **environ)

    assert said[:3] == status
    if status != "200":
        assert headers["Connection"] == "close"
        assert "/ " in content.decode()


def test_a_body_arrives_as_it_was_sent_and_no_more_than_was_announced():
    sent = bytes(range(256)) * 8192

    _, content, _ = asked(
        Bodies(echo), CONTENT_LENGTH=str(len(sent)), **{"wsgi.input": BytesIO(sent + b"more")}, **SESSION
    )

    assert content == sent


def test_slow_senders_take_no_turn_and_one_visitor_only_so_many_places():
    application, slow = Bodies(echo, patience=0.05), [Silent() for _ in range(OF_ONE_VISITOR)]

    for body in slow:
        assert asked(application, CONTENT_LENGTH="9", **{"wsgi.input": body})[0][0][:3] == "408"
    (refused, headers), *_ = asked(application, CONTENT_LENGTH="2", **{"wsgi.input": BytesIO(b"ab")})
    other = asked(application, CONTENT_LENGTH="2", REMOTE_ADDR="203.0.113.8", **{"wsgi.input": BytesIO(b"ab")})
    reader = asked(application)

    assert (refused[:3], headers["Retry-After"]) == ("429", "10")
    assert (other[0][0], other[1], reader[0][0]) == ("200 OK", b"ab", "200 OK")
    for body in slow:
        body.let_go.set()
    application.readers.shutdown()
    assert not application.coming
    assert application.turns._value == AT_ONCE


def test_many_slow_senders_from_everywhere_leave_the_pages_alone(monkeypatch):
    monkeypatch.setattr(bodies, "ON_THE_WAY", 3)
    application, slow = Bodies(echo, patience=0.01), [Silent() for _ in range(3)]

    for number, body in enumerate(slow):
        asked(application, CONTENT_LENGTH="9", REMOTE_ADDR=f"203.0.113.{number}", **{"wsgi.input": body})

    assert asked(application, CONTENT_LENGTH="2", REMOTE_ADDR="203.0.113.9")[0][0][:3] == "503"
    assert asked(application, REMOTE_ADDR="203.0.113.9")[0][0] == "200 OK"
    for body in slow:
        body.let_go.set()


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "10.0.0.1", "203.0.113.7"),  # no proxy of ours: what it says is not believed
        ("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the visitor wrote the first one themselves
        ("127.0.0.1", "203.0.113.7, 10.2.3.4", "203.0.113.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown, <script>", "10.0.0.1"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("", "203.0.113.7", ""),
    ],
)
def test_only_our_own_proxies_say_who_comes(peer, forwarded, visitor):
    assert visitor_of({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}, OURS) == visitor
    environ = asked(Bodies(echo, proxies=OURS, is_tls=True), REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)[2]
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == (visitor, "https")


def test_one_connection_is_one_visitor_also_in_ipv6():
    assert household_of("2001:db8:1:2::3") == household_of("2001:db8:1:2:ffff::9") != household_of("2001:db8:1:3::3")
    assert household_of("203.0.113.7") != household_of("203.0.113.8")
    assert household_of("<b>") == ""


def test_an_allowance_comes_back_and_is_nobody_else_s():
    purses = Purses(Allowance(10, 2), most_visitors=2)

    purses.spend("mallory", 14, now=0)
    assert (purses.wait("mallory", now=0), purses.wait("wang", now=0)) == (2, 0)
    assert (purses.wait("mallory", now=1), purses.wait("mallory", now=2)) == (1, 0)
    purses.spend("mallory", 10, now=1000)
    assert purses.wait("mallory", now=1000) == 0  # not more than it holds came back in the meantime
    for visitor in ("a", "b"):
        purses.spend(visitor, 1, now=1000)
    assert list(purses.left) == ["a", "b"]


@pytest.fixture
def clock(monkeypatch):
    """Time that stands still, and a processor on which every page takes a second."""
    spent = count()
    monkeypatch.setattr(rates, "monotonic", lambda: 1000.0)
    monkeypatch.setattr(rates, "thread_time", lambda: float(next(spent)))


def test_who_costs_too_much_waits_and_is_told_how_long_and_nobody_else(city, clock):
    guest = Client(REMOTE_ADDR="203.0.113.7")

    seen = [guest.get("/privacy/").status_code for _ in range(int(WORK.most) + 3)]
    answer = guest.get("/privacy/")

    assert seen == [200] * (int(WORK.most) + 1) + [429] * 2
    assert answer.headers["Retry-After"] == "2"
    assert "请等 2 秒" in answer.content.decode()
    assert guest.get("/api/v1/graph").json()["code"] == "too_many_requests"
    other = Client(REMOTE_ADDR="203.0.113.8")
    other.handler = guest.handler  # the same process
    assert other.get("/privacy/").status_code == 200


def test_guessing_stops_the_guesser_and_not_the_one_who_is_guessed(city):
    guesser = browser("wang")
    guesser.defaults["REMOTE_ADDR"] = "203.0.113.7"

    codes = [guesser.get(f"/verify/TB{number:08}/").status_code for number in range(int(GUESSES.most) + 2)]
    stopped = guesser.get("/verify/TB99999999/")
    names = guesser.post("/mandates/", {"number": "310101199001010011", "name": "某"})

    assert codes == [404] * (int(GUESSES.most) + 1) + [429]
    assert stopped.status_code == names.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    assert guesser.get("/space/").status_code == 200
    victim = Client(REMOTE_ADDR="203.0.113.7")
    victim.handler = guesser.handler
    assert victim.post("/sign-in/", {"person": "lin"}).status_code == 302


def deployment(**environment):
    """What a process says of its settings that begins with this environment."""
    asks = "import json; from tongban.site import settings as s; print(json.dumps([s.CSRF_TRUSTED_ORIGINS, s.ALLOWED_HOSTS[-1],"
    asks += "s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY, s.DEBUG, s.DEMO, len(s.PROXIES)]))"
    known = {name: os.environ[name] for name in ("PATH", "TONGBAN_HOME", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", asks], env=known | environment, capture_output=True, text=True, check=False
    )


def test_behind_tls_forms_of_the_public_address_are_believed_and_cookies_are_only_ours():
    said = deployment(TONGBAN_ORIGIN="https://ywtb.example.gov.cn/", TONGBAN_PROXIES="127.0.0.1, 10.0.0.0/8")
    wrong = deployment(TONGBAN_ACCOUNT_KEYS="secret")

    origin, *others = json.loads(said.stdout)
    assert origin == ["https://ywtb.example.gov.cn"]
    assert others == ["ywtb.example.gov.cn", "__Host-sessionid", True, True, False, False, 2]
    assert "openssl rand -hex 32" in wrong.stderr
    assert "secret" not in wrong.stderr.splitlines()[-1]


def test_behind_tls_a_form_is_taken_and_browsers_are_told_to_come_by_tls_only(city, settings):
    settings.SECURE_COOKIES, settings.CSRF_TRUSTED_ORIGINS = True, ["https://ywtb.example.gov.cn"]
    settings.ALLOWED_HOSTS = ["ywtb.example.gov.cn"]
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="ywtb.example.gov.cn")
    page = strict.get("/sign-in/")
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.content.decode())[1]

    def sent(origin, host="ywtb.example.gov.cn", **given):
        return strict.post("/sign-in/", {"person": "lin"} | given, HTTP_ORIGIN=origin, HTTP_HOST=host).status_code

    assert sent("https://ywtb.example.gov.cn", csrfmiddlewaretoken=token) == 302
    assert sent("https://evil.example", csrfmiddlewaretoken=token) == 403
    assert sent("https://ywtb.example.gov.cn") == 403
    assert sent("https://ywtb.example.gov.cn", host="evil.example", csrfmiddlewaretoken=token) == 400
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert (page.headers["X-Content-Type-Options"], page.headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_a_page_that_is_read_slowly_has_given_back_what_it_held():
    closed = []

    class Page(HttpResponse):
        def close(self):
            closed.append(self.content)

    assert asked(Bodies(lambda environ, start_response: Page(b"whole")))[1] == b"whole"
    read_slowly = Bodies(lambda environ, start_response: Page(b"again"))({"REMOTE_ADDR": "203.0.113.7"}, None)
    assert closed == [b"whole", b"again"]
    assert b"".join(read_slowly) == b"again"
