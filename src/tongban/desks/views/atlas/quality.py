"""How good the content in force is: the completeness of each item with what is missing, and what an editor should look at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import quality as qualities
from tongban.desks.views import who

A_PAGE = 50


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Every item with its score, the poorest first; of one organ, if it is named."""
    duty = who.official(request)
    edition = catalogue.edition()
    organ = request.GET.get("organ", "")
    findings: dict[str, list[qualities.Finding]] = {}
    for each in qualities.lint(edition):
        findings.setdefault(each.item, []).append(each)
    items = [item for item in edition.items.values() if not organ or item.organ == organ]
    rows = sorted(
        ((item, qualities.completeness(item, edition), findings.get(item.code, [])) for item in items),
        key=lambda row: (row[1].score, row[0].code),
    )
    start = int(text) if (text := request.GET.get("after", "")).isdecimal() and len(text) < 6 else 0
    page = who.frame_of(duty) | {
        "here": "quality", "edition": edition, "organ": organ, "rows": rows[start : start + A_PAGE], "count": len(rows),
        "mean": round(sum(row[1].score for row in rows) / len(rows)) if rows else 0,
        "more": start + A_PAGE if len(rows) > start + A_PAGE else 0, "start": start,
        "warnings": _count(findings, qualities.Severity.WARNING, items), "hints": _count(findings, qualities.Severity.HINT, items),
    }  # fmt: skip
    return render(request, "desks/quality.html", page)


def _count(
    findings: dict[str, list[qualities.Finding]], severity: qualities.Severity, items: list[catalogue.Item]
) -> int:
    return sum(each.severity is severity for item in items for each in findings.get(item.code, []))
