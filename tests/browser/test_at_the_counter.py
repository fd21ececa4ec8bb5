"""A clerk at the counter, from card to receipt, without a mouse; axe sees every page, wide and narrow, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.answers import floor_plan
from tests.browser.devices import DESKTOP, PHONE, Devices, Reader, complaints_of
from tests.browser.fingers import Fingers
from tests.browser.test_look_at_every_page import axe, faults_of

pytestmark = pytest.mark.browser

COMPANY = "91310104MA1TB0013N"
MOST_ROUNDS = 60


@pytest.mark.parametrize("reader", [Reader(), Reader("en"), Reader(size="elder")], ids=["zh", "en", "elder"])
def test_tao_receives_without_a_mouse_on_pages_that_everybody_can_perceive(devices: Devices, reader: Reader):
    page = devices.new("tao", reader=reader).new_page()
    complaints, hands = complaints_of(page), Fingers(page)

    nobody_is_there(page)
    the_card_is_read_and_she_acts_for_the_company(hands)
    she_finds_it_in_their_own_words(hands)
    enter_goes_to_the_next_field_until_nothing_is_empty(hands, devices.city.stage["typed"])
    what_is_missing_stands_on_one_slip(hands)
    she_scans_the_materials(hands)
    the_sheet_is_signed_and_received(hands)
    she_ends_the_attendance(hands)

    assert not complaints
    page.context.close()


def looks_right(page: Page) -> None:
    """Nothing that axe knows of, nothing that sticks out: wide and on a telephone."""
    page.evaluate(axe())
    faults = [fault for width in (PHONE, DESKTOP) for fault in faults_of(page, width=width)]
    page.set_viewport_size({"width": DESKTOP, "height": 800})
    assert not faults, page.url + "\n" + "\n".join(faults)


def nobody_is_there(page: Page) -> None:
    page.goto("/counter/")
    if page.locator("form[action='/counter/end/']").count():  # somebody of an earlier test
        page.locator("form[action='/counter/end/'] button").press("Enter")
    expect(page.locator("#read")).to_be_focused()
    looks_right(page)


def the_card_is_read_and_she_acts_for_the_company(hands: Fingers) -> None:
    page = hands.page
    page.locator("#read").focus()
    hands.press("ArrowDown")  # the first card that lies there is Lin's
    for _ in range(3):
        hands.press()
    expect(page.locator("#party")).to_be_focused()
    hands.write(COMPANY)
    hands.press()
    expect(page.locator("[name=alike]")).to_be_focused()
    hands.press("Space")
    with page.expect_navigation():
        hands.press()


def she_finds_it_in_their_own_words(hands: Fingers) -> None:
    page = hands.page
    expect(page.locator("#q")).to_be_focused()
    hands.write("开小饭店")
    with page.expect_navigation():
        hands.press()
    looks_right(page)
    hands.go(page.locator(".found button[name=bundle][value=restaurant]").first)


def enter_goes_to_the_next_field_until_nothing_is_empty(hands: Fingers, typed: dict[str, str]) -> None:
    """The page begins at the first empty field; each saves itself, and Ctrl+Enter goes to the next that is empty."""
    page = hands.page
    looks_right(page)
    for _ in range(MOST_ROUNDS):
        name = page.evaluate("document.activeElement.name") or ""
        if name not in typed:
            break
        hands.answer(page.locator(f"#form [name={name}]:not([type=hidden])"), typed[name])
        with page.expect_navigation():
            hands.press("Control+Enter")
        assert not page.locator(".errsum").count(), page.locator(".errsum").inner_text()
    assert not page.locator("#form .tag.todo").count(), "something is still empty"
    looks_right(page)


def what_is_missing_stands_on_one_slip(hands: Fingers) -> None:
    page = hands.page
    hands.press("Escape")
    with page.expect_navigation():
        hands.press("m")
    expect(page.locator(".told-list li").first).to_be_visible()
    looks_right(page)
    hands.reach(page.locator(".back-link"), backwards=True)
    with page.expect_navigation():
        hands.press()


def she_scans_the_materials(hands: Fingers) -> None:
    page = hands.page
    for name in [field.get_attribute("id") for field in page.locator("main .drop input[type=file]").all()]:
        field = page.locator(f"#{name}")
        hands.reach(field)
        with page.expect_navigation():
            field.set_input_files({"name": "图.png", "mimeType": "image/png", "buffer": floor_plan()})
    assert not page.locator(".paper-row .tag.todo").count()
    looks_right(page)


def the_sheet_is_signed_and_received(hands: Fingers) -> None:
    page = hands.page
    hands.go(page.locator("#to-sign"))
    looks_right(page)
    scan = page.locator("#scan")
    hands.reach(scan)
    scan.set_input_files({"name": "签.png", "mimeType": "image/png", "buffer": floor_plan()})
    hands.go(page.locator("form:has(#scan) .acts button"))
    assert "/receipt/" in page.url
    looks_right(page)


def she_ends_the_attendance(hands: Fingers) -> None:
    page = hands.page
    hands.reach(page.locator("form[action='/counter/end/'] button"), backwards=True)
    with page.expect_navigation():
        hands.press()
    assert "ended=1" in page.url
