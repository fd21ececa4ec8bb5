"""At the comprehensive counter: Wang, 75, has no telephone that can do this; Chen has begun at home and goes on at a window.

Tao receives for four departments at one window, and hands out what they decided. Everybody here only reads pages and presses
buttons. `worker()` carries out what was promised to the outside world.
"""

import re

from tests.answers import floor_plan, plausible
from tests.journey.test_open_a_restaurant import (
    OFFICERS,
    grant,
    the_fire_brigade_is_heard_on_the_sign,
    the_next_steps_sign,
)
from tests.journey.test_the_laws_clock import desk_of
from tests.visitor import Visitor
from tongban.catalogue import public as catalogue
from tongban.journal import public as journal

COMPANY = "91310104MA1TB0013N"
SITUATION = {
    "has_business_licence": "yes",
    "dishes": ["hot"],
    "floor_area": "118",
    "seats": "48",
    "storey": "first",
    "has_signboard": "yes",
    "open_kitchen": "yes",
    "sells_tobacco": "yes",
}


def test_wang_is_told_everything_at_once_and_nothing_of_his_stays_at_the_window(city):
    tao = Visitor("陶然")
    assert tao.sees("开始接待", "人和证件一致")

    tao.press("核验并开始接待", number="310107195105180000", name="王建国", alike="yes")
    assert tao.status == 422
    assert tao.sees("对不上")
    tao.press("核验并开始接待", read="wang", number="", name="", alike="yes")
    assert "王建国" in tao.answer.content.decode()

    tao.open("/counter/?q=开小饭店").press("开始收件")
    tao.press("一次性告知单")
    assert tao.sees("王建国", "还要回答", "去窗口继续", "开办餐饮店")
    slip = tao.address

    tao.press("结束接待")
    assert tao.sees("不再显示任何人的内容")
    tao.open(slip)
    assert tao.status == 403
    assert not tao.sees("开办餐饮店")
    wang = Visitor("王建国").open("/space/")
    assert wang.sees("开办餐饮店")


def test_chen_begins_at_home_goes_on_at_the_window_and_the_results_are_handed_out_there(city, worker):
    chen = Visitor("陈志远")
    draft, spoken = he_begins_at_home_and_asks_for_a_code(chen)
    tao = Visitor("陶然")
    tao_checks_his_card_and_the_mandate(tao)
    she_takes_his_draft_over_by_the_code(tao, spoken)
    she_fills_in_what_he_says_and_both_see_the_same(tao, chen, draft)
    she_scans_what_the_state_does_not_have(tao)
    number = he_reads_the_sheet_signs_it_and_gets_a_receipt(tao)
    the_case_is_the_companys_and_the_record_says_who_did_what(chen, draft, number)
    zhao_returns_it_and_he_mends_it_at_the_window(tao, chen, number)
    the_departments_decide_as_always(worker)
    lin_collects_the_licences_once(tao)


def he_begins_at_home_and_asks_for_a_code(chen: Visitor) -> tuple[str, str]:
    chen.open("/switch/").press("就替这一方办", party=chen.choice("party", "云上小馆"))
    chen.open("/guides/restaurant/?has_business_licence=yes&dishes=hot&seats=48&storey=first&floor_area=118")
    chen.client.post("/start/", {"bundle": "restaurant", "party": COMPANY})
    draft = chen.open("/space/").follow("开办餐饮店").address
    chen.press("去窗口继续")
    return draft, re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", chen.text).group(0)


def tao_checks_his_card_and_the_mandate(tao: Visitor) -> None:
    tao.press("核验并开始接待", read="wang", party=COMPANY, alike="yes")
    assert tao.sees("没有代表该办事主体的权限")
    tao.press("核验并开始接待", read="chen", party=COMPANY)
    assert tao.sees("核对照片")
    tao.press("核验并开始接待", read="chen", party=COMPANY, alike="yes")
    assert "凭委托书" in tao.answer.content.decode()


def she_takes_his_draft_over_by_the_code(tao: Visitor, spoken: str) -> None:
    tao.press("接过来", spoken="AAAA-AAAA")
    assert tao.sees("没有接上")
    tao.press("接过来", spoken=spoken)
    assert tao.sees("开办餐饮店", "系统预审", "材料")


