"""Without scripts, and on one device after another."""

import pytest
from playwright.sync_api import Page, expect

from tests.answers import floor_plan
from tests.browser.devices import PHONE, Devices

pytestmark = pytest.mark.browser

ANSWERS = "has_business_licence=yes&dishes=hot&floor_area=118&seats=48&storey=first&has_signboard=no&open_kitchen=no"


def begin(page: Page) -> str:
    """Lin begins a draft for her company; gives its address."""
    page.goto("/switch/?next=/")
    page.locator("label", has_text="云上小馆").click()
    page.locator("main form:has([name=party]) button").click()
    page.goto(f"/guides/restaurant/?{ANSWERS}&sells_tobacco=no&asked=with")
    page.locator("#questions .btn", has_text="开始办理").click()
    page.wait_for_url("**/drafts/*/")
    return page.url


def fill_in_this_part(page: Page, typed: dict[str, str]) -> None:
    names = [field.get_attribute("name") or "" for field in page.locator("#part .f [name]:visible").all()]
    for name in dict.fromkeys(names):
        field = page.locator(f"#part [name={name}]")
        if field.first.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"#part [name={name}][value='{typed[name]}']").check()
        else:
            field.fill(typed[name])


def test_the_main_steps_need_no_script(devices: Devices):
    page = devices.new("lin", scripts=False).new_page()
    draft = begin(page)
    page.locator("main .acts .btn", has_text="接着填").click()
    while "/parts/" in page.url:
        fill_in_this_part(page, devices.city.stage["typed"])
        page.locator(".bottombar button").click()
        assert not page.locator(".errsum").count(), page.locator(".errsum").inner_text()
    for index in range(page.locator("form.drop").count()):
        form = page.locator("form.drop").nth(index)
        form.locator("input[type=file]").set_input_files(
            {"name": "图.png", "mimeType": "image/png", "buffer": floor_plan()}
        )
        form.locator("button").click()
    page.goto(f"{draft}check/")
    page.locator("#agree").check()
    page.locator("form:has(#agree) button").click()

    expect(page.locator("h1")).to_contain_text("已收到")
    page.context.close()


def test_a_draft_goes_on_where_it_was_left_on_another_device(devices: Devices):
    desk = devices.new("lin").new_page()
    draft, stage = begin(desk), devices.city.stage
    address = f"{draft}parts/facilities/"
    desk.goto(address)
    field = desk.locator("#part .f input[inputmode=decimal]").first
    name = field.get_attribute("name") or ""
    with desk.expect_response(lambda answer: answer.request.method == "POST") as saved:
        field.fill("24")
        field.blur()
    assert saved.value.ok

    phone = devices.new("lin", width=PHONE).new_page()
    phone.goto("/space/")
    phone.locator(f'main a[href="{draft.removeprefix(devices.city.address)}"]').first.click()
    phone.goto(address)

    expect(phone.locator(f"#part [name={name}]")).to_have_value("24")
    assert stage["begun"] not in draft
    desk.context.close()
    phone.context.close()


def test_what_changed_in_another_tab_is_not_signed_unseen(devices: Devices):
    context = devices.new("lin")
    sheet, other = context.new_page(), context.new_page()
    ready = "/drafts/{ready}/".format_map(devices.city.stage)
    sheet.goto(f"{ready}check/")
    other.goto(f"{ready}parts/facilities/")
    other.locator("#part input[inputmode=decimal]").first.fill("31")
    other.locator(".bottombar button").click()
    other.wait_for_url(lambda address: "facilities" not in address)

    sheet.locator("#agree").check()
    sheet.locator("form:has(#agree) button").click()

    expect(sheet.locator(".errsum")).to_be_visible()
    assert "/cases/" not in sheet.url
    context.close()
