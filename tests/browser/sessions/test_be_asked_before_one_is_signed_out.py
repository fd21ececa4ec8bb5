"""A session that nobody uses: the reader is asked, stays with one key, or comes back to what they typed (WCAG 2.2, 2.2.1)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.city import another_door
from tests.browser.devices import Devices, Reader

pytestmark = pytest.mark.browser

SECONDS = 16  # of a whole session; half of them are left when the reader is asked
PATIENCE = 2 * SECONDS * 1000


@pytest.fixture(scope="module")
def hurried(devices: Devices) -> Iterator[Devices]:
    """The devices of people whose sessions end soon."""
    with another_door(devices.city, TONGBAN_IDLE_MINUTES=str(SECONDS / 60)) as city:
        yield Devices(devices.chromium, city)


def sign_in(page: Page, who: str) -> None:
    page.locator(f"button[name=person][value={who}]").click()
    page.wait_for_url(lambda address: "sign-in" not in address)


def opened(devices: Devices, address: str, reader: Reader | None = None) -> Page:
    """A page that Lin just opened after she signed in."""
    page = devices.new(reader=reader or Reader()).new_page()
    page.goto(f"/sign-in/?next={address}")
    sign_in(page, "lin")
    return page


def asked(page: Page) -> Locator:
    """The question, once it stands there."""
    question = page.get_by_role("alertdialog")
    expect(question).to_be_visible(timeout=PATIENCE)
    return question


def test_one_key_is_enough_to_stay_as_often_as_one_likes(hurried):
    page = opened(hurried, "/mandates/")
    field = page.locator("main form#grant input[name=name]")
    field.fill("王")

    for key in ("Enter", "Escape"):
        field.focus()
        question = asked(page)
        expect(question.get_by_role("button", name="继续使用")).to_be_focused()
        expect(question.get_by_role("status")).to_contain_text("还有不到 1 分钟")
        page.keyboard.press(key)
        expect(question).to_be_hidden()
        expect(field).to_be_focused()

    expect(field).to_have_value("王")
    assert page.request.get("/session/").json()["left"] > 0
    page.context.close()


def test_who_does_not_answer_is_told_and_finds_what_was_typed(hurried):
    page = opened(hurried, "/mandates/", reader=Reader("en", "elder"))
    page.locator("#grant input[name=name]").fill("王五")

    expect(asked(page)).to_contain_text("Are you still there?")
    page.wait_for_url("**/sign-in/?ended=1&next=%2Fmandates%2F", timeout=PATIENCE)
    expect(page.get_by_role("status")).to_contain_text("you were signed out")
    kept = page.evaluate("sessionStorage['typed:/mandates/']")
    sign_in(page, "lin")

    assert kept
    assert "王五" not in kept
    expect(page.locator("#typed-back")).to_be_visible()
    expect(page.locator("#grant input[name=name]")).to_have_value("王五")
    page.context.close()


def test_what_is_typed_in_a_draft_is_saved_when_one_is_asked_and_that_is_no_sign_of_anybody(hurried):
    address = f"/drafts/{hurried.city.stage['begun']}/parts/{hurried.city.stage['to_fill']}/"
    page = opened(hurried, address)
    field = page.locator("form#part input[inputmode=decimal]").first
    field.focus()
    page.keyboard.press("Control+A")

    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=PATIENCE) as saved:
        page.keyboard.type("37")
        asked(page)
    page.wait_for_url("**/sign-in/**", timeout=PATIENCE)
    sign_in(page, "lin")

    assert saved.value.request.headers["x-unattended"] == "1"
    expect(field).to_have_value("37")
    page.context.close()


def test_the_next_one_at_the_same_screen_finds_nothing(hurried):
    page = opened(hurried, "/mandates/")
    page.locator("#grant input[name=name]").fill("王五")

    asked(page)
    page.wait_for_url("**/sign-in/**", timeout=PATIENCE)
    page.goto("/sign-in/?q=wang&next=/mandates/")
    sign_in(page, "wang")

    expect(page.locator("#grant input[name=name]")).to_have_value("")
    expect(page.locator("#typed-back")).to_be_hidden()
    assert page.evaluate("sessionStorage['typed:/mandates/']") is None
    page.context.close()
