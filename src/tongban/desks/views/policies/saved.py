"""Scenarios that were kept: one, several side by side, as files, and made a revision."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.benefits import public as benefits
from tongban.catalogue import public as catalogue
from tongban.desks.views import who
from tongban.desks.views.policies.simulator import frame, shown
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.policies import public as policies

FEWEST, MOST = 2, 4
PARTS = ("low", "below", "gives")
studio = catalogue.studio
WRONG_NUMBER = Words("请选 2 到 4 个情景来比较。", "Choose 2 to 4 scenarios to compare.")
NO_DAY = Words("请写明新标准从哪天起。", "Say from which day the new values hold.")


@require_GET
def scenario(request: HttpRequest, code: str, scenario: str) -> HttpResponse:
    """One kept scenario as it came out, and what really came since."""
    return render(request, "desks/policies/scenario.html", one(request, code, scenario))


def one(request: HttpRequest, code: str, scenario: str) -> dict[str, Any]:
    """Everything that the page of a kept scenario shows."""
    simulator, reader, edition = policies.simulator, who.reader(request), catalogue.edition(on=who.today())
    policy = simulator.policy_seen_by(reader, code, edition)
    (kept,) = simulator.get_scenarios([scenario], policy=code, seen_by=reader)
    names = {each: person.name for each, person in identity.people([kept.saved_by]).items()}
    return frame(request, policy, edition) | shown(dict(kept.result)) | {
        "kept": kept, "names": names, "changes": changes_of(kept, edition), "done": request.GET.get("done", ""),
        "expected": simulator.expected(kept), "actuals": (came := actuals(kept, edition)), "problem": None,
        "typed_again": typed_again(kept), "beside": beside(kept, came),
    }  # fmt: skip


def typed_again(kept: Any) -> str:
    """The part of an address with which the simulator shows the boxes of a kept scenario as they were typed."""
    pairs = []
    for code, value in kept.changes["moved"].items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            for place, row in enumerate(value):
                pairs += [(f"b.{code}.{place}.{part}", text or "") for part, text in zip(PARTS, row, strict=True)]
        else:
            pairs.append((f"p.{code}", "、".join(value) if isinstance(value, list) else value))
    pairs += [(f"c.{code}", text) for code, text in kept.changes["rules"].items()]
    formula = kept.changes["formula"]
    return urlencode(pairs if formula is None else [*pairs, ("f.", formula)])


def beside(kept: Any, came: list[Any]) -> list[tuple[Words, list[tuple[Words, int, int]]]]:
    """By each division the groups with how many were expected and how many there are by the registers of later."""
    later = next((each for each in came if each.groups), None)
    if later is None:
        return []
    return [
        (Words(**each["name"]), [
            (Words(**part["name"]), part["after"]["met"], later.groups[each["code"]].get(part["label"], 0))
            for part in each["slices"]
        ])
        for each in kept.result["divisions"]
        if each["code"] in later.groups
    ]  # fmt: skip


def actuals(kept: Any, edition: catalogue.Edition) -> list[Any]:
    """What came since a scenario was kept: what was paid without applying, and what the registers say later, as far as there is."""
    simulator, paid = policies.simulator, benefits.arrived(kept.policy, since=kept.on)
    counted = simulator.Actual("paid", *paid) if paid else None
    return [each for each in (counted, simulator.judged_later(kept, edition, on=who.today())) if each is not None]


def changes_of(kept: Any, edition: catalogue.Edition) -> list[tuple[Words, str]]:
    """What a scenario changes: of each parameter or text its name and what it is set to."""
    parameters = catalogue.parameters(edition)
    policy = edition.policies[kept.policy]
    found = []
    for code, value in kept.changes["moved"].items():
        label = parameters[code].label if code in parameters else Words(code, code)
        found.append((label, _said(value)))
    sentences = {each.code: each.sentence for each in policy.conditions}
    found += [(sentences.get(code, Words(code, code)), text) for code, text in kept.changes["rules"].items()]
    if kept.changes["formula"] is not None:
        found.append((Words("金额公式", "Formula of the amount"), kept.changes["formula"]))
    return found


def _said(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "; ".join(f"{low}–{below or '∞'}: {gives}" for low, below, gives in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def several(request: HttpRequest, code: str) -> tuple[dict[str, Any], list[Any]]:
    """The chosen scenarios of a policy, in the order in which they were chosen."""
    simulator, reader, edition = policies.simulator, who.reader(request), catalogue.edition(on=who.today())
    policy = simulator.policy_seen_by(reader, code, edition)
    chosen = list(dict.fromkeys(request.GET.getlist("s")))
    found = simulator.get_scenarios(chosen[:MOST], policy=code, seen_by=reader) if chosen else []
    is_right = FEWEST <= len(chosen) <= MOST
    page = frame(request, policy, edition) | {
        "found": found if is_right else [], "all": simulator.scenarios_of(code, seen_by=reader), "chosen": chosen,
        "problem": None if is_right or not chosen else WRONG_NUMBER,
        "changes": {each.code: changes_of(each, edition) for each in found}, "rows": rows_of(found), "charts": {
            each.code: shown(dict(each.result))["columns"] for each in found
        },
    }  # fmt: skip
    return page, found


@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two to four scenarios side by side."""
    page, _ = several(request, code)
    return render(request, "desks/policies/compare.html", page, status=422 if page["problem"] else 200)


