"""An officer sends a company its pack: once for what it says, told to its representative, seen by nobody else."""

import pytest

from tongban.identity.public import NotFound
from tongban.journal import public as journal
from tongban.notices import public as notices
from tongban.packs import public as packs
from tongban.packs.models import SentPack
from tongban.packs.public import EntryKind, PackRefused
from tongban.packs.tests.conftest import AT, ON, who, work
from tongban.sources import public as sources


def test_a_pack_says_what_is_due_what_is_near_what_ends_and_which_days_are_due(company, officer, licence):
    code = packs.send(company.code, by=officer, at=AT)

    pack = packs.open_pack(code, by=who("lin"), at=AT)
    due = {each.about: each for each in pack.of_kind(EntryKind.ENTITLED)}
    assert due["e_stable"].fen == 14_400_00
    assert [each.on for each in pack.of_kind(EntryKind.ENDING)] == [licence.valid_until]
    (renewal,) = [each for each in pack.of_kind(EntryKind.DUE) if each.about == licence.code]
    assert (licence.valid_until - renewal.on).days == 30
    assert pack.content.profile["enterprise_size"]


def test_the_representative_is_told_and_the_journal_has_it(company, officer):
    code = packs.send(company.code, by=officer, at=AT)
    work()

    (message,) = [each for each in notices.messages_of(who("lin")) if each.about == code]
    assert message.link == f"/packs/{code}/"
    assert [entry.kind for entry in journal.history(code)] == ["PackSent"]


def test_the_same_is_never_sent_twice(company, officer):
    packs.send(company.code, by=officer, at=AT)

    with pytest.raises(PackRefused, match="没有再送"):
        packs.send(company.code, by=officer, at=AT)

    assert packs.draft(company.code, by=officer, at=AT).same_as is not None
    assert SentPack.objects.count() == 1


def test_an_amount_that_nobody_verified_is_told_in_words_alone(company, officer, city):
    code = packs.send(company.code, by=officer, at=AT)

    pack = packs.open_pack(code, by=who("lin"), at=AT)
    for each in pack.of_kind(EntryKind.ENTITLED):
        assert each.fen is None or city.policies[each.about].benefit.verified


def test_the_first_opening_is_the_receipt_and_the_officer_reads_who_and_when(company, officer):
    code = packs.send(company.code, by=officer, at=AT)
    unread = packs.pack_sent(code, seen_by=officer, on=ON).receipts

    first = packs.open_pack(code, by=who("lin"), at=AT)
    packs.open_pack(code, by=who("lin"), at=AT.replace(year=AT.year + 1))

    assert unread == ()
    assert [each.name for each in first.receipts] == ["林晓雯"]
    assert [(each.name, each.at) for each in packs.pack_sent(code, seen_by=officer, on=ON).receipts] == [("林晓雯", AT)]
    assert [entry.kind for entry in journal.history(code)] == ["PackSent", "PackOpened"]


def test_a_stranger_finds_no_pack(company, officer):
    code = packs.send(company.code, by=officer, at=AT)

    for stranger in ("wang", "chen", "gu"):  # Chen's mandate does not name policies
        with pytest.raises(NotFound):
            packs.open_pack(code, by=who(stranger), at=AT)
        assert packs.packs_of(who(stranger), on=ON) == []
        with pytest.raises(NotFound):
            packs.send(company.code, by=who(stranger), at=AT)
    assert [each.code for each in packs.packs_of(who("lin"), on=ON)] == [code]


def test_another_organ_does_not_see_it_and_the_own_sees_only_its_own_matters(company, officer, city):
    code = packs.send(company.code, by=officer, at=AT)
    whole = packs.open_pack(code, by=who("lin"), at=AT)

    seen = packs.pack_sent(code, seen_by=officer, on=ON)

    assert seen.content.entries
    assert {each.organ for each in seen.content.entries} == {"human_resources"}
    assert seen.elsewhere == len(whole.content.entries) - len(seen.content.entries) > 0
    with pytest.raises(NotFound):
        packs.pack_sent(code, seen_by=who("reviewer-tax"), on=ON)
    assert packs.packs_sent(who("reviewer-tax"), on=ON) == []


def test_a_code_of_nobody_is_refused_in_words(city, officer):
    for code in ("", "91310000MA1K000000", "\0"):
        with pytest.raises(PackRefused, match="18 位"):
            packs.send(code, by=officer, at=AT)


def test_the_company_sees_that_its_registers_were_read_and_by_whom(company, officer):
    packs.draft(company.code, by=officer, at=AT)

    assert {use.by for use in sources.uses_of(who("lin"), on=ON) if "企业服务包" in use.purpose} == {officer.code}


def test_a_silent_register_is_named_in_what_an_officer_sends(company, officer):
    sources.silence("credit_record")

    code = packs.send(company.code, by=officer, at=AT)

    assert packs.open_pack(code, by=who("lin"), at=AT).content.silent


def test_the_list_of_an_organ_asks_the_database_little(company, officer, django_assert_max_num_queries):
    code = packs.send(company.code, by=officer, at=AT)
    packs.open_pack(code, by=who("lin"), at=AT)

    with django_assert_max_num_queries(6):
        assert packs.packs_sent(who("reviewer-human_resources"), on=ON)[0].receipts
