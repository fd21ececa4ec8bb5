"""Begin a draft, answer, let the registers fill in, correct a register's value, attach. Every verb saves at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import JSONField
from django.utils.timezone import localdate

from tongban.applications.attendances import right_at_counter
from tongban.applications.events import DraftStarted, ValueDisputed
from tongban.applications.models import Draft
from tongban.applications.queries import composed, composed_form, find, held_by, view_of
from tongban.applications.types import DraftView, Held, NotSubmitted, Origin
from tongban.catalogue import public as catalogue
from tongban.documents import public as documents
from tongban.forms import public as forms
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.prefill import public as prefill
from tongban.rules.public import Value

SUBMITTED = Words(
    "这份申请已经提交，不能再改。需要补充的，请在办件里补正或联系经办部门",
    "This application is submitted and cannot be changed. Use the case page to correct or to ask the department",
)
NOT_ASKED = Words("这份申请不需要这份材料", "This application does not ask for that material")
NEEDS_LICENCE = Words(
    "这一项针对您手上的证照。请在“我的证照”里打开那张证，从那里开始",
    "This is about a licence that you hold. Open it among your licences and begin there",
)
HANDLED_ELSEWHERE = Words(
    "这一项还不在这里办理。请按办事指南上写的网址或地点办理",
    "This is not handled here yet. Apply at the address or the place that its guide names",
)
MOST_FILES = 10
TOO_MANY = Words("一份材料最多传 10 个文件，请先删掉不用的", "At most 10 files a material: please remove one first")


@transaction.atomic
def start(
    *,
    acting: identity.Acting,
    person: identity.Person,
    at: datetime,
    bundle: str | None = None,
    item: str | None = None,
    clerk: identity.Person | None = None,
    licence: str = "",
    whole: Mapping[str, Any] | None = None,
) -> DraftView:
    """Begin a draft for one bundle or item, pinned to the edition in force. Raises NotFound for an unknown code, NotAllowed when
    no right reaches it, NotSubmitted for an item about a licence without one (`start_from`) or one that is handled elsewhere."""
    edition = catalogue.edition(on=localdate(at))
    code = bundle or item or ""
    if code not in (edition.bundles if bundle else edition.items):
        raise identity.NotFound(code)
    if item and edition.items[item].acts_on and not licence:
        raise NotSubmitted(NEEDS_LICENCE)
    if item and edition.items[item].elsewhere:
        raise NotSubmitted(HANDLED_ELSEWHERE)
    acting = _right_to_begin(person, acting.party.code, code, at)
    draft = _new_draft(acting, edition.number, at)
    draft.bundle, draft.item, draft.person = bundle or "", item or "", person.code
    draft.licence, draft.whole = licence, dict(whole or {})
    draft.save(force_insert=True)
    started = DraftStarted(subject=draft.code, title=code, edition=edition.number, right=acting.right)
    journal.publish(started, by=(clerk or person).code, at=at)
    ask_registers(draft, acting, clerk or person, at)
    return view_of(draft)


def _right_to_begin(person: identity.Person, party: str, scope: str, at: datetime) -> identity.Acting:
    acting = identity.acting_for(person, party=party, on=localdate(at), scope=scope)
    identity.refuse_struck_off(acting)
    return acting


def _new_draft(acting: identity.Acting, edition: int, at: datetime) -> Draft:
    return Draft(
        code=token_hex(10),
        edition=edition,
        holder_kind=acting.party.kind,
        holder_code=acting.party.code,
        holder_name=acting.party.name,
        right=acting.right,
        mandate=acting.mandate or "",
        started_at=at,
        saved_at=at,
    )


# The submission's hot path (benchmarks/submit.py).
COLUMNS = [field.attname for field in Draft._meta.concrete_fields]
IN_JSON = [field.attname for field in Draft._meta.concrete_fields if isinstance(field, JSONField)]
NAMED = '", "'.join(COLUMNS)
LOCK = f'SELECT "{NAMED}" FROM applications_draft WHERE code = %s FOR UPDATE'


def _lock(code: str) -> Draft | None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [code])
        row = cursor.fetchone()
    if row is None:
        return None
    draft = Draft.from_db(connection.alias, COLUMNS, row)
    for name in IN_JSON:
        setattr(draft, name, msgspec.json.decode(getattr(draft, name)))
    return draft


def locked(code: str, *, by: identity.Person, at: datetime) -> tuple[Draft, identity.Acting]:
    """The draft, locked, and the right by which this person acts for its holder today.

    A stranger gets NotFound; somebody who began it and may no longer act gets NotAllowed, which says why.
    """
    draft = _lock(code)
    if draft is None:
        raise identity.NotFound(code)
    try:
        scope = draft.bundle or draft.item
        return draft, identity.acting_for(by, party=draft.holder_code, on=localdate(at), scope=scope)
    except identity.NotAllowed:
        if draft.person == by.code:
            raise
        at_counter = right_at_counter(draft, by=by, at=at)
        if at_counter is None:
            raise identity.NotFound(code) from None
        return draft, at_counter


def writable(code: str, *, by: identity.Person, at: datetime) -> tuple[Draft, identity.Acting]:
    """The same, if it is not submitted yet; otherwise NotSubmitted, which says what to do instead."""
    draft, acting = locked(code, by=by, at=at)
    if draft.case_number:
        raise NotSubmitted(SUBMITTED)
    identity.refuse_struck_off(acting)
    return draft, acting


@transaction.atomic
def answer_situation(
    code: str, *, values: Mapping[str, Value], chosen: Collection[str] | None, by: identity.Person, at: datetime
) -> DraftView:
    """Save answers to the few questions (None takes one back) and the optional items; the registers then fill in."""
    draft, acting = writable(code, by=by, at=at)
    edition = catalogue.edition(draft.edition)
    asked = set(edition.bundles[draft.bundle].questions) if draft.bundle else set()
    for fact, value in values.items():
        if fact in asked:
            draft.situation[fact] = forms.to_json(value)
    draft.situation = {fact: value for fact, value in draft.situation.items() if value is not None}
    draft.chosen = draft.chosen if chosen is None else sorted(chosen)
    _save(draft, at, "situation", "chosen")
    ask_registers(draft, acting, by, at)
    return view_of(draft)


def _save(draft: Draft, at: datetime, *fields: str) -> None:
    draft.saved_at = at
    draft.save(update_fields=["saved_at", *fields])


def _form(draft: Draft, at: datetime) -> tuple[forms.Form, dict[str, Held], catalogue.Edition]:
    edition = catalogue.edition(draft.edition)
    held = held_by(draft, edition)
    values = {fact: one.value for fact, one in held.items() if one.value is not None}
    composition = composed(draft, edition, values, on=localdate(at))
    return composed_form(composition, draft, values, on=localdate(at)), held, edition


def ask_registers(
    draft: Draft, acting: identity.Acting, by: identity.Person, /, at: datetime, *, again: bool = False
) -> None:
    form, _, edition = _form(draft, at)
    known = set() if again else set(draft.asked_registers_for)
    wanted = [field.fact.code for field in form.fields if field.fact.source and field.fact.code not in known]
    if not wanted:
        return
    person = by if acting.person == by.code else identity.person(acting.person)
    got = prefill.fill(form, edition=edition, acting=acting, person=person, purpose=draft.code, at=at, by=by.code)
    for fact, one in got.values.items():
        row = {"value": forms.to_json(one.value), "source": one.source, "at": one.at.isoformat()}
        draft.supplied[fact] = row
    draft.silent = list(got.silent)
    still_silent = {fact for fact in wanted if edition.facts[fact].source in got.silent}
    draft.asked_registers_for = sorted(known | (set(wanted) - still_silent))
    _save(draft, at, "supplied", "silent", "asked_registers_for")


@transaction.atomic
def ask_registers_again(code: str, *, by: identity.Person, at: datetime) -> DraftView:
    """Read the registers afresh, for instance after one did not answer. What the applicant typed stays."""
    draft, acting = writable(code, by=by, at=at)
    ask_registers(draft, acting, by, at, again=True)
    return view_of(draft)


@transaction.atomic
def save_answers(
    code: str, *, raw: Mapping[str, Sequence[str]], only: Collection[str], by: identity.Person, at: datetime
) -> forms.Checked:
    """Save what was typed for the fields `only`: every good value is kept, also when others are wrong. Gives both.

    A typed value that differs from the register's is a dispute: it is recorded, it is used, and it does not block.
    """
    draft, _ = writable(code, by=by, at=at)
    form, held, _ = _form(draft, at)
    fixed = {code for code, one in held.items() if one.origin == Origin.LICENCE}
    wanted = [field.fact.code for field in form.fields if field.fact.code in set(only) - fixed]
    checked = forms.validate(form, {fact: list(texts) for fact, texts in raw.items()}, only=wanted)
    for fact, value in checked.values.items():
        _take(draft, fact, value, known=held.get(fact), by=by, at=at)
    _save(draft, at, "typed")
    return checked


def _take(draft: Draft, fact: str, value: Value, *, known: Held | None, by: identity.Person, at: datetime) -> None:
    if known is not None and known.register is not None:
        if value is None or value == known.register:
            draft.typed.pop(fact, None)
            return
        if known.origin != Origin.DISPUTED or known.value != value:
            disputed = ValueDisputed(subject=draft.code, fact=fact, source=known.source or "")
            journal.publish(disputed, by=by.code, at=at)
    if known is not None and known.origin == Origin.CARRIED and value == known.value:
        return
    draft.typed[fact] = forms.to_json(value)


@transaction.atomic
def take_back_dispute(code: str, *, fact: str, by: identity.Person, at: datetime) -> None:
    """Use the register's value again."""
    draft, _ = writable(code, by=by, at=at)
    if fact in draft.supplied:
        draft.typed.pop(fact, None)
        _save(draft, at, "typed")


