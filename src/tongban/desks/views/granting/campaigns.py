"""Benefits without applying (免申即享) at the desks: the organ's campaigns, one with its next step, one line and why."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from tongban.benefits import public as benefits
from tongban.benefits.public import BenefitRefused, CampaignView, LineState
from tongban.catalogue import public as catalogue
from tongban.desks.views import who
from tongban.identity.public import NotFound
from tongban.kernel import money
from tongban.kernel.words import Words
from tongban.payments.public import Account, PaymentRefused
from tongban.policies.public import PolicyTrouble

WHOLE = 100
FUNNEL = (
    LineState.EXCLUDED, LineState.UNDECIDED, LineState.STOPPED, LineState.LAPSED, LineState.LISTED, LineState.TOLD,
    LineState.AWAITING, LineState.CONFIRMED, LineState.DECLINED, LineState.ORDERED, LineState.RETURNED, LineState.ARRIVED,
)  # fmt: skip
STEPS: dict[str, Callable[..., object]] = {
    "send_to_review": benefits.send_to_review,
    "check_budget": benefits.check_budget,
    "publish_notice": benefits.publish_notice,
    "tell": benefits.tell,
    "pay": benefits.pay,
    "close": benefits.close,
    "withdraw": benefits.withdraw,
}
PURSE = (Account.PAYEE, Account.CLEARING, Account.RETURNED, Account.RECEIVABLE, Account.RESERVED, Account.FREE)
AGREE_OR_NOT = Words("请先选“同意”或“不同意”，再提出意见", "Choose “Agree” or “Disagree” first")
UPHELD_OR_NOT = Words("请先选异议“成立”还是“不成立”，再答复", "Choose first whether the objection is upheld or not")
WRONG_SUM = Words("请写要追回的金额，比如 150.00", "Give the sum to be asked back, for example 150.00")


@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns of the reader's organ, and those that it reviews."""
    return _list_page(request)


def _list_page(request: HttpRequest, *, trouble: Words | None = None) -> HttpResponse:
    reader, on = who.reader(request), who.today()
    page = who.frame_of(who.official(request)) | {
        "campaigns": benefits.campaigns(reader, on=on), "startable": benefits.startable(reader, on=on),
        "edition": catalogue.edition(on=on), "trouble": trouble,
    }  # fmt: skip
    return render(request, "desks/benefits.html", page, status=422 if trouble else 200)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Match a policy against everybody in the newest snapshot."""
    who.official(request)
    try:
        code = benefits.start(request.POST.get("policy", ""), by=who.reader(request), at=who.now())
    except BenefitRefused as refused:
        return _list_page(request, trouble=refused.says)
    except PolicyTrouble as refused:
        return _list_page(request, trouble=refused.words)
    return redirect("desks:campaign", code=code)


@require_GET
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """One campaign: its funnel, its money, its list, and the next step."""
    return _page(request, code)


def _page(request: HttpRequest, code: str, *, trouble: Words | None = None, anchor: str = "next") -> HttpResponse:
    reader, on = who.reader(request), who.today()
    duty = who.official(request)
    asked: dict[str, Any] = {"seen_by": reader, "on": on}
    view = benefits.get_campaign(code, **asked)
    given: dict[str, Any] = {
        "state": request.GET.get("state", ""),
        "search": request.GET.get("q", ""),
        "page": _number(request),
    }
    page: dict[str, Any] = who.frame_of(duty) | {
        "campaign": view, "edition": view.edition, "bars": bars(view), "grounds": benefits.grounds(code, **asked),
        "purse": benefits.purse(code, **asked), "accounts": PURSE, "lines": benefits.lines(code, **asked, **given),
        "objections": benefits.objections(code, **asked), "lost": benefits.lost_after_payment(code, **asked),
        "track": benefits.track_for(code, **asked), "standings": benefits.standings(code, **asked),
        "quality": benefits.quality(code, **asked), "given": given, "trouble": trouble, "anchor": anchor, "texts": request.POST,
        "query": urlencode({"state": given["state"], "q": given["search"]}),
        "again": benefits.run_again(code, **asked) if "again" in request.GET else None,
        "compared": benefits.compare(code, **asked) if "compare" in request.GET else None,
    }  # fmt: skip
    return render(request, "desks/campaign.html", page, status=422 if trouble else 200)


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def bars(view: CampaignView) -> list[tuple[LineState, int, int, float]]:
    """The funnel: of each state how many lines, how much money, and the share of the longest in hundredths."""
    longest = max([*view.counts.values(), 1])
    return [
        (state, count, view.sums.get(state, 0), round(WHOLE * count / longest, 2))
        for state in FUNNEL
        if (count := view.counts.get(state, 0))
    ]


@require_POST
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take the next step of a campaign."""
    who.official(request)
    if (take := STEPS.get(step)) is None:
        raise NotFound(step)
    return _after(request, code, lambda: take(code, by=who.reader(request), at=who.now()))


