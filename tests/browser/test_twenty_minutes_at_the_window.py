"""A restaurant is received at a window in under twenty minutes: counted in the real browser, timed by a model of human hands.

What is counted and what is assumed stands in keystrokes.py. The counts are bounds: a page that asks for more fails here first.
`./tongban test tests/browser/test_twenty_minutes_at_the_window.py -n 0 -s` prints them.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.answers import floor_plan
from tests.browser.devices import Devices
from tests.browser.keystrokes import CHECKING_THE_PERSON, PRINTING, READING_THE_SHEET, Clerk
from tests.browser.test_at_the_counter import COMPANY, MOST_ROUNDS

pytestmark = pytest.mark.browser

TWENTY_MINUTES = 20 * 60
AT_HOME = {"has_business_licence": "yes", "dishes": "hot", "floor_area": "118", "seats": "48", "storey": "first"}
AT_HOME |= {"has_signboard": "no", "open_kitchen": "no", "sells_tobacco": "no"}

START = """party => {
  const form = document.querySelector('form[action="/language/"]').cloneNode(true);
  const add = (name, value) => {
    const field = document.createElement('input');
    field.type = 'hidden'; field.name = name; field.value = value; form.append(field) };
  form.action = '/start/'; document.body.append(form); add('bundle', 'restaurant'); add('party', party); form.submit() }"""
"""What the guide's last button does, for her company."""


def test_from_nothing(devices: Devices):
    clerk = Clerk(devices.new("tao").new_page())

    she_checks_the_card(clerk)
    clerk.click(clerk.page.locator("#q"))
    clerk.write("开小饭店")
    clerk.press("Enter")
    clerk.click(clerk.page.locator(".found button[name=bundle][value=restaurant]").first, leads_on=True)
    she_fills_in_what_is_empty(clerk, devices.city.stage["typed"])
    she_scans_and_has_it_signed(clerk)

    print(f"\nfrom nothing: {clerk.told()}")
    assert clerk.seconds < TWENTY_MINUTES, clerk.told()
    assert (clerk.fields, clerk.pages, clerk.scans) <= (40, 60, 8), clerk.told()
    clerk.page.context.close()


def test_with_the_code_of_a_draft_whose_questions_were_answered_at_home(devices: Devices):
    spoken = lin_answers_the_questions_and_shows_a_code(devices)
    clerk = Clerk(devices.new("tao").new_page())

    she_checks_the_card(clerk)
    clerk.click(clerk.page.locator("#spoken"))
    clerk.write(spoken)
    clerk.press("Enter")
    she_fills_in_what_is_empty(clerk, devices.city.stage["typed"])
    she_scans_and_has_it_signed(clerk)

    print(f"\nwith a draft: {clerk.told()}")
    assert clerk.seconds < TWENTY_MINUTES, clerk.told()
    clerk.page.context.close()


def lin_answers_the_questions_and_shows_a_code(devices: Devices) -> str:
    page = devices.new("lin").new_page()
    page.goto("/guides/restaurant/?" + "&".join(f"{name}={value}" for name, value in AT_HOME.items()) + "&asked=with")
    page.evaluate(START, COMPANY)
    page.wait_for_url("**/drafts/**")
    page.goto(re.sub(r"(/drafts/[0-9a-f]+/).*", r"\1", page.url))
    page.locator("form[action$='/counter/'] button").click()
    spoken = page.locator(".big-number").inner_text()
    page.context.close()
    return spoken


def she_checks_the_card(clerk: Clerk) -> None:
    page = clerk.page
    page.goto("/counter/")
    if page.locator("form[action='/counter/end/']").count():  # somebody of an earlier test
        page.locator("form[action='/counter/end/'] button").click()
        page.wait_for_load_state()
    clerk.besides += CHECKING_THE_PERSON
    page.locator("#read").select_option("lin")  # the reader does this, not the clerk
    clerk.click(page.locator("#party"))
    clerk.write(COMPANY)
    clerk.choose(page.locator("[name=alike]"))
    clerk.click(page.locator("form:has(#read) .acts button"), leads_on=True)


def she_fills_in_what_is_empty(clerk: Clerk, typed: dict[str, str]) -> None:
    """The page goes to what is empty; each answer is asked for, typed, and saved with Ctrl+Enter."""
    for _ in range(MOST_ROUNDS):
        name = clerk.page.evaluate("document.activeElement.name") or ""
        if name not in typed:
            break
        clerk.ask()
        she_answers(clerk, name, typed[name])
        clerk.press("Control+Enter")
        assert not clerk.page.locator(".errsum").count(), clerk.page.locator(".errsum").inner_text()
    assert not clerk.page.locator("#form .tag.todo").count(), "something is still empty"


def she_answers(clerk: Clerk, name: str, value: str) -> None:
    field = clerk.page.locator(f"#form [name={name}]:not([type=hidden])")
    kind = field.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        clerk.choose(field.and_(clerk.page.locator(f"[value='{value}']")))
    elif kind == "date":
        clerk.date(value)
    else:
        clerk.write(value)


def she_scans_and_has_it_signed(clerk: Clerk) -> None:
    page = clerk.page
    for name in [field.get_attribute("id") for field in page.locator("main .drop input[type=file]").all()]:
        clerk.scan(page.locator(f"#{name}"), floor_plan())
    clerk.click(page.locator("#to-sign"), leads_on=True)
    clerk.besides += PRINTING + READING_THE_SHEET
    scans(clerk, page)
    clerk.click(page.locator("form:has(#scan) .acts button"), leads_on=True)
    clerk.besides += PRINTING  # the receipt
    expect(page.locator("#receipt-t")).to_be_visible()


def scans(clerk: Clerk, page: Page) -> None:
    """The signed sheet: chosen in its form, sent with the button."""
    clerk.scans += 1
    page.locator("#scan").set_input_files({"name": "签.png", "mimeType": "image/png", "buffer": floor_plan()})
