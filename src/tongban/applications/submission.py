"""Prepare the sheet that is signed, freeze the dossier, and open the cases: once, whatever is clicked or lost."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.db import connection, transaction
from django.utils.timezone import localdate
from psycopg.types.json import Jsonb

from tongban.applications.actions import locked, writable
from tongban.applications.events import ApplicationSubmitted
from tongban.applications.guidance.updates import refuse_outdated
from tongban.applications.models import Draft
from tongban.applications.queries import outlook_of
from tongban.applications.types import Held, NotSubmitted, Origin, Outlook, Receipt, Sheet, SupplyState, WayView
from tongban.cases import public as cases
from tongban.catalogue.public import Edition, Item, rule
from tongban.forms import public as forms
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.calendar import Calendar
from tongban.kernel.words import Words
from tongban.precheck.public import Finding, FindingKind
from tongban.rules.public import Outcome, Value, judge

NOT_COMPLETE = Words(
    "还有 {count} 项必填没有填，请补上再提交", "{count} required fields are empty: please fill them in, then submit"
)
NOTHING_TO_DO = Words("按您的回答，没有需要办的事项", "By your answers there is nothing to apply for")
OPEN_QUESTIONS = Words(
    "还有 {count} 个问题没有回答，先答完才知道要办哪些",
    "{count} questions are open: answer them first, so that it is clear what you need",
)
NOT_WHAT_YOU_SAW = Words(
    "提交前内容有变化，和您刚才核对的不一样。请再核对一遍后提交，已填的都在",
    "Something changed since you checked it. Please check once more and submit; nothing you entered is lost",
)
SIGNED_BY_THE_APPLICANT = Words(
    "要由本人签署。请在窗口页面扫描签过字的核对单，或使用本人手机上的确认码",
    "The applicant signs. Scan the signed sheet on the counter's page, or use the code from their telephone",
)
DECLARATION = Words(
    "我保证所填内容和所交材料真实；同意受理机关为办理本事项使用以上数据。",
    "I declare that what I entered and handed in is true, and I agree that the organs use it to handle this application.",
)

BROKEN_BEFORE = Words(
    "您这一方以前的承诺没有兑现，信用修复以前不能再用告知承诺。按一般方式办，不受影响",
    "An earlier promise of this party was not kept, so no other is taken until it is made good. The usual way stays open",
)
PLEDGED = Words(
    "告知承诺书的全文我已逐条看过，承诺做到，并知道没有做到的后果。",
    "I have read every clause of the commitment, promise to keep it, and know what follows if I do not.",
)


@transaction.atomic
def prepare(code: str, *, by: identity.Person, at: datetime) -> Sheet:
    """Everything to be signed, under one digest; the case numbers are drawn here, once, and kept in the draft."""
    draft, _ = writable(code, by=by, at=at)
    refuse_outdated(draft, at=at)
    outlook = outlook_of(draft, at=at)
    _draw_missing_numbers(draft, outlook, at)
    sheet, _ = _sheet(draft, outlook)
    return sheet


def _draw_missing_numbers(draft: Draft, outlook: Outlook, at: datetime) -> None:
    codes = {item.code: item.implementation_code for item in outlook.composition.needed}
    if outlook.bundle:
        codes[outlook.bundle.code] = outlook.bundle.implementation_code
    missing = {code: stem for code, stem in codes.items() if code not in draft.numbers}
    if missing:
        drawn = cases.draw_numbers(sorted(set(missing.values())), on=localdate(at))
        draft.numbers |= {code: drawn[stem] for code, stem in missing.items()}
        draft.save(update_fields=["numbers"])


def _sheet(draft: Draft, outlook: Outlook) -> tuple[Sheet, dict[str, Any]]:
    """What is signed, and the content under its digest, by name, in canonical form."""
    declaration = outlook.bundle.declaration if outlook.bundle else DECLARATION
    if outlook.commitments:
        declaration = Words(declaration.zh + PLEDGED.zh, f"{declaration.en} {PLEDGED.en}")
    number = draft.numbers.get(draft.bundle or draft.item, "")
    is_ready = not (outlook.missing or outlook.composition.open_questions or not outlook.composition.needed)
    # Written once, and put as it is under both digests: what is seen, and the dossier.
    written = {name: msgspec.Raw(canonical(part)) for name, part in _content(draft, outlook, declaration).items()}
    seen = {"draft": draft.code, "number": number, **written}
    return Sheet(outlook, declaration, number, digest_of(seen), is_ready), written


def digest_of(body: object) -> str:
    """SHA-256 over the canonical JSON, in hexadecimal digits."""
    return sha256(canonical(body)).hexdigest()


def canonical(body: object) -> bytes:
    """JSON in one form only: keys in the order of their code points, no spaces, UTF-8. Benchmark: submit.py."""
    return msgspec.json.encode(body, order="sorted")


def _content(draft: Draft, outlook: Outlook, declaration: Words) -> dict[str, Any]:
    asked = [field.fact.code for field in outlook.form.fields]
    return _ways(draft, outlook) | {
        "edition": draft.edition,
        "bundle": draft.bundle,
        "items": [
            {"code": item.code, "version": item.version, "number": draft.numbers.get(item.code, "")}
            for item in outlook.composition.needed
        ],
        "answers": {fact: held_to_json(outlook.held[fact]) for fact in asked if fact in outlook.held},
        "materials": {
            view.code: [{"code": d.code, "name": d.name, "digest": d.digest} for d in view.documents]
            for view in outlook.supplies
        },
        "declaration": [declaration.zh, declaration.en],
    }


def _ways(draft: Draft, outlook: Outlook) -> dict[str, Any]:
    """What was promised, word for word, what is to follow and by when, and the licence it is about; nothing where there is none."""
    ways: dict[str, Any] = {}
    if promised := outlook.commitments:
        ways["commitments"] = {way.item.code: promise_to_json(way) for way in promised}
    if later := [view for view in outlook.supplies if view.state is SupplyState.LATER]:
        ways["later"] = {view.code: view.follows_by.isoformat() if view.follows_by else "" for view in later}
    if draft.licence:
        ways["licence"] = draft.licence
    if draft.whole:
        ways["whole"] = draft.whole
    return ways


def promise_to_json(way: WayView) -> dict[str, Any]:
    """A promise as it was shown: its text, its consequence, the item's version, what it stands for."""
    promise = way.commitment
    return {
        "version": way.item.version,
        "text": [promise.text.zh, promise.text.en],
        "consequence": [promise.consequence.zh, promise.consequence.en],
        "points": list(promise.points),
        "materials": list(promise.materials),
        "check_days": promise.check_days,
    }


