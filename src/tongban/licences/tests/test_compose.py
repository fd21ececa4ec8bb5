"""A composite licence: one code for good, its parts the newest of their lines, and what anybody learns of it."""

from datetime import date

import pytest

from tongban.identity import public as identity
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences


@pytest.fixture
def composed(grant, company, at):
    """Two licences of one shop under one code; gives what puts them there, to be called again."""
    numbers = [grant().number, grant(basis="C2", item="tobacco_retail", licence_type="11100000MB0000000X002").number]

    def compose(**other):
        order = {
            "bundle": "restaurant",
            "name": Words("行业综合许可证（饭店）", "Composite industry licence (restaurant)"),
            "licence_type": "11100000MB0000000X009",
            "organ": "market_regulation",
            "organ_credit_code": "11310000MB2DEM010C",
            "edition": 1,
            "holder": identity.Party(identity.PartyKind.ORGANISATION, company.code, company.name),
            "place": "样本路 1 号",
            "numbers": numbers,
            "basis": "P1",
            "by": "zhao",
            "at": at,
        }
        return licences.compose(**{**order, **other})

    return compose


def test_composing_twice_gives_one_code_and_prints_once(composed, work, cast, on):
    first = composed()
    work()
    again = composed()

    assert (first.code, first.number) == (again.code, again.number)
    assert [len(view.parts) for view in licences.composites_of(cast.lin, on=on)] == [2]
    said = [entry.kind for entry in journal.history(first.number)]
    assert said == ["CompositeGranted", "CompositeChanged"]
    assert licences.composite_pdf_of(first.code, seen_by=cast.lin, on=on).startswith(b"%PDF")


def test_another_shop_of_the_holder_has_a_code_of_its_own(composed):
    assert composed().code != composed(place="样本路 2 号").code


def test_a_renewed_licence_takes_the_place_of_the_old_one_under_the_same_code(composed, work, at, on, cast):
    code = composed().code
    work()
    old = licences.get_composite(code, seen_by=cast.lin, on=on).parts[0][0]
    new = licences.renew(old.number, basis="C3", valid_years=5, by="zhao", at=at)
    assert licences.verify(code, on=on).valid  # the old one holds until the new document is there
    work()

    view = licences.get_composite(code, seen_by=cast.lin, on=on)
    assert view.parts[0][0].number == new.number
    assert (view.composite.code, view.standing) == (code, "in_force")


def test_what_is_revoked_or_runs_out_shows_at_once(composed, work, at, on):
    code = composed().code
    work()
    answer = licences.verify(code, on=on)
    assert (answer.valid, len(answer.parts), answer.valid_until) == (True, 2, date(2031, 11, 21))

    licences.revoke(answer.parts[0].number, by="zhao", reason=Words("样本隐情", "sample secret"), at=at)
    answer = licences.verify(code, on=on)
    assert (answer.found, answer.valid, answer.parts[0].standing) == (True, False, licences.Standing.REVOKED)
    assert "隐情" not in repr(answer)
    ended = licences.verify(code, on=date(2032, 1, 1))
    assert "都没有效力" in ended.says.zh


def test_a_stranger_sees_no_composite_and_the_agent_of_the_trade_does(composed, work, cast, on):
    code = composed().code
    work()

    assert licences.get_composite(code, seen_by=cast.chen, on=on).composite.code == code
    assert licences.composites_of(cast.wang, on=on) == []
    for asks in (licences.get_composite, licences.composite_pdf_of):
        with pytest.raises(identity.NotFound):
            asks(code, seen_by=cast.wang, on=on)
