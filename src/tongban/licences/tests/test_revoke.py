import pytest

from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.notices import public as notices

REASON = Words("样本：以欺骗手段取得", "Sample: obtained by deceit")


def test_a_reviewer_of_the_organ_ends_it_and_the_holder_is_told(issued, cast, on, at):
    licences.revoke(issued.number, by="zhao", reason=REASON, at=at)

    assert licences.verify(issued.code, on=on).valid is False
    assert [entry.kind for entry in journal.history(issued.number)][-1] == "LicenceRevoked"
    message = notices.messages_of(cast.lin)[0]
    assert REASON.zh in message.body.zh
    assert "行政复议" in message.body.zh


@pytest.mark.parametrize("who", ["qian", "wang", "lin", "chen"])
def test_nobody_else_may(issued, on, at, who):
    with pytest.raises(identity.NotAllowed, match="Only a reviewer"):
        licences.revoke(issued.number, by=who, reason=REASON, at=at)

    assert licences.verify(issued.code, on=on).valid is True


def test_it_is_revoked_once(issued, at):
    licences.revoke(issued.number, by="zhao", reason=REASON, at=at)

    with pytest.raises(identity.NotAllowed, match="already"):
        licences.revoke(issued.number, by="zhao", reason=REASON, at=at)


def test_a_reason_is_owed(issued, at):
    with pytest.raises(ValueError, match="理由"):
        licences.revoke(issued.number, by="zhao", reason=Words(" ", ""), at=at)


def test_what_does_not_exist_cannot_be_revoked(cast, at):
    with pytest.raises(identity.NotFound):
        licences.revoke("1.2.3", by="zhao", reason=REASON, at=at)
