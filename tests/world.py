"""A morning in the city: a draft that is under way, a case that waits for a correction, a licence in hand, a mandate."""

from dataclasses import dataclass
from datetime import datetime

from django.test import Client
from django.utils import timezone

from tests.answers import fill_everything, floor_plan
from tests.officials import countersign, hear_the_others
from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.rules.public import Value

RESTAURANT: dict[str, Value] = {"has_business_licence": True, "has_signboard": True, "sells_tobacco": True}
FAULT = "workflow"


@dataclass(frozen=True)
class World:
    """The codes of what there is. Everything belongs to Lin's company, and Chen acts for it."""

    company: str
    draft: str
    draft_file: str
    case: str
    correcting: str
    case_file: str
    notice: str
    track: str
    licence: str
    composite: str
    verify: str
    granted: str
    mandate: str
    at: datetime


def browser(person: str | None = None, party: str | None = None) -> Client:
    """A browser without scripts in which this person (by code) has signed in, acting for the party with this code."""
    client = Client(headers={"accept-language": "zh-hans"}, raise_request_exception=False)
    if person:
        client.post("/sign-in/", {"person": person})
    if party:
        client.post("/switch/", {"party": party})
    return client


def company_of(person: str = "lin") -> identity.Acting:
    someone = identity.person(person)
    rights = identity.actings_of(someone, on=timezone.localdate())
    return next(acting for acting in rights if acting.party.kind == identity.PartyKind.ORGANISATION)


def begin(person: str = "lin") -> str:
    """A new draft for the restaurant of Lin's company; gives its code."""
    acting, someone = company_of(person), identity.person(person)
    return applications.start(bundle="restaurant", acting=acting, person=someone, at=timezone.now()).code


def complete(draft: str, person: str = "lin") -> str:
    """Fill in everything; gives the digest of the sheet that is signed."""
    someone, at = identity.person(person), timezone.now()
    fill_everything(draft, situation=RESTAURANT, by=someone, at=at)
    return applications.prepare(draft, by=someone, at=at).digest


def apply(person: str = "lin") -> cases.CaseView:
    """Lin's company applies for a restaurant; gives the parent case."""
    draft, someone = begin(person), identity.person(person)
    receipt = applications.submit(draft, digest=complete(draft, person), by=someone, at=timezone.now())
    return cases.get_case(receipt.number, seen_by=someone, on=timezone.localdate())


def track_of(case: cases.CaseView) -> str:
    return approvals.track_of(case.number, organ=case.organ or "") or ""


def opine(case: cases.CaseView, opinion: approvals.Opinion, *, fault: str = "") -> None:
    """The reviewer of the case's organ judges every point, at this moment."""
    if opinion is not approvals.Opinion.RETURN:
        hear_the_others(case, at=timezone.now())
    by, code = identity.reviewers_of(case.organ or "")[0], track_of(case)
    points = approvals.get_track(code, seen_by=by).points
    rulings = [approvals.Ruling(point, approvals.Judgement.FITS) for point in points if point != fault]
    if fault:
        rulings.append(approvals.Ruling(fault, approvals.Judgement.TO_CORRECT, "请补"))
    approvals.give_opinion(code, by=by, opinion=opinion, rulings=rulings, words="理由", at=timezone.now())
    countersign(code, organ=case.organ or "", at=timezone.now())


def work() -> None:
    """Carry out everything that was promised to the outside."""
    while journal.work(limit=50, at=timezone.now()):
        pass


def composed(licence: licences.Licence) -> str:
    """The licence under a composite of its trade, as the end of an industry's cases leaves it, printed; gives its code."""
    composite = licences.compose(
        bundle=licence.bundle,
        name=Words("样例综合许可证", "Sample composite licence"),
        licence_type=licence.licence_type,
        organ=licence.organ,
        organ_credit_code=licence.organ_credit_code,
        edition=licence.edition,
        holder=company_of().party,
        place="",
        numbers=[licence.number],
        basis=licence.basis,
        by="system",
        at=timezone.now(),
    )
    work()
    return composite.code


def build() -> World:
    """The whole morning."""
    lin, at, draft = identity.person("lin"), timezone.now(), begin()
    applications.answer_situation(draft, values=RESTAURANT, chosen=None, by=lin, at=at)
    material = applications.outlook(draft, seen_by=lin, at=at).to_upload[0].code
    uploaded = applications.attach(draft, material=material, name="图.png", content=floor_plan(), by=lin, at=at)
    case = apply()
    parts = {part.item: part for part in case.children}
    opine(parts["food_licence"], approvals.Opinion.RETURN, fault=FAULT)
    opine(parts["signboard"], approvals.Opinion.AGREE)
    work()
    licence = licences.licences_of(lin, on=timezone.localdate())[0]
    sheet = applications.mend_sheet(parts["food_licence"].number, seen_by=lin, at=at)
    mandate = next(one for one in identity.mandates_of(lin) if one.standing(timezone.localdate()).value == "in_force")
    return World(
        company=company_of().party.code,
        draft=draft,
        draft_file=uploaded.code,
        case=case.number,
        correcting=parts["food_licence"].number,
        case_file=sheet.materials[0].documents[0]["code"],
        notice=cases.papers_of(parts["food_licence"].number, seen_by=lin, on=timezone.localdate())[0].code,
        track=track_of(parts["food_licence"]),
        licence=licence.number,
        composite=composed(licence),
        verify=licence.code,
        granted=licence.basis,
        mandate=mandate.number,
        at=at,
    )
