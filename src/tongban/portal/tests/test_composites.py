"""A convenience store: one form, several licences, one code over them that stays while they are renewed and when one ends."""

import re

from django.utils import timezone
from tests import world
from tests.answers import fill_everything
from tests.visitor import Visitor

from tongban.applications import public as applications
from tongban.approvals.public import Opinion
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.licences import public as licences

SHOP = {
    "has_business_licence": True,
    "dishes": ("prepacked",),
    "sells_tobacco": True,
    "also_sells": ("device_ii_filing", "liquor_retail"),
    "floor_area": 60,
    "storey": "first",
    "has_signboard": False,
}
COVERED = {"food_filing", "tobacco_retail", "liquor_retail", "device_ii_filing"}


def test_one_code_from_the_opening_over_the_renewal_to_the_end_of_one_licence(city):
    lin = identity.person("lin")
    opened = submit_and_grant(world_draft("convenience_store"), SHOP)
    assert {child.item for child in opened.children} == COVERED

    view = composite_of(lin)
    code, numbers = view.composite.code, {licence.item: licence.number for licence, _ in view.parts}
    assert set(numbers) == COVERED
    assert all_of_it_is_valid(code)

    renewed = submit_and_grant(renew_it_all(code), {})
    assert {child.item for child in renewed.children} == {"tobacco_retail_renew", "liquor_retail_renew"}
    assert cases.get_case(renewed.number, seen_by=lin, on=timezone.localdate()).title.zh.startswith("整张延续")
    after = {licence.item: licence for licence, _ in composite_of(lin).parts}
    assert composite_of(lin).composite.code == code
    assert {item for item, licence in after.items() if licence.number != numbers[item]} == {
        "tobacco_retail",
        "liquor_retail",
    }
    assert all_of_it_is_valid(code)

    give_back(after["liquor_retail"])
    answer = licences.verify(code, on=timezone.localdate())
    assert (answer.valid, sorted(part.standing.value for part in answer.parts)) == (
        False,
        ["cancelled", "in_force", "in_force", "in_force"],
    )
    assert Visitor().open(f"/verify/{code}/").sees("没有效力", "已注销", "烟草专卖零售许可证")


def test_what_is_done_with_the_whole_is_for_the_holder_and_only_what_can_be_done(city):
    submit_and_grant(world_draft("convenience_store"), SHOP)
    composite = composite_of(identity.person("lin")).composite

    stranger = Visitor("王建国")
    assert stranger.open(f"/composites/{composite.code}/").status == 404
    lin = world.browser("lin")
    assert lin.post(f"/composites/{composite.code}/begin/", {"purpose": "sell"}).status_code == 404
    assert lin.get(f"/composites/{composite.code}/pdf/").content.startswith(b"%PDF")


def world_draft(bundle: str) -> str:
    lin = identity.person("lin")
    return applications.start(bundle=bundle, acting=world.company_of(), person=lin, at=timezone.now()).code


def submit_and_grant(draft: str, situation: dict[str, object]) -> cases.CaseView:
    """Fill in, submit, and let every desk agree and the worker deliver until all is done."""
    lin, at = identity.person("lin"), timezone.now()
    fill_everything(draft, situation=situation, by=lin, at=at)
    receipt = applications.submit(draft, digest=applications.prepare(draft, by=lin, at=at).digest, by=lin, at=at)
    world.work()
    for child in case(receipt.number).children:
        if child.state in (cases.State.RECEIVED, cases.State.ACCEPTED):
            world.opine(child, Opinion.AGREE)
    world.work()
    found = case(receipt.number)
    assert {child.state for child in found.children} == {cases.State.CLOSED}
    return found


def case(number: str) -> cases.CaseView:
    return cases.get_case(number, seen_by=identity.person("lin"), on=timezone.localdate())


def composite_of(person: identity.Person) -> licences.CompositeView:
    (view,) = licences.composites_of(person, on=timezone.localdate())
    return view


def all_of_it_is_valid(code: str) -> bool:
    answer = licences.verify(code, on=timezone.localdate())
    return answer.valid and all(part.valid for part in answer.parts)


def renew_it_all(code: str) -> str:
    """From the composite's own page, by the button that everybody sees."""
    lin = Visitor("林晓雯").open("/space/").follow("行业综合许可证（便利店）")
    assert lin.sees("整张延续", "整张变更", "里面的证")
    answer = world.browser("lin").post(f"/composites/{code}/begin/", {"purpose": "renew"})
    return re.search(r"/drafts/(\w+)/", answer["Location"]).group(1)


def give_back(licence: licences.Licence) -> None:
    lin = identity.person("lin")
    begun = applications.start_from(licence.number, item="liquor_retail_cancel", person=lin, at=timezone.now())
    fill_everything(begun.code, situation={}, by=lin, at=timezone.now())
    sheet = applications.prepare(begun.code, by=lin, at=timezone.now())
    receipt = applications.submit(begun.code, digest=sheet.digest, by=lin, at=timezone.now())
    world.opine(case(receipt.number), Opinion.AGREE)
    world.work()
