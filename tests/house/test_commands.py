"""The script `./tongban` itself, as a newcomer meets it: run by the system's Python, before anything is installed."""

import importlib.util
import json
import subprocess
import sys
from importlib.machinery import SourceFileLoader

import pytest
from tests.house.plan import ROOT

from tongban.site.__main__ import arguments


@pytest.fixture
def script(tmp_path, monkeypatch):
    """The script as a module, in an empty checkout."""
    loader = SourceFileLoader("tongban_script", str(ROOT / "tongban"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    for name in ("uv.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    for name, value in {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin/python", "STAMP": venv / "stamp"}.items():
        monkeypatch.setattr(module, name, value)
    return module


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-I", ROOT / "tongban", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("help",)])
def test_help_is_bilingual_and_needs_no_environment(arguments):
    told = run(*arguments)

    assert told.returncode == 0
    assert "启动演示城市" in told.stdout
    assert "start the demonstration city" in told.stdout


def test_an_unknown_command_is_refused_in_both_languages():
    told = run("fly")

    assert told.returncode == 1
    assert "没有这个命令：fly" in told.stderr
    assert "There is no command 'fly'." in told.stderr


def test_every_command_is_known_to_the_script_and_told_in_its_help(script):
    (commands,) = (action.choices for action in arguments()._actions if action.choices)
    started_by_up = {"worker", "supervise"}

    assert set(commands) - started_by_up == script.COMMANDS
    assert not [command for command in script.COMMANDS if f"./tongban {command}" not in script.HELP]


def test_it_says_so_when_python_cannot_make_environments(script, monkeypatch):
    broken = subprocess.CompletedProcess([], 1, stdout="ensurepip is not available", stderr="")
    monkeypatch.setattr(script.subprocess, "run", lambda *_, **__: broken)

    with pytest.raises(SystemExit, match=r"python3\.\d+-venv"):
        script.make_venv()


def test_an_environment_is_made_again_only_when_it_must(script):
    script.PYTHON.touch()
    assert not script.is_ready(set())

    script.STAMP.write_text(json.dumps(script.wanted_state({"dev"})))
    assert script.is_ready(set())
    assert script.is_ready({"dev"})

    (script.ROOT / "uv.lock").write_text("changed")
    assert not script.is_ready(set())


def test_an_environment_for_running_is_not_one_for_testing(script):
    script.PYTHON.touch()
    script.STAMP.write_text(json.dumps(script.wanted_state(set())))

    assert script.is_ready(set())
    assert not script.is_ready({"dev"})


def test_a_copied_environment_belongs_to_the_place_it_came_from(script):
    script.PYTHON.touch()
    script.STAMP.write_text(json.dumps(script.wanted_state(set()) | {"place": "/elsewhere"}))

    assert not script.is_ready(set())
