from datetime import date

import pytest

from tongban.identity import public as identity
from tongban.kernel.words import Words
from tongban.licences import public as licences


def test_anybody_learns_that_it_is_valid_and_what_for(issued, company, on):
    answer = licences.verify(issued.code.lower() + " ", on=on)

    assert (answer.found, answer.valid) == (True, True)
    assert answer.says.zh == "有效：有效期至 2031-11-21。"
    assert (answer.name.zh, answer.holder, answer.organ.zh) == ("食品经营许可证", company.name, "样本市市场监督管理局")
    assert answer == licences.verify(issued.number, on=on)


def test_a_persons_name_is_masked(grant, cast, on):
    lin = identity.Party(identity.PartyKind.PERSON, cast.lin.number, cast.lin.name)
    licence = grant(holder=lin)

    answer = licences.verify(licence.code, on=on)

    assert answer.holder[0] == cast.lin.name[0]
    assert set(answer.holder[1:]) == {"*"}
    assert cast.lin.number not in repr(answer)


@pytest.mark.parametrize(("day", "valid"), [(date(2031, 11, 21), True), (date(2031, 11, 22), False)])
def test_the_last_day_still_counts(issued, day, valid):
    assert licences.verify(issued.code, on=day).valid is valid


def test_an_expired_licence_says_since_when(issued):
    assert "expired: it was valid until 2031-11-21" in licences.verify(issued.code, on=date(2032, 1, 1)).says.en.lower()


def test_a_revoked_licence_says_when_but_not_why(issued, on, at):
    licences.revoke(issued.number, by="zhao", reason=Words("样本隐情", "sample secret"), at=at)

    answer = licences.verify(issued.code, on=on)

    assert answer.standing is licences.Standing.REVOKED
    assert "2026-11-22" in answer.says.zh
    assert "隐情" not in answer.says.zh


def test_what_is_being_made_is_not_valid_yet(grant, on):
    answer = licences.verify(grant().code, on=on)

    assert (answer.found, answer.valid, answer.standing) == (True, False, licences.Standing.BEING_MADE)


@pytest.mark.parametrize("code", ["", "NOTHING", "x" * 4000, "' OR 1=1 --", "\u0000"])
def test_an_unknown_code_is_a_clear_answer_and_no_error(db, on, code):
    answer = licences.verify(code, on=on)

    assert (answer.found, answer.valid, answer.number) == (False, False, "")
    assert "没有查到" in answer.says.zh
