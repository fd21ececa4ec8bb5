"""A revision is published with a day, takes force by itself, can be taken back before, and is restored by publishing anew."""

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import F

from tongban.catalogue import public as catalogue
from tongban.catalogue.models import FolderReading, Manuscript, SavedText, StoredText
from tongban.catalogue.public import studio
from tongban.catalogue.tests.conftest import AT
from tongban.catalogue.tests.revisions.conftest import (
    DAY,
    SIGN,
    TODAY,
    approved,
    published,
    revised,
    text_of,
    with_days,
)
from tongban.journal import public as journal


def days(on):
    return catalogue.edition(on=on).items["signboard"].promised.days


def test_it_takes_force_on_its_day_by_itself_and_not_before(han, cao):
    before = days(TODAY)

    code = published(han, cao, with_days(3), on=TODAY + DAY)

    assert (days(TODAY), days(TODAY + DAY)) == (before, 3)
    assert studio.get_revision(code, seen_by=han).state is studio.RevisionState.PUBLISHED
    moves = [entry.body["after"] for entry in journal.history(code) if entry.kind == "RevisionMoved"]
    assert moves == ["checked", "approved", "published"]


def test_what_is_published_meanwhile_stays_in_an_edition_that_waits(han, cao):
    published(han, cao, with_days(3), on=TODAY + 2 * DAY)

    published(han, cao, text_of().replace("visits: 0", "visits: 1"), title="现场一次")

    assert (days(TODAY), catalogue.edition(on=TODAY).items["signboard"].visits) != (3, 0)
    later = catalogue.edition(on=TODAY + 2 * DAY).items["signboard"]
    assert (later.promised.days, later.visits) == (3, 1)


def test_it_can_be_taken_back_before_its_day_and_the_others_that_wait_stay(han, cao):
    before = days(TODAY)
    first = published(han, cao, with_days(3), on=TODAY + DAY)
    published(han, cao, text_of().replace("visits: 0", "visits: 1"), on=TODAY + 2 * DAY)

    studio.withdraw(first, by=han, at=AT)

    assert days(TODAY + DAY) == before
    later = catalogue.edition(on=TODAY + 2 * DAY).items["signboard"]
    assert (later.promised.days, later.visits) == (before, 1)


def test_what_is_in_force_is_not_taken_back_but_restored_by_publishing_old_content(han, cao):
    old, number = text_of(), catalogue.edition(on=TODAY).number
    code = published(han, cao, with_days(3))
    with pytest.raises(studio.NotPossible, match="已经生效"):
        studio.withdraw(code, by=han, at=AT)

    back = studio.restore(number, [SIGN], by=han, at=AT)
    studio.submit(back.code, by=han, at=AT)
    studio.approve(back.code, seen=studio.get_revision(back.code, seen_by=cao).digest, by=cao, at=AT)
    restored = studio.publish(back.code, effective_on=TODAY, by=cao, at=AT)

    assert restored.number > number
    assert (text_of(), restored.digest) == (old, catalogue.edition(number).digest)


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + 800 * DAY])
def test_a_day_that_has_passed_or_is_too_far_is_refused(han, cao, day):
    code = approved(han, cao, with_days(3))

    with pytest.raises(studio.NotPossible):
        studio.publish(code, effective_on=day, by=cao, at=AT)

    assert studio.get_revision(code, seen_by=han).state is studio.RevisionState.APPROVED


def test_two_revisions_of_different_parts_go_together_and_of_the_same_part_do_not(han, cao):
    first = approved(han, cao, with_days(3))
    second = approved(han, cao, text_of().replace("visits: 0", "visits: 2"))
    third = approved(han, cao, with_days(2))
    for code in (first, second):
        studio.publish(code, effective_on=TODAY, by=cao, at=AT)

    with pytest.raises(studio.Overtaken) as overtaken:
        studio.publish(third, effective_on=TODAY, by=cao, at=AT)

    item = catalogue.edition(on=TODAY).items["signboard"]
    assert (item.promised.days, item.visits, overtaken.value.parts) == (3, 2, ("promised",))
    studio.catch_up(third, SIGN, by=han, at=AT)
    assert studio.check(third, seen_by=han) == []
    assert "visits: 2" in studio.open_file(third, SIGN, seen_by=han).text
    assert "days: 2" in studio.open_file(third, SIGN, seen_by=han).text


def test_a_folder_that_changed_is_adopted_and_leaves_what_came_from_revisions(han, cao, folder):
    published(han, cao, with_days(3))
    again = studio.adopt(folder, by="system", at=AT)
    assert (again.number, again.items["signboard"].promised.days) == (2, 3)
    path = folder / "organs.yaml"
    path.write_text(path.read_text().replace('phone: "12315"', 'phone: "88888"', 1))

    adopted = studio.adopt(folder, by="system", at=AT)

    assert adopted.items["signboard"].promised.days == 3
    assert "88888" in {organ.phone for organ in adopted.organs.values()} - {
        organ.phone for organ in again.organs.values()
    }
    sign = folder / SIGN
    sign.write_text(with_days(1, sign.read_text()))
    with pytest.raises(studio.Overtaken):
        studio.adopt(folder, by="system", at=AT)


def test_what_was_exported_and_comes_back_as_a_folder_is_the_same_edition(han, cao, tmp_path):
    published(han, cao, with_days(3))
    before = catalogue.edition(on=TODAY)

    kept = studio.export(tmp_path / "out", number=before.number)
    again = studio.adopt(tmp_path / "out", by="system", at=AT)

    assert (again.number, all(kept.values())) == (before.number, True)
    assert (tmp_path / "out" / SIGN).read_text() == text_of()
    with pytest.raises(FileExistsError):
        studio.export(tmp_path / "out")


@pytest.mark.parametrize("noun", [SavedText, StoredText, Manuscript, FolderReading])
def test_the_database_refuses_to_change_what_was_saved(han, noun):
    revised(han, with_days(3))
    rows = noun.objects.filter(pk=noun.objects.first().pk)

    with pytest.raises(ProgrammingError, match="may not be changed"), transaction.atomic():
        rows.update(id=F("id"))
