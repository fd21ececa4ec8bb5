"""Issue licences, make their documents, revoke them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel import identifiers
from tongban.kernel.words import Words
from tongban.licences import composites, marks
from tongban.licences.events import LicenceCancelled, LicenceGranted, LicenceIssued, LicenceReplaced, LicenceRevoked
from tongban.licences.models import Licence
from tongban.licences.states import NEXT, State
from tongban.notices import public as notices

ERRAND = "licences.produce"
WITHOUT_END = "长期 No end date"
NOT_THE_ORGAN = (
    "只有发证机关的审批人员可以撤销这份证照。 / Only a reviewer of the organ that issued this licence may revoke it."
)
NO_REASON = Words("撤销证照必须写明理由。", "A revocation must state its reason.")
ENDED = Words(
    "这份证照已经被替换、注销或者撤销，不能再办理。",
    "This licence was replaced, cancelled or revoked: nothing more can be done with it.",
)
ALREADY = "这份证照已经撤销了。 / This licence has been revoked already."
REVOKED_TITLE = Words("“{name}”已被撤销", "“{name}” has been revoked")
REVOKED_BODY = Words(
    "证照标识：{number}。理由：{reason}。不服的，可以依法申请行政复议或者提起行政诉讼。",
    "Identifier: {number}. Reason: {reason}. You may ask for administrative reconsideration or go to court.",
)


@transaction.atomic
def issue(
    *,
    basis: str,
    licence_type: str,
    organ: str,
    organ_credit_code: str,
    name: Words,
    item: str,
    edition: int,
    holder: identity.Party,
    shows: Sequence[Sequence[str]],
    valid_years: int | None,
    by: str,
    at: datetime,
    bundle: str = "",
) -> Licence:
    """Grant the licence and promise its sealed document. The same `basis` and type give the same licence again.

    `basis` is the case number, `licence_type` the 21 characters of GB/T 36904, `organ` the organ's code, `shows` rows of
    [label zh, label en, value], `valid_years` None for no end. A mandate for `bundle` covers it as one for `item` does.
    """
    licence = Licence(basis=basis, licence_type=licence_type, item=item, bundle=bundle, edition=edition)
    licence.organ, licence.organ_credit_code = organ, organ_credit_code
    licence.name_zh, licence.name_en = name.zh, name.en
    licence.holder_kind, licence.holder_code, licence.holder_name = holder.kind, holder.code, holder.name
    licence.shows = [list(row) for row in shows]
    _number_and_date(licence, valid_years, at)
    return licence if _is_first(licence) and _announce(licence, by, at) else _earlier(licence)


def _number_and_date(licence: Licence, valid_years: int | None, at: datetime) -> None:
    """Give the licence its identifier, the code of its public page, and the days from which and until which it is valid."""
    licence.issued_on = marks.day_of(at)
    licence.valid_until = last_day(licence.issued_on, valid_years)
    licence.number = identifiers.licence_identifier(
        licence.licence_type, licence.organ_credit_code, marks.serial(licence.issued_on)
    )
    licence.code = marks.letters(12)


def _is_first(licence: Licence) -> bool:
    """Whether the licence was written; not when its basis has one already, also one that was written at this moment."""
    same = _of_basis(licence)
    if same.exists():
        return False
    try:
        with transaction.atomic():
            licence.save(force_insert=True)
    except IntegrityError:
        if same.exists():
            return False
        raise
    return True


def _of_basis(licence: Licence) -> QuerySet[Licence]:
    found = Licence.objects.filter(basis=licence.basis, licence_type=licence.licence_type)
    return found.exclude(state=State.REVOKED)


def _earlier(licence: Licence) -> Licence:
    return _of_basis(licence).get()


@transaction.atomic
def renew(number: str, *, basis: str, valid_years: int | None, by: str, at: datetime) -> Licence:
    """Give the licence again for another `valid_years`, from the day after it ends or from today: the next version of it.

    The old one stays in force until the new document is there. The same basis gives the same licence again.
    """
    old = _to_follow(number)
    new = _next_version(old, basis=basis, shows=old.shows, at=at)
    begins = max(new.issued_on, old.valid_until + timedelta(days=1)) if old.valid_until else new.issued_on
    new.valid_until = last_day(begins, valid_years)
    return new if _is_first(new) and _announce(new, by, at) else _earlier(new)


@transaction.atomic
def change(number: str, *, basis: str, shows: Sequence[Sequence[str]], by: str, at: datetime) -> Licence:
    """Give the licence again with what has changed on its face: the next version of it, with the same last day.

    `shows` are rows of [label zh, label en, value]; those whose label it does not name stay as they are.
    """
    old = _to_follow(number)
    changed = {row[0]: list(row) for row in shows}
    rows = [changed.pop(row[0], row) for row in old.shows] + list(changed.values())
    new = _next_version(old, basis=basis, shows=rows, at=at)
    new.valid_until = old.valid_until
    return new if _is_first(new) and _announce(new, by, at) else _earlier(new)


def _to_follow(number: str) -> Licence:
    licence = Licence.objects.select_for_update().filter(number=number).first()
    if licence is None:
        raise identity.NotFound(number)
    if licence.state != State.IN_FORCE:
        raise identity.NotAllowed(f"{ENDED.zh} / {ENDED.en}")
    return licence


def _next_version(old: Licence, *, basis: str, shows: Sequence[Sequence[str]], at: datetime) -> Licence:
    new = Licence.objects.get(pk=old.pk)
    new.pk, new.basis, new.replaces, new.version = None, basis, old.number, old.version + 1
    new.document, new.shows = "", [list(row) for row in shows]
    new.issued_on = marks.day_of(at)
    serial = old.number.split(".")[-3]
    new.number = identifiers.licence_identifier(old.licence_type, old.organ_credit_code, serial, new.version)
    new.code = marks.letters(12)
    new._state.adding = True
    return new


@transaction.atomic
def cancel(number: str, *, basis: str, by: str, reason: Words, at: datetime) -> Licence:
    """End the licence at its holder's request (注销), decided in the case `basis`. Cancelled once, it stays so."""
    licence = Licence.objects.select_for_update().filter(number=number).first()
    if licence is None:
        raise identity.NotFound(number)
    if licence.state == State.CANCELLED:
        return licence
    if State.CANCELLED not in NEXT[State(licence.state)]:
        raise identity.NotAllowed(f"{ENDED.zh} / {ENDED.en}")
    licence.state, licence.ended_at = State.CANCELLED, at
    licence.reason_zh, licence.reason_en = reason.zh, reason.en
    licence.save(update_fields=["state", "ended_at", "reason_zh", "reason_en"])
    journal.publish(LicenceCancelled(subject=number, basis=basis, reason=reason.zh, at=at), by=by, at=at)
    return licence


