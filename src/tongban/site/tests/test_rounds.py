"""The worker goes the rounds about once a minute, and the failure of one room's round stops neither the other nor the worker."""

import pytest

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.site.commands import worker


@pytest.fixture
def rounds(db, monkeypatch):
    """Which rounds were gone; that of approvals fails."""
    gone = []

    def fail(at):
        gone.append("approvals")
        raise RuntimeError

    monkeypatch.setattr(approvals, "pass_time", fail)
    monkeypatch.setattr(cases, "pass_time", lambda at: gone.append("cases"))
    monkeypatch.setattr(worker, "_forget_connections", lambda: None)
    return gone


def test_about_once_a_minute_and_whatever_fails(rounds):
    going = worker.Rounds()

    for now in (0.0, 0.3, 59.0, 61.0, 62.0):
        going.go_if_due(now)

    assert rounds == ["approvals", "cases"] * 2
