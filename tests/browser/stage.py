"""Everything that the pages of these tests show, prepared once: drafts, cases and licences in every state.

Run as a program beside a running city; prints the addresses as JSON. It is a program of its own because the tests themselves
never touch the database: they see what a browser sees.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import django

SMALL_SHOP = {"has_business_licence": True, "has_signboard": False, "sells_tobacco": False}


def company_of(person, *, on: date):
    from tongban.identity import public as identity

    rights = identity.actings_of(person, on=on)
    return next(acting for acting in rights if acting.right == identity.Right.LEGAL_REPRESENTATIVE)


def begin(situation: Mapping[str, bool], *, filled: bool):
    """A draft of Lin for her company, as far as the questions or complete; gives the draft and its outlook."""
    from django.utils import timezone

    from tests.answers import fill_everything, floor_plan
    from tongban.applications import public as applications
    from tongban.identity import public as identity

    at, lin = timezone.now(), identity.person("lin")
    draft = applications.start(bundle="restaurant", acting=company_of(lin, on=at.date()), person=lin, at=at)
    if filled:
        return draft, fill_everything(draft.code, situation=situation, by=lin, at=at)
    answers = dict(situation) | {"open_kitchen": False, "storey": "first", "dishes": ("hot", "cold")}
    applications.answer_situation(draft.code, values=answers, chosen=None, by=lin, at=at)
    outlook = applications.outlook(draft.code, seen_by=lin, at=at)
    for view in outlook.to_upload[:1]:
        applications.attach(draft.code, material=view.code, name="图.png", content=floor_plan(), by=lin, at=at)
    return draft, outlook


def submit(situation: Mapping[str, bool]) -> str:
    """A case that was just submitted; gives its number."""
    from django.utils import timezone

    from tongban.applications import public as applications
    from tongban.identity import public as identity

    at, lin = timezone.now(), identity.person("lin")
    draft, _ = begin(situation, filled=True)
    sheet = applications.prepare(draft.code, by=lin, at=at)
    return applications.submit(draft.code, digest=sheet.digest, by=lin, at=at).number


def opine(case, opinion: str, *, judgement: str = "fits", words: str = "") -> str:
    """The organ of a case says what it says of every point; the first point gets the judgement. Gives the track's code."""
    from django.utils import timezone

    from tests.officials import countersign, hear_the_others
    from tongban.approvals import public as approvals
    from tongban.identity import public as identity

    reviewer = identity.reviewers_of(case.organ)[0]
    if opinion != "return":
        hear_the_others(case, at=timezone.now())
    # What it waited for is decided: the city's own worker may be at it at this moment, and this one then finds nothing to do.
    settle(lambda: approvals.track_of(case.number, organ=case.organ) is not None)
    code = approvals.track_of(case.number, organ=case.organ)
    first, *others = approvals.get_track(code, seen_by=reviewer).points
    rulings = [approvals.Ruling(point, approvals.Judgement.FITS) for point in others]
    rulings.append(
        approvals.Ruling(first, approvals.Judgement(judgement), "请在平面图上标出生熟分开的路线" if words else "")
    )
    approvals.give_opinion(
        code, by=reviewer, opinion=approvals.Opinion(opinion), rulings=rulings, words=words, at=timezone.now()
    )
    countersign(code, organ=case.organ, at=timezone.now())
    return code


def carry_out() -> None:
    from django.utils import timezone

    from tongban.journal import public as journal

    while journal.work(limit=50, at=timezone.now()):
        pass


def parts_of(number: str) -> Sequence:
    from django.utils import timezone

    from tongban.cases import public as cases
    from tongban.identity import public as identity

    return cases.get_case(number, seen_by=identity.person("lin"), on=timezone.localdate()).children


def complete_case() -> dict[str, str]:
    """All organs agreed; the licences are there."""
    import time

    from django.utils import timezone

    from tests.world import composed
    from tongban.identity import public as identity
    from tongban.licences import public as licences

    number = submit(SMALL_SHOP | {"has_signboard": True})
    tracks = {part.item: opine(part, "agree") for part in parts_of(number)}
    end = time.monotonic() + 30
    while any(not part.has_ended for part in parts_of(number)) and time.monotonic() < end:
        carry_out()
        time.sleep(0.1)
    given = licences.licences_of(identity.person("lin"), on=timezone.localdate())
    licence = next(one for one in given if one.basis in {part.number for part in parts_of(number)})
    composite = composed(licence)
    return {"complete": number, "licence": licence.code, "composite": composite, "decided": tracks["food_licence"]}


