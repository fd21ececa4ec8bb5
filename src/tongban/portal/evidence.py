"""What joining items saves, as values for a drawing in SVG, as a table and as JSON: evidence that a city can keep."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Any

from django.http import QueryDict
from msgspec import to_builtins

from tongban.bundles.public import Figure, Gathering, Reduction
from tongban.catalogue.public import Edition
from tongban.forms.public import Form
from tongban.kernel.words import Words

WHOLE = 100
NAMES = {
    "forms": Words("表单", "Forms"),
    "fields": Words("要填的空", "Fields to fill in"),
    "materials": Words("要交的材料", "Materials to hand in"),
    "steps": Words("环节", "Steps"),
    "visits": Words("跑动次数", "Visits"),
    "promised_days": Words("承诺时限（工作日）", "Promised limit (working days)"),
    "statutory_days": Words("法定时限（工作日）", "Statutory limit (working days)"),
}


@dataclass(frozen=True)
class Bar:
    """A figure as two bars: `widths` before and after, in hundredths of the longer one."""

    name: Words
    figure: Figure
    widths: tuple[float, float]


def bars(reduction: Reduction) -> list[Bar]:
    return [Bar(NAMES[name], figure, _widths(figure)) for name, figure in figures_of(reduction)]


def figures_of(reduction: Reduction) -> Iterator[tuple[str, Figure]]:
    return ((name, getattr(reduction, name)) for name in NAMES)


def _widths(figure: Figure) -> tuple[float, float]:
    longest = max(figure.before, figure.after) or 1
    return round(WHOLE * figure.before / longest, 2), round(WHOLE * figure.after / longest, 2)


def query_of(given: QueryDict) -> str:
    """The part of an address that says the items and the answers, and nothing else."""
    kept = given.copy()
    kept.pop("q", None)
    return kept.urlencode()


def as_csv(gathering: Gathering, edition: Edition, *, language: str) -> str:
    """Figures first, then every field and every material with the items that ask for it."""
    text = StringIO()
    write = csv.writer(text).writerow
    write(["part", "code", "name", "before", "after", "saved_percent", "asked_by"])
    for name, figure in figures_of(gathering.reduction):
        write(["figure", name, NAMES[name].said(language), figure.before, figure.after, figure.percent, ""])
    for field in gathering.form.fields:
        label = field.fact.label.said(language)
        write(["field", field.fact.code, label, len(field.asked_by), 1, "", " ".join(field.asked_by)])
    for supply in gathering.form.supplies:
        name, asked = supply.material.name.said(language), supply.asked_by
        handed_in = int(supply.material.way.value == "upload")
        write(["material", supply.material.code, name, len(asked), handed_in, "", " ".join(asked)])
    for number, stage in enumerate(gathering.order.stages, 1):
        for code in stage:
            write(["order", code, edition.items[code].name.said(language), number, "", "", ""])
    return text.getvalue()


def as_json(gathering: Gathering, edition: Edition) -> dict[str, Any]:
    """The whole report: what was counted, under which edition, and what it was counted from."""
    return {
        "edition": edition.number,
        "digest": edition.digest,
        "items": [{"code": item.code, "name": to_builtins(item.name), "organ": item.organ} for item in gathering.items],
        "figures": {
            name: {"before": each.before, "after": each.after, "saved_percent": each.percent}
            for name, each in figures_of(gathering.reduction)
        },
        "fields_on_form": gathering.reduction.fields_on_form,
        **_asked(gathering.form),
        "order": {"stages": gathering.order.stages, "circles": gathering.order.circles, "outside": gathering.order.outside},
        "shares": [asdict(share) for share in gathering.shares],
        "questions": [
            {"fact": each.fact.code, "removes_on_average": each.removes, "removes_at_most": each.at_most}
            for each in gathering.questions
        ],
        "conflicts": [
            {"facts": [each.first.code, each.second.code], "ground": each.ground.value, "differences": each.differences}
            for each in gathering.conflicts
        ],
    }  # fmt: skip


def _asked(form: Form) -> dict[str, Any]:
    """The fields and the materials of the one form, each with the items that ask for it."""
    return {
        "fields": [
            {
                "fact": field.fact.code,
                "label": to_builtins(field.fact.label),
                "asked_by": field.asked_by,
                "required": field.required,
                "source": field.fact.source,
            }
            for field in form.fields
        ],
        "materials": [
            {
                "material": supply.material.code,
                "name": to_builtins(supply.material.name),
                "asked_by": supply.asked_by,
                "way": supply.material.way.value,
            }
            for supply in form.supplies
        ],
    }
