"""Browser tests need a Chromium. Where there is none they are skipped, and the report says so at its start and at its end."""

import os

import pytest

from tongban.site.commands.test import find_chromium

WHY_NOT = pytest.StashKey[str]()


def pytest_configure(config):
    if "TONGBAN_CHROMIUM" not in os.environ:
        os.environ["TONGBAN_CHROMIUM"] = find_chromium() or "none"
    why = os.environ.get("TONGBAN_NO_CHROMIUM_BECAUSE") or "no Chromium was found; ./tongban test gets one"
    config.stash[WHY_NOT] = why if os.environ["TONGBAN_CHROMIUM"] == "none" else ""


def pytest_report_header(config):
    if why := config.stash[WHY_NOT]:
        return [f"!!! 浏览器测试不会运行 / BROWSER TESTS WILL NOT RUN: {why}"]
    return [f"chromium: {os.environ['TONGBAN_CHROMIUM']}"]


def pytest_collection_modifyitems(config, items):
    if why := config.stash[WHY_NOT]:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"browser: {why}"))


def pytest_terminal_summary(terminalreporter, config):
    left_out = [report for report in terminalreporter.getreports("skipped") if "browser" in report.keywords]
    if left_out:
        terminalreporter.section("浏览器测试没有运行 / BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(config.stash[WHY_NOT])
        for report in left_out:
            terminalreporter.line(f"  {report.nodeid}")