@transaction.atomic
def attach(
    code: str, *, material: str, name: str, content: bytes, by: identity.Person, at: datetime
) -> documents.Document:
    """Attach a file to the draft for one material. Raises `documents.Rejected` with what is wrong and how to mend it."""
    draft, _ = writable(code, by=by, at=at)
    form, _, _ = _form(draft, at)
    uploads = {s.material.code for s in form.supplies if s.material.way == catalogue.Way.UPLOAD}
    if material not in uploads:
        raise documents.Rejected(NOT_ASKED)
    if len(draft.attachments.get(material, [])) >= MOST_FILES:
        raise documents.Rejected(TOO_MANY)
    document = documents.store(content, name=name, belongs_to=draft.code, by=by.code, at=at)
    draft.attachments.setdefault(material, []).append(document.code)
    _save(draft, at, "attachments")
    return document


@transaction.atomic
def detach(code: str, *, material: str, document: str, by: identity.Person, at: datetime) -> None:
    """Take an attached file out of the draft."""
    draft, _ = writable(code, by=by, at=at)
    remaining = [one for one in draft.attachments.get(material, []) if one != document]
    draft.attachments[material] = remaining
    _save(draft, at, "attachments")


def is_attached(draft: Draft, document: str) -> bool:
    """Whether a file is part of the draft: one that was taken out is kept nowhere that anybody can read."""
    return any(document in codes for codes in draft.attachments.values())


def read_attachment(
    code: str, *, document: str, seen_by: identity.Person, at: datetime
) -> tuple[documents.Document, bytes]:
    """A file of a draft, for those who may see the draft. Raises NotFound for one that was taken out again."""
    draft = find(code, seen_by=seen_by, on=localdate(at), at=at)
    if not is_attached(draft, document):
        raise identity.NotFound(document)
    return documents.read(document, belongs_to=draft.code)
