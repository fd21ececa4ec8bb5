from datetime import date

import pytest

from tongban.documents import public as documents
from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.licences import public as licences


def test_the_owner_sees_it_by_number_and_by_code(issued, cast, on):
    for key in (issued.number, issued.code):
        assert licences.get_licence(key, seen_by=cast.lin, on=on) == issued
    assert licences.licences_of(cast.lin, on=on) == [issued]
    assert documents.examine_seal(licences.pdf_of(issued.number, seen_by=cast.lin, on=on)).valid


def test_who_acts_under_a_mandate_sees_what_it_covers_and_no_more(issued, grant, cast, on):
    outside = grant(basis="C2", item="tobacco_licence", bundle="")

    assert licences.licences_of(cast.chen, on=on) == [issued]
    with pytest.raises(identity.NotFound):
        licences.get_licence(outside.number, seen_by=cast.chen, on=on)


def test_when_the_mandate_has_ended_nothing_is_seen(issued, cast):
    assert licences.licences_of(cast.chen, on=date(2099, 1, 1)) == []


@pytest.mark.parametrize("who", ["wang", "zhao", "qian"])
def test_a_stranger_is_refused_by_every_verb_that_reads(issued, cast, on, who):
    stranger = getattr(cast, who)

    assert licences.licences_of(stranger, on=on) == []
    with pytest.raises(identity.NotFound):
        licences.get_licence(issued.number, seen_by=stranger, on=on)
    with pytest.raises(identity.NotFound):
        licences.pdf_of(issued.number, seen_by=stranger, on=on)


def test_until_it_is_made_there_is_no_document(grant, cast, on):
    licence = grant()

    assert licence.standing(on) is licences.Standing.BEING_MADE
    with pytest.raises(identity.NotFound):
        licences.pdf_of(licence.number, seen_by=cast.lin, on=on)


def test_a_revoked_licence_stays_in_the_list(issued, cast, on, at):
    licences.revoke(issued.number, by="zhao", reason=Words("样本理由", "sample reason"), at=at)

    assert [licence.standing(on) for licence in licences.licences_of(cast.lin, on=on)] == [licences.Standing.REVOKED]
