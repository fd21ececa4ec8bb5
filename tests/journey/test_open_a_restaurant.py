"""Read this first. Lin opens a restaurant: from her own words to the licences in hand, across four departments at once.

Everybody here only reads pages, follows links, fills in forms and presses buttons, in a browser without scripts. `worker()` is
what the background worker does all the time: it carries out what was promised to the outside world.
"""

import re

from tests.answers import floor_plan
from tests.visitor import Visitor
from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal

SITUATION = {  # the few questions
    "has_business_licence": "true",
    "dishes": ["hot", "cold"],
    "floor_area": "120",
    "seats": "48",
    "storey": "first",
    "has_signboard": "true",
    "open_kitchen": "true",
    "sells_tobacco": "true",
}
SHOP = {  # what only Lin knows; everything else the state knows already
    "trade": {"catering_form": "restaurant", "online_sale": "true"},
    "facilities": {"kitchen_area": "24", "special_room_area": "6.2", "grease_trap": "own", "water_use": "3"},
    "signboard": {
        "sign_text": "云上小馆",
        "sign_width": "4",
        "sign_height": "1",
        "sign_clearance": "2.8",
        "sign_material": "acrylic",
        "sign_lighting": "internal",
    },
}
OFFICERS = {"孙丽": "city_appearance", "李强": "water", "周敏": "tobacco"}
UPLOADS = ("店面平面图", "招牌效果图", "店内排水图", "隔油设施照片")


def test_lin_opens_a_restaurant(city, worker):
    lin = Visitor("林晓雯")
    she_finds_it_in_her_own_words(lin)
    a_few_questions_settle_what_she_needs(lin)
    the_one_form_asks_only_what_nobody_knows(lin)
    she_uploads_only_what_the_state_does_not_have(lin)
    number = she_checks_signs_and_submits_once(lin)
    zhao_asks_for_a_correction_and_the_others_go_on(lin, number, worker)
    she_mends_just_that(lin, number)
    zhao_sees_what_changed_and_grants(worker)
    everything_is_in_her_space(lin, number)
    anybody_can_verify_the_licence(lin)
    every_step_is_in_the_journal(number)


def she_finds_it_in_her_own_words(lin: Visitor) -> None:
    for words in ("开小饭店", "开饭店要办什么证"):
        lin.open(f"/search/?q={words}").follow("开办餐饮店")
        assert lin.sees("法定", "承诺", "不收费", "上海市市场监督管理局", "食品安全法", "要准备什么")


def a_few_questions_settle_what_she_needs(lin: Visitor) -> None:
    lin.open("/switch/").press("就替这一方办", party=lin.choice("party", "云上小馆"))
    lin.open("/guides/restaurant/")
    while lin.offers("下一题"):
        asked = next(code for code in SITUATION if lin.asks(code))
        lin.press("下一题", **{asked: SITUATION[asked]})
    assert lin.sees("办食品经营许可证", "挂店招牌", "办排水许可证", "办烟草零售许可证", "可以开始办了")
    lin.press("开始办理")


def the_one_form_asks_only_what_nobody_knows(lin: Visitor) -> None:
    draft = draft_of(lin)
    lin.open(f"{draft}parts/operator/")
    assert lin.sees("已替您填好", "91310104MA1TB0013N", "市场主体登记库", "更正")
    for part, answers in SHOP.items():
        lin.open(f"{draft}parts/{part}/").press("保存，下一步", **answers)
        assert lin.status == 200
    lin.open(f"{draft}check/")
    every_field = len(lin.page.xpath("//main//dl[contains(@class, 'sum')]/div"))
    assert sum(len(answers) for answers in SHOP.values()) <= 0.3 * every_field


def draft_of(lin: Visitor) -> str:
    return re.match(r"/drafts/\w+/", lin.address).group(0)


def she_uploads_only_what_the_state_does_not_have(lin: Visitor) -> None:
    lin.open(f"{draft_of(lin)}materials/")
    assert lin.sees("不用您交的", "营业执照", "从业人员健康证明")
    for material in UPLOADS:
        lin.press(f"上传{material}", file=floor_plan())
    assert not lin.sees("还没有")


