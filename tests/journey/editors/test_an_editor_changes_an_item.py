"""An editor shortens a promise. Another person approves it. It takes force tomorrow by itself; a draft begun today is guided
over with everything in it; the public sees what changed; and when it turns out too short, the old content is published anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import world
from tests.visitor import Visitor
from tongban.applications import public as applications
from tongban.catalogue import public as catalogue
from tongban.desks.views import who as at_the_desk
from tongban.identity import public as identity
from tongban.portal.views import who as at_the_portal

GUIDE = "/items/food_licence/"
HISTORY = "/guides/item/food_licence/history/"
DAY = timedelta(days=1)


@pytest.fixture
def calendar(monkeypatch):
    """The calendar on the wall: both faces read the day from it, and a test may turn its leaf."""
    now = [timezone.now()]

    def turn(days):
        now[0] += days * DAY

    for face in (at_the_desk, at_the_portal):
        monkeypatch.setattr(face, "now", lambda: now[0])
        monkeypatch.setattr(face, "today", lambda: timezone.localdate(now[0]))
    return turn


def revise(days):
    """Han finds the item, opens its limits, writes another number and saves."""
    han = Visitor("韩雪")
    han.open("/studio/?q=办食品经营许可证").press("开始修改").follow("办理时限")
    han.press("保存", **{"promised.days": str(days)})
    assert han.sees("已保存")
    return han.follow("修改事项")


def approve(address):
    cao = Visitor("曹平").open(address)
    cao.press("审定")
    assert cao.sees("已审定")
    return cao


def test_a_promise_is_shortened_from_tomorrow_on(city, calendar):
    before, tomorrow = city.items["food_licence"].promised.days, timezone.localdate() + DAY
    draft = world.begin()

    han = revise(3)
    assert han.sees(f"承诺时限由 {before} 个工作日改为 3 个工作日", "开办餐饮店", "有 1 份涉及这些改动", "曹平")
    han.press("校验并送审")
    assert not han.offers("审定")
    approve(han.address).press("发布", day=tomorrow.isoformat())
    assert Visitor().open(GUIDE).sees(f"{before} 个工作日")
    assert not Visitor("林晓雯").open(f"/drafts/{draft}/").sees("办事指南更新了")

    calendar(1)
    citizen = Visitor().open(GUIDE)
    assert citizen.sees("3 个工作日", "这份指南现在的内容自")
    assert citizen.follow("更新记录").sees(f"承诺时限由 {before} 个工作日改为 3 个工作日", "修改事项")


def test_a_draft_that_was_begun_before_is_guided_over_with_everything_in_it(city, calendar):
    draft, lin = world.begin(), identity.person("lin")
    held = applications.outlook(draft, seen_by=lin, at=timezone.now()).values
    published_from_tomorrow(3)

    calendar(1)
    applicant = Visitor("林晓雯").open(f"/drafts/{draft}/check/")
    assert applicant.sees("办事指南更新了", "您已填的都留着", "改为 3 个工作日")
    applicant.press("知道了，按新的继续")

    assert not applicant.sees("办事指南更新了")
    after = applications.outlook(draft, seen_by=lin, at=timezone.now() + DAY)
    assert (after.draft.edition, after.values) == (catalogue.edition(on=timezone.localdate() + DAY).number, held)


def published_from_tomorrow(days):
    han = revise(days).press("校验并送审")
    approve(han.address).press("发布", day=(timezone.localdate() + DAY).isoformat())


def test_the_old_content_is_brought_back_by_publishing_it_anew(city, calendar):
    before = city.items["food_licence"].promised.days
    published_from_tomorrow(3)
    calendar(1)

    han = Visitor("韩雪").open("/studio/history/item/food_licence/").press("恢复这一版")
    assert han.sees(f"承诺时限由 3 个工作日改为 {before} 个工作日")
    han.press("校验并送审")
    approve(han.address).press("发布", day=(timezone.localdate() + DAY).isoformat())

    assert Visitor().open(GUIDE).sees(f"{before} 个工作日")
    assert Visitor().open(HISTORY).sees("改为 3 个工作日", f"由 3 个工作日改为 {before} 个工作日", "第一次公布")


def test_a_citizen_says_what_is_wrong_and_the_editor_answers(city):
    citizen = Visitor().open(GUIDE).follow("指南有误？告诉我们")
    citizen.press("提交", category="place", words="我的手机 13800138000，请回电")
    assert (citizen.status, citizen.sees("请不要写身份证号或手机号")) == (422, True)

    citizen.press("提交", category="place", words="写的电话打不通，总是忙音")
    assert citizen.sees("收到了")

    han = Visitor("韩雪").open("/studio/reports/")
    assert han.sees("写的电话打不通", "办食品经营许可证", "0 天了")
    han.press("答复", is_right="yes", words="号码已改")
    assert han.sees("没有等答复的纠错", "号码已改")
