"""The policies of an official: where each stands in its life, how far it is taken apart, and what is to be looked at."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Policy
from tongban.catalogue.public import quality as qualities
from tongban.desks.views import who
from tongban.desks.views.policies.drawing import money
from tongban.desks.views.policies.simulator import frame
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.packs import public as packs
from tongban.policies import public as policies
from tongban.rules import public as rules
from tongban.rules.public import Band, BandTable, Value

studio = catalogue.studio
VALID = Words("有效期 {begins} 至 {ends}", "In force from {begins} to {ends}")
STAGES = {
    "collected": Words("归集", "Collected"),
    "claimed": Words("认领", "Claimed by its organ"),
    "taken_apart": Words("拆解", "Taken apart"),
    "checked": Words("校验", "Checked"),
    "approved": Words("审定", "Approved"),
    "published": Words("发布和解读", "Published with its interpretation"),
    "revised": Words("修订", "Revised"),
    "ended": Words("终止", "Ended"),
}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The policies that the official works on."""
    duty, reader, edition = who.official(request), who.reader(request), catalogue.edition(on=who.today())
    seen = policies.simulator.policies_seen_by(reader, edition)
    audience, findings = request.GET.get("for", ""), findings_of(edition)
    chosen = [each for each in seen if audience in ("", each.audience)]
    drafts, claims = drafts_of(request), policies.claims_of(chosen)
    page = who.frame_of(duty) | {
        "here": "policies", "edition": edition, "audience": audience, "money": money, "stages": STAGES,
        "rows": [
            {
                "policy": each, "stage": stage_of(each, drafts.get(each.code, []), on=who.today().isoformat()),
                "tied": coverage(each), "findings": findings.get(each.code, []), "drafts": drafts.get(each.code, []),
                "claim": claims.get(each.code),
            }
            for each in chosen
        ],
        "costs": costs_of(edition, {each.audience for each in chosen}, request), "meanings": studio.MEANINGS,
        "new": list(drafts.get("", [])), "sends_packs": packs.may_send(reader, on=who.today()),
    }  # fmt: skip
    return render(request, "desks/policies/list.html", page)


def costs_of(edition: Edition, audiences: set[str], request: HttpRequest) -> dict[str, Any]:
    """What each policy comes to today over the newest snapshot; nothing where there is none, or it is being prepared."""
    found: dict[str, Any] = {}
    for audience in sorted(audiences):
        taken = next(iter(policies.snapshots(audience, limit=1)), None)
        if taken is not None:
            try:
                if not policies.readiness(taken, edition=edition).is_quick:
                    continue
                ground = policies.simulator.ground_over(edition, taken, on=who.today())
            except policies.NoSnapshot:
                continue
            found |= {each.policy.code: each for each in policies.simulator.costs_today(ground)}
    return found


def findings_of(edition: Edition) -> dict[str, list[qualities.Finding]]:
    found: dict[str, list[qualities.Finding]] = {}
    for each in qualities.lint_policies(edition):
        found.setdefault(each.item, []).append(each)
    return found


def drafts_of(request: HttpRequest) -> dict[str, list[Any]]:
    """Open revisions by the policy whose file they change; those of policies that are not in force yet under ""."""
    edition = catalogue.edition(on=who.today())
    found: dict[str, list[Any]] = {}
    for view in studio.revisions_of(who.reader(request)):
        for file in view.files if view.is_open else ():
            folder, _, name = file.rpartition("/")
            if folder == "policies":
                code = name.removesuffix(".yaml")
                found.setdefault(code if code in edition.policies else "", []).append(view)
    return found


def coverage(policy: Policy) -> tuple[int, int]:
    """How many sentences of the document something rests on, or it is said why nothing does, of how many."""
    tied = qualities.tied(policy)
    return sum(each.is_settled for each in tied), len(tied)


def stage_of(policy: Policy, drafts: list[Any], *, on: str) -> str:
    """Where a policy that was published stands in its life: ended, being revised, or in force."""
    if policy.valid_until and policy.valid_until < on:
        return "ended"
    return "revised" if drafts else "published"


@require_GET
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """One policy taken apart: each sentence of its document beside what rests on it."""
    return _one(request, code)


@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """The organ says that it answers for the policy, or why not."""
    is_ours, words = request.POST.get("answer") == "ours", request.POST.get("words", "")
    edition = catalogue.edition(on=who.today())
    told: dict[str, Any] = {"by": who.reader(request), "at": who.now(), "on": who.today()}
    try:
        policies.claim(code, edition=edition, is_ours=is_ours, words=words, **told)
    except policies.PolicyTrouble as trouble:
        return _one(request, code, trouble=trouble.words)
    return redirect("desks:policy", code=code)


