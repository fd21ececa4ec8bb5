"""Browser tests need a Chromium. Where there is none they are skipped, and the report says so at its start and at its end.

Several workers share the tests file by file, the long ones first; the browser tests stay together, for they share one city.
"""

import os

import pytest
from xdist.scheduler import LoadFileScheduling

from tongban.site.commands.test import find_chromium

LONG = ("tests/browser/", "tests/journey/")
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


class OneStage(LoadFileScheduling):
    """A file goes to one worker, and the folder of the browser tests likewise."""

    def _split_scope(self, nodeid):
        return LONG[0] if nodeid.startswith(LONG[0]) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") == "loadfile":
        config.option.loadscopereorder = False
        return OneStage(config, log)
    return None


def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: next((place for place, name in enumerate(LONG) if item.nodeid.startswith(name)), 9))
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
    _tell_of_spark(terminalreporter)


def _tell_of_spark(terminalreporter):
    left_out = [report for report in terminalreporter.getreports("skipped") if "spark" in report.keywords]
    if left_out:
        terminalreporter.section("Spark 没有测试 / SPARK WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{left_out[0].longrepr[2]}; docs/rules.md")
