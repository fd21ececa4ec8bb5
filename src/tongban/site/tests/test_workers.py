"""On how many cores `./tongban test` runs."""

import os

import pytest

from tongban.site.commands.test import workers


@pytest.fixture
def cores(monkeypatch):
    def have(count):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(count)), raising=False)

    return have


@pytest.mark.parametrize(
    "asked", [[], ["-q"], ["-k", "restaurant"], ["src/tongban/rules", "tests/house"], ["-x", "--durations=9"]]
)
def test_all_our_cores_share_the_tests_file_by_file(cores, asked):
    cores(3)

    assert workers(asked) == ["-n", "3", "--dist", "loadfile"]


@pytest.mark.parametrize(
    "asked",
    [["tests/house/test_names.py"], ["tests/house/test_names.py::test_a", "-q"], ["-s"], ["--pdb"], ["-n", "0"], ["-n4"],
     ["--numprocesses=2"], ["--co", "-q"]],
)  # fmt: skip
def test_one_process_for_single_files_for_who_wants_to_look_and_for_who_says_so(cores, asked):
    cores(3)

    assert workers(asked) == []


def test_one_core_needs_no_workers(cores):
    cores(1)

    assert workers([]) == []
