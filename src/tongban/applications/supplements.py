"""Answer a request for correction: just what was asked, in the same case, and the other departments never stop."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tongban.applications.events import SupplementGiven
from tongban.applications.files import EMPTY, asked_by, compared, dossiers_of, materials_of
from tongban.applications.models import Dossier
from tongban.applications.submission import digest_of, finding_to_json, shows_of
from tongban.applications.types import Difference, Filled, Held, MendSheet, NotSubmitted, Origin, Supplement, filled
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.forms import public as forms
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.precheck import public as precheck
from tongban.rules.public import Value

NOT_ASKED = Words("这件没有要您补正的内容", "There is nothing to correct in this case")
LONGEST_NOTE = 2000
NOTE_TOO_LONG = Words("说明最多写 {most} 个字，请写短一些", "A note has at most {most} characters: please shorten it")
NOTHING_CHANGED = Words(
    "还没有补任何内容。请改一项、传一份材料，或写一句说明",
    "Nothing was corrected yet. Change an entry, upload a file, or write a sentence of explanation",
)


def mend_sheet(number: str, *, seen_by: identity.Person, at: datetime) -> MendSheet:
    """What is to be corrected in this case, for the applicant. Raises NotFound for a stranger, NotSubmitted if nothing is asked."""
    case = cases.own_case(number, seen_by=seen_by, on=localdate(at))
    correction = case.correction
    if correction is None or case.state != cases.State.CORRECTING or case.item is None:
        raise NotSubmitted(NOT_ASKED)
    edition = catalogue.edition(case.edition)
    item, body = edition.items[case.item], dossiers_of(case)[-1].body
    points = {point.code: point for point in item.review_points}
    wanted = [points[code] for code, _ in correction.faults if code in points]
    codes = {fact for point in wanted for fact in point.facts}
    materials = {material for point in wanted for material in point.materials}
    faults = tuple(
        (points[code].label if code in points else Words(code, code), words) for code, words in correction.faults
    )
    uploads = tuple(m for m in materials_of(body, item) if m.code in materials and m.way == catalogue.Way.UPLOAD)
    return MendSheet(case, faults, _fields(item, body, edition, codes), uploads, correction.due_on)


def _fields(
    item: catalogue.Item, body: Mapping[str, Any], edition: catalogue.Edition, codes: set[str]
) -> tuple[Filled, ...]:
    held = {code: _held(edition.facts[code], row) for code, row in body["answers"].items()}
    fields = [field for field in asked_by(item, body, edition).fields if field.fact.code in codes]
    return tuple(filled(field, held, edition) for field in fields)


def _held(fact: catalogue.Fact, row: Mapping[str, Any]) -> Held:
    at = datetime.fromisoformat(row["at"]) if row.get("at") else None
    register = forms.from_json(fact, row.get("register"))
    return Held(forms.from_json(fact, row["value"]), Origin(row["origin"]), row.get("source"), at, register)


@transaction.atomic
def mend(
    number: str,
    *,
    raw: Mapping[str, Sequence[str]],
    uploads: Sequence[tuple[str, str, bytes]],
    note: str,
    by: identity.Person,
    at: datetime,
    received: Mapping[str, Any] | None = None,
) -> forms.Checked:
    """Give the correction: fields that were asked for, files (material, name, content), and a note.

    Wrong fields give their errors, and nothing is sent. `received` tells at which counter it was typed, if it was. Raises
    documents.Rejected for a bad file, NotSubmitted when nothing is asked or nothing was changed.
    """
    lock_dossier(mend_sheet(number, seen_by=by, at=at).case)
    sheet = mend_sheet(number, seen_by=by, at=at)
    identity.acting_for(by, party=sheet.case.holder.code, on=localdate(at), scope=sheet.case.bundle or sheet.case.item)
    checked = _checked(sheet, raw)
    if not checked.errors:
        _give(sheet, checked, uploads, note=note.strip(), by=by, at=at, received=received)
    return checked


def difference(
    number: str, *, raw: Mapping[str, Sequence[str]], note: str, by: identity.Person, at: datetime
) -> Difference:
    """What `mend` would change with these fields and this note, in words: nothing is given yet. Raises as `mend_sheet`."""
    sheet = mend_sheet(number, seen_by=by, at=at)
    checked, edition, answers = (
        _checked(sheet, raw),
        catalogue.edition(sheet.case.edition),
        dossiers_of(sheet.case)[-1].body["answers"],
    )
    changed = [
        (edition.facts[code], forms.from_json(edition.facts[code], answers.get(code, {}).get("value")), value)
        for code, value in checked.values.items()
        if forms.to_json(value) != answers.get(code, {}).get("value")
    ]
    rows = tuple((fact.label, _words(fact, before), _words(fact, after)) for fact, before, after in changed)
    told = {
        "case": number,
        "note": note.strip(),
        "changed": [(f.code, forms.to_json(b), forms.to_json(a)) for f, b, a in changed],
    }
    return Difference(checked, rows, note.strip(), digest_of(told))


def _words(fact: catalogue.Fact, value: Value) -> Words:
    return forms.show_value(fact, value) if value is not None else EMPTY


def take_to_counter(body: dict[str, Any], received: Mapping[str, Any] | None) -> None:
    """Write down at which counter this round of the dossier was typed, and by whom; of an earlier round nothing stays."""
    body.pop("given_at_counter", None)
    if received is not None:
        body["given_at_counter"] = dict(received)


def lock_dossier(case: cases.CaseView) -> None:
    """One correction after the other: a second click waits, and then finds that nothing is asked any more."""
    list(Dossier.objects.select_for_update().filter(case_number=case.parent or case.number, round=1))


def _give(
    sheet: MendSheet,
    checked: forms.Checked,
    uploads: Sequence[tuple[str, str, bytes]],
    *,
    note: str,
    by: identity.Person,
    at: datetime,
    received: Mapping[str, Any] | None,
) -> None:
    if len(note) > LONGEST_NOTE:
        raise NotSubmitted(NOTE_TOO_LONG.filled(most=LONGEST_NOTE))
    number, last = sheet.case.number, dossiers_of(sheet.case)[-1]
    edition = catalogue.edition(sheet.case.edition)
    allowed = {material.code for material in sheet.materials}
    body, facts = _changed(last.body, checked, edition, at)
    kept = kept_files([one for one in uploads if one[0] in allowed], number, by, at)
    if not facts and not kept and not note:
        raise NotSubmitted(NOTHING_CHANGED)
    body["materials"] |= {code: [*body["materials"][code], *files] for code, files in kept.items()}
    body["note"] = note
    take_to_counter(body, received)
    digest = _freeze(sheet.case, body, round_=last.round + 1, by=by, at=at)
    supplement = SupplementGiven(subject=number, dossier=digest, facts=facts, materials=tuple(kept))
    journal.publish(supplement, by=by.code, at=at)
    shows = shows_of(edition.items[sheet.case.item or ""], _values(body, edition), edition.facts)
    cases.take_correction(number, dossier=digest, shows=shows, by=by, at=at)


def _checked(sheet: MendSheet, raw: Mapping[str, Sequence[str]]) -> forms.Checked:
    body, edition = dossiers_of(sheet.case)[-1].body, catalogue.edition(sheet.case.edition)
    form = asked_by(edition.items[sheet.case.item or ""], body, edition)
    only = [one.field.fact.code for one in sheet.fields if one.field.fact.code in raw]
    return forms.validate(form, {code: list(raw[code]) for code in only}, only=only)


def _changed(
    body: Mapping[str, Any], checked: forms.Checked, edition: catalogue.Edition, at: datetime
) -> tuple[dict[str, Any], tuple[str, ...]]:
    fresh: dict[str, Any] = json.loads(json.dumps(body))
    facts = []
    for code, value in checked.values.items():
        row = fresh["answers"].get(code, {"value": None})
        if forms.to_json(value) != row["value"]:
            origin = Origin.DISPUTED if row.get("register") is not None else Origin.TYPED
            fresh["answers"][code] = row | {"value": forms.to_json(value), "origin": origin.value}
            facts.append(code)
    fresh["signed_at"] = at.isoformat()
    return fresh, tuple(facts)


def kept_files(
    uploads: Sequence[tuple[str, str, bytes]], number: str, by: identity.Person, at: datetime
) -> dict[str, list[dict[str, str]]]:
    """Store files (material, name, content) with the case; gives their rows for the dossier, by material."""
    kept: dict[str, list[dict[str, str]]] = {}
    for material, name, content in uploads:
        document = documents.store(content, name=name, belongs_to=number, by=by.code, at=at)
        row = {"code": document.code, "name": document.name, "digest": document.digest}
        kept.setdefault(material, []).append(row)
    return kept


def _values(body: Mapping[str, Any], edition: catalogue.Edition) -> dict[str, Value]:
    return {code: forms.from_json(edition.facts[code], row["value"]) for code, row in body["answers"].items()}


def _as_promised(item: catalogue.Item, body: Mapping[str, Any]) -> catalogue.Item:
    """The item without the review points that the applicant promised instead."""
    promised = body.get("commitments", {}).get(item.code, {}).get("points", ())
    return replace(item, review_points=tuple(point for point in item.review_points if point.code not in promised))


def supplements_of(number: str, *, seen_by: identity.Person, at: datetime) -> tuple[Supplement, ...]:
    """What the applicant gave for this part after the submission, newest first. Raises NotFound for a stranger."""
    case = cases.own_case(number, seen_by=seen_by, on=localdate(at))
    dossiers, edition = dossiers_of(case), catalogue.edition(case.edition)
    pairs = [(before, after) for before, after in pairwise(dossiers) if after.case_number == case.number]
    item = edition.items[case.item or ""]
    return tuple(_supplement(before, after, item, edition) for before, after in reversed(pairs) if after.round > 1)


def _supplement(before: Dossier, after: Dossier, item: catalogue.Item, edition: catalogue.Edition) -> Supplement:
    names = {material.code: material.name for material in item.materials}
    rows = compared(after.body, item, edition, [before, after])
    earlier = before.body["materials"]
    added = {
        code: tuple(file for file in files if file not in earlier.get(code, []))
        for code, files in after.body["materials"].items()
    }
    return Supplement(
        at=after.at,
        fields=tuple((row.label, row.changed_from, row.stated) for row in rows if row.changed_from is not None),
        materials=tuple((names[code], files) for code, files in added.items() if files and code in names),
        note=after.body.get("note", ""),
        clerk=after.body.get("given_at_counter", {}).get("clerk", ("", ""))[1],
    )


def _freeze(case: cases.CaseView, body: dict[str, Any], *, round_: int, by: identity.Person, at: datetime) -> str:
    edition = catalogue.edition(case.edition)
    item = edition.items[case.item or ""]
    given = [code for code, files in body["materials"].items() if files or code in body.get("later", {})]
    made = [m.code for m in item.materials if m.way != catalogue.Way.UPLOAD]
    found = precheck.examine(
        [_as_promised(item, body)],
        edition=edition,
        answers=_values(body, edition),
        materials=[*given, *made],
        on=localdate(at),
    )
    others = [finding for finding in body["findings"] if finding["item"] != item.code]
    body["findings"] = [*others, *(finding_to_json(finding) for finding in found)]
    digest = digest_of(body)
    Dossier.objects.create(case_number=case.number, round=round_, body=body, digest=digest, by=by.code, at=at)
    return digest
