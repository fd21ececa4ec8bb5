"""`./tongban test`: all tests on a database of their own, a real browser included where one can be had."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tongban.site.commands import say
from tongban.site.database import Cluster, running
from tongban.site.places import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk", "libatomic1")  # Playwright's own Node needs libatomic


def test(given: argparse.Namespace) -> int:
    """Run pytest with `given.rest`. The database and the home are temporary, unless DATABASE_URL names a server."""
    browser, why_not = find_or_get_chromium()
    if why_not:
        say(f"没有浏览器，浏览器测试将不运行：{why_not}", f"NO BROWSER, the browser tests will NOT run: {why_not}")
    with tempfile.TemporaryDirectory(prefix="tongban-test-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # the server may run as another user
        (home / "static").mkdir()
        environment = os.environ | {
            "TONGBAN_HOME": folder,
            "TONGBAN_CHROMIUM": browser or "none",
            "TONGBAN_NO_CHROMIUM_BECAUSE": why_not,
            "DJANGO_SETTINGS_MODULE": "tongban.site.settings",
            # Its model takes seconds to load; the tests that are about it ask for it.
            "TONGBAN_SEARCH_ENCODER": os.environ.get("TONGBAN_SEARCH_ENCODER", "none"),
        }
        if os.environ.get("DATABASE_URL"):
            return _pytest(environment, given.rest)
        with running(Cluster(home, bound=True)) as url:
            return _pytest(environment | {"DATABASE_URL": url}, given.rest)


def _pytest(environment: dict[str, str], rest: list[str]) -> int:
    compiling = "import django; django.setup(); from tongban.site.commands import preparation; preparation.compile_translations()"
    subprocess.run([sys.executable, "-c", compiling], cwd=ROOT, env=environment, check=True)
    program = [sys.executable, "-m", "pytest", *workers(rest), *rest]
    return subprocess.run(program, cwd=ROOT, env=environment, check=False).returncode


def workers(rest: list[str]) -> list[str]:
    """The arguments that let pytest use all our cores, each worker with a database and a home of its own.

    Nothing where the tests of single files are asked for (starting workers would cost more than they give), where somebody
    wants to look or to step in, and where the number is told.
    """
    alone = ("-n", "--numprocesses", "--dist", "-s", "--capture", "--pdb", "--trace", "--collect-only", "--co")
    names_files = [one for one in rest if one.partition("::")[0].endswith(".py")]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores == 1 or names_files or any(one.startswith(alone) for one in rest):
        return []
    return ["-n", str(cores), "--dist", "loadfile"]


def find_or_get_chromium() -> tuple[str, str]:
    """The path of a Chromium that starts and "", or "" and why there is none. TONGBAN_CHROMIUM=none asks for none."""
    given = os.environ.get("TONGBAN_CHROMIUM", "")
    if given == "none":
        return "", "TONGBAN_CHROMIUM=none"
    found = find_chromium(given)
    if given and not found:
        return "", f"TONGBAN_CHROMIUM={given} does not start"
    if found and driver_starts():
        return found, ""
    if trouble := _install():
        return "", trouble
    found = find_chromium(given)
    if not found:
        return "", "the package chromium was installed, but no Chromium starts"
    return (
        (found, "") if driver_starts() else ("", "Playwright's driver does not start: python -m playwright --version")
    )


def driver_starts() -> bool:
    """Whether Playwright's driver, a Node of its own, finds the libraries that it needs."""
    asking = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(asking, capture_output=True, check=False).returncode == 0


def find_chromium(given: str = "") -> str:
    """The path of the given browser, or of the first known one, that starts; "" when none does."""
    for path in filter(None, map(shutil.which, [given] if given else BROWSERS)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return ""


def _install() -> str:
    """Install Chromium and Chinese fonts by the system's package manager; gives why not, or ""."""
    if not shutil.which("apt-get"):
        return "Chromium or its driver does not start, and this system has no apt-get; install Chromium and run the tests again"
    sudo: list[str] = []
    if os.geteuid() != 0:
        if (
            not shutil.which("sudo")
            or subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
        ):
            return f"Chromium or its driver does not start, and installing it needs root: sudo apt-get install {' '.join(PACKAGES)}"
        sudo = ["sudo", "-n"]
    say("安装 Chromium 和中文字体", "installing Chromium and Chinese fonts")
    for step in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *step], check=False)
        if done.returncode:
            return f"apt-get {step[0]} failed, see above"
    return ""