def _replace(new: Licence, at: datetime) -> None:
    """The new document is there: the licence before it ends, unless it was revoked or cancelled meanwhile."""
    old = Licence.objects.select_for_update().filter(number=new.replaces, state=State.IN_FORCE).first()
    if old is None:
        return
    old.state, old.ended_at = State.REPLACED, at
    old.save(update_fields=["state", "ended_at"])
    composites.follow(old, new, at=at)
    journal.publish(LicenceReplaced(subject=old.number, by_licence=new.number, at=at), by="system", at=at)


def _announce(licence: Licence, by: str, at: datetime) -> bool:
    body = {"number": licence.number, "by": by, "at": at.isoformat()}
    journal.promise(kind=ERRAND, key=f"licence:{licence.number}", body=body, at=at)
    granted = LicenceGranted(
        subject=licence.number, basis=licence.basis, code=licence.code, licence_type=licence.licence_type, at=at
    )
    journal.publish(granted, by=by, at=at)
    return True


def last_day(issued_on: date, valid_years: int | None) -> date | None:
    """The last day of validity: the day before the same day, `valid_years` later; None for no end."""
    if valid_years is None:
        return None
    year = issued_on.year + valid_years
    try:
        return issued_on.replace(year=year) - timedelta(days=1)
    except ValueError:  # 29 February, and no such day in that year: its eve is the last of February
        return date(year, 2, 28)


