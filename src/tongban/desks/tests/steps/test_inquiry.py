"""A visit to the site: begun with reasons, photographed and reported by one officer, confirmed by the other."""

import re
from io import BytesIO

from tests.answers import floor_plan

from tongban.approvals import public as approvals
from tongban.cases import public as cases
from tongban.desks.tests.acts import READ, address, browser_of, judged, text_of
from tongban.desks.tests.counting import statements
from tongban.identity import public as identity

MOST_QUERIES = 15


def begin(track, **other):
    said = {"kind": "site_visit", "inquiry-days": "5", "inquiry-reason": "要看现场", "officer": ["zhao", "zhu"]} | other
    browser_of("zhao").post(address(track, "accept/"))
    return browser_of("zhao").post(address(track, "inquiries/"), said)


def inquiry_of(track):
    return approvals.get_track(track.code, seen_by=identity.person("zhao"), on=READ.date()).inquiries[-1]


def place(track, step=""):
    return f"/desk/inquiries/{inquiry_of(track).code}/{step}"


def report(track, who="zhao", **other):
    said = {"line-0": "met", "line-1": "not_met", "line-words-1": "共用砧板", "result": "met", "words": "基本符合"}
    return browser_of(who).post(place(track, "report/"), said | other)


def confirm(track, who="zhu"):
    return browser_of(who).post(place(track, "confirm/"), {"digest": inquiry_of(track).digest})


def state_of(track):
    return cases.get_case(track.subject, seen_by=identity.person("zhao"), on=READ.date()).state


def photo():
    one = BytesIO(floor_plan())
    one.name = "现场.png"
    return one


def test_before_the_visit_it_cannot_be_agreed_to_and_the_page_says_so(visited):
    zhao = browser_of("zhao")

    assert "“现场核查”要有结果，而且不是“不符合”，才能通过" in text_of(zhao.get(address(visited)))
    assert zhao.post(address(visited, "opinion/"), judged(visited, opinion="agree")).status_code == 422


def test_a_visit_stops_the_clock_and_two_officers_end_it(visited):
    begin(visited)
    assert state_of(visited) == "suspended"

    report(visited)
    assert inquiry_of(visited).state == "reported"
    confirm(visited)

    assert inquiry_of(visited).state == "closed"
    assert state_of(visited) == "accepted"


def test_a_photo_of_the_phone_is_kept_as_a_document_and_shown_to_the_organ_only(visited):
    begin(visited)
    browser_of("zhao").post(place(visited, "photos/"), {"photo": photo()})
    page = text_of(browser_of("zhao").get(place(visited)))
    picture = re.search(r'src="(/desk/inquiries/[^"]+/photos/[^"]+)"', page)[1]
    code = picture.rstrip("/").rpartition("/")[2]

    report(visited, **{"photo-code": [code, "not-mine"]})

    assert inquiry_of(visited).photos == (code,)
    assert browser_of("zhu").get(picture)["Content-Type"] == "image/png"
    assert browser_of("qian").get(picture).status_code == 404


def test_who_reported_does_not_confirm_and_who_was_not_there_neither(visited):
    begin(visited)
    report(visited)

    assert confirm(visited, "zhao").status_code == 409
    assert confirm(visited, "zheng").status_code == 409
    assert confirm(visited, "qian").status_code == 404
    assert inquiry_of(visited).state == "reported"


def test_what_is_missing_is_said_beside_what_was_typed(visited):
    answer = begin(visited, officer=["zhao"])

    assert answer.status_code == 422
    assert "至少要 2 名工作人员" in text_of(answer)
    assert "要看现场" in text_of(answer)

    begin(visited)
    answer = report(visited, **{"line-0": "", "words": "还没填完的话"})
    assert answer.status_code == 422
    assert "检查表还有 1 项没有填" in text_of(answer)
    assert "还没填完的话" in text_of(answer)


def test_a_visit_is_called_off_only_with_words(visited):
    begin(visited)

    assert browser_of("zhao").post(place(visited, "call-off/"), {}).status_code == 422

    browser_of("zhao").post(place(visited, "call-off/"), {"off-words": "申请人改了日期"})
    assert state_of(visited) == "accepted"


def test_nobody_else_begins_reports_or_uploads(visited):
    begin(visited)

    assert browser_of("qian").get(place(visited)).status_code == 404
    assert report(visited, "qian").status_code == 404
    assert browser_of("shen").post(place(visited, "photos/"), {"photo": photo()}).status_code == 403
    assert browser_of("qian").post(address(visited, "inquiries/"), {}).status_code == 404
    assert browser_of("lin").get("/desk/inquiries/").status_code == 404
    assert report(visited, "shen").status_code == 403


def test_the_pages_take_few_queries(visited):
    begin(visited)
    zhao = browser_of("zhao")

    for page in ("/desk/inquiries/", place(visited), address(visited, "course/"), address(visited, "waiting/")):
        with statements() as asked:
            zhao.get(page)
        assert len(asked) <= MOST_QUERIES, f"{page}\n" + "\n".join(asked)


def test_days_that_are_no_sensible_number_are_asked_again(submitted, track):
    for days in ("0", "251", "²", "0000019999999", "三"):
        assert begin(track, **{"inquiry-days": days}).status_code == 422
