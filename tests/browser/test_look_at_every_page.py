"""Every page, in normal and large print, in both languages: axe finds nothing, nothing sticks out, nothing is refused."""

import itertools
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.devices import DESKTOP, PHONE, Devices, Reader, complaints_of
from tests.browser.pages import ALL, Sight

pytestmark = pytest.mark.browser

TWICE_AS_LARGE = DESKTOP // 2
"""A window of 1280 pixels at 200 % zoom is as wide as 640 CSS pixels."""
LANGUAGES = [Reader("zh-hans"), Reader("en")]
THEMES = [Reader(theme="dark"), Reader(theme="contrast")]
NORMAL, LARGE = "", "elder"
IN_COLOUR = ("home", "guide complete", "part with errors", "case in progress", "case complete", "queue", "track open")

STICKS_OUT = """() => { const room = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide <= room) return [];
  const scrolls = one => one && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
  const out = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > room
    && !scrolls(one.parentElement));
  return [`the page is ${wide} px wide`, ...out.slice(-3).map(one => one.outerHTML.slice(0, 120))] }"""
SHOW_IN_SIZE = """size => { const shown = document.documentElement.dataset;
  if (size) shown.size = size; else delete shown.size }"""
FAULTS = """() => axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations.map(one =>
  `${one.impact} ${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' +
  (node.any[0] || node.all[0] || node.none[0] || {message: ''}).message).join(' | ')}`))"""


@cache
def axe() -> str:
    return Axe().axe_script


def faults_of(page: Page, *, width: int) -> list[str]:
    """What is wrong with the page as it stands, at this width."""
    page.set_viewport_size({"width": width, "height": 800})
    found = [f"at {width} px sticks out: {one}" for one in page.evaluate(STICKS_OUT)]
    if width != TWICE_AS_LARGE:
        found += [f"at {width} px {one}" for one in page.evaluate(FAULTS)]
    return found


def look(devices: Devices, sight: Sight, reader: Reader, *, sizes: tuple[str, ...]) -> list[str]:
    """What is wrong with a page that is opened once and then seen in each size and width, as its display panel would show it."""
    page = devices.kept(sight.who.format_map(devices.city.stage), reader).new_page()
    try:
        faults = complaints_of(page)
        sight.open(page, devices.city.stage)
        page.evaluate(axe())
        for size, width in itertools.product(sizes, (PHONE, TWICE_AS_LARGE, DESKTOP)):
            page.evaluate(SHOW_IN_SIZE, size)
            faults += [f"{size or 'normal'} {fault}" for fault in faults_of(page, width=width)]
        return faults
    finally:
        page.close()


def mode_of(reader: Reader) -> str:
    return "-".join(filter(None, (reader.language, reader.size, reader.theme)))


def named(*names: str) -> list[Sight]:
    return [sight for sight in ALL if sight.name in names]


@pytest.mark.parametrize("reader", LANGUAGES, ids=mode_of)
@pytest.mark.parametrize("sight", ALL, ids=lambda sight: sight.name)
def test_everybody_can_perceive_the_page(devices, sight, reader):
    faults = look(devices, sight, reader, sizes=(NORMAL, LARGE))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("reader", [Reader("zh-hans", LARGE), Reader("en", LARGE)], ids=mode_of)
@pytest.mark.parametrize("sight", named("home", "home of somebody signed in"), ids=lambda sight: sight.name)
def test_the_home_in_large_print_is_another_page(devices, sight, reader):
    faults = look(devices, sight, reader, sizes=(LARGE,))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("reader", THEMES, ids=mode_of)
@pytest.mark.parametrize("sight", named(*IN_COLOUR), ids=lambda sight: sight.name)
def test_every_theme_has_contrast(devices, sight, reader):
    faults = look(devices, sight, reader, sizes=(NORMAL,))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("reader", [*LANGUAGES, *THEMES], ids=mode_of)
def test_the_display_panel_can_be_perceived_and_is_left_with_a_key(devices, reader):
    page = devices.kept("", reader).new_page()
    page.goto("/privacy/")
    page.locator(".util [data-open=display]").click()
    page.evaluate(axe())

    faults = faults_of(page, width=DESKTOP)
    page.keyboard.press("Escape")

    assert not faults, "\n".join(faults)
    assert not page.locator("#display").is_visible()
    page.close()


def test_the_look_itself_sees_what_is_wrong(devices):
    page = devices.kept("", Reader()).new_page()
    complaints = complaints_of(page)
    page.goto("/privacy/")
    page.evaluate(axe())
    page.evaluate("""() => { const wrong = document.createElement('div'); document.querySelector('main').append(wrong);
        wrong.innerHTML = '<img src="/static/mark.svg"><input><p class="muted"><span style="color: #bbb">pale words</span></p>';
        wrong.querySelector('span').style.color = '#ccc'; wrong.style.width = '2000px' }""")

    faults = " ".join(faults_of(page, width=PHONE))

    assert {name for name in ("image-alt", "label", "color-contrast", "sticks out") if name in faults} == {
        *("image-alt", "label", "color-contrast", "sticks out")
    }
    assert complaints, "the policy of the page refuses a style in its text, and the browser says so"
    page.close()
