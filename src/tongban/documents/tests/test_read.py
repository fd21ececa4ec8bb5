import pytest

from tongban.documents import public as documents
from tongban.identity import public as identity


def test_a_stranger_to_the_subject_finds_nothing(keep, drawing):
    document = keep(drawing(), belongs_to="D1")

    with pytest.raises(identity.NotFound):
        documents.read(document.code, belongs_to="D2")
    assert documents.documents_of("D2") == []


def test_documents_come_in_their_order(keep, drawing):
    codes = [keep(drawing(), name=name).code for name in ("b.png", "a.png")]

    assert [document.code for document in documents.documents_of("D1")] == codes


def test_a_document_moves_with_its_draft_to_the_case(keep, drawing):
    document = keep(drawing(), belongs_to="D1")

    documents.move(document.code, belongs_to="C1")

    assert documents.documents_of("D1") == []
    assert documents.read(document.code, belongs_to="C1")[0] == document


def test_what_is_not_there_cannot_move(db):
    with pytest.raises(identity.NotFound):
        documents.move("nothing", belongs_to="C1")
