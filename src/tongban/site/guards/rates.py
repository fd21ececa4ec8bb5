"""How much one visitor may cost: in time of the processor, in writes that need no account, and in wrong guesses.

Counted is a person where somebody is signed in, else the address, so whoever guesses or floods locks out nobody but themselves.
Each server process counts for itself, in memory: an exact count would cost every page a write. This machine itself is not counted.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from time import monotonic, thread_time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tongban.kernel.words import Words
from tongban.site.guards.addresses import household_of, is_this_machine

MOST_VISITORS = 50_000
LEAST_COST = 0.004  # seconds: what a page costs that is turned away at once
GUESSED = frozenset({
    "portal:sign_in", "portal:prove", "portal:verify", "portal:verify_entry", "portal:mandates", "counter:begin",
    "counter:take_over", "counter:intake",
})  # fmt: skip
"""Pages on which a wrong answer may be a guess: codes, and numbers that belong to a name."""


@dataclass(frozen=True)
class Allowance:
    """What one visitor may use at once, and how much of it comes back each second."""

    most: float
    per_second: float


WORK = Allowance(10.0, 0.5)  # seconds of the processor: half of one process, and ten seconds at once
WRITES = Allowance(60.0, 1.0)  # posts without an account
GUESSES = Allowance(20.0, 1 / 6)  # wrong ones


class Purses:
    """What is left of an allowance to each visitor; those who came last are remembered."""

    def __init__(self, allowance: Allowance, *, most_visitors: int = MOST_VISITORS) -> None:
        self.allowance, self.most_visitors, self.lock = allowance, most_visitors, Lock()
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, visitor: str, cost: float, *, now: float) -> None:
        """Take the cost off; below nothing the visitor waits."""
        with self.lock:
            self.left[visitor] = (self._left(visitor, now) - cost, now)
            self.left.move_to_end(visitor)
            if len(self.left) > self.most_visitors:
                self.left.popitem(last=False)

    def wait(self, visitor: str, *, now: float) -> float:
        """How many seconds the visitor has to wait; 0 for who may go on."""
        with self.lock:
            missing = -self._left(visitor, now)
        return missing / self.allowance.per_second if missing > 0 else 0.0

    def _left(self, visitor: str, now: float) -> float:
        left, at = self.left.get(visitor, (self.allowance.most, now))
        return min(self.allowance.most, left + (now - at) * self.allowance.per_second)


class FairUse:
    """Middleware, behind the one that knows who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.work, self.writes, self.guesses = Purses(WORK), Purses(WRITES), Purses(GUESSES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visitor = visitor_in(request)
        if not visitor:
            return self.get_response(request)
        is_open_write = request.method == "POST" and not request.user.is_authenticated
        waits = [self.work.wait(visitor, now=monotonic())]
        if is_open_write:
            waits.append(self.writes.wait(visitor, now=monotonic()))
        if max(waits) > 0:
            return too_many(request, max(waits))
        begun = thread_time()
        response = self.get_response(request)
        self.work.spend(visitor, max(thread_time() - begun, LEAST_COST), now=monotonic())
        if is_open_write:
            self.writes.spend(visitor, 1, now=monotonic())
        if is_guess(request) and response.status_code >= 400 and response.status_code != 429:
            self.guesses.spend(visitor, 1, now=monotonic())
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Whoever guessed too often waits before the next try; every other page stays open to them."""
        visitor = visitor_in(request)
        if visitor and is_guess(request) and (wait := self.guesses.wait(visitor, now=monotonic())) > 0:
            return too_many(request, wait)
        return None


def is_guess(request: HttpRequest) -> bool:
    """Whether the page may tell a right guess from a wrong one."""
    return request.resolver_match is not None and request.resolver_match.view_name in GUESSED


def visitor_in(request: HttpRequest) -> str:
    """Who is counted: the person, else the address; "" for this machine."""
    address = request.META.get("REMOTE_ADDR", "")
    if is_this_machine(address):
        return ""
    return f"person {request.user.pk}" if request.user.is_authenticated else household_of(address)


TOO_MANY = Words(
    "您这边的请求太多了。请等 {seconds} 秒再试；填写过的内容都在。",
    "Too many requests come from you. Wait {seconds} seconds and try again; what you have filled in is kept.",
)


def too_many(request: HttpRequest, wait: float) -> HttpResponse:
    """429 with when to come back, on a page, or as the open interface says it."""
    says = TOO_MANY.filled(seconds=str(ceil(wait)))
    answer: HttpResponse
    if request.path.startswith("/api/"):
        answer = JsonResponse({"code": "too_many_requests", "zh": says.zh, "en": says.en}, status=429)
    else:
        answer = render(request, "429.html", {"says": says}, status=429)
    answer["Retry-After"] = str(ceil(wait))
    return answer
