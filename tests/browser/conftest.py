"""One city and one Chromium for all browser tests. Both end before other tests run: Playwright keeps an event loop."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.browser.city import City, running_city
from tests.browser.devices import Devices

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="package")
def city_on_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The product as people start it, with a case in every state. Every test of this folder shares it."""
    with running_city(tmp_path_factory.mktemp("city"), settings.DATABASE_URL) as city:
        yield city


@pytest.fixture(scope="package")
def devices(city_on_stage: City) -> Iterator[Devices]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["TONGBAN_CHROMIUM"], args=FLAGS.split())
        yield Devices(chromium, city_on_stage)
        chromium.close()