@require_POST
def opinion(request: HttpRequest, code: str) -> HttpResponse:
    """What the reader's organ says of the list."""
    who.official(request)
    given = request.POST.get("opinion")
    if given not in ("agree", "disagree"):
        return _page(request, code, trouble=AGREE_OR_NOT, anchor="opinion")
    said: dict[str, Any] = {"agrees": given == "agree", "words": request.POST.get("words", "")}
    return _after(
        request,
        code,
        lambda: benefits.give_opinion(code, by=who.reader(request), at=who.now(), **said),
        anchor="opinion",
    )


def _after(request: HttpRequest, code: str, act: Callable[[], object], *, anchor: str = "next") -> HttpResponse:
    try:
        act()
    except (BenefitRefused, PaymentRefused) as refused:
        return _page(request, code, trouble=refused.says, anchor=anchor)
    return redirect("desks:campaign", code=code)


@require_GET
def line(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Why somebody is on the list, or is not."""
    return _line_page(request, code, number)


def _line_page(request: HttpRequest, code: str, number: int, *, trouble: Words | None = None) -> HttpResponse:
    reader, on, duty = who.reader(request), who.today(), who.official(request)
    view = benefits.get_campaign(code, seen_by=reader, on=on)
    page = who.frame_of(duty) | {
        "campaign": view, "edition": view.edition, "why": benefits.why_of(code, number, seen_by=reader, on=on),
        "line": benefits.line_of(code, number, seen_by=reader, on=on), "trouble": trouble, "texts": request.POST,
        "may_claw_back": duty.organ.code == view.organ and not who.supervises(duty),
    }  # fmt: skip
    return render(request, "desks/campaign_line.html", page, status=422 if trouble else 200)


@require_POST
def claw_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask money that arrived back."""
    reader = who.reader(request)
    who.official(request)
    try:
        fen = int(money.parse(request.POST.get("sum", "")) * 100)
        benefits.claw_back(code, number=number, fen=fen, why=request.POST.get("why", ""), by=reader, at=who.now())
    except (BenefitRefused, PaymentRefused) as refused:
        return _line_page(request, code, number, trouble=refused.says)
    except ValueError:
        return _line_page(request, code, number, trouble=WRONG_SUM)
    return redirect("desks:campaign_line", code=code, number=number)


@require_POST
def repaid(request: HttpRequest, code: str, number: int, recovery: str) -> HttpResponse:
    """What was asked back is there again."""
    who.official(request)
    try:
        benefits.note_repaid(code, number=number, recovery=recovery, by=who.reader(request), at=who.now())
    except BenefitRefused as refused:
        return _line_page(request, code, number, trouble=refused.says)
    return redirect("desks:campaign_line", code=code, number=number)


@require_POST
def settle_objection(request: HttpRequest, code: str, objection: str) -> HttpResponse:
    """Answer an objection to a list."""
    who.official(request)
    given, anchor = request.POST.get("upheld"), f"an-{objection}"
    if given not in ("yes", "no"):
        return _page(request, code, trouble=UPHELD_OR_NOT, anchor=anchor)
    said: dict[str, Any] = {"upheld": given == "yes", "answer": request.POST.get("answer", "")}
    return _after(
        request, code, lambda: benefits.settle_objection(objection, by=who.reader(request), at=who.now(), **said),
        anchor=anchor,
    )  # fmt: skip
