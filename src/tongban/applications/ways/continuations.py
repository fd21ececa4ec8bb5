"""Begin from a licence that one holds: to renew it, change it or give it back (延续、变更、注销)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tongban.applications import actions
from tongban.applications.models import Dossier, Draft
from tongban.applications.types import DraftView, NotSubmitted
from tongban.cases import public as cases
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.licences import public as licences

NOT_IN_FORCE = Words(
    "这张证现在没有效力，不能延续、变更或注销。还要做的，请重新申请",
    "This licence is not in force, so it cannot be renewed, changed or given back. Apply for a new one if you need it",
)


def continuations_of(licence: licences.Licence, *, on: date) -> tuple[catalogue.Item, ...]:
    """The items of the edition in force on the day that are about such a licence."""
    return tuple(item for item in catalogue.edition(on=on).items.values() if item.acts_on == licence.item)


@transaction.atomic
def start_from(
    licence: str, *, item: str, person: identity.Person, at: datetime, clerk: identity.Person | None = None
) -> DraftView:
    """Begin a draft about a licence, filled in from it and from the application for it, for the licence's holder; at a window the
    `clerk` does it for `person`.

    Raises NotFound for a licence that the person may not see or an item that is not about it, NotAllowed where the right to
    act does not reach the item, NotSubmitted where the licence is not in force.
    """
    on = localdate(at)
    found = licences.get_licence(licence, seen_by=person, on=on)
    if item not in {one.code for one in continuations_of(found, on=on)}:
        raise identity.NotFound(item)
    if found.standing(on) != licences.Standing.IN_FORCE:
        raise NotSubmitted(NOT_IN_FORCE)
    acting = identity.acting_for(person, party=found.holder_code, on=on, scope=item)
    begun = actions.start(acting=acting, person=person, at=at, item=item, licence=found.number, clerk=clerk)
    Draft.objects.filter(code=begun.code).update(carried=carried(found, item, person, on=on))
    return begun


def carried(licence: licences.Licence, item: str, person: identity.Person, /, on: date) -> dict[str, Any]:
    """What the licence says, and what was answered in the last application for it, of the facts that the item asks for."""
    asked = {one.fact for one in catalogue.edition(on=on).items[item].facts}
    latest = Dossier.objects.filter(case_number__in=_numbers(licence.basis, person, on)).order_by("-round").first()
    answers = latest.body["answers"] if latest else {}
    kept = {fact: row["value"] for fact, row in answers.items() if fact in asked and row["value"] is not None}
    until = licence.valid_until.isoformat() if licence.valid_until else None
    return kept | {"licence_number": licence.number, "licence_valid_until": until}


def _numbers(basis: str, person: identity.Person, on: date) -> list[str]:
    """The case of a licence and its parent: what was answered for all parts lies with the parent."""
    try:
        case = cases.own_case(basis, seen_by=person, on=on)
    except identity.NotFound:
        return []
    return [case.number, case.parent or case.number]