def she_checks_signs_and_submits_once(lin: Visitor) -> str:
    lin.follow("核对并提交")
    assert lin.sees("专间面积 6.2 平方米", "需要审查人员判断", "我确认以上内容真实")
    draft = draft_of(lin)
    lin.press("签署并提交", agree="yes")
    number = re.search(r"/cases/([0-9A-Z]{43})/receipt/", lin.address).group(1)
    assert lin.sees(number)
    lin.open(f"{draft}check/")  # she goes back: there is nothing to submit again
    assert lin.address == f"/cases/{number}/receipt/"
    lin.open(f"/cases/{number}/")
    assert lin.sees("4 个部门同时在办", "收到了")
    return number


def zhao_asks_for_a_correction_and_the_others_go_on(lin: Visitor, number: str, worker) -> None:
    zhao = Visitor("赵敏").follow("云上小馆")
    rulings = dict.fromkeys(zhao.fields("judge-"), "fits")
    rulings |= {"judge-workflow": "to_correct", "words-workflow": "请在平面图上标出生熟分开的路线"}
    zhao.press("一次性补正", **rulings)
    the_fire_brigade_is_heard_on_the_sign()
    for official, organ in OFFICERS.items():
        grant(official)
        the_next_steps_sign(organ)
    worker()
    lin.open("/messages/")
    assert lin.sees("要补正", "办好了")
    lin.open(f"/cases/{number}/")
    assert lin.sees("3 件办好了")


def the_fire_brigade_is_heard_on_the_sign() -> None:
    desk = Visitor(identity.reviewers_of("fire_rescue")[0].name).follow("云上小馆")
    assert desk.sees("不挡窗户和消防救援口")
    assert not desk.sees("租赁期没有过")  # only what its seat is about
    desk.press("通过", **dict.fromkeys(desk.fields("judge-"), "fits"))
    assert desk.status == 200


def the_next_steps_sign(organ: str) -> None:
    """Whoever countersigns and whoever approves, where the item has these steps."""
    for role in ("reviewer", "head"):
        name = identity.officials_of(organ, role=role)[0].name
        desk = Visitor().open(f"/sign-in/?q={name}").press(name).open("/desk/")
        if desk.shows("云上小馆"):
            desk.follow("云上小馆").press("同意")
            assert desk.status == 200


def grant(official: str) -> None:
    desk = Visitor(official).follow("云上小馆")
    desk.press(
        "提出通过意见" if desk.offers("提出通过意见") else "受理并通过", **dict.fromkeys(desk.fields("judge-"), "fits")
    )
    assert desk.status == 200


def she_mends_just_that(lin: Visitor, number: str) -> None:
    lin.follow("去补正")
    assert lin.sees("请在平面图上标出生熟分开的路线")
    lin.press("补好了，交给部门", note="已在图上标出", **{"file-floor_plan": floor_plan()})
    lin.open(f"/cases/{number}/")
    assert not lin.sees("去补正")


def zhao_sees_what_changed_and_grants(worker) -> None:
    zhao = Visitor("赵敏").follow("云上小馆")
    assert zhao.sees("已在图上标出")
    zhao.press("受理并通过", **dict.fromkeys(zhao.fields("judge-"), "fits"))
    worker()


def everything_is_in_her_space(lin: Visitor, number: str) -> None:
    lin.open(f"/cases/{number}/")
    assert lin.sees("全部办结", "4 件办好了", "谁看过我的材料")
    lin.open("/space/")
    assert lin.sees("食品经营许可证", "烟草专卖零售许可证")


def anybody_can_verify_the_licence(lin: Visitor) -> None:
    lin.follow("食品经营许可证")
    pdf = Visitor("林晓雯").open(next(link for link in lin.links() if link.endswith("/pdf/")))
    assert pdf.answer.content.startswith(b"%PDF")
    assert documents.examine_seal(pdf.answer.content).valid
    guest = Visitor().open(next(link for link in lin.links() if re.search("/verify/.", link)))
    assert guest.sees("有效", "食品经营许可证")
    assert not guest.sees("林晓雯")


def every_step_is_in_the_journal(number: str) -> None:
    kinds = [entry.kind for entry in journal.history(number)]
    assert kinds == ["ApplicationSubmitted", "CaseOpened", "PaperPrinted", "CaseClosed"]
    journal.seal_entries(10_000)
    assert journal.prove().holds
