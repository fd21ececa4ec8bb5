import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.events import REACTIONS
from tongban.kernel.identifiers import is_licence_identifier
from tongban.licences import public as licences
from tongban.licences.actions import last_day, produce


def kinds(licence):
    return [entry.kind for entry in journal.history(licence.number)]


def test_a_licence_has_its_national_identifier_and_its_dates(grant):
    licence = grant()

    assert is_licence_identifier(licence.number)
    assert licence.number.split(".")[5:7] == ["11100000MB0000000X001", "11310000MB2DEM010C"]
    assert (licence.issued_on, licence.valid_until) == (date(2026, 11, 22), date(2031, 11, 21))
    assert kinds(licence) == ["LicenceGranted"]


def test_the_same_basis_gives_the_same_licence_once(grant):
    first, again = grant(), grant()

    assert first == again
    assert first.code != grant(basis="C2").code
    assert kinds(first) == ["LicenceGranted"]
    assert len(journal.waiting()) == 2


def test_the_worker_makes_a_sealed_document_and_announces_it(grant, work):
    licence = grant()

    assert work() == 1

    licence.refresh_from_db()
    document, pdf = documents.read(licence.document, belongs_to=licence.number)
    assert documents.examine_seal(pdf).valid
    text = "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    shown = [licence.number, "食品经营许可证", "样本路1号", f"https://sample.test/verify/{licence.code}/"]
    assert [part for part in shown if part not in text] == []
    assert kinds(licence) == ["LicenceGranted", "LicenceIssued"]
    assert document.media_type == "application/pdf"


def test_made_twice_it_is_announced_once(issued):
    produce({"number": issued.number, "by": "zhao", "at": "2026-11-22T02:00:00+00:00"})

    assert kinds(issued) == ["LicenceGranted", "LicenceIssued"]
    assert len(documents.documents_of(issued.number)) == 1


def test_a_crash_after_sealing_leaves_nothing_half_done(grant, work, at, monkeypatch):
    licence = grant()

    def crash(event):
        raise SystemError("the power went")

    monkeypatch.setitem(REACTIONS, licences.LicenceIssued, [crash])
    assert work() == 0
    licence.refresh_from_db()
    assert (licence.document, documents.documents_of(licence.number), kinds(licence)) == ("", [], ["LicenceGranted"])

    monkeypatch.setitem(REACTIONS, licences.LicenceIssued, [])
    journal.try_again(f"licence:{licence.number}", at=at)
    assert work() == 1
    licence.refresh_from_db()
    assert licence.document


def test_a_licence_of_a_person_masks_the_citizen_number(grant, cast, work):
    lin = identity.Party(identity.PartyKind.PERSON, cast.lin.number, cast.lin.name)
    licence = grant(holder=lin, valid_years=None)
    work()
    licence.refresh_from_db()

    _, pdf = documents.read(licence.document, belongs_to=licence.number)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert cast.lin.name in text
    assert cast.lin.number not in text
    assert "长期" in text


@pytest.mark.parametrize(
    ("begins", "years", "ends"),
    [
        (date(2026, 11, 22), 5, date(2031, 11, 21)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2026, 1, 1), None, None),
    ],
)
def test_the_last_day_is_the_eve_of_the_same_day(begins, years, ends):
    assert last_day(begins, years) == ends


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 30))
def test_a_validity_is_never_longer_than_its_years(begins, years):
    ends = last_day(begins, years)

    assert (ends.year - begins.year) in {years - 1, years}
    assert 365 * years - 1 <= (ends - begins).days <= 365 * years + years // 4 + 1