def _one(request: HttpRequest, code: str, *, trouble: Words | None = None) -> HttpResponse:
    reader, edition = who.reader(request), catalogue.edition(on=who.today())
    found = policies.simulator.policy_seen_by(reader, code, edition)
    drafts = drafts_of(request).get(code, [])
    versions = studio.versions("policy", code, on=who.today())
    stage, claimed = stage_of(found, drafts, on=who.today().isoformat()), policies.claims_of([found]).get(code)
    page = frame(request, found, edition) | {
        "tied": [(each, parts_of(each, found, edition)) for each in qualities.tied(found)], "coverage": coverage(found),
        "loose": list(found.common_exclusions), "parameters": steps_of(edition, found), "drafts": drafts,
        "findings": findings_of(edition).get(code, []), "versions": versions, "stage": stage, "stages": STAGES,
        "claim": claimed, "may_claim": policies.may_claim(reader, found, on=who.today()), "trouble": trouble,
        "claimant": claimed and identity.people([claimed.by]).get(claimed.by), "words": request.POST.get("words", ""),
        "life": life_of(found, stage, versions, is_claimed=bool(claimed and claimed.is_ours)), "meanings": studio.MEANINGS,
        "formula": rules_said(edition, found.benefit.formula), "edits": page_edits(request),
    }  # fmt: skip
    return render(request, "desks/policies/policy.html", page, status=422 if trouble else 200)


def page_edits(request: HttpRequest) -> bool:
    return policies.simulator.writes_policies(who.reader(request))


def parts_of(tied: qualities.Tied, policy: Policy, edition: Edition) -> list[tuple[str, Words, str, Words | None]]:
    """What rests on a sentence: its kind, how it is said, the text of its rule, and that rule as a sentence."""
    found = []
    for each in policy.conditions:
        if each.code in tied.conditions:
            found.append(("condition", each.sentence, each.rule or "", rule_said(edition, each.rule)))
    if tied.benefit:
        formula = policy.benefit.formula or ""
        found.append(("benefit", policy.benefit.words, formula, rules_said(edition, formula)))
    for one in policy.exclusions:
        if one.code in tied.exclusions:
            found.append(("exclusion", one.sentence, one.rule or "", rule_said(edition, one.rule)))
    return found + [("period", said, "", None) for said in periods_of(tied, policy)]


def periods_of(tied: qualities.Tied, policy: Policy) -> list[Words]:
    """What a sentence says of the time: how long the policy holds, and when it is paid."""
    found = []
    if "valid" in tied.periods:
        found.append(VALID.filled(begins=policy.valid_from or "…", ends=policy.valid_until or "…"))
    if "pay_day" in tied.periods and policy.pay_day:
        found.append(policy.pay_day.words)
    return found


def rule_said(edition: Edition, text: str | None) -> Words | None:
    return rules.explain(catalogue.rule(edition, text)) if text else None


def rules_said(edition: Edition, formula: str | None) -> Words | None:
    """A formula in words."""
    return catalogue.amount(edition, formula).term.says if formula else None


def steps_of(edition: Edition, policy: Policy) -> list[tuple[Words, Words | None, list[tuple[str, str]]]]:
    """Each parameter with its values by the day from which they hold, the newest first."""
    found = []
    for each in policies.simulator.parameters_of(edition, policy).values():
        if isinstance(each, BandTable):
            steps = [(step.from_on.isoformat(), _bands_said(step.bands)) for step in each.steps]
        else:
            steps = [(step.from_on.isoformat(), _value_said(step.value)) for step in each.steps]
        found.append((each.label, each.unit, steps[::-1]))
    return found


def _bands_said(bands: Sequence[Band]) -> str:
    return "; ".join(f"{band.low}–{'∞' if band.below is None else band.below}: {band.gives}" for band in bands)


def _value_said(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def life_of(policy: Policy, stage: str, versions: Any, *, is_claimed: bool) -> list[tuple[str, str]]:
    """The stages of its life, each done, now or open."""
    done = {"collected", "checked", "approved", "published"} | ({"taken_apart"} if coverage(policy)[0] else set())
    done |= {"claimed"} if is_claimed else set()
    done |= {"revised"} if len(versions) > 1 else set()
    done |= {"ended"} if stage == "ended" else set()
    return [(each, "now" if each == stage else "done" if each in done else "open") for each in STAGES]
