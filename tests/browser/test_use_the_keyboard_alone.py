"""From home to the receipt, and at the desk, without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.answers import floor_plan
from tests.browser.devices import Devices
from tests.browser.fingers import Fingers

pytestmark = pytest.mark.browser

ANSWERS = {
    "has_business_licence": "yes",
    "dishes": "hot",
    "floor_area": "118.6",
    "seats": "48",
    "storey": "first",
    "has_signboard": "no",
    "open_kitchen": "no",
    "sells_tobacco": "no",
}


def test_lin_submits_without_a_mouse(devices: Devices):
    page = devices.new("lin").new_page()
    page.goto("/")
    hands = Fingers(page)

    she_acts_for_her_company(hands)
    she_finds_what_she_needs(hands)
    she_answers_the_questions(hands)
    she_fills_in_the_form(hands, devices.city.stage["typed"])
    she_uploads(hands)
    she_signs(hands)

    expect(page.locator("h1")).to_contain_text("已收到")
    assert "/receipt/" in page.url
    page.context.close()


def she_acts_for_her_company(hands: Fingers) -> None:
    page = hands.page
    hands.go(page.locator(".site .me"))
    options = page.locator("[name=party]")
    company = page.locator("label", has_text="云上小馆").locator("[name=party]").get_attribute("value")
    hands.answer(options, company or "")
    hands.go(page.locator("main form:has([name=party]) button"))


def she_finds_what_she_needs(hands: Fingers) -> None:
    page = hands.page
    hands.go(page.locator(".brand"))
    hands.skip_to_content()
    hands.reach(page.locator("main [name=q]"))
    hands.write("开小饭店")
    with page.expect_navigation():
        hands.press()
    hands.go(page.locator(".hit[data-node=restaurant]"))
    page.wait_for_url("**/guides/restaurant/**")


def she_answers_the_questions(hands: Fingers) -> None:
    page = hands.page
    hands.skip_to_content()
    while page.locator("#questions .btn", has_text="下一题").count():
        name = next(code for code in ANSWERS if page.locator(f"#questions [name={code}]:not([type=hidden])").count())
        hands.answer(page.locator(f"#questions [name={name}]:not([type=hidden])"), ANSWERS[name])
        hands.go(page.locator("#questions .btn", has_text="下一题"))
    if page.locator("#questions [name=asked]").count():
        hands.go(page.locator("#questions .btn", has_text="选好了"))
    hands.go(page.locator("#questions .btn", has_text="开始办理"))


def she_fills_in_the_form(hands: Fingers, typed: dict[str, str]) -> None:
    """Part after part by the button that leads on; only what is empty is typed."""
    page = hands.page
    hands.skip_to_content()
    hands.go(page.locator("main .acts .btn", has_text="接着填"))
    for _ in range(20):
        if "/parts/" not in page.url:
            break
        hands.skip_to_content()
        for name in empty_fields(page):
            hands.answer(page.locator(f"#part [name={name}]"), typed[name])
        hands.go(page.locator(".bottombar button"))
        assert not page.locator(".errsum").count(), page.locator(".errsum").inner_text()
    assert page.url.endswith("/materials/")


def empty_fields(page: Page) -> list[str]:
    """The fields of this part in which nothing stands, in their order on the page."""
    return page.evaluate("""() => [...new Set([...document.querySelectorAll('#part .f [name]')].map(one => one.name))]
        .filter(name => ![...document.getElementsByName(name)].some(one => one.type === 'hidden' && one.name !== 'field'
            || (['radio', 'checkbox'].includes(one.type) ? one.checked : one.value)))""")


def she_uploads(hands: Fingers) -> None:
    """The keyboard opens the system's window for files, which no test can use: the file is put in where the focus is."""
    page = hands.page
    for name in [field.get_attribute("id") for field in page.locator("main input[type=file]").all()]:
        field = page.locator(f"#{name}")
        hands.reach(field)
        with page.expect_navigation():
            field.set_input_files({"name": "图.png", "mimeType": "image/png", "buffer": floor_plan()})
    hands.skip_to_content()
    hands.go(page.locator("main .acts .btn", has_text="核对并提交"))


def she_signs(hands: Fingers) -> None:
    page = hands.page
    hands.skip_to_content()
    hands.reach(page.locator("#agree"))
    hands.press("Space")
    hands.go(page.locator("form:has(#agree) button"))


def test_an_error_takes_the_focus_and_leads_to_its_field(devices: Devices):
    page = devices.new("lin").new_page()
    stage = devices.city.stage
    page.goto("/drafts/{begun}/parts/{to_fill}/".format_map(stage))
    hands = Fingers(page)
    hands.answer(page.locator(f"#part [name={stage['a_number']}]"), "很多")
    hands.go(page.locator(".bottombar button"))

    expect(page.locator(".errsum")).to_be_focused()
    hands.reach(page.locator(f".errsum a[href='#{stage['a_number']}']"))
    hands.press()

    expect(page.locator(f"#part [name={stage['a_number']}]")).to_be_focused()
    page.context.close()


def test_the_focus_of_a_phone_is_never_under_the_bars(devices: Devices):
    page = devices.new("lin", width=360).new_page()
    page.goto("/drafts/{begun}/parts/{to_fill}/".format_map(devices.city.stage))
    hands = Fingers(page)

    hands.reach(page.locator(".bottombar button"))
    hands.reach(page.locator(".skip"), backwards=True)
    page.context.close()