def held_to_json(held: Held) -> dict[str, Any]:
    """A value with its provenance, for the frozen dossier."""
    value = forms.to_json(held.value)
    if not held.source:
        return {"value": value, "origin": held.origin}
    register = value if held.register is held.value else forms.to_json(held.register)
    at = held.at.isoformat() if held.at else None
    return {"value": value, "origin": held.origin, "source": held.source, "at": at, "register": register}


@transaction.atomic
def submit(code: str, *, digest: str, by: identity.Person, at: datetime) -> Receipt:
    """Submit exactly what was seen. The same draft gives the same receipt, however often it is submitted.

    Raises NotSubmitted (nothing is lost) when fields are empty, when the content is no longer what was seen, or when there
    is nothing to apply for, Outdated when the guide has changed in what concerns it; NotAllowed when the mandate has ended;
    NotFound for a stranger.
    """
    draft, acting = locked(code, by=by, at=at)
    if acting.right == identity.Right.COUNTER:
        raise identity.NotAllowed(SIGNED_BY_THE_APPLICANT)
    return sign(draft, acting, digest=digest, by=by, at=at)


def sign(
    draft: Draft,
    acting: identity.Acting,
    *,
    digest: str,
    by: identity.Person,
    at: datetime,
    received: Mapping[str, Any] | None = None,
) -> Receipt:
    """Freeze a locked draft as `by` signed it; `received` tells of the counter where it was, and is frozen too."""
    if draft.case_number:
        return Receipt(draft.case_number, draft.submitted_at or at)
    identity.refuse_struck_off(acting)
    calendar = refuse_outdated(draft, at=at)
    sheet, content = _sheet(draft, outlook_of(draft, at=at))
    _refuse_if_wrong(sheet, digest)
    body = content | _signature(draft, sheet, acting=acting, by=by, at=at) | dict(received or {})
    with journal.together():
        frozen = _freeze(draft, sheet, body, acting=acting, by=by, at=at)
        _open(_opening(draft, sheet.outlook, frozen, acting, by=by, at=at), calendar, at=at)
    return Receipt(sheet.number, at)