def running_case() -> dict[str, str]:
    """One organ wants a correction, one has refused, the others are at work."""
    number = submit(SMALL_SHOP | {"has_signboard": True, "sells_tobacco": True})
    parts = {part.item: part for part in parts_of(number)}
    returned = opine(parts["food_licence"], "return", judgement="to_correct", words="请补")
    opine(parts["signboard"], "disagree", judgement="does_not_fit", words="不符合户外招牌设置的要求")
    carry_out()
    return {"running": number, "part": parts["food_licence"].number, "returned": returned}


def large_draft() -> str:
    """A draft on commitment in which a photo is to follow; gives its code."""
    from decimal import Decimal

    from django.utils import timezone

    from tongban.applications import public as applications
    from tongban.identity import public as identity

    at, lin = timezone.now(), identity.person("lin")
    draft, outlook = begin(SMALL_SHOP | {"floor_area": Decimal(320), "seats": 120}, filled=True)
    applications.choose_way(draft.code, item="fire_check", by_commitment=True, by=lin, at=at)
    for view in outlook.supplies:
        for document in view.documents if view.may_follow else ():
            applications.detach(draft.code, material=view.code, document=document.code, by=lin, at=at)
            applications.hand_in_later(draft.code, material=view.code, later=True, by=lin, at=at)
    return str(draft.code)


def extend(part) -> None:
    """The head of the part's organ agrees to five days more."""
    from django.utils import timezone

    from tongban.cases import public as cases
    from tongban.identity import public as identity

    officer = identity.reviewers_of(part.organ)[0]
    cases.accept(part.number, by=officer, at=timezone.now())
    cases.ask_extension(part.number, by=officer, days=5, reasons="要等管网检测结果", at=timezone.now())
    head = identity.officials_of(part.organ, role="head")[0]
    cases.decide_extension(part.number, by=head, agree=True, words="同意", at=timezone.now())