def test_the_keys_of_the_desk(devices: Devices):
    page = devices.new("zhao").new_page()
    page.goto("/desk/")
    rows = page.locator("a[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/[0-9a-f]{20}/"))
    page.goto("/desk/{track}/".format_map(devices.city.stage))
    hands = Fingers(page)

    page.keyboard.press("/")
    page.keyboard.type("jkabyn")
    expect(page.locator("#find")).to_have_value("jkabyn")
    assert re.search(r"/desk/[0-9a-f]{20}/$", page.url), "a letter that is typed into a field is a letter"

    hands.skip_to_content()
    page.keyboard.press("n")
    expect(page.locator("#words")).to_be_visible()
    page.keyboard.press("y")
    expect(page.locator("form[data-review] [data-key=y]")).to_be_focused()
    hands.press()
    expect(page.locator("form[data-review] fieldset.judge input").first).to_be_focused()  # nothing is judged yet
    page.context.close()


@pytest.mark.parametrize(("who", "where", "key"), [("zhu", "/desk/", "j"), ("tao", "/counter/", "h")])
def test_keys_of_one_letter_can_be_switched_off_for_an_account(devices: Devices, who: str, where: str, key: str):
    page = devices.new(who).new_page()
    page.goto(where)
    Fingers(page).go(page.locator("form[data-keys=on] button"))

    elsewhere = devices.new(who).new_page()  # another computer, the same account
    elsewhere.goto(where)
    for one in (page, elsewhere):
        one.locator("#main").focus()
        for pressed in (key, "o", "/"):
            one.keyboard.press(pressed)
        expect(one).to_have_url(re.compile(rf"{where}$"))
        expect(one.locator("a[data-row]:focus, [data-key]:focus, #find:focus")).to_have_count(0)
        expect(one.locator("kbd:visible")).to_have_count(0)
    elsewhere.context.close()

    hands = Fingers(page)
    page.goto("/accessibility/")
    hands.go(page.locator("#main button[name=letters][value=on]"))
    page.goto(where)
    expect(page.locator("kbd:visible").first).to_be_visible()
    expect(page.locator("form[data-keys=on]")).to_have_count(1)
    page.context.close()


def test_a_decision_in_several_steps_is_made_without_a_mouse(devices: Devices):
    """The officer judges every point and proposes; each next step reads that wording and signs it."""
    stage = devices.city.stage
    officer, *signers = stage["signers"].split(",")
    page = devices.new(officer).new_page()
    page.goto("/desk/{two_steps}/".format_map(stage))
    hands = Fingers(page)
    points = page.locator("form[data-review] fieldset.judge")
    for index in range(points.count()):
        hands.answer(points.nth(index).locator("input"), "fits")
    with page.expect_navigation():
        page.keyboard.press("y")
    expect(page.locator("[role=status]", has_text="正等下一步会签")).to_be_visible()
    page.context.close()

    for signer in signers:
        page = devices.new(signer).new_page()
        page.goto("/desk/{two_steps}/".format_map(stage))
        hands = Fingers(page)
        hands.skip_to_content()
        with page.expect_navigation():
            page.keyboard.press("y")
        expect(page.locator("[role=status]", has_text="已会签")).to_be_visible()
        page.context.close()

    page = devices.new(officer).new_page()
    page.goto("/desk/{two_steps}/".format_map(stage))
    expect(page.locator(".ident")).to_contain_text("已通过")
    page.context.close()


def test_a_reviewer_asks_for_a_correction_without_a_mouse(devices: Devices):
    page = devices.new("zhao").new_page()
    page.goto("/desk/{track}/".format_map(devices.city.stage))
    hands = Fingers(page)
    points = page.locator("form[data-review] fieldset.judge")

    for index in range(points.count()):
        verdict = "to_correct" if index == 0 else "fits"
        hands.answer(points.nth(index).locator("input"), verdict)
        if index == 0:
            hands.reach(page.locator("form[data-review] textarea").first)
            hands.write("请在平面图上标出生熟分开的路线")
    page.locator("form[data-review] fieldset.judge input:focus").wait_for()
    with page.expect_navigation():
        page.keyboard.press("b")

    expect(page.locator("[role=status]", has_text="要补正的内容已经一次告知申请人")).to_be_visible()
    page.context.close()


def test_the_policy_library_is_filtered_and_marked_without_a_mouse(devices: Devices):
    page = devices.new("wang").new_page()
    page.goto("/policies/")
    hands = Fingers(page)

    hands.go(page.locator(".todo-card .btn"))
    hands.go(page.locator("form[data-once] button"))
    hands.reach(page.locator("#standing"))
    hands.press("ArrowDown")
    hands.reach(page.locator("#kind"))
    hands.press("ArrowDown")
    hands.go(page.locator(".narrow-down button"))

    assert "standing=entitled" in page.url
    assert "kind=&" not in page.url
    expect(page.locator("section [role=status]")).to_contain_text(re.compile(r"[1-9]"))
    expect(page.locator(".matches .tag.ok", has_text="可以享受").first).to_be_visible()
    page.context.close()
