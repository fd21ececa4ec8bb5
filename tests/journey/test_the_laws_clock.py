"""A larger restaurant, and all that the law's clock knows: a correction, a visit to the site, a promise, an extension, a refusal.

The days are those of November and December 2026. `calendar` says which day it is; everybody only uses pages, as in
test_open_a_restaurant.py, which is to be read first.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.answers import fill_everything, floor_plan
from tests.visitor import Visitor
from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal

LARGE = {
    "has_business_licence": True,
    "dishes": ("hot",),
    "floor_area": 320,
    "seats": 120,
    "storey": "first",
    "has_signboard": False,
    "open_kitchen": False,
    "sells_tobacco": True,
}
PHOTO = "隔油设施照片"


class Calendar:
    """What the clocks on all walls say."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    def turn_to(self, month: int, day: int, hour: int = 9) -> None:
        self.now = self.now.replace(month=month, day=day, hour=hour)

    def pass_time(self) -> None:
        """What the worker does once a minute."""
        approvals.pass_time(at=self.now)
        cases.pass_time(at=self.now)


@pytest.fixture
def calendar(monkeypatch) -> Calendar:
    found = Calendar()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def test_lin_opens_a_large_restaurant_while_the_clock_explains_itself(calendar, city, worker):
    lin = Visitor("林晓雯")
    number = she_promises_what_may_be_promised_and_hands_one_paper_in_later(lin, calendar)
    zhao_returns_it_once_and_she_mends_it(number, calendar)
    the_visit_stops_the_clock(number, calendar)
    two_officers_end_the_visit_and_the_days_are_added(number, calendar)
    the_head_allows_an_extension_once(number, calendar)
    zhao_grants(worker)
    the_fire_brigade_trusts_her_promise_and_checks_it_afterwards(number, worker, calendar)
    the_drains_wait_for_her_photo(number, worker, calendar)
    zhou_refuses_with_reasons_and_remedies(number, worker)
    every_step_is_on_paper_in_her_space(number)


def she_promises_what_may_be_promised_and_hands_one_paper_in_later(lin: Visitor, calendar: Calendar) -> str:
    lin.open("/switch/").press("就替这一方办", party=lin.choice("party", "云上小馆"))
    code = filled_in(calendar)
    lin.open(f"/drafts/{code}/ways/")
    assert lin.sees("疏散通道和安全出口数量够", "依法撤销许可")
    lin.press("保存，下一步", **{"way-fire_check": "commitment"})
    lin.press(f"先提交，以后再交{PHOTO}")
    lin.follow("核对并提交")
    assert lin.sees("告知承诺书的全文我已逐条看过", "以后再交")
    lin.press("签署并提交", agree="yes")
    return re.search(r"/cases/([0-9A-Z]{43})/receipt/", lin.address).group(1)


def filled_in(calendar: Calendar) -> str:
    """A draft with every question answered, every field filled, and every file attached but the photo."""
    lin, at = identity.person("lin"), calendar.now
    acting = next(one for one in identity.actings_of(lin, on=at.date()) if "云上小馆" in one.party.name)
    code = applications.start(bundle="restaurant", acting=acting, person=lin, at=at).code
    outlook = fill_everything(code, situation=LARGE, by=lin, at=at)
    (photo,) = (view for view in outlook.supplies if view.code == "grease_trap_photo")
    for document in photo.documents:
        applications.detach(code, material=photo.code, document=document.code, by=lin, at=at)
    return code


def her_case(number: str) -> Visitor:
    """Lin, who signs in again each day, looks at her case."""
    return Visitor("林晓雯").open(f"/cases/{number}/")


def desk_of(official: str) -> Visitor:
    desk = Visitor().open(f"/sign-in/?q={official}").press(official).open("/desk/").follow("云上小馆")
    assert desk.status == 200
    return desk


def course_of(official: str) -> Visitor:
    """The page of what takes time: special procedures, help, extension."""
    desk = desk_of(official)
    return desk.open(re.match(r"/desk/\w+/", desk.address).group(0) + "course/")


def zhao_returns_it_once_and_she_mends_it(number: str, calendar: Calendar) -> None:
    zhao = desk_of("赵敏")
    rulings = dict.fromkeys(zhao.fields("judge-"), "fits")
    rulings |= {"judge-workflow": "to_correct", "words-workflow": "请在平面图上标出生熟分开的路线"}
    zhao.press("一次性补正", **rulings)
    calendar.turn_to(11, 25)
    lin = her_case(number).follow("去补正")
    lin.press("补好了，交给部门", note="已在图上标出", **{"file-floor_plan": floor_plan()})
    calendar.turn_to(11, 26)
    zhao = desk_of("赵敏")
    assert not zhao.offers("一次性补正")  # all defects are told once
    zhao.press("受理")
    lin = her_case(number)
    assert lin.sees("和原来比", "店面平面图：加了", "已在图上标出")