def she_fills_in_what_he_says_and_both_see_the_same(tao: Visitor, chen: Visitor, draft: str) -> None:
    tao.press("保存，到下一处空的", **SITUATION)
    facts = catalogue.edition().facts
    for _ in range(3):  # an answer may bring further questions
        empty = [name for name in tao.fields("") if name in facts and tao.asks(name) and name not in SITUATION]
        tao.press("保存，到下一处空的", **{name: typed(facts[name]) for name in empty})
    assert tao.status == 200
    assert tao.sees("还没填0 项")
    chen.open(draft)
    assert chen.sees("必填的都填好了")


def typed(fact) -> str:
    return {"true": "yes"}.get(plausible(fact)[0], plausible(fact)[0])


def she_scans_what_the_state_does_not_have(tao: Visitor) -> None:
    for material in ("店面平面图", "招牌效果图", "店内排水图", "隔油设施照片"):
        if tao.offers(f"上传{material}"):
            tao.press(f"上传{material}", file=floor_plan())
    assert not tao.sees("还没有上传")


def he_reads_the_sheet_signs_it_and_gets_a_receipt(tao: Visitor) -> str:
    tao.follow("核对签字")
    assert tao.sees("申请核对单", "申请人（签字）", "内容指纹", "到窗口的人陈志远")
    tao.press("收件签在纸上")
    assert tao.sees("还没有签署")
    tao.press("收件签在纸上", scan=floor_plan())
    assert tao.sees("收件回执", "申报来源综合窗口 上海市政务服务中心")
    return re.search(r"/counter/cases/([0-9A-Z]{43})/receipt/", tao.address).group(1)


def the_case_is_the_companys_and_the_record_says_who_did_what(chen: Visitor, draft: str, number: str) -> None:
    chen.open(f"/cases/{number}/")
    assert chen.sees("开办餐饮店", "收到了")
    code = draft.split("/")[2]
    told = journal.history(
        code, number, kinds=("TakeOverOffered", "DraftAttended", "ApplicationSubmitted", "ApplicationReceived")
    )
    assert [(entry.kind, entry.by) for entry in told] == [
        ("TakeOverOffered", "chen"),
        ("DraftAttended", "tao"),
        ("ApplicationSubmitted", "chen"),
        ("ApplicationReceived", "tao"),
    ]


def zhao_returns_it_and_he_mends_it_at_the_window(tao: Visitor, chen: Visitor, number: str) -> None:
    zhao = desk_of("赵敏")
    rulings = dict.fromkeys(zhao.fields("judge-"), "fits")
    rulings |= {"judge-workflow": "to_correct", "words-workflow": "请在平面图上标出生熟分开的路线"}
    zhao.press("一次性补正", **rulings)

    tao.open(f"/counter/cases/{number}/receipt/").follow("在窗口补正")
    mending = tao.address
    assert tao.sees("请您补这些", "请在平面图上标出生熟分开的路线")
    tao.press("看改动", note="已在图上标出")
    assert tao.sees("说明 已在图上标出")
    tao.press("本人看过，交给部门", **{"file-floor_plan": floor_plan()})
    assert tao.sees("补正的内容，和原来比", "由窗口陶然录入", "店面平面图平面图.png", "说明已在图上标出")

    zhao = desk_of("赵敏")
    assert zhao.sees("补正已回", "补正来源综合窗口，陶然照本人说的录入")
    assert not zhao.offers("一次性补正")
    assert chen.open(f"/cases/{number}/").sees("店面平面图：加了")
    part = re.search(r"/counter/cases/([0-9A-Z]{43})/mend/", mending).group(1)
    told = journal.history(part, kinds=("CaseCorrected", "CorrectionReceived"))
    assert {(entry.kind, entry.by) for entry in told} == {("CaseCorrected", "chen"), ("CorrectionReceived", "tao")}


def the_departments_decide_as_always(worker) -> None:
    the_fire_brigade_is_heard_on_the_sign()
    for official, organ in OFFICERS.items():
        grant(official)
        the_next_steps_sign(organ)
    worker()


def lin_collects_the_licences_once(tao: Visitor) -> None:
    tao.open("/counter/").press("结束接待")
    tao.press("核验并开始接待", read="lin", party=COMPANY, alike="yes")
    assert tao.sees("打开证照打印")
    tao.press("登记领走")
    assert tao.sees("已登记：由林晓雯领走")
    tao.follow("打开证照打印")
    assert tao.answer["Content-Type"] == "application/pdf"
