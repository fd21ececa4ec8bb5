"""The dossier as a reviewer may see it: the projection to their item, beside what the registers say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from tongban.applications.events import DossierRead
from tongban.applications.models import Dossier
from tongban.applications.types import CaseFile, Comparison, GivenMaterial, PointView, Promise
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.forms import public as forms
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words

EMPTY = Words("（空）", "(empty)")


def dossiers_of(case: cases.CaseView) -> list[Dossier]:
    """The dossiers that hold for this case, oldest first: the common one, then its own supplements."""
    numbers = [case.parent or case.number, case.number]
    return list(Dossier.objects.filter(case_number__in=numbers).order_by("round"))


def file_of(number: str, *, seen_by: identity.Person, at: datetime) -> CaseFile:
    """Everything that the reviewer of this case may see. Opening it is recorded for the applicant (谁看过我的材料).

    An organ that joins the review sees what its points are about. Raises NotFound for anybody but officials of these organs.
    """
    official = identity.official_of(seen_by)
    case = cases.get_case(number, seen_by=seen_by, on=localdate(at))
    if official is None or case.item is None:
        raise identity.NotFound(number)
    item = seen_item(case, official.organ.code)
    read = DossierRead(subject=number, official=seen_by.code, organ=official.organ.code)
    journal.publish(read, by=seen_by.code, at=at)
    return _file(case, item, dossiers_of(case))


def seen_item(case: cases.CaseView, organ: str) -> catalogue.Item:
    """The item as this organ reviews it: whole for the one that decides, the points of its seat for one that joins (会签).

    Raises NotFound for an organ that has nothing to do with it.
    """
    item = catalogue.edition(case.edition).items[case.item or ""]
    if organ == item.organ:
        return item
    seat = next((one for one in item.procedure.joins if one.organ == organ), None)
    if seat is None:
        raise identity.NotFound(case.number)
    points = tuple(point for point in item.review_points if point.code in (seat.points or {point.code}))
    facts = {fact for point in points for fact in point.facts}
    materials = {material for point in points for material in point.materials}
    return replace(
        item,
        conditions=(),
        review_points=points,
        facts=tuple(asked for asked in item.facts if asked.fact in facts),
        materials=tuple(material for material in item.materials if material.code in materials),
    )


def _item_read_by(reader: identity.Person, case: cases.CaseView, *, on: date) -> catalogue.Item:
    """The item as far as this reader may open its files: whole for the applicant and the organ that decides."""
    official, item = identity.official_of(reader), catalogue.edition(case.edition).items[case.item or ""]
    if official is None or official.organ.code == case.organ:
        return item
    try:
        cases.own_case(case.number, seen_by=reader, on=on)
    except (identity.NotFound, identity.NotAllowed):
        return seen_item(case, official.organ.code)
    return item


def _file(case: cases.CaseView, item: catalogue.Item, dossiers: list[Dossier]) -> CaseFile:
    edition = catalogue.edition(case.edition)
    body: Mapping[str, Any] = dossiers[-1].body
    mine = [finding for finding in body["findings"] if finding["item"] == item.code]
    by_point = {point.code: tuple(f for f in mine if f["point"] == point.code) for point in item.review_points}
    return CaseFile(
        case=case,
        item=item,
        edition=edition,
        comparisons=compared(body, item, edition, dossiers),
        materials=materials_of(body, item),
        points=tuple(PointView(point, by_point[point.code]) for point in item.review_points),
        conditions=tuple(finding for finding in mine if finding["kind"] == "condition"),
        declaration=Words(*body["declaration"]),
        signed_at=datetime.fromisoformat(body["signed_at"]),
        signed_by=body["applicant"][1],
        note=body.get("note", ""),
        round=dossiers[-1].round,
        at_counter=dossiers[0].body.get("at_counter"),
        given_at_counter=body.get("given_at_counter"),
    )


def asked_by(item: catalogue.Item, body: Mapping[str, Any], edition: catalogue.Edition) -> forms.Form:
    """The form that this item alone would have had, for what the applicant answered."""
    values = {
        code: forms.from_json(edition.facts[code], row["value"])
        for code, row in body["answers"].items()
        if row["value"] is not None
    }
    signed_on = localdate(datetime.fromisoformat(body["signed_at"]))
    return forms.compose([item], edition=edition, situation={}, answers=values, on=signed_on)


def compared(
    body: Mapping[str, Any], item: catalogue.Item, edition: catalogue.Edition, dossiers: list[Dossier]
) -> tuple[Comparison, ...]:
    """What the applicant states beside what the register says, differences first; and what a correction changed."""
    before = dossiers[-2].body["answers"] if len(dossiers) > 1 else {}
    rows = [
        _comparison(field.fact, body["answers"][field.fact.code], before.get(field.fact.code), edition)
        for field in asked_by(item, body, edition).fields
        if field.fact.code in body["answers"]
    ]
    return tuple(sorted(rows, key=lambda row: (not row.differs, row.changed_from is None)))


def _comparison(
    fact: catalogue.Fact, row: Mapping[str, Any], earlier: Mapping[str, Any] | None, edition: catalogue.Edition
) -> Comparison:
    def words(raw: Any) -> Words | None:
        return forms.show_value(fact, forms.from_json(fact, raw)) if raw is not None else None

    stated = words(row["value"]) or EMPTY
    source = edition.sources[row["source"]].name if row.get("source") else None
    changed = earlier is not None and earlier["value"] != row["value"]
    register = words(row.get("register"))
    differs = register is not None and row.get("register") != row["value"]
    before = (words(earlier["value"]) or EMPTY) if changed and earlier else None
    return Comparison(fact.label, stated, register, source, differs, before)


def materials_of(body: Mapping[str, Any], item: catalogue.Item) -> tuple[GivenMaterial, ...]:
    """The materials that this item asks for, as they were given."""
    given = body["materials"]
    return tuple(
        GivenMaterial(material.code, material.name, material.way, tuple(given[material.code]))
        for material in item.materials
        if material.code in given
    )


def signature_pages(body: Mapping[str, Any]) -> set[str]:
    """The scanned pages that the applicant signed, where the application was received at a counter."""
    return {page["code"] for page in body.get("at_counter", {}).get("signature", {}).get("documents", ())}


def read_material(
    number: str, *, document: str, seen_by: identity.Person, at: datetime
) -> tuple[documents.Document, bytes]:
    """An uploaded file of a case: for its applicant, and for the organ whose item asks for it. Raises NotFound otherwise.

    An organ that joins the review reads the materials of its points, not the signed sheet, on which everything stands.
    """
    case = cases.get_case(number, seen_by=seen_by, on=localdate(at))
    edition = catalogue.edition(case.edition)
    for part in case.parts:
        dossiers, item = dossiers_of(part), _item_read_by(seen_by, part, on=localdate(at))
        if document in signature_pages(dossiers[0].body) and item is edition.items[part.item or ""]:
            return _read(document, dossiers, part.number)
        for dossier in dossiers:
            for material in materials_of(dossier.body, item):
                if document in {one["code"] for one in material.documents}:
                    return _read(document, dossiers, part.number)
    raise identity.NotFound(document)


def _read(document: str, dossiers: list[Dossier], number: str) -> tuple[documents.Document, bytes]:
    for place in [dossiers[0].body["draft"], number]:
        try:
            return documents.read(document, belongs_to=place)
        except identity.NotFound:
            continue
    raise identity.NotFound(document)


def paper_of(number: str, *, material: str, seen_by: identity.Person, at: datetime) -> bytes:
    """A material that the form generates, as a PDF made from the frozen dossier: for the applicant and the organ that asks."""
    case = cases.get_case(number, seen_by=seen_by, on=localdate(at))
    edition = catalogue.edition(case.edition)
    for part in case.parts:
        item, dossiers = _item_read_by(seen_by, part, on=localdate(at)), dossiers_of(part)
        for wanted in item.materials:
            if (
                wanted.code == material
                and wanted.way == catalogue.Way.FORM
                and material in dossiers[-1].body["materials"]
            ):
                return documents.render(
                    "application", _paper(part, item, edition, dossier=dossiers[-1], name=wanted.name)
                )
    raise identity.NotFound(material)


def _paper(
    case: cases.CaseView, item: catalogue.Item, edition: catalogue.Edition, *, dossier: Dossier, name: Words
) -> dict[str, Any]:
    rows = compared(dossier.body, item, edition, [dossier])
    return {
        "title": name.zh,
        "title_en": name.en,
        "number": case.number,
        "item": item.legal_name.zh,
        "holder": case.holder.name,
        "sections": [{"title": item.name.zh, "rows": [[row.label.zh, row.stated.zh] for row in rows]}],
        "declaration": dossier.body["declaration"][0],
        "signed_by": dossier.body["applicant"][1],
        "signed_at": dossier.body["signed_at"],
        "digest": dossier.digest,
    }


def promise_of(case: cases.CaseView) -> Promise | None:
    """What was promised for this part, as it is frozen in the dossier; None where it went the usual way."""
    if not case.on_commitment:
        return None
    row = dossiers_of(case)[0].body.get("commitments", {}).get(case.item)
    return Promise(Words(*row["text"]), Words(*row["consequence"]), row["version"], row["check_days"]) if row else None


def readers_of(case: cases.CaseView) -> list[tuple[datetime, str, str, str]]:
    """Who opened the dossier of this case or its parts: (when, case number, official's code, organ's code), newest first."""
    numbers = [part.number for part in (case, *case.children)]
    entries = journal.history(*numbers, kinds=("DossierRead",))
    return [(e.at, e.subject, e.body["official"], e.body["organ"]) for e in reversed(entries)]
