"""What officials see besides the cases of stage.py: visits, pooled defects, a recalled ground, the counter, an objection."""

from tests.browser.stage import SMALL_SHOP, carry_out, company_of, opine, parts_of, submit


def prepare(large_case: str) -> dict[str, str]:
    """The addresses of all of it; `large_case` is the number of the case whose drains are visited."""
    objected()
    return {**visited(large_case), **pooled(), **shaken(), **at_the_counter()}


def visited(number: str) -> dict[str, str]:
    """A visit to the site under way, with its checklist and a photo from a telephone."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.answers import floor_plan
    from tongban.approvals import public as approvals
    from tongban.cases import public as cases
    from tongban.documents import public as documents
    from tongban.identity import public as identity
    from tongban.kernel.words import Words

    part = next(one for one in parts_of(number) if one.item == "drain_permit")
    officer, at = identity.reviewers_of(part.organ)[0], timezone.now()
    assert cases.get_case(part.number, seen_by=officer, on=timezone.localdate()).accepted_at
    lines = [
        Words("隔油池容积和图纸一致", "The grease trap is as drawn"),
        Words("排水口有格栅", "The outlet has a grid"),
    ]
    visit = approvals.open_inquiry(
        approvals.track_of(part.number, organ=part.organ), kind=approvals.InquiryKind.SITE_VISIT, reason="看隔油设施",
        due_on=timezone.localdate() + timedelta(days=5), by=officer, at=at, checklist=lines,
        officers=[officer.code, next(one.code for one in identity.officials_of(part.organ) if one != officer)],
    )  # fmt: skip
    documents.store(floor_plan(), name="现场.png", belongs_to=visit, by=officer.code, at=at)
    return {"visit": visit, "inspector": officer.code}


def pooled() -> dict[str, str]:
    """An organ named its defects; the notice waits for the one that is heard too, and the lead may send it now."""
    from tongban.identity import public as identity

    parts = {part.item: part for part in parts_of(submit(SMALL_SHOP | {"has_signboard": True}))}
    sign = parts["signboard"]
    lead = identity.reviewers_of(sign.organ)[0]
    return {"pooled": opine(sign, "return", judgement="to_correct", words="请补"), "leads": lead.code}


def shaken() -> dict[str, str]:
    """A business licence that founded a shop was granted and recalled: the permit for the drains rests on it."""
    from django.utils import timezone

    from tests.answers import fill_everything
    from tongban.applications import public as applications
    from tongban.approvals import public as approvals
    from tongban.cases import public as cases
    from tongban.identity import public as identity

    at, he = timezone.now(), identity.person("he")
    self_right = next(one for one in identity.actings_of(he, on=at.date()) if one.right == identity.Right.SELF)
    draft = applications.start(bundle="restaurant", acting=self_right, person=he, at=at)
    fill_everything(draft.code, situation=SMALL_SHOP | {"has_business_licence": False}, by=he, at=at)
    own = {"legal_representative_number": [he.number], "legal_representative": [he.name]}
    applications.save_answers(draft.code, raw=own, only=list(own), by=he, at=at)
    sheet = applications.prepare(draft.code, by=he, at=at)
    number = applications.submit(draft.code, digest=sheet.digest, by=he, at=at).number
    tracks = {}
    for item in ("biz_licence", "drain_permit"):
        parts = cases.get_case(number, seen_by=he, on=timezone.localdate()).children
        part = next(one for one in parts if one.item == item)
        tracks[part.item] = part, opine(part, "agree")
        carry_out()
    first, code = tracks["biz_licence"][0], tracks["drain_permit"][1]
    approvals.reopen_review(first.number, organ=first.organ, words="住所证明是假的", by="zhao", at=timezone.now())
    carry_out()
    return {"shaken": code, "shaken_by": identity.reviewers_of(tracks["drain_permit"][0].organ)[0].code}


def at_the_counter() -> dict[str, str]:
    """What a clerk has before them while Lin stands at the window: a draft on commitment with a material that follows."""
    from decimal import Decimal

    from django.utils import timezone

    from tests.answers import fill_everything
    from tongban.applications import public as applications
    from tongban.identity import public as identity

    at, tao, lin = timezone.now(), identity.person("tao"), identity.person("lin")
    party = company_of(lin, on=at.date()).party.code
    applications.counter.begin(read="lin", party=party, is_alike=True, by=tao, at=at)
    draft = applications.counter.receive(bundle="restaurant", by=tao, at=at)
    outlook = fill_everything(
        draft.code, situation=SMALL_SHOP | {"floor_area": Decimal(320), "seats": 120}, by=lin, at=at
    )
    applications.choose_way(draft.code, item="fire_check", by_commitment=True, by=tao, at=at)
    for view in outlook.supplies:
        for document in view.documents if view.may_follow else ():
            applications.detach(draft.code, material=view.code, document=document.code, by=tao, at=at)
            applications.hand_in_later(draft.code, material=view.code, later=True, by=tao, at=at)
    return {"received": draft.code, "company": party}


def objected() -> None:
    """Lin objects to a look at her dossier."""
    from django.utils import timezone

    from tongban.applications import public as applications
    from tongban.identity import public as identity

    at, lin = timezone.now(), identity.person("lin")
    number = next(one for one in parts_of(submit(SMALL_SHOP)) if one.item == "food_licence").number
    applications.file_of(number, seen_by=identity.person("zhao"), at=at)
    looks = [one for one in applications.looks_of(lin, on=timezone.localdate()) if one.kind == "dossier"]
    applications.object_to(looks[0].key, words="这件我还没有决定要办", by=lin, at=at)


def sent_pack() -> dict[str, str]:
    """Lin's company was sent a service pack, which she has opened."""
    from django.utils import timezone

    from tongban.identity import public as identity
    from tongban.packs import public as packs

    at, lin = timezone.now(), identity.person("lin")
    code = packs.send(company_of(lin, on=at.date()).party.code, by=identity.person("reviewer-human_resources"), at=at)
    packs.open_pack(code, by=lin, at=at)
    return {"pack": code}