@transaction.atomic
def produce(body: Mapping[str, Any]) -> None:
    """Carry out the promise: print, seal and keep the document, then announce LicenceIssued, all in one transaction.

    After a crash it starts again from nothing; once the document is there, it does nothing.
    """
    licence = Licence.objects.select_for_update().get(number=body["number"])
    if licence.document:
        return
    at = datetime.fromisoformat(body["at"])
    values = printed_values(licence)
    document = documents.keep(
        documents.seal(documents.render("licence", values), organ=licence.organ, at=at),
        name=f"{licence.name_zh}.pdf",
        belongs_to=licence.number,
        by=body["by"],
        at=at,
        remarks=documents.not_drawn(values),
    )
    licence.document = document.code
    licence.save(update_fields=["document"])
    _issued(licence, document.digest, by=body["by"], at=at)


def _issued(licence: Licence, digest: str, *, by: str, at: datetime) -> None:
    """The document is there: what it replaces ends, and it is announced."""
    if licence.replaces:
        _replace(licence, at)
    issued = LicenceIssued(
        subject=licence.number,
        basis=licence.basis,
        code=licence.code,
        licence_type=licence.licence_type,
        document=licence.document,
        digest=digest,
        at=at,
    )
    journal.publish(issued, by=by, at=at)


def printed_values(licence: Licence) -> dict[str, Any]:
    """What the licence's face shows, under the names of the template."""
    organ = identity.Organ.objects.get(code=licence.organ)
    address = address_of(licence)
    return {
        "title": licence.name_zh,
        "title_en": licence.name_en,
        "number": licence.number,
        "holder": licence.holder_name,
        "holder_code": marks.shown_code(licence.holder_kind, licence.holder_code),
        "fields": [[str(cell) for cell in row] for row in licence.shows],
        "issued_on": licence.issued_on.isoformat(),
        "valid_until": licence.valid_until.isoformat() if licence.valid_until else WITHOUT_END,
        "organ": organ.name_zh,
        "organ_en": organ.name_en,
        "qr_svg": documents.qr_svg(address),
        "verify_url": address,
    }


def address_of(licence: Licence) -> str:
    """The public page that verifies this licence."""
    return marks.address_of(licence.code)


@transaction.atomic
def revoke(number: str, *, by: str, reason: Words, at: datetime) -> Licence:
    """End the licence from now on, with the reason that the holder and the public page are told.

    `by` is the code of a reviewer of the issuing organ, else NotAllowed. Raises NotFound, and ValueError without a reason.
    """
    if not (reason.zh.strip() and reason.en.strip()):
        raise ValueError(f"{NO_REASON.zh} / {NO_REASON.en}")
    licence = Licence.objects.select_for_update().filter(number=number).first()
    if licence is None:
        raise identity.NotFound(number)
    if not identity.may_review(identity.person(by), organ=licence.organ):
        raise identity.NotAllowed(NOT_THE_ORGAN)
    if State.REVOKED not in NEXT[State(licence.state)]:
        raise identity.NotAllowed(ALREADY)
    licence.state, licence.revoked_at, licence.ended_at, licence.revoked_by = State.REVOKED, at, at, by
    licence.reason_zh, licence.reason_en = reason.zh, reason.en
    licence.save(update_fields=["state", "revoked_at", "ended_at", "revoked_by", "reason_zh", "reason_en"])
    event = LicenceRevoked(subject=number, basis=licence.basis, reason=reason.zh, at=at)
    journal.publish(event, by=by, at=at)
    _tell_the_holder(licence, at)
    return licence


def _tell_the_holder(licence: Licence, at: datetime) -> None:
    people = [person.code for person in identity.Person.objects.filter(number=licence.holder_code)]
    if licence.holder_kind == identity.PartyKind.ORGANISATION:
        organisations = identity.Organisation.objects.filter(code=licence.holder_code)
        people = list(organisations.values_list("legal_representative__code", flat=True))
    notices.send(
        to=people,
        title=REVOKED_TITLE.filled(name=licence.name),
        body=REVOKED_BODY.filled(number=licence.number, reason=licence.reason),
        about=licence.number,
        link=f"/verify/{licence.code}/",
        at=at,
    )
