"""Answers that a diligent applicant would give: for tests and benchmarks that are not about filling in."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw

from tongban.applications import public as applications
from tongban.catalogue.public import Fact
from tongban.identity.public import Person
from tongban.rules.public import FactKind, Value

PLAIN = {
    FactKind.TEXT: "示例内容",
    FactKind.NUMBER: "12",
    FactKind.INTEGER: "3",
    FactKind.MONEY: "1000",
    FactKind.DATE: "2026-10-01",
    FactKind.BOOLEAN: "true",
}

WRITTEN_AS = {
    "[1-9][0-9]{16}[0-9X]": "310109196003150024",
    "1[3-9][0-9]{9}": "13900000000",
    "[0-9A-HJ-NPQRTUWXY]{18}": "91310115MA1TEXT069",
    "[0-9]{6}": "200080",
    "([01][0-9]|2[0-3]):[0-5][0-9]": "08:30",
    "[0-9]{12,19}": "6222000000000000",
}


def floor_plan() -> bytes:
    """A drawing that passes the examination of uploads."""
    picture = Image.new("RGB", (1200, 900), "white")
    pen = ImageDraw.Draw(picture)
    for room in range(5):
        pen.rectangle((60 + room * 210, 80, 250 + room * 210, 700), outline="black", width=6)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def plausible(fact: Fact) -> list[str]:
    """What somebody would type for this fact: the content's own example, or the first option."""
    if fact.options:
        return [next(iter(fact.options))]
    return [fact.example or WRITTEN_AS.get(fact.pattern or "") or PLAIN[FactKind(fact.kind)]]


def fill_everything(
    code: str, *, situation: Mapping[str, Value], by: Person, at: datetime, file: bytes | None = None
) -> applications.Outlook:
    """Answer every question, fill every empty required field, attach a file to every material; gives the outlook after."""
    applications.answer_situation(code, values=situation, chosen=None, by=by, at=at)
    outlook = applications.outlook(code, seen_by=by, at=at)
    while outlook.composition.open_questions:
        fact = outlook.edition.facts[outlook.composition.open_questions[0]]
        value = _value(fact)
        applications.answer_situation(code, values={fact.code: value}, chosen=None, by=by, at=at)
        outlook = applications.outlook(code, seen_by=by, at=at)
    while outlook.missing:  # an answer may bring further questions
        fields = [one.field for step in outlook.steps for one in step.to_fill if one.held.value is None]
        raw = {field.fact.code: plausible(field.fact) for field in fields if field.required}
        checked = applications.save_answers(code, raw=raw, only=list(raw), by=by, at=at)
        assert not checked.errors, checked.errors
        outlook = applications.outlook(code, seen_by=by, at=at)
    for view in outlook.to_upload:
        applications.attach(code, material=view.code, name="图.png", content=file or floor_plan(), by=by, at=at)
    return applications.outlook(code, seen_by=by, at=at)


def _value(fact: Fact) -> Value:
    from tongban.forms import public as forms

    return forms.read_value(fact, plausible(fact))
