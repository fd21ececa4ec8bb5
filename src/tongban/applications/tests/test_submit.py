"""Submitting: once, exactly what was seen, and nothing is lost when it is refused."""

from datetime import timedelta

import pytest
from django.db import connections
from tests.officials import NOON

from tongban.applications import public as applications
from tongban.applications.models import Dossier
from tongban.cases import public as cases
from tongban.identity import public as identity
from tongban.journal import public as journal


@pytest.fixture
def sheet(lin, ready):
    return applications.prepare(ready, by=lin, at=NOON)


def test_one_parent_and_a_case_in_every_department(lin, ready, sheet):
    receipt = applications.submit(ready, digest=sheet.digest, by=lin, at=NOON)

    parent = cases.get_case(receipt.number, seen_by=lin, on=NOON.date())
    assert receipt.number == sheet.number
    assert len(receipt.number) == 43
    assert {part.item for part in parent.children} == {"food_licence", "signboard", "drain_permit", "tobacco_retail"}
    assert len({part.organ for part in parent.children}) == 4
    assert {part.state for part in parent.children} == {cases.State.RECEIVED}


def test_a_double_click_gives_the_same_receipt_and_one_case(lin, ready, sheet):
    first = applications.submit(ready, digest=sheet.digest, by=lin, at=NOON)
    second = applications.submit(ready, digest=sheet.digest, by=lin, at=NOON + timedelta(seconds=1))

    assert first == second
    assert len(cases.cases_of(lin, on=NOON.date())) == 1


def test_what_is_submitted_is_what_was_seen(lin, ready, sheet):
    applications.save_answers(ready, raw={"contact_phone": ["13900000000"]}, only=["contact_phone"], by=lin, at=NOON)
    seat_count = {"seats": ["44"]}
    applications.save_answers(ready, raw=seat_count, only=["seats"], by=lin, at=NOON)

    with pytest.raises(applications.NotSubmitted, match="check once more"):
        applications.submit(ready, digest=sheet.digest, by=lin, at=NOON)
    assert cases.cases_of(lin, on=NOON.date()) == []


def test_an_empty_required_field_is_said_and_the_draft_stays(lin, draft):
    values = {"has_business_licence": True, "has_signboard": False, "sells_tobacco": False}
    applications.answer_situation(draft.code, values=values, chosen=None, by=lin, at=NOON)

    with pytest.raises(applications.NotSubmitted):
        applications.submit(draft.code, digest="x", by=lin, at=NOON)
    assert applications.get_draft(draft.code, seen_by=lin, on=NOON.date()).situation["has_signboard"] is False


def test_a_stranger_finds_nothing(wang, ready, sheet):
    for verb in (
        lambda: applications.get_draft(ready, seen_by=wang, on=NOON.date()),
        lambda: applications.outlook(ready, seen_by=wang, at=NOON),
        lambda: applications.prepare(ready, by=wang, at=NOON),
        lambda: applications.submit(ready, digest=sheet.digest, by=wang, at=NOON),
        lambda: applications.save_answers(ready, raw={}, only=[], by=wang, at=NOON),
        lambda: applications.answer_situation(ready, values={}, chosen=None, by=wang, at=NOON),
        lambda: applications.attach(ready, material="floor_plan", name="a.png", content=b"", by=wang, at=NOON),
        lambda: applications.detach(ready, material="floor_plan", document="x", by=wang, at=NOON),
        lambda: applications.take_back_dispute(ready, fact="seats", by=wang, at=NOON),
        lambda: applications.ask_registers_again(ready, by=wang, at=NOON),
        lambda: applications.read_attachment(ready, document="x", seen_by=wang, at=NOON),
    ):
        with pytest.raises(identity.NotFound):
            verb()


def test_the_dossier_is_frozen_and_named_in_the_journal(lin, ready, sheet):
    receipt = applications.submit(ready, digest=sheet.digest, by=lin, at=NOON)

    dossier = Dossier.objects.get(case_number=receipt.number)
    (entry,) = [e for e in journal.history(receipt.number) if e.kind == "ApplicationSubmitted"]
    assert entry.body["dossier"] == dossier.digest
    assert entry.body["sheet"] == sheet.digest
    assert dossier.body["declaration"][0].startswith("我确认")


def test_a_submitted_draft_is_closed_and_says_what_to_do(lin, ready, sheet):
    applications.submit(ready, digest=sheet.digest, by=lin, at=NOON)

    with pytest.raises(applications.NotSubmitted, match="cannot be changed"):
        applications.save_answers(ready, raw={"seats": ["9"]}, only=["seats"], by=lin, at=NOON)


def test_one_submission_costs_a_fixed_number_of_queries(lin, ready, sheet, django_assert_max_num_queries):
    with django_assert_max_num_queries(20, connection=connections["default"]):
        applications.submit(ready, digest=sheet.digest, by=lin, at=NOON)
