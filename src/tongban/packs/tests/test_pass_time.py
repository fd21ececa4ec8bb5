"""After the first pack the system looks again: when a register or a licence changes, and once a day; it tells only what is new."""

from datetime import timedelta

from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.licences import public as licences
from tongban.packs import public as packs
from tongban.packs.models import SentPack
from tongban.packs.public import EntryKind
from tongban.packs.tests.conftest import AT, ON, who, work
from tongban.sources import public as sources


def changed(register, company, minutes=1, **values):
    sources.amend(register, company.code, **values)
    sources.note_change(register, party=company, by="system", at=AT + timedelta(minutes=minutes))
    work()


def test_a_company_that_was_never_sent_one_is_left_alone(company):
    changed("credit_record", company, standing="bad")
    packs.pass_time(at=AT)
    work()

    assert not SentPack.objects.exists()


def test_a_register_that_changes_what_is_due_makes_a_new_pack_by_the_system_for_the_same_organ(company, officer):
    first = packs.send(company.code, by=officer, at=AT)
    changed("credit_record", company, standing="bad")

    newest = packs.packs_of(who("lin"), on=ON)[0]
    assert newest.code != first
    assert "e_stable" not in [each.about for each in newest.of_kind(EntryKind.ENTITLED)]
    assert newest.by_system
    assert [each.code for each in packs.packs_sent(officer, on=ON)] == [newest.code, first]


def test_a_register_that_changes_nothing_of_it_sends_nothing(company, officer):
    packs.send(company.code, by=officer, at=AT)

    changed("credit_record", company, standing="good")
    changed("credit_record", company, minutes=2, standing="good")

    assert SentPack.objects.count() == 1


def test_what_was_true_before_is_told_again_when_it_comes_back(company, officer):
    packs.send(company.code, by=officer, at=AT)

    changed("credit_record", company, standing="bad")
    changed("credit_record", company, minutes=2, standing="good")

    assert SentPack.objects.count() == 3


def test_a_licence_that_is_given_back_leaves_the_pack(company, officer, licence):
    packs.send(company.code, by=officer, at=AT)

    reason = Words("错发", "Granted by mistake")
    licences.cancel(licence.number, basis="PACK-2", by="system", reason=reason, at=AT + timedelta(minutes=1))
    work()

    assert SentPack.objects.count() == 2
    assert packs.packs_of(who("lin"), on=ON)[0].of_kind(EntryKind.ENDING) == ()


def test_a_licence_that_comes_near_its_end_is_told_by_the_day_alone_and_once(company, officer, licence):
    early = AT - timedelta(days=60)  # 110 days before the end
    packs.send(company.code, by=officer, at=early)

    for day in (AT, AT, AT + timedelta(days=1)):
        packs.pass_time(at=day)
        work()

    told = [each for each in packs.packs_of(who("lin"), on=ON) if each.of_kind(EntryKind.ENDING)]
    assert len(told) == 1


def test_a_look_that_is_carried_out_twice_sends_once(company, officer):
    packs.send(company.code, by=officer, at=AT)
    sources.amend("credit_record", company.code, standing="bad")
    for minute in (1, 2):
        sources.note_change("credit_record", party=company, by="system", at=AT + timedelta(minutes=minute))
    work()

    sent = SentPack.objects.order_by("id")
    assert [each.number for each in sent] == [1, 2]
    assert len([entry for entry in journal.history(sent[1].code) if entry.kind == "PackSent"]) == 1


def test_a_register_that_is_down_is_not_told_as_a_change(company, officer):
    packs.send(company.code, by=officer, at=AT)
    sources.silence("credit_record")

    packs.pass_time(at=AT)
    work()

    assert SentPack.objects.count() == 1