def the_visit_stops_the_clock(number: str, calendar: Calendar) -> None:
    due = promised_day(number)
    assert due == date(2026, 12, 3)  # accepted on Thursday 26 November, five working days
    zhao = desk_of("赵敏")
    assert zhao.sees("“现场核查”要有结果，而且不是“不符合”，才能通过")
    zhao = course_of("赵敏")
    zhao.press(
        "启动并告知申请人", kind="site_visit", officer=["zhao", "zhu"], **{"inquiry-reason": "面积大于 150 平方米"}
    )
    calendar.turn_to(11, 30)
    calendar.pass_time()
    lin = her_case(number)
    assert lin.sees("现场核查", "不计时限")


def two_officers_end_the_visit_and_the_days_are_added(number: str, calendar: Calendar) -> None:
    zhao = the_visit("赵敏")
    met = {name: "met" for name in zhao.fields("line-") if name[5:].isdigit()}
    zhao.press("保存记录，请第二人确认", result="met", words="与申请一致", **met)
    calendar.turn_to(12, 1)
    calendar.pass_time()
    the_visit("朱亮").press("确认记录属实")
    assert her_case(number).open("/messages/").sees("视为受理")  # the others said nothing for five working days
    # 27 and 30 November and 1 December were the visit's: three working days are added, none is lost.
    assert promised_day(number) == date(2026, 12, 8)


def the_visit(officer: str) -> Visitor:
    desk = Visitor().open(f"/sign-in/?q={officer}").press(officer).open("/desk/inquiries/")
    return desk.open(next(link for link in desk.links() if re.search(r"/inquiries/\w+/$", link)))


def the_head_allows_an_extension_once(number: str, calendar: Calendar) -> None:
    asked = {"extension-days": "5", "extension-reasons": "要核对两家供货商"}
    course_of("赵敏").press("交负责人批准", **asked)
    zheng = Visitor().open("/sign-in/?q=郑远").press("郑远").open("/desk/")
    zheng.follow("办食品经营许可证").press("批准延期")
    assert promised_day(number) == date(2026, 12, 15)
    assert her_case(number).sees("要核对两家供货商")
    assert not course_of("赵敏").offers("交负责人批准")


def promised_day(number: str) -> date:
    """The promised day of the food licence, as the record of her case gives it."""
    whole = cases.get_case(number, seen_by=identity.person("lin"), on=date(2026, 11, 23))
    found = next(part.promised_due_on for part in whole.children if part.item == "food_licence")
    lin = her_case(number)
    assert found
    assert lin.sees(f"{found.month} 月 {found.day} 日")
    return found


def zhao_grants(worker) -> None:
    zhao = desk_of("赵敏")
    zhao.press("通过", **dict.fromkeys(zhao.fields("judge-"), "fits"))
    worker()


def the_fire_brigade_trusts_her_promise_and_checks_it_afterwards(number: str, worker, calendar: Calendar) -> None:
    qian = desk_of("钱磊")
    assert not qian.sees("疏散通道和安全出口够")  # promised, so nobody asks before the grant
    qian.press("通过", **dict.fromkeys(qian.fields("judge-"), "fits"))
    worker()
    qian = Visitor("钱磊").open("/desk/checks/")
    assert qian.sees("云上小馆")
    qian.press("记录核查结果", kept="yes", words="现场与承诺一致")
    assert her_case(number).sees("核查过了，您做到了", "现场与承诺一致")


def the_drains_wait_for_her_photo(number: str, worker, calendar: Calendar) -> None:
    li = desk_of("李强")
    li.press("提出通过意见", **dict.fromkeys(li.fields("judge-"), "fits"))
    head = identity.officials_of("water", role="head")[0].name
    desk_of(head).press("同意")
    worker()
    assert her_case(number).sees("补交")
    lin = her_case(number).follow("去补交")
    lin.press("上传", file=floor_plan())
    li = Visitor("李强").open("/desk/").follow("办排水许可证")
    li.press("看过了，符合要求")
    worker()
    assert lin.open("/space/").sees("排入排水管网许可证")


def zhou_refuses_with_reasons_and_remedies(number: str, worker) -> None:
    zhou = desk_of("周敏")
    rulings = dict.fromkeys(zhou.fields("judge-"), "fits")
    first = next(iter(rulings))
    rulings |= {first: "does_not_fit", first.replace("judge-", "words-"): "距离学校不足"}
    zhou.press("提出不予许可意见", words="店面与小学的距离不符合规定", **rulings)
    for role in ("reviewer", "head"):
        desk_of(identity.officials_of("tobacco", role=role)[0].name).press("同意")
    worker()
    lin = her_case(number).open("/messages/")
    assert lin.sees("不予许可", "距离不符合规定", "行政复议", "行政诉讼")


def every_step_is_on_paper_in_her_space(number: str) -> None:
    lin = her_case(number)
    assert lin.sees("已经结束", "3 件办好了", "1 件不予许可")
    assert lin.sees("补正告知书", "受理通知书", "特别程序告知书", "延长", "准予", "不予许可决定书")
    papers = [link for link in lin.links() if "/notices/" in link]
    assert all(lin.client.get(link).content.startswith(b"%PDF") for link in papers)
    journal.seal_entries(10_000)
    assert journal.prove().holds
