"""Every effect that was promised and waits, for supervisors."""

import pytest

from tongban.desks.tests.acts import READ, browser_of, text_of
from tongban.journal import public as journal
from tongban.kernel.events import ERRANDS


@pytest.fixture
def broken(city, monkeypatch):
    """A promise that failed once."""

    def fail(body):
        raise ConnectionError("the seal machine does not answer")

    monkeypatch.setitem(ERRANDS, "licences.produce", fail)
    journal.promise(kind="licences.produce", key="licence-1", body={}, at=READ)
    journal.work(limit=10, at=READ)


def test_a_supervisor_sees_what_waits_and_what_went_wrong(broken):
    page = text_of(browser_of("shen").get("/desk/outbox/"))

    assert "制作电子证照" in page
    assert "licence-1" in page
    assert "the seal machine does not answer" in page


def test_a_supervisor_has_it_tried_again(broken):
    browser_of("shen").post("/desk/outbox/try-again/", {"key": "licence-1"})

    (one,) = [waits for waits in journal.waiting() if waits.key == "licence-1"]
    assert one.due_at == READ


def test_a_reviewer_is_told_that_the_page_is_for_supervisors(broken):
    answer = browser_of("zhao").get("/desk/outbox/")

    assert answer.status_code == 403
    assert "只供督办人员" in text_of(answer)
    assert browser_of("zhao").post("/desk/outbox/try-again/", {"key": "licence-1"}).status_code == 403
