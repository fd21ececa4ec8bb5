"""An editor who writes no code makes an item from a guide in half an hour, a second person approves it, and everybody finds it.

Without a mouse. The half hour is counted in the real browser and timed by the keystroke-level model: it knows no reading, so what
an editor does between two boxes stands beside it, as an assumption of this project (sample). `./tongban test
tests/browser/test_write_an_item.py -n 0 -s` prints the count.
"""

from dataclasses import dataclass
from math import ceil

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.devices import Devices
from tests.browser.fingers import Fingers, K, M, R, strokes

pytestmark = pytest.mark.browser
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

HALF_AN_HOUR = 30 * 60
READING_THE_GUIDE = 180.0  # once, before she begins
FINDING_IN_THE_GUIDE = 8.0  # for each box: the place in the guide, and how to say it in everyday words
READING_WHAT_STANDS_BESIDE = 10.0  # after each part is saved: completeness, faults, the page as a citizen will see it

CODE, NAME = "age_friendly_home", "给老人家里装扶手的补贴"
ORGAN = "11310000MB2DEM117P"
NAMES = {
    "implementation_code": f"{ORGAN}2000544599000",
    "audience-zh": "家里要做适老化改造的老人",
    "audience-en": "Elders whose home is to be adapted",
    "summary-zh": "六十岁起，家里装扶手、做防滑，可以领补贴",
    "summary-en": "From 60 years, a subsidy for grab rails and non-slip floors at home",
}
BASIS = {
    "basis-0-title-zh": "上海市老年人权益保障条例第二十条",
    "basis-0-title-en": "Shanghai Regulations on the Rights of the Elderly, article 20",
    "basis-0-law": "elderly_shanghai",
    "basis-0-article": "20",
}
CONDITION = {
    "conditions-0-code": "old_enough",
    "conditions-0-sentence-zh": "满六十周岁",
    "conditions-0-sentence-en": "At least 60 years old",
}
FACTS = {"facts-3-fact": "applicant_born_on", "facts-4-fact": "applicant_residence"}
MATERIAL = {
    "materials-0-code": "home_photo",
    "materials-0-name-zh": "要改造的地方的照片",
    "materials-0-name-en": "Photo of the place to be adapted",
    "materials-0-note-zh": "拍清楚卫生间、走道",
    "materials-0-note-en": "Show the bathroom and the passage",
}
LIMITS = {
    "statutory-days": "0",
    "statutory-note-zh": "法律没有规定时限",
    "statutory-note-en": "The law sets no limit",
    "promised-days": "10",
}
RESULT = {
    "result-name-zh": "适老化改造补贴确认单",
    "result-name-en": "Confirmation of the subsidy",
    "result-licence_type": f"{ORGAN}977",
    "result-shows": "applicant_name",
}
AGE_POINT = {
    "review_points-0-code": "old_enough",
    "review_points-0-label-zh": "满六十周岁",
    "review_points-0-label-en": "At least 60 years old",
    "review_points-0-rule": "age(applicant_born_on) >= 60",
    "review_points-0-fault-zh": "还不到六十周岁",
    "review_points-0-fault-en": "Not yet 60 years old",
    "review_points-0-mend-zh": "满六十周岁以后再来申请",
    "review_points-0-mend-en": "Apply once you are 60",
    "review_points-0-facts": "applicant_born_on",
}
PHOTO_POINT = {
    "review_points-1-code": "place_seen",
    "review_points-1-label-zh": "照片上看得出要改造的地方",
    "review_points-1-label-en": "The photo shows the place",
    "review_points-1-facts": "applicant_residence",
    "review_points-1-materials": "home_photo",
}
FINDING = {
    "aliases": "适老化改造\n装扶手\ngrab rails",
    "phrasings": "家里装扶手有补贴吗\n老人卫生间防滑怎么申请\n适老化改造去哪办",
    "themes": "housing\nstage_old",
}
QUESTION = {
    "common_questions-0-question-zh": "租的房子可以吗？",
    "common_questions-0-question-en": "May it be a rented home?",
    "common_questions-0-answer-zh": "可以，写清现在住的地址就行。",
    "common_questions-0-answer-en": "Yes: give the address where you live.",
}
CASES = (
    ("刚满六十", "1966-11-28", "met"),
    ("差一天六十", "1966-11-29", "not_met"),
)