def large_case() -> dict[str, str]:
    """A promise, a paper that follows, a correction that was given, a site visit that stops the clock, an extension."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.answers import floor_plan
    from tongban.applications import public as applications
    from tongban.approvals import public as approvals
    from tongban.cases import public as cases
    from tongban.identity import public as identity

    now, lin, draft = timezone.now, identity.person("lin"), large_draft()
    sheet = applications.prepare(draft, by=lin, at=now())
    number = applications.submit(draft, digest=sheet.digest, by=lin, at=now()).number
    parts = {part.item: part for part in parts_of(number)}
    food, drains = parts["food_licence"], parts["drain_permit"]
    track = opine(food, "return", judgement="to_correct", words="请补")
    given = [("floor_plan", "新图.png", floor_plan())]
    applications.mend(food.number, raw={}, uploads=given, note="已在图上标出", by=lin, at=now())
    officer = identity.reviewers_of(food.organ)[0]
    cases.accept(food.number, by=officer, at=now())
    officers = [one.code for one in identity.officials_of(food.organ)][:2]
    approvals.open_inquiry(
        track, kind=approvals.InquiryKind.SITE_VISIT, reason="面积超过 150 平方米", due_on=timezone.localdate() + timedelta(days=5),
        by=officer, at=now(), officers=officers,
    )  # fmt: skip
    extend(drains)
    carry_out()
    return {"large_case": number, "gap": drains.number, "large_track": track, "visitor": officers[0]}


def open_case() -> dict[str, str]:
    from tongban.approvals import public as approvals

    number = submit(SMALL_SHOP)
    food = next(part for part in parts_of(number) if part.item == "food_licence")
    return {"open": number, "track": approvals.track_of(food.number, organ=food.organ)}


def desk_case() -> dict[str, str]:
    """A case in which everything is under way; one that waits for its first step, and one for its second."""
    parts = {part.item: part for part in parts_of(submit(SMALL_SHOP | {"sells_tobacco": True}))}
    return busy(parts["food_licence"]) | stepped(parts["tobacco_retail"])


def busy(food) -> dict[str, str]:
    """An extension and help are asked for; a visit is reported, to be confirmed by a second officer; a test has begun."""
    from datetime import timedelta

    from django.utils import timezone

    from tongban.approvals import public as approvals
    from tongban.cases import public as cases
    from tongban.identity import public as identity
    from tongban.kernel.words import Words

    officer, second, line = identity.person("zhao"), identity.person("zhu"), Words("场所和图纸一致", "As drawn")
    done, soon = {"by": officer, "at": timezone.now()}, timezone.localdate() + timedelta(days=5)
    track, kinds = approvals.track_of(food.number, organ=food.organ), approvals.InquiryKind
    cases.accept(food.number, **done)
    cases.ask_extension(food.number, days=3, reasons="要等专家意见", **done)
    request = approvals.ask_assistance(track, organ="fire_rescue", question="请核实消防检查", due_on=soon, **done)
    begun = done | {"due_on": soon, "officers": [officer.code, second.code]}
    visit = approvals.open_inquiry(track, kind=kinds.SITE_VISIT, reason="看现场", checklist=[line], **begun)
    found = [approvals.Finding(line, True, "一致")]
    approvals.close_inquiry(visit, result=approvals.InquiryResult.MET, words="符合", findings=found, **done)
    test = approvals.open_inquiry(track, kind=kinds.TESTING, reason="水质检测", **begun)
    return {"busy": track, "request": request, "reported": visit, "inquiry": test, "confirms": second.code}


def stepped(case) -> dict[str, str]:
    """A track at its first step, and another where the officer's opinion waits for the next; who does the next step."""
    from django.utils import timezone

    from tongban.approvals import public as approvals
    from tongban.identity import public as identity

    officer = identity.reviewers_of(case.organ)[0]
    code = approvals.track_of(case.number, organ=case.organ)
    track = approvals.get_track(code, seen_by=officer, on=timezone.localdate())
    rulings = [approvals.Ruling(point, approvals.Judgement.FITS) for point in track.points]
    agree = approvals.Opinion.AGREE
    approvals.give_opinion(code, by=officer, opinion=agree, rulings=rulings, words="", at=timezone.now())
    other = next(part for part in parts_of(submit(SMALL_SHOP | {"sells_tobacco": True})) if part.item == case.item)
    signers = {step: identity.officials_of(case.organ, role=step)[0].code for step in track.steps}
    return {
        **{"to_sign": code, "signs": signers[track.steps[1]], "proposes": officer.code},
        **{"two_steps": approvals.track_of(other.number, organ=other.organ), "signers": ",".join(signers.values())},
    }


def state_of(campaign: str) -> str:
    from django.utils import timezone

    from tongban.benefits import public as benefits
    from tongban.identity import public as identity

    view = benefits.get_campaign(campaign, seen_by=identity.person("fang"), on=timezone.localdate())
    return str(view.state.value)


def begun(policy: str, organ: str, *reviewers: str) -> str:
    """A campaign that is under review; with reviewers they agree, and its money is held. Gives its code."""
    from django.utils import timezone

    from tongban.benefits import public as benefits
    from tongban.identity import public as identity

    at, officer = timezone.now(), identity.person(f"reviewer-{organ}")
    code = benefits.start(policy, by=officer, at=at)
    settle(lambda: state_of(code) != "matching")
    benefits.send_to_review(code, by=officer, at=at)
    for one in reviewers:
        benefits.give_opinion(code, agrees=True, words="", by=identity.person(f"reviewer-{one}"), at=at)
    if reviewers:
        assert benefits.check_budget(code, by=officer, at=at)
    return code