def _refuse_if_wrong(sheet: Sheet, digest: str) -> None:
    outlook = sheet.outlook
    if outlook.composition.open_questions:
        raise NotSubmitted(OPEN_QUESTIONS.filled(count=len(outlook.composition.open_questions)))
    if not outlook.composition.needed:
        raise NotSubmitted(NOTHING_TO_DO)
    if outlook.missing:
        raise NotSubmitted(NOT_COMPLETE.filled(count=outlook.missing))
    if outlook.commitments and not cases.may_commit(outlook.draft.holder.code):
        raise NotSubmitted(BROKEN_BEFORE)
    if sheet.digest != digest or not sheet.number:
        raise NotSubmitted(NOT_WHAT_YOU_SAW)


def _signature(
    draft: Draft, sheet: Sheet, *, acting: identity.Acting, by: identity.Person, at: datetime
) -> dict[str, Any]:
    return {
        "holder": [draft.holder_kind, draft.holder_code, draft.holder_name],
        "applicant": [by.code, by.name],
        "right": acting.right,
        "mandate": acting.mandate or "",
        "situation": draft.situation,
        "findings": sheet.outlook.findings,
        "draft": draft.code,
        "sheet": sheet.digest,
        "signed_at": at.isoformat(),
    }


def _freeze(
    draft: Draft,
    sheet: Sheet,
    body: dict[str, Any],
    *,
    acting: identity.Acting,
    by: identity.Person,
    at: datetime,
) -> str:
    """Store what was signed, once; gives its digest."""
    text = canonical(body)
    frozen = sha256(text).hexdigest()
    submitted = ApplicationSubmitted(
        subject=sheet.number,
        draft=draft.code,
        dossier=frozen,
        sheet=sheet.digest,
        edition=draft.edition,
        right=acting.right,
        mandate=acting.mandate or "",
    )
    journal.publish(submitted, by=by.code, at=at)
    _store(draft, sheet.number, text, digest=frozen, by=by.code, at=at)
    return frozen


def _open(opening: cases.Opening, calendar: Calendar, *, at: datetime) -> None:
    """Open the cases; what cannot be done with a licence is told as everything else that stops a submission."""
    try:
        cases.open_cases(opening, at=at, calendar=calendar)
    except cases.Refused as refused:
        raise NotSubmitted(refused.says) from None


# The submission's hot path (benchmarks/submit.py): freeze the dossier and mark the draft in one statement.
STORE = """
WITH frozen AS (INSERT INTO applications_dossier (case_number, round, body, digest, "by", at) VALUES (%s, 1, %s::jsonb, %s, %s, %s))
UPDATE applications_draft SET case_number = %s, submitted_at = %s WHERE id = %s AND case_number = ''
"""