@dataclass
class CountingFingers(Fingers):
    """Hands that count what they do: boxes filled in, keys struck, pages seen."""

    page: Page
    boxes: int = 0
    keys: int = 0
    pages: int = 0

    def reach(self, target: Locator, *, backwards: bool = False) -> int:
        steps = super().reach(target, backwards=backwards)
        self.keys += steps
        return steps

    def press(self, key: str = "Enter") -> None:
        self.keys += 1
        super().press(key)

    def go(self, target: Locator, key: str = "Enter") -> None:
        self.pages += 1
        super().go(target, key)

    def write(self, text: str) -> None:
        self.boxes += 1
        self.keys += strokes(text)
        super().write(text)

    def fill_in(self, boxes: dict[str, str]) -> None:
        for anchor, text in boxes.items():
            self.answer(self.page.locator(f"#{anchor}"), text)

    def choose(self, anchor: str, value: str) -> None:
        """A list: arrows until the wanted value stands in it."""
        box = self.page.locator(f"#{anchor}")
        self.reach(box)
        self.boxes += 1
        self.press("Home")
        for _ in range(box.locator("option").count()):
            if box.input_value() == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"no option {value} in {anchor}")

    def on_to(self, title: str) -> None:
        """Save, and on to the part of this title."""
        self.go(self.page.locator(".studio-save button", has_text=f"到“{title}”"))
        expect(self.page.locator(".studio-form h2").first).to_have_text(title)

    @property
    def seconds(self) -> float:
        """All of it, by the model and by the assumptions."""
        by_hand = self.keys * K + (self.boxes + self.pages) * M + self.pages * R
        return by_hand + READING_THE_GUIDE + self.boxes * FINDING_IN_THE_GUIDE + self.pages * READING_WHAT_STANDS_BESIDE

    def told(self) -> str:
        minutes = ceil(self.seconds / 6) / 10
        return f"{self.boxes} boxes, {self.keys} keys with Tab, {self.pages} pages: {minutes} minutes by the model"


def test_an_item_is_made_from_a_guide_approved_and_found(devices: Devices):
    hands = CountingFingers(page_of("han", devices))

    address = she_begins(hands)
    she_writes_what_it_asks(hands)
    she_writes_how_it_is_examined(hands)
    she_writes_how_it_is_found(hands)
    she_tries_it_with_cases(hands)
    she_submits_it(hands, address)
    print(f"\n{hands.told()}")
    assert hands.seconds < HALF_AN_HOUR, hands.told()
    another_approves_and_publishes(devices, address)

    page = page_of("", devices)
    page.goto("/search/?q=家里装扶手有补贴吗")
    expect(page.locator(f'.hit[href="/items/{CODE}/"]')).to_contain_text(NAME)
    page.goto(f"/items/{CODE}/")
    expect(page.locator("main")).to_contain_text("满六十周岁")
    hands.page.context.close()


def page_of(person: str, devices: Devices) -> Page:
    """A page of theirs that waits long enough for content that is checked as a whole on a busy machine."""
    page = devices.new(person).new_page()
    page.set_default_timeout(PATIENCE)
    page.set_default_navigation_timeout(PATIENCE)
    return page


def she_begins(hands: CountingFingers) -> str:
    page = hands.page
    page.goto("/studio/")
    hands.reach(page.locator("summary", has_text="新增事项"))
    hands.press()
    hands.fill_in({"zh": NAME, "en": "Subsidy for grab rails at home", "code": CODE})
    hands.choose("organ", "civil_affairs")
    hands.go(page.locator("button", has_text="新建并填写"))
    expect(page.locator("h1")).to_contain_text("事项")
    return page.url.partition("/files/")[0]


def she_writes_what_it_asks(hands: CountingFingers) -> None:
    page = hands.page
    expect(page.locator("#beside")).to_contain_text("错误")
    hands.choose("kind", "05")
    hands.fill_in(NAMES)
    hands.on_to("设定依据")
    hands.fill_in(BASIS)
    hands.on_to("受理条件")
    hands.fill_in(CONDITION)
    she_writes_a_rule_with_completion(hands, page.locator("#conditions-0-rule"))
    hands.on_to("要填的数据项")
    hands.fill_in(FACTS)
    hands.on_to("申报材料")
    hands.fill_in(MATERIAL)
    hands.reach(page.locator("#materials-0-name-en"), backwards=True)
    hands.choose("materials-0-way", "upload")
    hands.on_to("办理时限")


