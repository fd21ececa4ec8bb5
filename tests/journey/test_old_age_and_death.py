"""A worker retires, and a son settles what his mother left: many things with one form each, in the order in which they build
on each other, and next to nothing typed that the State knows."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.visitor import Visitor
from tongban.cases import public as cases
from tongban.identity import public as identity

HIS_RETIREMENT = {
    "retire_kind": "normal",
    "worked_before_1993": "true",
    "honour": "none",
    "has_fund": "true",
    "has_only_child_certificate": "true",
}
ONLY_THE_WORKER_KNOWS = {
    "retirement": {"retire_on": "2026-12-15", "file_goes_to": "street"},
    "fund": {"fund_end_reason": "retired"},
}
HER_DEATH = {
    "has_death_certificate": "true",
    "funeral_settled": "true",
    "deceased_insured": "retired",
    "to_settle": ["fund", "allowances"],
}
ONLY_THE_SON_KNOWS = {
    "deceased": {"relation_to_deceased": "child"},
    "estate": {"heirs": "顾怀民，儿子，只有我一个", "heirs_agree": "true"},
}


def test_a_worker_retires_with_one_form_and_types_three_things(city, worker):
    tang = Visitor("唐国平").open("/search/?q=我要退休了，要办哪些手续").follow("企业职工退休")

    number = answer_and_submit(tang, HIS_RETIREMENT, ONLY_THE_WORKER_KNOWS)
    rounds = 0
    while not tang.open(f"/cases/{number}/").sees("全部办结"):
        for organ in ("human_resources", "medical_insurance", "housing_fund", "health_commission"):
            clear_the_desk(organ, of="唐国平")
        worker()
        rounds += 1
        assert rounds < 7, tang.text

    assert rounds == 3  # the file, then the pension, then what needs it
    parts = parts_of(number, "tang")
    assert [part.item for part in parts if part.automatic] == ["hf_seal"]
    assert len(parts) == 7


def test_whoever_is_a_day_too_young_is_told_before_handing_in(city):
    tang = Visitor("唐国平").open("/items/retire_apply/").press("开始办理")
    draft = re.match(r"/drafts/\w+/", tang.address).group(0)

    tang.open(f"{draft}parts/retirement/").press("保存，下一步", retire_kind="normal", retire_on="2026-12-14")

    assert tang.open(f"{draft}check/").sees("填的退休日期还没到法定退休年龄")


def test_a_son_settles_what_his_mother_left(city, worker):
    gu = Visitor("顾怀民").open("/search/?q=我妈走了要办哪些手续").follow("亲人去世后的手续")

    number = answer_and_submit(gu, HER_DEATH, ONLY_THE_SON_KNOWS)
    assert gu.open(f"/cases/{number}/").sees("等这些办好再办：给去世的亲人注销户口")
    clear_the_desk("public_security", of="顾怀民")
    worker()

    state = {part.item: part.state for part in parts_of(number, "gu")}
    assert state.pop("death_reg") is cases.State.CLOSED
    assert set(state) == {
        *("survivor_benefit", "pension_stop", "pension_account_inherit", "med_account_inherit", "ss_card_cancel"),
        *("hf_withdraw_death", "benefit_stop"),
    }
    assert set(state.values()) == {cases.State.RECEIVED}  # all at once, as soon as the register knows


def answer_and_submit(person: Visitor, questions: Mapping[str, Any], parts: Mapping[str, Mapping[str, str]]) -> str:
    """From the life event's page to the case's number."""
    while person.offers("下一题"):
        asked = next(code for code in questions if person.asks(code))
        person.press("下一题", **{asked: questions[asked]})
    draft = re.match(r"/drafts/\w+/", person.press("开始办理").address).group(0)
    for part, answers in parts.items():
        person.open(f"{draft}parts/{part}/").press("保存，下一步", **answers)
        assert person.status == 200
    person.open(f"{draft}check/").press("签署并提交", agree="yes")
    return re.search(r"/cases/([0-9A-Z]{43})/", person.address).group(1)


def parts_of(number: str, person: str) -> tuple[Any, ...]:
    return cases.get_case(number, seen_by=identity.person(person), on=timezone.localdate()).children


def clear_the_desk(organ: str, *, of: str) -> None:
    """The organ's officer grants whatever this person has on the desk."""
    reviewer = identity.reviewers_of(organ)[0].name
    desk = Visitor().open(f"/sign-in/?q={reviewer}").press(reviewer).open("/desk/")
    while desk.page.xpath(f"//main//a[contains(., '{of}')]"):
        desk.follow(of).press("受理并通过", **dict.fromkeys(desk.fields("judge-"), "fits"))
        assert desk.status == 200
        desk.open("/desk/")
