"""An organisation comes into being with a grant (设立登记): entered in its register, it holds what its founder applied for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.approvals import public as approvals
from tongban.cases.actions import FOUND, SYSTEM, issue_licence, locked
from tongban.cases.events import HolderFounded
from tongban.cases.models import Case
from tongban.cases.states import ENDED, State
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.sources import public as sources

ERRAND = FOUND


@transaction.atomic
def found(body: Mapping[str, Any]) -> None:
    """Carry out the promise of a grant: the register enters the organisation, the bundle becomes its own, the licence names it.

    While the register does not answer it is tried again, and the grant stands. Done once, it does nothing.
    """
    at = datetime.fromisoformat(body["at"])
    kin = _kin(Case.objects.get(number=body["case"]))
    approvals.hold(*kin)
    case = locked(body["case"])
    if case.state != State.GRANTED or case.holder_kind != identity.PartyKind.PERSON or case.founding is None:
        return
    party = _entered(case, order := case.founding)
    identity.found_organisation(
        party,
        representative=order["representative"],
        agent=case.applicant,
        scope=[scope for scope in (case.bundle, case.item) if scope],
        basis=case.number,
        at=at,
    )
    _hand_to(party, case, kin, order)
    journal.publish(HolderFounded(subject=case.number, name=party.name, code=party.code), by=SYSTEM, at=at)
    issue_licence(locked(case.number), body["by"], at)


def _entered(case: Case, order: Mapping[str, Any]) -> identity.Party:
    """The organisation, under the code that its register gives it."""
    code = sources.registrar().enter(
        catalogue.edition(case.edition).sources[order["source"]].register,
        basis=case.number,
        form=order["form"],
        code_field=order["code_field"],
        body=order["record"],
    )
    return identity.Party(identity.PartyKind.ORGANISATION, code, order["name"])


def _kin(case: Case) -> list[str]:
    """The numbers of the parent and of all parts of a case's bundle; of one alone, its own."""
    if case.parent_id is None:
        return [case.number]
    parts = Case.objects.filter(parent=case.parent_id).order_by("id").values_list("number", flat=True)
    return [Case.objects.get(pk=case.parent_id).number, *parts]


def _hand_to(party: identity.Party, case: Case, kin: list[str], order: Mapping[str, Any]) -> None:
    """What is under way in the founder's name goes on in the organisation's; licences given already stay whose they are."""
    row = [order["code_label"]["zh"], order["code_label"]["en"], party.code]
    edition = catalogue.edition(case.edition)
    for one in Case.objects.select_for_update().filter(number__in=kin).order_by("id"):
        shows = edition.items[one.item].result.shows if one.item else ()
        if order["code_fact"] in shows and one.state not in ENDED and row not in one.shows:
            one.shows = [*one.shows[:1], row, *one.shows[1:]]
        one.holder_kind, one.holder_code, one.holder_name = party.kind, party.code, party.name
        one.save(update_fields=["holder_kind", "holder_code", "holder_name", "shows"])
    approvals.name_holder(*kin, code=party.code, name=party.name)
