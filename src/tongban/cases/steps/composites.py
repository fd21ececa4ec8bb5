"""When an industry's cases have ended, what was granted comes under its composite licence (行业综合许可证)."""

from datetime import datetime

from tongban.cases.models import Case
from tongban.cases.states import State
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.licences import public as licences


def give(number: str, *, by: str, at: datetime) -> None:
    """Put the licences of a closed parent under the composite that its bundle names; nothing where it names none."""
    parent = Case.objects.filter(number=number, item="").first()
    if parent is None:
        return
    edition = catalogue.edition(parent.edition)
    bundle = edition.bundles.get(parent.bundle)
    wanted = bundle.composite if bundle else None
    if bundle is None or wanted is None:
        return
    granted = list(parent.children.filter(item__in=wanted.covers, state=State.CLOSED).order_by("id"))
    numbers = [number for child in granted for number in licences.granted_by(child.number)]
    if not numbers:
        return
    licences.compose(
        bundle=bundle.code,
        name=wanted.name,
        licence_type=wanted.licence_type,
        organ=bundle.organ,
        organ_credit_code=edition.organs[bundle.organ].credit_code,
        edition=parent.edition,
        holder=identity.Party(identity.PartyKind(parent.holder_kind), parent.holder_code, parent.holder_name),
        place=_place(granted, edition.facts[wanted.place].label.zh if wanted.place else ""),
        numbers=numbers,
        basis=parent.number,
        by=by,
        at=at,
    )


def _place(cases: list[Case], label: str) -> str:
    """Where the shop is, as the licences say."""
    told = (row[2] for case in cases for row in case.shows if row[0] == label)
    return str(next(told, ""))