def campaigns() -> dict[str, object]:
    """One that is paid, with a payment that came back and an objection; one under public notice; one under review."""
    from django.utils import timezone

    from tongban.benefits import public as benefits
    from tongban.identity import public as identity

    seen = identity.AssuranceLevel.PROVEN
    at, wang, lin, civil = timezone.now(), identity.person("wang"), identity.person("lin"), "civil_affairs"
    officer = identity.person(f"reviewer-{civil}")
    paid = begun("p_old_allowance", civil, "public_security", "human_resources")
    named = {"bank": "示例银行", "account": "9900990000000000", "level": seen}
    benefits.name_account(paid, party=wang.number, **named, by=wang, at=at)
    benefits.tell(paid, by=officer, at=at)
    settle(lambda: state_of(paid) == "told")
    benefits.pay(paid, by=identity.person(f"head-{civil}"), at=at)
    settle(lambda: state_of(paid) == "paid")
    benefits.object_to(paid, party=lin.number, words="我也想要", by=lin, at=at)
    noticed, human = begun("e_stable", "human_resources", "finance", "tax"), identity.person("reviewer-human_resources")
    benefits.publish_notice(noticed, by=human, at=at)
    seen_so = {"seen_by": officer, "on": timezone.localdate()}
    arrived = benefits.lines(paid, state="arrived", **seen_so).lines[0]
    benefits.claw_back(paid, number=arrived.number, fen=100, why="多算了一元", by=officer, at=at)
    return {
        "campaign": paid,
        "noticed": noticed,
        "reviewed": begun("p_dis_care_1", civil),
        "line": benefits.lines(paid, search=wang.number, **seen_so).lines[0].number,
        "owed": arrived.number,
    }


def settle(is_there: Callable[[], bool]) -> None:
    """Until the worker, this one or the city's own, has carried it out."""
    import time

    end = time.monotonic() + 60
    while not is_there():
        assert time.monotonic() < end, "the worker did not come to it"
        carry_out()
        time.sleep(0.05)


def an_effect_in_trouble() -> None:
    """A promise that cannot be kept, as when the outside is away."""
    from django.utils import timezone

    from tongban.journal import public as journal

    journal.promise(kind="notices.deliver", key="notices.deliver:sample", body={}, at=timezone.now())


def revisions() -> dict[str, str]:
    """A revision with an error and something to look at, and one that waits for a second person; a report on a guide."""
    from django.utils import timezone

    from tongban.catalogue import public as catalogue
    from tongban.identity import public as identity

    studio, at, han = catalogue.studio, timezone.now(), identity.person("han")
    written = {"promised": {"days": 99, "unit": "working_days"}, "themes": []}
    broken = studio.start("改招牌的承诺时限", by=han, at=at).code
    studio.save_parts(broken, "items/signboard.yaml", written, seen=0, by=han, at=at)
    sound = studio.start("改食品许可的承诺时限", by=han, at=at).code
    promised = {"promised": {"days": 4, "unit": "working_days"}}
    studio.save_parts(sound, "items/food_licence.yaml", promised, seen=0, by=han, at=at)
    studio.submit(sound, by=han, at=at)
    studio.report_guide("item", "food_licence", category="limit", words="窗口说是 8 天", visitor="stage", at=at)
    return {"revision": broken, "checked": sound}


def typed() -> dict[str, str]:
    """What somebody would type, by the name of the field."""
    from tests.answers import plausible
    from tongban.catalogue import public as catalogue

    facts = catalogue.edition().facts
    return {code: {"true": "yes"}.get(plausible(fact)[0], plausible(fact)[0]) for code, fact in facts.items()}


def prepare() -> dict[str, object]:
    begun, outlook = begin(SMALL_SHOP, filled=False)
    ready, _ = begin(SMALL_SHOP, filled=True)
    known = next(step.code for step in outlook.steps if step.known)
    number = next(
        (step.code, one.field.fact.code)
        for step in outlook.steps
        for one in step.to_fill
        if one.field.fact.kind.value in ("number", "integer")
    )
    an_effect_in_trouble()
    large = large_case()
    from tests.browser import scenes

    return {
        **{"begun": begun.code, "ready": ready.code, "known": known, "to_fill": number[0], "a_number": number[1]},
        **complete_case(),
        **running_case(),
        **open_case(),
        **large,
        **scenes.prepare(large["large_case"]),
        **scenes.sent_pack(),
        **desk_case(),
        **revisions(),
        **campaigns(),
        "large": large_draft(),
        "typed": typed(),
    }


if __name__ == "__main__":
    django.setup()
    json.dump(prepare(), sys.stdout, ensure_ascii=False)