def _store(draft: Draft, number: str, body: bytes, *, digest: str, by: str, at: datetime) -> None:
    values: list[Any] = [number, Jsonb(body, dumps=bytes), digest, by, at, number, at, draft.pk]
    with connection.cursor() as cursor:
        cursor.execute(STORE, values)


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding of the pre-check as it stood when the applicant signed."""
    body: dict[str, Any] = msgspec.to_builtins(finding)
    return body


def _opening(
    draft: Draft,
    outlook: Outlook,
    dossier: str,
    acting: identity.Acting,
    *,
    by: identity.Person,
    at: datetime,
) -> cases.Opening:
    number = draft.numbers[draft.bundle or draft.item]
    disputed = any(one.origin is Origin.DISPUTED for one in outlook.held.values())
    values, marks, on = outlook.values, ("disputed",) if disputed else (), localdate(at)
    parts = tuple(_part(draft, outlook, item, values=values, marks=marks, on=on) for item in outlook.composition.needed)
    return cases.Opening(
        number=number,
        edition=draft.edition,
        bundle=draft.bundle or None,
        holder=identity.Party(identity.PartyKind(draft.holder_kind), draft.holder_code, draft.holder_name),
        applicant=by.code,
        dossier=dossier,
        parts=parts,
        title=Words(*draft.whole["title"]) if draft.whole else None,
        # Whoever acts by their own right is the only one to be told; otherwise it is asked.
        told=(by,) if acting.right in (identity.Right.SELF, identity.Right.LEGAL_REPRESENTATIVE) else (),
    )


def _part(
    draft: Draft, outlook: Outlook, item: Item, *, values: Mapping[str, Value], marks: tuple[str, ...], on: date
) -> cases.PartOrder:
    waits_for = next((part.waits_for for part in outlook.composition.parts if part.item.code == item.code), ())
    numbers = tuple(draft.numbers[code] for code in waits_for)
    by_commitment = any(way.item.code == item.code for way in outlook.commitments)
    return cases.PartOrder(
        draft.numbers[item.code],
        item.code,
        numbers,
        shows_of(item, values, outlook.edition.facts),
        marks,
        by_commitment=by_commitment,
        gaps=gaps_of(item, outlook),
        automatic=grounds_of(item, outlook),
        acts_on=draft.whole.get("acts_on", {}).get(item.code) or draft.licence or None,
        founding=founding_of(draft, item, outlook),
        needs_visit=not by_commitment and needs_visit(item, outlook.edition, values, on=on),
    )


def gaps_of(item: Item, outlook: Outlook) -> tuple[tuple[str, int], ...]:
    """The materials of this item that follow later, with the length of their limit."""
    return tuple(
        (view.code, view.may_follow.days)
        for view in outlook.supplies
        if view.state is SupplyState.LATER and item.code in view.supply.asked_by and view.may_follow
    )


def grounds_of(item: Item, outlook: Outlook) -> tuple[tuple[str, str], ...] | None:
    """What the machine found of every review point, where the content lets it grant and all of it is met; else None."""
    if not item.procedure.automatic:
        return None
    mine = [finding for finding in outlook.findings if finding.item == item.code]
    if not all(finding.outcome is Outcome.MET for finding in mine):
        return None
    return tuple((finding.point, finding.says.zh) for finding in mine if finding.kind is FindingKind.REVIEW_POINT)


def founding_of(draft: Draft, item: Item, outlook: Outlook) -> cases.Founding | None:
    """What comes into being with this item, where a person applies for it and the representative is somebody whom the population
    register knows; else None, and the result is the person's."""
    founds, values = item.result.founds, outlook.values
    if founds is None or draft.holder_kind != identity.PartyKind.PERSON:
        return None
    name, number = values.get(founds.name), str(values.get(founds.representative) or "")
    if not identity.is_known(number):
        return None
    facts = outlook.edition.facts
    of_register = [facts[one.fact] for one in item.facts if facts[one.fact].source == founds.source]
    record = {
        fact.register_field: forms.to_json(values[fact.code])
        for fact in of_register
        if fact.register_field and values.get(fact.code) is not None
    }
    code = facts[founds.code]
    return cases.Founding(
        source=founds.source,
        name=str(name),
        form=str(values.get(founds.form) or ""),
        representative=number,
        code_fact=code.code,
        code_field=code.register_field or code.code,
        code_label=code.label,
        record=record,
    )


def needs_visit(item: Item, edition: Edition, values: Mapping[str, Value], *, on: date) -> bool:
    """Whether an on-site inspection is due. What is not known does not spare it."""
    visit = item.procedure.site_visit
    if visit is None:
        return False
    return visit.when is None or judge(rule(edition, visit.when), values, on=on).outcome is not Outcome.NOT_MET


def shows_of(item: Item, values: Mapping[str, Value], facts: Any) -> tuple[tuple[Words, str], ...]:
    """What the item's licence shows: the label and the value of each fact that the content names."""
    shown = [facts[code] for code in item.result.shows if values.get(code) is not None]
    return tuple((fact.label, forms.show_value(fact, values[fact.code]).zh) for fact in shown)
