"""Two organs want a correction: the second is told, the lead may send, and the applicant gets one notice."""

from tongban.approvals import public as approvals
from tongban.desks.tests.acts import READ, address, browser_of, judged, text_of
from tongban.identity import public as identity
from tongban.journal import public as journal

FIRE, CITY = "qian", "sun"


def track_on_the_sign(person):
    """The track of this official's organ on the signboard, on which two organs have a say."""
    by = identity.person(person)
    rows = approvals.queue(by, on=READ.date()).rows
    code = next(row.code for row in rows if "招牌" in row.title.zh)
    return approvals.get_track(code, seen_by=by, on=READ.date())


def returning(track):
    return judged(track, "to_correct") | {f"words-{point}": "请标出" for point in track.points} | {"opinion": "return"}


def told(track):
    return journal.history(track.subject, kinds=["CorrectionAsked"])


def test_what_two_organs_find_is_told_once_when_the_lead_sends_it(submitted):
    fire, lead = track_on_the_sign(FIRE), track_on_the_sign(CITY)

    answer = browser_of(FIRE).post(address(fire, "opinion/"), returning(fire), follow=True)

    assert "一次告知申请人" in text_of(answer)
    assert told(lead) == []
    page = text_of(browser_of(CITY).get(address(lead)))
    assert "有部门要求补正" in page
    assert "现在送出" in page
    assert browser_of(CITY).post(address(lead, "accept/")).status_code == 409
    assert browser_of(FIRE).post(address(fire, "send-defects/")).status_code == 403
    assert browser_of(CITY).post(address(lead, "send-defects/")).status_code == 302
    assert len(told(lead)) == 1
    assert browser_of(CITY).post(address(lead, "send-defects/")).status_code == 409


def test_the_lead_adds_its_own_and_the_notice_goes_out_at_once(submitted):
    fire, lead = track_on_the_sign(FIRE), track_on_the_sign(CITY)
    browser_of(FIRE).post(address(fire, "opinion/"), returning(fire))

    browser_of(CITY).post(address(lead, "opinion/"), returning(lead))

    (notice,) = told(lead)
    assert len(notice.body["faults"]) >= len(set(lead.points) | set(fire.points))
