"""A worker retires: seven things with one form, in the order in which they build on each other."""

import re

from django.utils import timezone

from tests.visitor import Visitor
from tongban.cases import public as cases
from tongban.identity import public as identity

SITUATION = {
    "retire_kind": "normal",
    "worked_before_1993": "true",
    "honour": "none",
    "has_fund": "true",
    "has_only_child_certificate": "true",
}
ONLY_HE_KNOWS = {
    "retirement": {"retire_on": "2026-12-15", "file_goes_to": "street"},
    "fund": {"fund_end_reason": "retired"},
}
ORGANS = ("human_resources", "medical_insurance", "housing_fund", "health_commission")


def test_a_worker_retires_with_one_form_and_types_four_things(city, worker):
    tang = Visitor("唐国平").open("/search/?q=我要退休了，要办哪些手续").follow("企业职工退休")
    while tang.offers("下一题"):
        asked = next(code for code in SITUATION if tang.asks(code))
        tang.press("下一题", **{asked: SITUATION[asked]})
    tang.press("开始办理")
    draft = re.match(r"/drafts/\w+/", tang.address).group(0)

    for part, answers in ONLY_HE_KNOWS.items():
        tang.open(f"{draft}parts/{part}/").press("保存，下一步", **answers)
        assert tang.status == 200
    tang.open(f"{draft}check/").press("签署并提交", agree="yes")
    number = re.search(r"/cases/([0-9A-Z]{43})/", tang.address).group(1)
    rounds = decide_what_is_on_the_desks(tang, number, worker)

    assert rounds == 3  # the file, then the pension, then what needs it
    assert tang.open(f"/cases/{number}/").sees("全部办结")
    whole = cases.get_case(number, seen_by=identity.person("tang"), on=timezone.localdate())
    by_machine = [part.item for part in whole.children if part.automatic]
    assert by_machine == ["hf_seal"]
    assert len(whole.children) == 7


def decide_what_is_on_the_desks(tang: Visitor, number: str, worker) -> int:
    for rounds in range(1, 7):
        for organ in ORGANS:
            clear_the_desk(identity.reviewers_of(organ)[0].name)
        worker()
        if tang.open(f"/cases/{number}/").sees("全部办结"):
            return rounds
    raise AssertionError(tang.text)


def clear_the_desk(reviewer: str) -> None:
    desk = Visitor().open(f"/sign-in/?q={reviewer}").press(reviewer).open("/desk/")
    while desk.page.xpath("//main//a[contains(., '唐国平')]"):
        desk.follow("唐国平")
        desk.press("受理并通过", **dict.fromkeys(desk.fields("judge-"), "fits"))
        assert desk.status == 200
        desk.open("/desk/")


def test_whoever_is_too_young_is_told_before_handing_in(city):
    tang = Visitor("唐国平").open("/items/retire_apply/").press("开始办理")
    draft = re.match(r"/drafts/\w+/", tang.address).group(0)

    tang.open(f"{draft}parts/retirement/").press("保存，下一步", retire_kind="normal", retire_on="2026-12-14")

    assert tang.open(f"{draft}check/").sees("填的退休日期还没到法定退休年龄")