def rows_of(found: list[Any]) -> list[tuple[Words, list[tuple[Words, list[Any]]]]]:
    """For each division the groups that any scenario has, each with the slice of every scenario (None where it has none)."""
    divisions: dict[str, tuple[Words, dict[str, tuple[Words, list[Any]]]]] = {}
    for place, each in enumerate(found):
        for division in each.result["divisions"]:
            _, groups = divisions.setdefault(division["code"], (Words(**division["name"]), {}))
            for part in division["slices"]:
                _, slices = groups.setdefault(part["label"], (Words(**part["name"]), [None] * len(found)))
                slices[place] = part
    return [(name, list(groups.values())) for name, groups in divisions.values()]


@require_GET
def export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The chosen scenarios as a file: every number that the pages show, in fen, and what it rests on."""
    _, found = several(request, code)
    name = f"{code}-{'-'.join(each.code for each in found)}.{form}"
    if form == "json":
        text = json.dumps([whole(each) for each in found], ensure_ascii=False, indent=1)
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    else:
        answer = HttpResponse("\ufeff" + sheet_of(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def whole(kept: Any) -> dict[str, Any]:
    """A kept scenario as plain values."""
    return {
        "scenario": kept.code, "policy": kept.policy, "name": kept.name, "saved_by": kept.saved_by,
        "saved_at": kept.saved_at.isoformat(), "on": kept.on.isoformat(), "snapshot": kept.snapshot, "edition": kept.edition,
        "edition_digest": kept.edition_digest, "is_expectation": kept.is_expectation, "changes": kept.changes,
        "result": kept.result,
    }  # fmt: skip


HEAD = (
    *("scenario", "name", "by", "group", "people", "met_before", "met_after", "unknown_before", "unknown_after"),
    *("fen_before", "fen_after", "gaining", "gained_fen", "losing", "lost_fen", "snapshot", "edition"),
    *("group_zh", "group_en", "periods_a_year", "judged_on", "changes"),
)


def sheet_of(found: list[Any]) -> str:
    """One row a group, with all of a scenario first and its years last; sums are fen of one period."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for kept in found:
        changed = json.dumps(
            {key: each for key, each in kept.changes.items() if key != "policy" and each}, ensure_ascii=False
        )
        for by, group, part in _parts(kept):
            before, after = part["before"], part["after"]
            row = [
                kept.code, kept.name, by, group, part.get("people", ""), before["met"], after["met"], before["unknown"],
                after["unknown"], before["fen"], after["fen"], *(part.get(each, "") for each in
                ("gaining", "gained_fen", "losing", "lost_fen")), kept.snapshot, kept.edition,
                *(part.get("name", {}).get(each, "") for each in ("zh", "en")), kept.result["periods"], kept.on.isoformat(),
                changed,
            ]  # fmt: skip
            writer.writerow([_harmless(each) for each in row])
    return text.getvalue()


def _parts(kept: Any) -> Iterator[tuple[str, str, Any]]:
    yield "", "", kept.result["whole"]
    for division in kept.result["divisions"]:
        for part in division["slices"]:
            yield division["code"], part["label"] or "unknown", part
    for year in kept.result["years"]:
        yield "year", year["on"], year


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is quoted: names are typed by people."""
    is_formula = isinstance(value, str) and value.lstrip()[:1] in tuple("=+-@＝＋－＠")
    return f"'{value}" if is_formula else value


@require_POST
def revise(request: HttpRequest, code: str, scenario: str) -> HttpResponse:
    """Begin a revision with what the scenario changes, in force from a day; leads to the studio."""
    page = one(request, code, scenario)
    simulator, kept = policies.simulator, page["kept"]
    try:
        day = date.fromisoformat(request.POST.get("from_on", ""))
    except ValueError:
        return render(request, "desks/policies/scenario.html", page | {"problem": NO_DAY}, status=422)
    try:
        made = simulator.propose(kept, from_on=day, edition=page["edition"], by=who.reader(request), at=who.now())
    except (simulator.NotSimulated, studio.NotPossible) as wrong:
        return render(request, "desks/policies/scenario.html", page | {"problem": wrong.says}, status=422)
    return redirect(reverse("studio:revision", kwargs={"code": made.code}))
