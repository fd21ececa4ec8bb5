"""What people do in these tests: apply, open a browser, mark the points."""

from datetime import UTC, datetime

from django.test import Client
from tests.answers import fill_everything

from tongban.applications import public as applications
from tongban.approvals import public as approvals
from tongban.identity import public as identity

SUBMITTED = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
READ = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SITUATION = {"has_business_licence": True, "has_signboard": True, "sells_tobacco": True}


def apply_for_a_restaurant():
    lin = identity.person("lin")
    rights = identity.actings_of(lin, on=SUBMITTED.date())
    company = next(acting for acting in rights if acting.right == identity.Right.LEGAL_REPRESENTATIVE)
    draft = applications.start(bundle="restaurant", acting=company, person=lin, at=SUBMITTED)
    fill_everything(draft.code, situation=SITUATION, by=lin, at=SUBMITTED)
    sheet = applications.prepare(draft.code, by=lin, at=SUBMITTED)
    return applications.submit(draft.code, digest=sheet.digest, by=lin, at=SUBMITTED)


def browser_of(code):
    client = Client()
    client.force_login(identity.person(code))
    return client


def track_of(code):
    person = identity.person(code)
    row = approvals.queue(person).rows[0]
    return approvals.get_track(row.code, seen_by=person)


def judged(track, judgement="fits", **words):
    return {f"judge-{point}": judgement for point in track.points} | words


def address(track, step=""):
    return f"/desk/{track.code}/{step}"


def text_of(response):
    return response.content.decode()