def she_writes_a_rule_with_completion(hands: CountingFingers, box: Locator) -> None:
    """She writes the Chinese name of a fact, chooses it with the arrows, and reads back what the rule says."""
    page = hands.page
    hands.reach(box)
    hands.write("age(出生日期")
    offers = page.locator("#conditions-0-rule-o [role=option]")
    wanted = offers.filter(has_text="applicant_born_on")
    expect(wanted).to_have_count(1)
    for _ in range(offers.count()):
        hands.press("ArrowDown")
        if wanted.get_attribute("aria-selected") == "true":
            break
    hands.press("Enter")
    page.keyboard.type(") >= 60")
    hands.keys += strokes(") >= 60")
    expect(box).to_have_value("age(applicant_born_on) >= 60")
    expect(page.locator("#conditions-0-rule-s")).to_contain_text("60")
    expect(page.locator("#conditions-0-rule-s")).to_contain_text("办理人出生日期")


def she_writes_how_it_is_examined(hands: CountingFingers) -> None:
    page = hands.page
    hands.fill_in({name: LIMITS[name] for name in ("statutory-days",)})
    hands.choose("statutory-unit", "none")
    hands.fill_in({name: LIMITS[name] for name in ("statutory-note-zh", "statutory-note-en", "promised-days")})
    hands.choose("promised-unit", "working_days")
    hands.on_to("收费与结果")
    hands.fill_in(RESULT)
    hands.on_to("审查要点")
    hands.fill_in(AGE_POINT)
    hands.go(page.locator(".studio-save button").first)
    hands.fill_in(PHOTO_POINT)
    hands.on_to("办理程序")


def she_writes_how_it_is_found(hands: CountingFingers) -> None:
    page = hands.page
    hands.on_to("百姓问法")
    hands.fill_in(FINDING)
    hands.on_to("常见问题")
    hands.fill_in(QUESTION)
    hands.go(page.locator(".studio-save button").first)
    panel = page.locator("#beside")
    expect(panel).not_to_contain_text("错误")
    expect(panel).to_contain_text("没有测试用例")
    expect(page.locator("#live")).to_contain_text("10 个工作日")


def she_tries_it_with_cases(hands: CountingFingers) -> None:
    """One just old enough, one a day too young: each is told as met or not, and why, before she saves."""
    page = hands.page
    hands.go(page.locator(".studio-parts button", has_text="写测试用例"))
    for position, (says, born, comes) in enumerate(CASES):
        row = f"cases-{position}"
        hands.fill_in({f"{row}-says": says, f"{row}-on": "2026-11-28"})
        hands.fill_in({f"{row}-facts-0-k": "applicant_born_on", f"{row}-facts-0-value": f'"{born}"'})
        hands.fill_in({f"{row}-expect-0-k": "old_enough"})
        hands.choose(f"{row}-expect-0-value", comes)
        hands.go(page.locator(".studio-save button").first)
    expect(page.locator("#beside")).to_contain_text(
        "4/4"
    )  # the condition and the point of the same rule, in both cases
    expect(page.locator("#beside")).to_contain_text("不符合，因为：")


def she_submits_it(hands: CountingFingers, address: str) -> None:
    page = hands.page
    hands.skip_to_content()
    hands.go(page.locator(f'main a[href="{address.partition("/studio")[1]}{address.partition("/studio")[2]}/"]'))
    hands.go(page.locator("button", has_text="校验并送审"))
    expect(page.get_by_role("status")).to_contain_text("等另一个人审定")


def another_approves_and_publishes(devices: Devices, address: str) -> None:
    hands = Fingers(page_of("cao", devices))
    page = hands.page
    page.goto("/studio/")
    code = address.rstrip("/").rpartition("/")[2]
    hands.go(page.locator(f'a[href="/studio/{code}/"]'))
    hands.go(page.locator("button", has_text="审定").first)
    expect(page.get_by_role("status")).to_contain_text("可以定施行日期发布")
    hands.go(page.locator("button", has_text="发布"))
    expect(page.get_by_role("status")).to_contain_text("已发布")
    page.context.close()
