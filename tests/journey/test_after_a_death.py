"""A son's mother has died: what must be done, in the order of the law, without asking him what the State knows."""

import re

from django.utils import timezone

from tests.visitor import Visitor
from tongban.cases import public as cases
from tongban.identity import public as identity

SITUATION = {
    "has_death_certificate": "true",
    "funeral_settled": "true",
    "deceased_insured": "retired",
    "to_settle": ["fund", "allowances"],
}
ONLY_HE_KNOWS = {
    "deceased": {"relation_to_deceased": "child"},
    "estate": {"heirs": "顾怀民，儿子，只有我一个", "heirs_agree": "true"},
}


def test_a_son_settles_what_his_mother_left(city, worker):
    gu = Visitor("顾怀民").open("/search/?q=我妈走了要办哪些手续").follow("亲人去世后的手续")
    while gu.offers("下一题"):
        asked = next(code for code in SITUATION if gu.asks(code))
        gu.press("下一题", **{asked: SITUATION[asked]})
    gu.press("开始办理")
    draft = re.match(r"/drafts/\w+/", gu.address).group(0)
    for part, answers in ONLY_HE_KNOWS.items():
        gu.open(f"{draft}parts/{part}/").press("保存，下一步", **answers)
        assert gu.status == 200

    gu.open(f"{draft}check/").press("签署并提交", agree="yes")
    number = re.search(r"/cases/([0-9A-Z]{43})/", gu.address).group(1)
    assert gu.open(f"/cases/{number}/").sees("等这些办好再办：给去世的亲人注销户口")
    clear_the_desk(identity.reviewers_of("public_security")[0].name)
    worker()

    whole = cases.get_case(number, seen_by=identity.person("gu"), on=timezone.localdate())
    state = {part.item: part.state for part in whole.children}
    assert state.pop("death_reg") is cases.State.CLOSED
    assert set(state) == {
        *("survivor_benefit", "pension_stop", "pension_account_inherit", "med_account_inherit", "ss_card_cancel"),
        *("hf_withdraw_death", "benefit_stop"),
    }
    assert set(state.values()) == {cases.State.RECEIVED}  # all at once, as soon as the register knows


def clear_the_desk(reviewer: str) -> None:
    desk = Visitor().open(f"/sign-in/?q={reviewer}").press(reviewer).open("/desk/").follow("顾怀民")
    desk.press("受理并通过", **dict.fromkeys(desk.fields("judge-"), "fits"))
    assert desk.status == 200
