"""The same code with other content: a child is born. Results build on each other, so some departments wait, visibly."""

import re

from django.utils import timezone

from tests.visitor import Visitor
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal

ANSWERS = {
    "applicant_relation": "mother",
    "has_birth_registration": "true",
    "child_settles_here": "true",
    "maternity_insured": "true",
}
ONLY_THE_PARENTS_KNOW = {
    "child": {
        "child_name": "许安然",
        "child_surname_follows": "father",
        "child_ethnicity": "mother",
        "child_native_place": "上海",
    },
    "household": {"settle_with": "mother", "relation_to_head": "child"},
    "insurance": {"leave_begins_on": "2026-11-02"},
    "delivery": {"delivery_way": "post", "card_bank": "bank_a", "card_for": "child"},
}


def test_a_mother_registers_her_child_everywhere_with_one_form(city, worker):
    lin = Visitor("林晓雯").open("/search/?q=宝宝上户口").follow("新生儿出生")
    while lin.offers("下一题"):
        asked = next(code for code in ANSWERS if lin.asks(code))
        lin.press("下一题", **{asked: ANSWERS[asked]})

    number = fill_in_and_submit(lin.press("开始办理"))
    assert lin.open(f"/cases/{number}/").sees("等这些办好再办：领出生医学证明")
    rounds = decide_what_is_on_the_desks(lin, number, worker)

    assert rounds == 3  # the certificate, then the household register, then what needs the register
    assert lin.open(f"/cases/{number}/").sees("全部办结")
    assert lin.open("/space/").sees("出生医学证明", "社会保障卡")
    the_insurance_was_granted_on_the_spot(number)


def fill_in_and_submit(lin: Visitor) -> str:
    draft = re.match(r"/drafts/\w+/", lin.address).group(0)
    for part, answers in ONLY_THE_PARENTS_KNOW.items():
        lin.open(f"{draft}parts/{part}/").press("保存，下一步", **answers)
        assert lin.status == 200
    lin.open(f"{draft}check/").press("签署并提交", agree="yes")
    return re.search(r"/cases/([0-9A-Z]{43})/", lin.address).group(1)


def decide_what_is_on_the_desks(lin: Visitor, number: str, worker) -> int:
    """All desks grant what they have, the worker delivers, again until everything is done; gives how many rounds it took."""
    organs = ("health_commission", "disease_control", "public_security", "medical_insurance", "tax", "human_resources")
    for rounds in range(1, 9):
        for organ in organs:
            clear_the_desk(identity.reviewers_of(organ)[0].name)
        worker()
        if lin.open(f"/cases/{number}/").sees("全部办结"):
            return rounds
    raise AssertionError(lin.text)


def clear_the_desk(reviewer: str) -> None:
    desk = Visitor().open(f"/sign-in/?q={reviewer}").press(reviewer).open("/desk/")
    while desk.page.xpath("//main//a[contains(., '林晓雯')]"):
        desk.follow("林晓雯")
        desk.press("受理并通过", **dict.fromkeys(desk.fields("judge-"), "fits"))
        assert desk.status == 200
        desk.open("/desk/")


def the_insurance_was_granted_on_the_spot(number: str) -> None:
    """No desk had it: the machine found every published point met, kept the reasons, and granted it on the same day."""
    whole = cases.get_case(number, seen_by=identity.person("lin"), on=timezone.localdate())
    enrolment = next(part for part in whole.children if part.item == "resident_med_reg")
    (opinion,) = journal.history(enrolment.number, kinds=("OpinionGiven",))
    assert (opinion.by, opinion.body["opinion"]) == ("system", "agree")
    assert enrolment.automatic
    assert timezone.localdate(enrolment.decided_at) == timezone.localdate(enrolment.received_at)
