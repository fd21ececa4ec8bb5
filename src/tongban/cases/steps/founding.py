"""An organisation comes into being with a grant (设立登记): entered in its register, it holds what its founder applied for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.approvals import public as approvals
from tongban.cases import letters
from tongban.cases.actions import FOUND, SYSTEM, issue_licence, locked
from tongban.cases.events import HolderFounded
from tongban.cases.models import Case
from tongban.cases.states import ENDED, State
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.licences import public as licences
from tongban.sources import public as sources

ERRAND = FOUND
TELL_REGISTER = "cases.tell_register"


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
    register = _register(case)
    party = _entered(case, order := case.founding, register)
    identity.found_organisation(
        party,
        representative=order["representative"],
        agent=case.applicant,
        scope=[scope for scope in (case.bundle, case.item) if scope],
        register=register,
        basis=case.number,
        at=at,
    )
    _hand_to(party, case, kin, order)
    journal.publish(HolderFounded(subject=case.number, name=party.name, code=party.code), by=SYSTEM, at=at)
    issue_licence(locked(case.number), body["by"], at)


def promise_entry(number: str, *, is_wanted: bool, at: datetime) -> None:
    """The licence of this case came or ended: if the case founded an organisation, its register is to be told how it stands now."""
    case = Case.objects.filter(number=number, holder_kind=identity.PartyKind.ORGANISATION).first()
    if case is None or case.founding is None:
        return
    body = {"case": number, "is_wanted": is_wanted, "at": at.isoformat()}
    journal.promise(kind=TELL_REGISTER, key=f"register:{number}:{at.isoformat()}", body=body, at=at)


@transaction.atomic
def tell_register(body: Mapping[str, Any]) -> None:
    """Carry out that promise: strike the organisation off while no licence of its founding is in force, else take it back.

    What counts is how it stands now, so that promises may be carried out in any order, and again.
    """
    at = datetime.fromisoformat(body["at"])
    case = locked(body["case"])
    registrar, register = sources.registrar(), _register(case)
    if licences.granted_by(case.number):
        if identity.reinstate(case.holder_code, register=register, basis=case.number, by=SYSTEM, at=at):
            registrar.reinstate(register, code=case.holder_code, basis=case.number)
            letters.tell(case, "reinstated", at=at)
    elif identity.strike_off(case.holder_code, register=register, basis=case.number, by=SYSTEM, at=at):
        registrar.strike_off(register, code=case.holder_code, basis=case.number, is_wanted=body["is_wanted"])
        letters.tell(case, "struck_off", at=at)


def _register(case: Case) -> str:
    """The register in which the organisation that the case founds is entered."""
    source: str = (case.founding or {})["source"]
    return catalogue.edition(case.edition).sources[source].register


def _entered(case: Case, order: Mapping[str, Any], register: str) -> identity.Party:
    """The organisation, under the code that its register gives it."""
    code = sources.registrar().enter(
        register,
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
