"""Composite licences (行业综合许可证): one code for good over the licences of one trade in one shop."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel import identifiers
from tongban.kernel.words import Words
from tongban.licences import marks
from tongban.licences.events import CompositeChanged, CompositeGranted
from tongban.licences.models import Composite, CompositePart, Licence

ERRAND = "licences.produce_composite"
ONE_CODE = "扫码查看每张证现在的状态 Scan the code to see how each licence stands"


@transaction.atomic
def compose(
    *,
    bundle: str,
    name: Words,
    licence_type: str,
    organ: str,
    organ_credit_code: str,
    edition: int,
    holder: identity.Party,
    place: str,
    numbers: Sequence[str],
    basis: str,
    by: str,
    at: datetime,
) -> Composite:
    """Put the licences with these `numbers` under the composite of the holder's trade at this `place`; it is made if there is none.

    A licence takes the place of the one that its item had there before, so the same call again changes nothing. The code and
    the number stay for as long as the trade does. `licence_type` is the 21 characters of GB/T 36904, `basis` the case.
    """
    found = Composite.objects.select_for_update().filter(holder_code=holder.code, bundle=bundle, place=place).first()
    composite = found or Composite(holder_code=holder.code, bundle=bundle, place=place, organ=organ, edition=edition)
    if found is None:
        composite.name_zh, composite.name_en = name.zh, name.en
        composite.holder_kind, composite.holder_name = holder.kind, holder.name
        _begin(composite, f"{licence_type} {organ_credit_code}", basis=basis, by=by, at=at)
    new = [licence for licence in Licence.objects.filter(number__in=numbers) if _put(composite, licence)]
    if new:
        _print_again(composite, tuple(licence.number for licence in new), by=by, at=at)
    return composite


def _begin(composite: Composite, type_and_organ: str, *, basis: str, by: str, at: datetime) -> None:
    """Give the composite its number and its code, once for all."""
    licence_type, organ_credit_code = type_and_organ.split()
    composite.issued_on, composite.code = marks.day_of(at), marks.letters(12)
    composite.number = identifiers.licence_identifier(
        licence_type, organ_credit_code, marks.serial(composite.issued_on)
    )
    composite.save(force_insert=True)
    granted = CompositeGranted(subject=composite.number, code=composite.code, basis=basis, at=at)
    journal.publish(granted, by=by, at=at)


def _put(composite: Composite, licence: Licence) -> bool:
    """Whether the licence was not there yet."""
    part = CompositePart.objects.filter(composite=composite, item=licence.item).first()
    if part and part.licence_id == licence.pk:
        return False
    CompositePart.objects.update_or_create(composite=composite, item=licence.item, defaults={"licence": licence})
    return True


def follow(old: Licence, new: Licence, *, at: datetime) -> None:
    """A renewed or changed licence stands in the composite where the one before it stood."""
    for part in CompositePart.objects.select_related("composite").filter(licence=old):
        part.licence = new
        part.save(update_fields=["licence"])
        composite = Composite.objects.select_for_update().get(pk=part.composite_id)
        _print_again(composite, (new.number,), by="system", at=at)


def _print_again(composite: Composite, numbers: tuple[str, ...], *, by: str, at: datetime) -> None:
    composite.revision += 1
    composite.save(update_fields=["revision"])
    body = {"number": composite.number, "revision": composite.revision, "by": by, "at": at.isoformat()}
    journal.promise(kind=ERRAND, key=f"composite:{composite.number}:{composite.revision}", body=body, at=at)
    journal.publish(CompositeChanged(subject=composite.number, licences=numbers, at=at), by=by, at=at)


@transaction.atomic
def produce(body: Mapping[str, Any]) -> None:
    """Print and seal the composite as its parts stand; a later revision that was printed already is left as it is."""
    composite = Composite.objects.select_for_update().get(number=body["number"])
    if composite.printed >= body["revision"]:
        return
    at = datetime.fromisoformat(body["at"])
    values = printed_values(composite)
    document = documents.keep(
        documents.seal(documents.render("licence", values), organ=composite.organ, at=at),
        name=f"{composite.name_zh}.pdf",
        belongs_to=composite.number,
        by=body["by"],
        at=at,
        remarks=documents.not_drawn(values),
    )
    composite.document, composite.printed = document.code, composite.revision
    composite.save(update_fields=["document", "printed"])


def printed_values(composite: Composite) -> dict[str, Any]:
    """What the composite's face shows: its licences with their numbers, and the code that tells how they stand."""
    organ = identity.Organ.objects.get(code=composite.organ)
    address = marks.address_of(composite.code)
    parts = CompositePart.objects.filter(composite=composite).select_related("licence").order_by("id")
    rows = [[part.licence.name_zh, part.licence.name_en, part.licence.number] for part in parts]
    return {
        "title": composite.name_zh,
        "title_en": composite.name_en,
        "number": composite.number,
        "holder": composite.holder_name,
        "holder_code": marks.shown_code(composite.holder_kind, composite.holder_code),
        "fields": [["经营场所", "Premises", composite.place], *rows] if composite.place else rows,
        "issued_on": composite.issued_on.isoformat(),
        "valid_until": ONE_CODE,
        "organ": organ.name_zh,
        "organ_en": organ.name_en,
        "qr_svg": documents.qr_svg(address),
        "verify_url": address,
    }
