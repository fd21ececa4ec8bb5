"""The simulator's page: other values are typed, and the result changes at once; with scripts only the result is sent again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Policy
from tongban.desks.views import who
from tongban.desks.views.policies.boxes import Typed, typed_in
from tongban.desks.views.policies.drawing import columns, lines, money
from tongban.kernel.words import Words
from tongban.policies import public as policies
from tongban.policies.public import NoSnapshot, Snapshot


@require_GET
def simulate(request: HttpRequest, code: str) -> HttpResponse:
    """The boxes and the result; for the script, the result alone. What cannot be read is said beside its box, with 422."""
    page = sheet(request, code, request.GET)
    template = "result" if request.headers.get("HX-Request") else "simulate"
    # The script puts a refusal in the place of the result too; a page that is loaded says it with its status.
    status = 422 if page["problems"] and template == "simulate" else 200
    return render(request, f"desks/policies/{template}.html", page, status=status)


def sheet(request: HttpRequest, code: str, given: Any) -> dict[str, Any]:
    """Everything that the page shows."""
    simulator, edition, on = policies.simulator, catalogue.edition(on=who.today()), who.today()
    policy = simulator.policy_seen_by(who.reader(request), code, edition)
    taken = snapshot_in(given, policy)
    typed = typed_in(given, policy, simulator.parameters_of(edition, policy), on=on)
    page = frame(request, policy, edition) | {
        "typed": typed, "problems": dict(typed.problems), "result": None, "taken": taken, "given": given,
        "taken_all": policies.snapshots(policy.audience, limit=10), "carried": typed.pairs(given), "refused": None,
        "on": on, "waits": None,
    }  # fmt: skip
    if taken is None or typed.problems:
        return page
    try:
        ready = policies.readiness(taken, edition=edition)
        if not ready.is_quick and given.get("now") != "yes":
            return page | {"waits": ready}
        costing = simulator.simulate(scenario_of(policy, typed), edition=edition, taken=taken, on=on)
    except simulator.NotSimulated as wrong:
        return page | {"refused": wrong.says, "problems": {wrong.place: wrong.says}}
    except NoSnapshot as gone:
        return page | {"refused": gone.words, "problems": {"": gone.words}}
    return page | shown(simulator.frozen(costing)) | {"costing": costing}


def frame(request: HttpRequest, policy: Policy, edition: Edition) -> dict[str, Any]:
    """What every page about one policy shows around its own part."""
    duty = who.official(request)
    return who.frame_of(duty) | {
        "here": "policies", "policy": policy, "edition": edition, "money": money, "today": who.today(),
        "may_revise": policies.simulator.writes_policies(who.reader(request)),
    }  # fmt: skip


def shown(result: dict[str, Any]) -> dict[str, Any]:
    """A frozen result with its charts."""
    return {
        "result": result,
        "divisions": [
            (each["code"], Words(**each["name"]), lines(each["slices"])) for each in result["divisions"]
        ],
        "columns": columns(result["years"], result["periods"]),
    }  # fmt: skip


def scenario_of(policy: Policy, typed: Typed) -> Any:
    return policies.simulator.Scenario(policy.code, typed.moved, typed.rules, typed.formula)


def snapshot_in(given: Any, policy: Policy) -> Snapshot | None:
    """The snapshot that was chosen, or the newest; None where there is none."""
    found = policies.snapshots(policy.audience, limit=10)
    wanted = given.get("snapshot", "")
    return next((each for each in found if each.digest == wanted), next(iter(found), None))


@require_POST
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the scenario that the page shows, under a name."""
    simulator, page = policies.simulator, sheet(request, code, request.POST)
    if page["result"] is None:
        return render(request, "desks/policies/simulate.html", page, status=422)
    try:
        kept = simulator.save_scenario(
            page["costing"], request.POST.get("name", ""), edition=page["edition"],
            is_expectation=request.POST.get("expected") == "yes", by=who.reader(request), at=who.now(),
        )  # fmt: skip
    except simulator.NotSimulated as wrong:
        refused = {"problems": {wrong.place: wrong.says}, "refused": wrong.says}
        return render(request, "desks/policies/simulate.html", page | refused, status=422)
    where = reverse("desks:scenario", kwargs={"code": code, "scenario": kept.code})
    return redirect(f"{where}?done=saved")
